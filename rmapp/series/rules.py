"""On which days a series falls and where its contacts stand: pure, from values to values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from dateutil.rrule import MONTHLY, WEEKLY, YEARLY, rrule

from ..core.working_days import NoWorkingDay, WorkingCalendar
from ..interactions.rules.times import nearest_moment

MOST = 400  # days that a rule is followed for at once


class Every(StrEnum):
    """How often, times the interval."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class DayOff(StrEnum):
    """What is done with a contact that falls on a day on which the manager does not work."""

    AFTER = "after"  # the next working day
    BEFORE = "before"  # the working day before
    SKIP = "skip"


class Why(StrEnum):
    """Why a contact does not stand where the rule says."""

    AS_RULED = "as_ruled"
    DAY_OFF = "day_off"  # weekend or holiday
    ABSENCE = "absence"
    TAKEN = "taken"  # another visit or meeting
    CLOCKS = "clocks"  # the clocks skip this time on that day
    ROOM = "room"  # its room is taken then: it stands without one


@dataclass(frozen=True)
class Rule:
    """``every`` × ``interval`` from ``starts_on``; until a day (with it), a number, or for ever."""

    every: Every
    interval: int
    starts_on: dt.date
    until: dt.date | None = None
    count: int | None = None


def horizon(every: Every, interval: int) -> int:
    """For how many days contacts are planned ahead: a dozen, or the next two of a rare one."""
    if every is Every.WEEK:
        return min(91 * interval, 366)
    return 740 if every is Every.YEAR else max(366, 62 * interval)


@dataclass(frozen=True)
class Occurrence:
    """One contact of a series. ``at`` None: it is left out."""

    number: int
    falls_on: dt.date
    at: dt.datetime | None
    why: Why


def days(rule: Rule, last: dt.date) -> list[tuple[int, dt.date]]:
    """The days the rule falls on up to ``last``, numbered from 1 (recurrences by RFC 5545).

    A rule of the 29th to the 31st falls on the last day of a shorter month, one of 29 February
    on the 28th in other years.
    """
    start = dt.datetime.combine(rule.starts_on, dt.time())
    end = dt.datetime.combine(min(last, rule.until or last), dt.time())
    day = rule.starts_on.day
    late = {"bymonthday": list(range(28, day + 1)), "bysetpos": -1} if day > 28 else {}
    match rule.every:
        case Every.WEEK:
            found = rrule(WEEKLY, start, interval=rule.interval, until=end)
        case Every.YEAR:
            months = {"bymonth": rule.starts_on.month} if late else {}
            found = rrule(YEARLY, start, interval=rule.interval, until=end, **months, **late)
        case _:
            months_each = rule.interval * (3 if rule.every is Every.QUARTER else 1)
            found = rrule(MONTHLY, start, interval=months_each, until=end, **late)
    numbered = []
    for number, moment in enumerate(found, 1):
        if rule.count is not None and number > rule.count:
            break
        numbered.append((number, moment.date()))
    return numbered


Free = Callable[[dt.datetime], dt.datetime | None]


def lay(
    rule: Rule,
    *,
    time: dt.time,
    zone: str,
    calendar: WorkingCalendar,
    on_day_off: DayOff,
    since: dt.datetime,
    last: dt.date,
    free: Free = lambda moment: moment,
) -> list[Occurrence]:
    """The contacts that fall between ``since`` (aware) and ``last``, in order, with their reasons.

    ``time``, ``zone``: when, on whose clocks; ``calendar``: the manager's days. ``free``: the first
    moment of the same day, at or after the one given, at which the diary is free, or None. A
    contact never stands before the one it follows, nor on the day of the next.
    """
    here = ZoneInfo(zone)
    falls = days(rule, last + dt.timedelta(days=MOST))
    nexts = [day for _number, day in falls[1:]] + [dt.date.max]
    found: list[Occurrence] = []
    stands = since.astimezone(here).date() - dt.timedelta(days=1)
    for (number, day), following in zip(falls, nexts, strict=False):
        if day > last:
            break
        if nearest_moment(day, time, zone) < since:
            continue
        moved, why = _working(day, calendar, on_day_off)
        at = None
        if moved is not None and stands < moved < following:
            wanted = nearest_moment(moved, time, zone)
            if why is Why.AS_RULED and wanted.astimezone(here).time() != time:
                why = Why.CLOCKS
            at = free(wanted) if wanted >= since else None
            if at != wanted and wanted >= since:
                why = Why.TAKEN
        if at is not None:
            stands = at.astimezone(here).date()
        found.append(Occurrence(number, day, at, why))
    return found


def _working(
    day: dt.date, calendar: WorkingCalendar, on_day_off: DayOff
) -> tuple[dt.date | None, Why]:
    if calendar.is_working(day):
        return day, Why.AS_RULED
    is_away = any(absence.covers(day) for absence in calendar.absences)
    why = Why.ABSENCE if is_away else Why.DAY_OFF
    try:
        match on_day_off:
            case DayOff.SKIP:
                return None, why
            case DayOff.BEFORE:
                return calendar.add_working_days(day, -1), why
            case _:
                return calendar.next_working_day(day), why
    except NoWorkingDay:
        return None, why


def first_free(
    at: dt.datetime,
    minutes: int,
    taken: Iterable[tuple[dt.datetime, dt.datetime]],
    *,
    closes: dt.datetime,
) -> dt.datetime | None:
    """The first moment from ``at`` on with ``minutes`` free before ``closes``; None: there is none.

    What begins outside the hours may stay where it is as long as nothing is in its way.
    """
    length, wanted = dt.timedelta(minutes=minutes), at
    for begins, ends in sorted(taken):
        if ends <= at or begins >= at + length:
            continue
        at = ends
    return at if at == wanted or at + length <= closes else None


def in_order(
    moves: Sequence[tuple[dt.datetime, dt.datetime]],
) -> list[int]:
    """In which order contacts that go from → to are moved so that none meets one that has not gone
    yet: those that go later from the last on, then the others from the first on."""
    later = [index for index, (old, new) in enumerate(moves) if new > old]
    return later[::-1] + [index for index, (old, new) in enumerate(moves) if new <= old]
