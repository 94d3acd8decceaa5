"""The periodic jobs as one table, run by the dispatcher: any number of copies, no leader.

A row per name in ``timetable_run`` says when it is due next. The row is claimed and the job run
in one transaction, so a crash repeats it and nothing runs twice. A periodic job is therefore
short: it does a little or submits work. A run that was missed is made up for once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import sqlalchemy as sa
import structlog
from sqlalchemy.dialects.postgresql import insert

from .audit import operations as audit
from .calendars import operations as calendars
from .core import clock, files, idempotency
from .core.clock import sql_now
from .core.db import db
from .core.transaction import transaction
from .duplicates.operations.night import search_tonight
from .exchange.operations.exporting import expire_due
from .handovers.operations import execute_due, give_back_due, tell_late
from .home.operations import keep_figures
from .notices import operations as notices
from .oversight import operations as oversight
from .oversight.promises import escalate_promises
from .plans.operations import take_newcomers
from .priority.operations import learn_tonight
from .privacy import again as erased_again
from .privacy import operations as privacy
from .proposals.operations.states import expire_overdue
from .reports.operations import learn_persistence
from .schedules.operations import resume_due
from .series.operations import carry_on
from .settings import settings
from .staff import throttle
from .standing import operations as standing
from .vip.operations import evaluate_tonight
from .work.models import TimetableRun

log = structlog.get_logger("rmapp.timetable")
AFTER_FAILURE = dt.timedelta(minutes=5)


@dataclass(frozen=True)
class Periodic:
    """A job ``every`` so often, or each day ``at`` a time of the bank's zone."""

    name: str
    job: Callable[[], object]
    every: dt.timedelta | None = None
    at: dt.time | None = None

    def __post_init__(self) -> None:
        if (self.every is None) == (self.at is None):
            raise RuntimeError(f"{self.name}: say either how often or at what time")

    def following(self, moment: dt.datetime, zone: str) -> dt.datetime:
        """The first time after ``moment``."""
        if self.every is not None:
            return moment + self.every
        assert self.at is not None
        there = ZoneInfo(zone)
        today = moment.astimezone(there).date()
        for ahead in range(3):
            day = today + dt.timedelta(days=ahead)
            candidate = dt.datetime.combine(day, self.at, there).astimezone(dt.UTC)
            if candidate > moment:
                return candidate
        raise AssertionError("a day has no such time")


#: Every periodic job of the house.
TIMETABLE: tuple[Periodic, ...] = (
    Periodic("forget submissions", idempotency.forget_old, every=dt.timedelta(hours=6)),
    Periodic("forget failed sign-ins", throttle.forget_old, every=dt.timedelta(hours=6)),
    Periodic("expire proposals", expire_overdue, at=dt.time(0, 10)),
    Periodic("carry out handovers", execute_due, every=dt.timedelta(minutes=5)),
    Periodic("end substitutions", give_back_due, every=dt.timedelta(minutes=5)),
    Periodic("tell overdue introductions", tell_late, at=dt.time(8, 0)),
    Periodic("resume schedules", resume_due, at=dt.time(0, 20)),
    Periodic("carry series on", carry_on, at=dt.time(0, 30)),
    Periodic("take newcomers into plans", take_newcomers, every=dt.timedelta(minutes=10)),
    Periodic("tell changes of invitations", calendars.tell_changes, every=dt.timedelta(minutes=1)),
    Periodic("remind of contacts", calendars.remind, every=dt.timedelta(minutes=1)),
    Periodic("hear answers to invitations", calendars.hear, every=dt.timedelta(minutes=1)),
    Periodic("forget notices", notices.forget_old, at=dt.time(3, 40)),
    Periodic("delete files of old exports", expire_due, every=dt.timedelta(hours=1)),
    Periodic("search for look-alikes", search_tonight, at=dt.time(2, 0)),
    Periodic("learn whom to call first", learn_tonight, at=dt.time(1, 30)),
    Periodic("evaluate VIP clients", evaluate_tonight, at=dt.time(4, 10)),
    Periodic("take the temperature of clients", standing.take_tonight, at=dt.time(1, 0)),
    Periodic("tell norms of contact", standing.tell_contact_norms, at=dt.time(7, 30)),
    Periodic("tell norms of answers", standing.tell_answer_norms, every=dt.timedelta(minutes=10)),
    Periodic("learn how long to persist", learn_persistence, at=dt.time(1, 15)),
    Periodic("keep the figures of desks", keep_figures, every=dt.timedelta(minutes=10)),
    Periodic("watch readings", oversight.watch_readings, every=dt.timedelta(minutes=10)),
    Periodic("escalate promises", escalate_promises, at=dt.time(7, 0)),
    Periodic("remind of reviews", oversight.remind_of_reviews, every=dt.timedelta(hours=1)),
    Periodic("erase again what was erased", erased_again.keep, at=dt.time(2, 20)),
    Periodic("look for overdue data", privacy.look_for_overdue, at=dt.time(2, 30)),
    Periodic("forget openings", audit.forget_openings, at=dt.time(3, 50)),
    Periodic("sweep files", files.sweep, at=dt.time(3, 30)),
)


