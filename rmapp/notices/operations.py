"""Telling people, and what they do with what they were told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ..core import clock
from ..core.db import db, new_public_id
from ..policy.enforce import Actor
from .kinds import kind_of
from .models import Notice
from .queries import notice_of

KEPT_FOR = dt.timedelta(days=180)


def tell(
    employee_ids: Iterable[int | None],
    kind: str,
    *,
    subject: str = "",
    params: dict[str, Any] | None = None,
    leads_to: str = "",
    values: dict[str, Any] | None = None,
    client_id: int | None = None,
    once: str | None = None,
) -> int:
    """Tell each of ``employee_ids`` (None among them is passed over) in the open transaction.

    ``kind``: entered with ``notice_kind``; ``leads_to``: endpoint of the page it is about, with
    its ``values``; ``client_id``: the client it concerns; ``once``: a key under which a person is
    told only once. Return how many were told. RuntimeError for a kind nobody entered.
    """
    if kind_of(kind) is None:
        raise RuntimeError(f"no such kind of notice: {kind}")
    people = sorted({one for one in employee_ids if one is not None})
    if not people:
        return 0
    now = clock.now()
    rows = [
        {
            "public_id": new_public_id(),
            "employee_id": one,
            "client_id": client_id,
            "kind": kind,
            "subject": subject[:500],
            "params": params or {},
            "endpoint": leads_to,
            "values": values or {},
            "once": once,
            "at": now,
        }
        for one in people
    ]
    told = db.session.execute(
        insert(Notice)
        .values(rows)
        .on_conflict_do_nothing(index_elements=[Notice.employee_id, Notice.once])
        .returning(Notice.id)
    )
    return len(told.all())


def read(public_id: str, *, actor: Actor) -> Notice:
    """Mark one's own notice as read. Refuses (NotFound) what is not there or another's."""
    notice = notice_of(public_id, actor=actor)
    notice.read_at = notice.read_at or clock.now()
    return notice


def read_all(*, actor: Actor) -> None:
    """Mark everything of the person as read."""
    db.session.execute(
        sa.update(Notice)
        .where(Notice.employee_id == actor.employee_id, Notice.read_at.is_(None))
        .values(read_at=clock.now())
        .execution_options(synchronize_session=False)
    )


def forget_old() -> int:
    """Delete what is older than half a year and read; return how many."""
    gone = db.session.execute(
        sa.delete(Notice)
        .where(Notice.at < clock.now() - KEPT_FOR, Notice.read_at.is_not(None))
        .returning(Notice.id)
    )
    return len(gone.all())
