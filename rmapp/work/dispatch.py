"""One look around the work: clear up after the dead, then wake workers or start processes."""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from ..core import jobs
from ..core.db import db
from ..core.jobs import RedisDown
from ..core.processes import die_with_parent, is_gone
from ..core.transaction import transaction
from ..settings import settings
from . import runner, transitions
from .kinds import kind_of

log = structlog.get_logger("rmapp.work.dispatch")
JOB = "work.run"
AGAIN = dt.timedelta(seconds=60)
WAITING = 4  # no more jobs than this wait in a queue
SWEEP = 200


@dataclass
class Tick:
    """What one look came to."""

    swept: int = 0
    woken: int = 0
    started: int = 0

    @property
    def is_busy(self) -> bool:
        """Whether to look again soon."""
        return bool(self.woken or self.started)


class Dispatcher:
    """What a dispatcher process remembers: since when Redis is lost, and its own children."""

    def __init__(self, *, steady: Callable[[], float] = time.monotonic) -> None:
        self._steady = steady
        self._redis_lost_at: float | None = None
        self._children: dict[str, int] = {}

    def tick(self) -> Tick:
        """Look once. A door: opens its own transactions; needs an application context."""
        done = Tick()
        with transaction():
            # what was killed on this machine need not wait for the end of its lease
            transitions.bereave(
                [
                    transitions.Claim(row.id, row.lease_token)
                    for row in transitions.held(SWEEP)
                    if is_gone(row.lease_owner)
                ]
            )
            done.swept = len(transitions.sweep(SWEEP))
        self._reap()
        if self._is_alone():
            self._start_children(done)
            return done
        try:
            for queue in jobs.QUEUES:
                done.woken += self._wake(queue)
            self._redis_lost_at = None
        except RedisDown:
            if self._redis_lost_at is None:
                self._redis_lost_at = self._steady()
        return done

    def _wake(self, queue: str) -> int:
        room = WAITING - jobs.waiting(queue)
        if room <= 0:
            return 0
        with transaction():
            rows = transitions.dispatch(queue, room, again_after=AGAIN)
        for position, row in enumerate(rows):
            kind = kind_of(row.kind)
            lease = kind.longest if kind else 300.0
            try:
                jobs.enqueue(queue, JOB, [row.id], timeout=int(max(lease - 10, 10)))
            except RedisDown:
                with transaction():
                    transitions.undispatch([late.id for late in rows[position:]])
                raise
        return len(rows)

    def _is_alone(self) -> bool:
        if jobs.redis_url() is None:
            return True
        lost = self._redis_lost_at
        if lost is None or self._steady() - lost < settings().redis_grace_seconds:
            return False
        try:
            jobs.waiting(jobs.QUEUES[0])
        except RedisDown:
            return True
        self._redis_lost_at = None
        return False

    def _start_children(self, done: Tick) -> None:
        with transaction():
            kinds = transitions.due_kinds()
        for kind in kinds:
            if kind in self._children:
                continue
            done.started += 1
            if not hasattr(os, "fork"):
                run_kind(kind)
                continue
            pid = os.fork()
            if pid == 0:
                _live_as_child(kind)
            self._children[kind] = pid

    def _reap(self) -> None:
        for kind, pid in list(self._children.items()):
            try:
                gone, _status = os.waitpid(pid, os.WNOHANG)
            except ChildProcessError:
                gone = pid
            if gone:
                del self._children[kind]

    def wait(self) -> None:
        """Wait until the children started here have ended."""
        for kind, pid in list(self._children.items()):
            try:
                os.waitpid(pid, 0)
            except ChildProcessError:
                log.debug("child_reaped_elsewhere", kind=kind)
            del self._children[kind]


def run_kind(kind: str) -> int:
    """Do everything of ``kind`` that is due; how many items were worked on."""
    seen: set[int] = set()
    while True:
        with transaction():
            id = transitions.next_of(kind, but=seen)
        if id is None:
            return len(seen)
        if runner.run(id) != "turn":
            seen.add(id)


def _live_as_child(kind: str) -> None:
    code = 1
    try:
        die_with_parent()
        db.engine.dispose(close=False)
        run_kind(kind)
        code = 0
    except Exception:
        log.error("work_child_failed", kind=kind, exc_info=True)
    finally:
        os._exit(code)