def run_due(timetable: Sequence[Periodic] | None = None) -> int:
    """Run what is due; how many. A door: a transaction each; needs an application context."""
    table = TIMETABLE if timetable is None else timetable
    if not table:
        return 0
    by_name = {entry.name: entry for entry in table}
    with transaction():
        due = _due(table)
    return sum(_run(by_name[name]) for name in due)


def _due(table: Sequence[Periodic]) -> list[str]:
    zone = settings().bank_zone
    now = clock.read()
    kept = db.session.execute(sa.select(TimetableRun.name, TimetableRun.next_at))
    known = {row.name: row.next_at for row in kept}
    fresh = [entry for entry in table if entry.name not in known]
    for entry in table:
        latest = max(entry.following(now, zone), now + AFTER_FAILURE)
        if entry.name in known and known[entry.name] > latest:  # the clock was set back
            _bring_near(entry, latest)
    if fresh:
        db.session.execute(
            insert(TimetableRun)
            .values(
                [{"name": e.name, "next_at": e.following(now, zone), "failures": 0} for e in fresh]
            )
            .on_conflict_do_nothing()
        )
    return list(
        db.session.execute(
            sa.select(TimetableRun.name)
            .where(
                TimetableRun.next_at <= sql_now(),
                TimetableRun.name.in_([entry.name for entry in table]),
            )
            .order_by(TimetableRun.next_at, TimetableRun.name)
        ).scalars()
    )


def _bring_near(entry: Periodic, latest: dt.datetime) -> None:
    """What waits for a time that a clock set back has put out of sight comes as it would have."""
    db.session.execute(
        sa.update(TimetableRun)
        .where(TimetableRun.name == entry.name, TimetableRun.next_at > latest)
        .values(next_at=latest)
        .execution_options(synchronize_session=False)
    )


def _run(entry: Periodic) -> bool:
    try:
        with transaction():
            row = db.session.execute(
                sa.select(TimetableRun)
                .where(TimetableRun.name == entry.name, TimetableRun.next_at <= sql_now())
                .with_for_update(skip_locked=True)
            ).scalar_one_or_none()
            if row is None:
                return False
            now = clock.now()
            row.next_at = entry.following(now, settings().bank_zone)
            row.last_at, row.last_error, row.failures = now, None, 0
            entry.job()
    except Exception as error:
        log.error("periodic_failed", name=entry.name, exc_info=True)
        with transaction():
            db.session.execute(
                sa.update(TimetableRun)
                .where(TimetableRun.name == entry.name)
                .values(
                    next_at=sql_now() + AFTER_FAILURE,
                    last_error=type(error).__name__,
                    failures=TimetableRun.failures + 1,
                )
                .execution_options(synchronize_session=False)
            )
        return False
    return True
