"""What people and slices do with work: submit, pause, stop, resume."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import insert

from ..core import clock
from ..core.db import db, new_public_id
from ..core.errors import Conflict, NotFound
from ..policy.enforce import Actor
from ..settings import settings
from . import queries, transitions
from .kinds import kind_of
from .models import Wish, WorkItem, WorkState


def submit(
    kind: str,
    *,
    actor: Actor | None,
    params: dict[str, Any] | None = None,
    label: str | None = None,
    total: int | None = None,
    dedup_key: str | None = None,
) -> WorkItem:
    """Put work into the queue, in the transaction of the deed that causes it.

    ``params``: plain values and keys; ``dedup_key``: submitting twice gives the first item.
    RuntimeError for a kind nobody entered.
    """
    known = kind_of(kind)
    if known is None:
        raise RuntimeError(f"no such kind of work: {kind}")
    now = clock.now()
    id = db.session.execute(
        insert(WorkItem)
        .values(
            public_id=new_public_id(),
            kind=kind,
            queue=known.queue,
            label=label[:500] if label else None,
            dedup_key=dedup_key,
            created_by_id=actor.employee_id if actor else None,
            params=params or {},
            resume={},
            state=WorkState.QUEUED,
            done=0,
            total=total,
            failures=0,
            next_at=now,
            lease_token=0,
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=[WorkItem.dedup_key])
        .returning(WorkItem.id)
    ).scalar_one_or_none()
    condition = WorkItem.id == id if id is not None else WorkItem.dedup_key == dedup_key
    return db.session.execute(sa.select(WorkItem).where(condition)).scalar_one()


def submit_tonight(kind: str) -> WorkItem | None:
    """Submit work of ``kind`` without a person, once a day; None while such work is under way."""
    if queries.is_under_way(kind):
        return None
    today = clock.today(settings().bank_zone)
    return submit(kind, actor=None, dedup_key=f"{kind}:{today.isoformat()}")


def stop(public_id: str, *, actor: Actor | None) -> WorkState:
    """End an item, at once or after its present step; what is done stays done.

    Refuses (Conflict) what is over. The answer is the state now.
    """
    return _wish(public_id, Wish.STOP)


def pause(public_id: str, *, actor: Actor | None) -> WorkState:
    """Let an item stand, at once or after its present step. Refuses (Conflict) what is over."""
    return _wish(public_id, Wish.PAUSE)


def resume(public_id: str, *, actor: Actor | None) -> None:
    """Let an item that stands, was stopped or has failed go on where it was.

    Refuses (Conflict) any other.
    """
    if not transitions.resume(_id(public_id)):
        raise Conflict(_("This work is not standing still."))


def _wish(public_id: str, wish: Wish) -> WorkState:
    state = transitions.wish(_id(public_id), wish)
    if state is None:
        raise Conflict(_("This work is over already."))
    return state


def _id(public_id: str) -> int:
    id = db.session.execute(
        sa.select(WorkItem.id).where(WorkItem.public_id == public_id)
    ).scalar_one_or_none()
    if id is None:
        raise NotFound(_("There is no such work."))
    return id
