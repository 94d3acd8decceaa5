"""Local times and moments; free time between contacts; places side by side in a week."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from zoneinfo import ZoneInfo

from ...core.working_days import WorkingCalendar

#: The planner shows the hours from 8 to 20, in quarters.
FIRST_HOUR, QUARTERS = 8, 48
#: What is shorter than half an hour is drawn as half an hour, or nobody could read it.
SHORTEST = 2


class NoSuchTime(ValueError):
    """The clocks go forward over this local time: it does not exist on that day."""


class Caution(StrEnum):
    """What speaks against a time without forbidding it."""

    DAY_OFF = "day_off"  # holiday, weekend, absence
    AFTER_HOURS = "after_hours"  # outside the manager's hours
    CLIENT_NIGHT = "client_night"  # before 8 or after 21 where the client lives
    CLIENT_HOURS = "client_hours"  # outside the hours the client prefers


def moment_of(day: dt.date, time: dt.time, zone: str) -> dt.datetime:
    """The moment at which clocks in ``zone`` show ``time`` on ``day``, UTC.

    A time that comes twice (clocks go back) is the first of the two; one that does not come at
    all refuses with :class:`NoSuchTime`.
    """
    place = ZoneInfo(zone)
    local = dt.datetime.combine(day, time.replace(fold=0, tzinfo=None), place)
    moment = local.astimezone(dt.UTC)
    if moment.astimezone(place).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise NoSuchTime(f"{local:%Y-%m-%d %H:%M} {zone}")
    return moment


def nearest_moment(day: dt.date, time: dt.time, zone: str) -> dt.datetime:
    """As :func:`moment_of`, but a time that does not exist becomes the one an hour later."""
    try:
        return moment_of(day, time, zone)
    except NoSuchTime:
        local = dt.datetime.combine(day, time, ZoneInfo(zone))
        return local.replace(fold=0).astimezone(dt.UTC)


def day_bounds(day: dt.date, zone: str) -> tuple[dt.datetime, dt.datetime]:
    """The first moment of ``day`` in ``zone`` and the first of the next: 23 to 25 hours apart."""
    start = nearest_moment(day, dt.time(), zone)
    return start, nearest_moment(day + dt.timedelta(days=1), dt.time(), zone)


def day_of(text: str, today: dt.date) -> dt.date:
    """The day ``text`` (a date in ISO writing) within ten years, else ``today``."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return today
    return today if abs(day - today) > dt.timedelta(days=3660) else day


def monday_of(text: str, today: dt.date) -> dt.date:
    """The Monday of the week of :func:`day_of`."""
    day = day_of(text, today)
    return day - dt.timedelta(days=day.weekday())


def cautions(
    at: dt.datetime,
    minutes: int,
    *,
    calendar: WorkingCalendar,
    zone: str,
    client_zone: str,
    hours_from: dt.time | None = None,
    hours_to: dt.time | None = None,
) -> list[Caution]:
    """What speaks against a contact of ``minutes`` at ``at``; nothing here refuses it.

    ``zone``: the manager's, for ``calendar``; the client's hours are local in ``client_zone``.
    """
    found = []
    here = at.astimezone(ZoneInfo(zone))
    if not calendar.is_working(here.date()):
        found.append(Caution.DAY_OFF)
    elif not (calendar.opens <= here.time() < calendar.closes):
        found.append(Caution.AFTER_HOURS)
    there = at.astimezone(ZoneInfo(client_zone)).time()
    ends = (at + dt.timedelta(minutes=minutes)).astimezone(ZoneInfo(client_zone)).time()
    if not dt.time(8) <= there < dt.time(21):
        found.append(Caution.CLIENT_NIGHT)
    elif (hours_from and there < hours_from) or (hours_to and ends > hours_to):
        found.append(Caution.CLIENT_HOURS)
    return found


@dataclass(frozen=True)
class Gap:
    """Free working time between contacts."""

    starts: dt.datetime
    ends: dt.datetime

    @property
    def minutes(self) -> int:
        """How long it is."""
        return int((self.ends - self.starts).total_seconds() // 60)

    def fits(self, each: int = 40) -> int:
        """How many contacts of ``each`` minutes fit in."""
        return self.minutes // each


def gaps(
    taken: Iterable[tuple[dt.datetime, dt.datetime]],
    starts: dt.datetime,
    ends: dt.datetime,
    *,
    least: int = 60,
) -> list[Gap]:
    """The free stretches of ``least`` minutes or more between ``starts`` and ``ends``."""
    free, at = [], starts
    for begin, end in sorted(taken):
        if begin > at:
            free.append(Gap(at, min(begin, ends)))
        at = max(at, end)
    if at < ends:
        free.append(Gap(at, ends))
    return [gap for gap in free if gap.minutes >= least]


def whole_quarters(free: Iterable[Gap]) -> list[Gap]:
    """Each stretch of ``free`` cut to the quarters of an hour that lie in it whole."""
    quarter = dt.timedelta(minutes=15)
    cut = []
    for gap in free:
        at = gap.starts
        past = dt.timedelta(minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond)
        starts = at - past + quarter if past else at
        cut.append(Gap(starts, starts + (gap.ends - starts) // quarter * quarter))
    return cut


@dataclass(frozen=True)
class Place:
    """Where an event lies in a day's column: first quarter, length in quarters, which half.

    ``is_beside``: its own hour is not among those drawn."""

    quarter: int
    length: int
    half: int = 0  # 0 the whole width, 1 left, 2 right
    is_beside: bool = False


def place(starts: dt.datetime, minutes: int, zone: str) -> Place:
    """The quarters of the planner that a contact covers, kept inside 8 to 20."""
    local = starts.astimezone(ZoneInfo(zone))
    wanted = ((local.hour - FIRST_HOUR) * 60 + local.minute) // 15
    length = max(SHORTEST, -(-minutes // 15))
    first = max(0, min(wanted, QUARTERS - SHORTEST))
    return Place(first, min(length, QUARTERS - first), is_beside=not 0 <= wanted < QUARTERS)


def side_by_side(places: Sequence[Place]) -> list[Place | None]:
    """``places`` of one day in order of time, those that overlap put side by side, two at most;
    None for one that finds no room."""
    done: list[Place | None] = []
    for this in places:
        over = [
            (index, other)
            for index, other in enumerate(done)
            if other is not None
            and other.quarter < this.quarter + this.length
            and this.quarter < other.quarter + other.length
        ]
        if not over:
            done.append(this)
            continue
        if len(over) == 1 and over[0][1].half == 0:
            index, other = over[0]
            done[index] = replace(other, half=1)
            over = [(index, replace(other, half=1))]
        taken = {other.half for _index, other in over}
        half = next((half for half in (1, 2) if half not in taken and 0 not in taken), None)
        done.append(replace(this, half=half) if half else None)
    return done
