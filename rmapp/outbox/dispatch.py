"""One look around the outbox: clear up, then wake. Any number of dispatchers may do it at once."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from ..core import clock, jobs
from ..core.jobs import RedisDown
from ..core.transaction import transaction
from ..settings import settings
from . import delivery, journal, place, records, relay, transitions
from .states import GAVE_UP, PROCESS_LOST, Happening, State

log = structlog.get_logger("rmapp.outbox.dispatch")
JOB = "outbox.deliver"
QUEUE = "mail"
SWEEP = 500


@dataclass
class Tick:
    """What one look came to."""

    woken: int = 0
    sent_inline: int = 0
    swept: int = 0
    doubtful: int = 0
    resolved: int = 0
    expired: int = 0
    paused: bool = False

    @property
    def is_busy(self) -> bool:
        """Whether to look again soon."""
        return bool(self.woken or self.sent_inline)


class ClockWatch:
    """Compares the database's clock with a clock nobody can set."""

    def __init__(self, tolerance: float) -> None:
        self._tolerance = tolerance
        self._last: tuple[dt.datetime, float] | None = None

    def stepped(self, wall: dt.datetime, steady: float) -> bool:
        """Whether the wall clock has jumped by more than the tolerance since the last look."""
        last, self._last = self._last, (wall, steady)
        if last is None:
            return False
        step = (wall - last[0]).total_seconds() - (steady - last[1])
        if abs(step) <= self._tolerance:
            return False
        log.error("clock_stepped", seconds=round(step, 1))
        return True


class Dispatcher:
    """What a dispatcher process remembers between looks: nothing it could not forget."""

    def __init__(self, *, steady: Callable[[], float] = time.monotonic) -> None:
        self._steady = steady
        self._clock = ClockWatch(place.limits().clock_step)
        self._redis_lost_at: float | None = None

    def tick(self) -> Tick:
        """Look once. A door: opens its own transactions; needs an application context."""
        done = Tick()
        self._clear_up(done)
        with transaction():
            done.paused = self._clock.stepped(clock.read(), self._steady())
            closed = relay.is_blown()
        if done.paused or closed:
            return done
        self._wake(done)
        return done

    def _clear_up(self, done: Tick) -> None:
        """Journals first: an answer on disk spares a message the doubt."""
        times = place.limits()
        done.resolved = tell_journals()
        with transaction():
            swept = transitions.sweep_claims(SWEEP, attempts=times.attempts)
            given_up = [row.id for row in swept if row.state is State.FAILED]
            records.happened(given_up, Happening.FAILED, GAVE_UP)
            doubtful = transitions.sweep_handoffs(
                SWEEP, grace=dt.timedelta(seconds=times.uncertain_grace)
            )
            records.happened(doubtful, Happening.UNCERTAIN, PROCESS_LOST)
            settled = transitions.settle_doubt(SWEEP)
            for state, what in ((State.PENDING, Happening.RESENT), (State.HELD, Happening.HELD)):
                records.happened([row.id for row in settled if row.state is state], what)
            late = transitions.expire(SWEEP)
            records.happened(late, Happening.EXPIRED)
        done.swept, done.doubtful, done.expired = len(swept), len(doubtful), len(late)

    def _wake(self, done: Tick) -> None:
        times = place.limits()
        inline = self._send_inline()
        room = times.chunk
        if not inline:
            try:
                room = (times.queued_jobs - jobs.waiting(QUEUE)) * times.chunk
                self._redis_lost_at = None
            except RedisDown:
                self._lose_redis()
                return
        if room <= 0:
            return
        with transaction():
            ids = transitions.dispatch(
                min(times.batch, room), again_after=dt.timedelta(seconds=times.redispatch)
            )
        if not ids:
            return
        if inline:
            ended = delivery.deliver(ids, budget=times.inline_budget)
            done.sent_inline = sum(ended.values()) - ended["relay"]
            return
        try:
            jobs.enqueue(QUEUE, JOB, ids, chunk=times.chunk)
            done.woken = len(ids)
        except RedisDown:
            self._lose_redis()
            with transaction():
                transitions.undispatch(ids)

    def _send_inline(self) -> bool:
        if jobs.redis_url() is None:
            return True
        lost = self._redis_lost_at
        if lost is None or self._steady() - lost < settings().redis_grace_seconds:
            return False
        try:
            jobs.waiting(QUEUE)
        except RedisDown:
            return True
        self._redis_lost_at = None
        return False

    def _lose_redis(self) -> None:
        if self._redis_lost_at is None:
            self._redis_lost_at = self._steady()
            log.warning("redis_lost")


def tell_journals() -> int:
    """Tell the database what journals on this machine know and it does not. How many answers."""
    told = 0
    for left in journal.left_behind(place.folder() / "journal"):
        if not left.abandoned and left.age < place.limits().lease / 2:
            continue  # its writer is at work and tells the database itself
        for answer in left.answers:
            with transaction():
                if records.tell([answer], place.limits()):
                    records.happened([answer.id], Happening.RESOLVED, answer.reply[:500])
                    told += 1
        with transaction():
            for id, token in left.untouched:
                transitions.give_back(id, token, error="the process was lost before it began")
        if left.abandoned:
            left.remove()
    return told
