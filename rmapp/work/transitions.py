"""Every change of a work item's state, each one UPDATE; fenced like those of the outbox."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ..core.clock import sql_now
from ..core.db import db
from .kinds import Progress
from .models import OPEN, RESUMABLE, UNDERWAY, Wish, WorkItem, WorkState

T = WorkItem.__table__.c
LOSSES = 5  # processes lost in a row without a step done, before the item fails
_NO_LEASE: dict[Any, Any] = {T.lease_until: None, T.lease_owner: None}


@dataclass(frozen=True)
class Claim:
    """An item taken by this process."""

    id: int
    token: int


def _change(where: Collection[Any], values: dict[Any, Any], *back: Any) -> list[Any]:
    statement = (
        sa.update(WorkItem)
        .where(*where)
        .values({T.version: T.version + 1, **values})
        .returning(*(back or (T.id,)))
        .execution_options(synchronize_session=False)
    )
    return list(db.session.execute(statement).all())


def _mine(claim: Claim) -> list[Any]:
    return [T.id == claim.id, T.lease_token == claim.token, T.state.in_(UNDERWAY)]


def _granted(otherwise: Any) -> Any:
    """The state a person wished for, or ``otherwise``."""
    return sa.case(
        (T.wish == Wish.PAUSE, WorkState.PAUSED.value),
        (T.wish == Wish.STOP, WorkState.STOPPED.value),
        else_=otherwise,
    )


def claim(id: int, *, owner: str, lease: float) -> Claim | None:
    """Take a due item; None when it is not ours to take."""
    rows = _change(
        [T.id == id, T.state == WorkState.QUEUED, T.next_at <= sql_now()],
        {
            T.state: WorkState.CLAIMED,
            T.lease_token: T.lease_token + 1,
            T.lease_owner: owner,
            T.lease_until: sql_now() + dt.timedelta(seconds=lease),
            T.started_at: sa.func.coalesce(T.started_at, sql_now()),
            T.error: None,
        },
        T.id,
        T.lease_token,
    )
    return Claim(*rows[0]) if rows else None


def step(claim: Claim, progress: Progress, *, lease: float, rate: float | None) -> WorkState | None:
    """The end of a step, in its own transaction: the new state, or None when overtaken (the
    caller must then roll the step back)."""
    rows = _change(
        _mine(claim),
        {
            T.state: _granted(WorkState.RUNNING.value),
            T.done: progress.done,
            T.total: sa.func.coalesce(sa.cast(progress.total, sa.BigInteger), T.total),
            T.resume: progress.resume,
            T.rate: rate,
            T.failures: 0,
            T.lease_until: sql_now() + dt.timedelta(seconds=lease),
            T.wish: None,
        },
        T.state,
    )
    return WorkState(rows[0].state) if rows else None


def finish(claim: Claim, result: dict[str, Any] | None) -> bool:
    """The last step is done; False when overtaken."""
    return bool(
        _change(
            _mine(claim),
            {
                T.state: WorkState.DONE,
                T.result: result,
                T.total: sa.func.coalesce(T.total, T.done),
                T.finished_at: sql_now(),
                T.wish: None,
                **_NO_LEASE,
            },
        )
    )


def fail(claim: Claim, *, error: str) -> bool:
    """It cannot be done."""
    return bool(
        _change(
            _mine(claim),
            {
                T.state: WorkState.FAILED,
                T.error: error[:500],
                T.finished_at: sql_now(),
                T.wish: None,
                **_NO_LEASE,
            },
        )
    )


def trip(claim: Claim, *, error: str, patience: int, wait: dt.timedelta) -> bool:
    """A step went wrong: once more from the resume point after ``wait``, ``patience`` times."""
    return bool(
        _change(
            _mine(claim),
            {
                T.state: sa.case(
                    (T.failures + 1 >= patience, WorkState.FAILED.value),
                    else_=_granted(WorkState.QUEUED.value),
                ),
                T.finished_at: sa.case((T.failures + 1 >= patience, sql_now()), else_=None),
                T.failures: T.failures + 1,
                T.error: error[:500],
                T.next_at: sql_now() + wait,
                T.dispatched_at: None,
                T.wish: None,
                **_NO_LEASE,
            },
        )
    )


def let_go(claim: Claim) -> bool:
    """Others shall have their turn: back into the queue at the resume point."""
    return bool(
        _change(
            _mine(claim),
            {
                T.state: _granted(WorkState.QUEUED.value),
                T.next_at: sql_now(),
                T.dispatched_at: None,
                T.wish: None,
                **_NO_LEASE,
            },
        )
    )


def wish(id: int, wished: Wish) -> WorkState | None:
    """Stop or pause: at once when it waits, after its step when it runs. The state now, or None
    when it is over."""
    rows = _change(
        [T.id == id, T.state.in_(OPEN)],
        {
            T.state: sa.case(
                (
                    T.state.in_(UNDERWAY),
                    T.state,
                ),
                else_=WorkState.STOPPED.value if wished is Wish.STOP else WorkState.PAUSED.value,
            ),
            T.wish: sa.case((T.state.in_(UNDERWAY), wished.value), else_=None),
        },
        T.state,
    )
    return WorkState(rows[0].state) if rows else None


def resume(id: int) -> bool:
    """Go on at the resume point; False when it is not standing."""
    return bool(
        _change(
            [T.id == id, T.state.in_(RESUMABLE)],
            {
                T.state: WorkState.QUEUED,
                T.failures: 0,
                T.error: None,
                T.finished_at: None,
                T.wish: None,
                T.next_at: sql_now(),
                T.dispatched_at: None,
            },
        )
    )


def held(limit: int) -> list[Any]:
    """(id, lease_token, lease_owner) of items that processes work on."""
    where = sa.and_(T.state.in_(UNDERWAY), T.lease_owner.is_not(None))
    return list(
        db.session.execute(
            sa.select(T.id, T.lease_token, T.lease_owner).where(where).limit(limit)
        ).all()
    )


def bereave(claims: Collection[Claim]) -> None:
    """The processes of ``claims`` are known to be dead: their leases are over."""
    over = {T.lease_until: sql_now() - dt.timedelta(seconds=1)}
    for claim in claims:
        _change(_mine(claim), over)


def sweep(limit: int) -> list[Any]:
    """Items whose process is gone go on at their resume point. (id, state)."""
    dead = sa.and_(T.state.in_(UNDERWAY), T.lease_until < sql_now())
    return _change(
        [T.id.in_(_some(dead, limit)), dead],
        {
            T.state: sa.case(
                (T.failures + 1 >= LOSSES, WorkState.FAILED.value),
                else_=_granted(WorkState.QUEUED.value),
            ),
            T.finished_at: sa.case((T.failures + 1 >= LOSSES, sql_now()), else_=None),
            T.error: sa.case((T.failures + 1 >= LOSSES, "its process was lost"), else_=T.error),
            T.failures: T.failures + 1,
            T.next_at: sql_now(),
            T.dispatched_at: None,
            T.wish: None,
            **_NO_LEASE,
        },
        T.id,
        T.state,
    )


def _due() -> Any:
    return sa.and_(T.state == WorkState.QUEUED, T.next_at <= sql_now())


def dispatch(queue: str, limit: int, *, again_after: dt.timedelta) -> list[Any]:
    """Mark up to ``limit`` due items of ``queue`` as woken now. (id, kind)."""
    fresh = sa.or_(T.dispatched_at.is_(None), T.dispatched_at < sql_now() - again_after)
    condition = sa.and_(_due(), T.queue == queue, fresh)
    return _change(
        [T.id.in_(_some(condition, limit)), T.state == WorkState.QUEUED],
        {T.dispatched_at: sql_now()},
        T.id,
        T.kind,
    )


def undispatch(ids: Collection[int]) -> None:
    """Nobody was woken for these after all."""
    if ids:
        _change([T.id.in_(ids), T.state == WorkState.QUEUED], {T.dispatched_at: None})


def due_kinds() -> list[str]:
    """The kinds of which something is due."""
    return list(db.session.execute(sa.select(T.kind).where(_due()).distinct()).scalars())


def next_of(kind: str, *, but: Collection[int] = ()) -> int | None:
    """The id of the item of ``kind`` that is due longest, or None."""
    return db.session.execute(
        sa.select(T.id)
        .where(_due(), T.kind == kind, T.id.not_in(but))
        .order_by(T.next_at, T.id)
        .limit(1)
    ).scalar_one_or_none()


def _some(condition: Any, limit: int) -> Any:
    return (
        sa.select(T.id)
        .where(condition)
        .order_by(T.next_at, T.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
