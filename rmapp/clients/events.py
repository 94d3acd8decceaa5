"""Writing facts into a client's history."""

from __future__ import annotations

from typing import Any

from ..core import clock
from ..core.db import db
from ..policy.enforce import Actor
from .models import ClientEvent


def note(
    client_id: int,
    kind: str,
    *,
    actor: Actor | None,
    title: str = "",
    obj: Any = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Write the fact ``kind`` into the history of ``client_id``.

    ``title``: the name of what it is about, not a sentence. ``obj``: the row it links to.
    """
    db.session.add(
        ClientEvent(
            client_id=client_id,
            at=clock.now(),
            kind=kind,
            author_id=actor.employee_id if actor else None,
            title=title[:500],
            detail=detail or {},
            object_kind=obj.__tablename__ if obj is not None else "",
            object_public_id=getattr(obj, "public_id", "") or "",
        )
    )
