"""What people decide about messages that have not left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from ...core.clock import sql_now
from ..states import MOVING, RECALLABLE, Purpose, State
from .base import NO_LEASE, T, change


def cancel(condition: Any) -> list[Any]:
    """Cancel what has not left; rows (id, uncertain_count). What is missing came too late."""
    ids = (
        sa.select(T.id)
        .where(condition, T.state.in_(RECALLABLE))
        .order_by(T.id)
        .with_for_update()
        .scalar_subquery()
    )
    return change(
        [T.id.in_(ids), T.state.in_(RECALLABLE)],
        {T.state: State.CANCELLED, **NO_LEASE},
        T.id,
        T.uncertain_count,
    )


def suppress_for(address_id: int, purposes: Collection[Purpose], *, reason: str) -> int:
    """Suppress what waits for an address; the caller holds the address's lock. How many."""
    condition = sa.and_(
        T.recipient_address_id == address_id,
        T.purpose.in_(purposes),
        T.state.in_(RECALLABLE),
    )
    ids = sa.select(T.id).where(condition).order_by(T.id).with_for_update().scalar_subquery()
    return len(
        change(
            [T.id.in_(ids), T.state.in_(RECALLABLE)],
            {T.state: State.SUPPRESSED, T.last_error: reason, **NO_LEASE},
        )
    )


def release(id: int, *, not_after: dt.datetime, next_at: dt.datetime | None = None) -> bool:
    """A person lets a held message go, at once or at ``next_at``."""
    return bool(
        change(
            [T.id == id, T.state == State.HELD],
            {
                T.state: State.PENDING,
                T.next_at: sql_now() if next_at is None else next_at,
                T.not_after: sa.func.greatest(T.not_after, not_after),
                T.dispatched_at: None,
            },
        )
    )


def hold(id: int) -> bool:
    """A person keeps a message back until somebody releases it."""
    return bool(change([T.id == id, T.state == State.PENDING], {T.state: State.HELD, **NO_LEASE}))


def brake(before: dt.datetime) -> list[int]:
    """Hold every message due before ``before`` that waits, or was on its way (after a restore, when
    nobody is). The ids."""
    moving = [T.state.in_(MOVING), T.due_at < before]
    return [row.id for row in change(moving, {T.state: State.HELD, **NO_LEASE})]
