"""Where the fields of a dossier come from: each change of a field leaves who told it when (D8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...clients import custom
from ...clients.models import Client, ClientFact, Origin
from ...core import clock
from ...core.db import db
from ...policy.enforce import Actor
from .. import rules


def tell(
    client: Client,
    changes: Mapping[str, Any],
    *,
    actor: Actor,
    origin: Origin,
    told_at: Any = None,
) -> None:
    """Keep for every field of ``changes`` (field → [before, now], plain) where it comes from.

    ``told_at``: the row of the contact, of any table with a ``public_id``. A sensitive value is
    masked.
    """
    now = clock.now()
    db.session.add_all(
        ClientFact(
            client_id=client.id,
            field=name,
            told=rules.MASK if name in rules.SENSITIVE else _plain(name, pair[1]),
            origin=origin,
            object_kind=told_at.__tablename__ if told_at is not None else "",
            object_public_id=told_at.public_id if told_at is not None else "",
            at=now,
            by_id=actor.employee_id,
        )
        for name, pair in changes.items()
    )


def _plain(name: str, value: Any) -> str:
    words = custom.retold(name, value)
    value = value if words is None else words
    return "" if value is None else str(value)[:500]
