"""What the dispatcher does to many: clear up after the dead, settle doubts, wake."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from ...core.clock import sql_now
from ..states import OnUncertain, State
from .base import NO_LEASE, T, change, some

Times = dt.timedelta


def sweep_claims(limit: int, *, attempts: int) -> list[Any]:
    """Claims whose holder is gone wait again, or fail when tried too often. (id, state)."""
    dead = sa.and_(T.state == State.CLAIMED, T.lease_until < sql_now())
    return change(
        [T.id.in_(some(dead, limit)), dead],
        {
            T.state: sa.case(
                (T.attempts >= attempts, State.FAILED.value), else_=State.PENDING.value
            ),
            T.last_error: sa.case((T.attempts >= attempts, "gave up"), else_=T.last_error),
            T.dispatched_at: None,
            **NO_LEASE,
        },
        T.id,
        T.state,
    )


def sweep_handoffs(limit: int, *, grace: Times) -> list[int]:
    """Handoffs whose holder is gone are in doubt. The ids."""
    dead = sa.and_(T.state == State.HANDOFF, T.lease_until < sql_now())
    rows = change(
        [T.id.in_(some(dead, limit)), dead],
        {
            T.state: State.UNCERTAIN,
            T.uncertain_count: T.uncertain_count + 1,
            T.next_at: sql_now() + grace,
            **NO_LEASE,
        },
    )
    return [row.id for row in rows]


def settle_doubt(limit: int) -> list[Any]:
    """After the grace a doubtful message is sent once more, or held. (id, state)."""
    ripe = sa.and_(T.state == State.UNCERTAIN, T.next_at <= sql_now())
    again = sa.and_(T.on_uncertain == OnUncertain.RESEND, T.uncertain_count <= 1)
    return change(
        [T.id.in_(some(ripe, limit)), ripe],
        {
            T.state: sa.case((again, State.PENDING.value), else_=State.HELD.value),
            T.dispatched_at: None,
        },
        T.id,
        T.state,
    )


def expire(limit: int) -> list[int]:
    """What could not leave in time becomes a person's task instead of a stale letter."""
    late = sa.and_(T.state == State.PENDING, T.not_after <= sql_now())
    return [row.id for row in change([T.id.in_(some(late, limit)), late], {T.state: State.EXPIRED})]


def dispatch(limit: int, *, again_after: Times) -> list[int]:
    """Mark up to ``limit`` due messages as woken now and return them in order of dueness."""
    due = sa.and_(
        T.state == State.PENDING,
        T.next_at <= sql_now(),
        sa.or_(T.dispatched_at.is_(None), T.dispatched_at < sql_now() - again_after),
    )
    rows = change(
        [T.id.in_(some(due, limit, T.next_at, T.id)), T.state == State.PENDING],
        {T.dispatched_at: sql_now()},
        T.id,
        T.next_at,
    )
    return [row.id for row in sorted(rows, key=lambda row: (row.next_at, row.id))]


def undispatch(ids: Collection[int]) -> None:
    """Nobody was woken for these after all: the next tick may try at once."""
    if ids:
        change([T.id.in_(ids), T.state == State.PENDING], {T.dispatched_at: None})
