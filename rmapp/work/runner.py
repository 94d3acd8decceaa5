"""Running work: claim, step by step, each step a transaction that ends with its resume point."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator

import sqlalchemy as sa
import structlog

from ..core.db import db
from ..core.errors import Refusal
from ..core.processes import name_here
from ..core.transaction import transaction
from . import transitions
from .kinds import Kind, Progress, Task, kind_of
from .models import WorkItem, WorkState
from .transitions import Claim

log = structlog.get_logger("rmapp.work")
PATIENCE = 3
WAIT = dt.timedelta(seconds=10)
TURN_SECONDS = 200.0  # then others shall have their turn


class Overtaken(Exception):
    """Somebody else has the item now: the step is rolled back."""


class CalledOff(Exception):
    """A person stopped work that is all or nothing before its end: the step is rolled back."""


def run(id: int, *, turn: float | None = None, patience: int = PATIENCE) -> str:
    """Work on item ``id`` for a ``turn`` or until it is over; say how it ended.

    ``turn``: seconds; by default the kind's own.

    A door: opens a transaction per step, needs an application context and none open. Losing or
    repeating a call is harmless. Answers ``noop``, ``overtaken``, ``turn``, or the state reached.
    """
    kind = _kind(id)
    if kind is None:
        return "noop"
    with transaction():
        claim = transitions.claim(id, owner=name_here(), lease=kind.first or kind.lease)
        if claim is None:
            return "noop"
        task = _task(id)
    steps = kind.handler(task)
    try:
        own = kind.turn or TURN_SECONDS
        return _walk(kind, claim, task, steps, own if turn is None else turn)
    except Overtaken:
        log.warning("work_overtaken", item=id)
        return "overtaken"
    except CalledOff:
        with transaction():
            transitions.let_go(claim)
        return WorkState.STOPPED.value
    except Refusal as refusal:
        with transaction():
            transitions.fail(claim, error=str(refusal.message))
        return WorkState.FAILED.value
    except Exception as error:
        log.error("work_step_failed", item=id, kind=kind.name, exc_info=True)
        with transaction():
            transitions.trip(claim, error=type(error).__name__, patience=patience, wait=WAIT)
        return "tripped"
    finally:
        close = getattr(steps, "close", None)
        if close is not None:
            close()


def _walk(kind: Kind, claim: Claim, task: Task, steps: Iterator[Progress], turn: float) -> str:
    started = time.monotonic()
    while True:
        with transaction():
            take_time(kind)
            try:
                progress = next(steps)
            except StopIteration as end:
                if not transitions.finish(claim, end.value):
                    raise Overtaken from None
                return WorkState.DONE.value
            took = max(time.monotonic() - started, 0.001)
            state = transitions.step(
                claim, progress, lease=kind.lease, rate=(progress.done - task.done) / took
            )
            if state is None:
                raise Overtaken
            if kind.is_whole and state is not WorkState.RUNNING:
                raise CalledOff
        if state is not WorkState.RUNNING:
            return state.value
        if time.monotonic() - started > turn:
            with transaction():
                transitions.let_go(claim)
            return "turn"


def take_time(kind: Kind) -> None:
    """A step may think longer than a page may."""
    milliseconds = str(int(kind.lease * 1000))
    for name in ("statement_timeout", "idle_in_transaction_session_timeout"):
        db.session.execute(sa.select(sa.func.set_config(name, milliseconds, True)))


def _kind(id: int) -> Kind | None:
    with transaction():
        name = db.session.execute(
            sa.select(WorkItem.kind).where(WorkItem.id == id)
        ).scalar_one_or_none()
    kind = kind_of(name) if name is not None else None
    if name is not None and kind is None:
        log.error("work_kind_unknown", item=id, kind=name)
        with transaction():
            claim = transitions.claim(id, owner=name_here(), lease=60.0)
            if claim is not None:
                transitions.fail(claim, error=f"unknown kind of work: {name}")
    return kind


def _task(id: int) -> Task:
    item = db.session.get_one(WorkItem, id, populate_existing=True)
    return Task(
        id=item.id,
        public_id=item.public_id,
        params=dict(item.params),
        resume=dict(item.resume),
        done=item.done,
        total=item.total,
        created_by_id=item.created_by_id,
        token=item.lease_token,
    )
