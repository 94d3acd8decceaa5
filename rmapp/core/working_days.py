"""Working days and hours: one calendar behind every date the system computes (C2).

Pure: the calendar is given. Moments are aware; hours of work are local times of day in a zone, so
a working day keeps its length when the clocks change at night.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

#: Monday is 0.
MONDAY_TO_FRIDAY = frozenset(range(5))
#: How far ahead a working day is looked for; a calendar without any is refused.
HORIZON = dt.timedelta(days=1500)


class NoWorkingDay(ValueError):
    """The calendar, with the absences given, has no working day within four years."""


@dataclass(frozen=True)
class Absence:
    """Whole days off, first and last included."""

    first: dt.date
    last: dt.date

    def covers(self, day: dt.date) -> bool:
        """Whether the day falls within."""
        return self.first <= day <= self.last


@dataclass(frozen=True)
class WorkingCalendar:
    """When work is done.

    ``holidays``: days off whatever the weekday. ``working_weekends``: days worked although their
    weekday is free (moved days); they win over ``holidays``. ``hours``: opening and closing,
    local; ``closes`` may not be before ``opens``.
    """

    holidays: frozenset[dt.date] = frozenset()
    working_weekends: frozenset[dt.date] = frozenset()
    weekdays: frozenset[int] = MONDAY_TO_FRIDAY
    opens: dt.time = dt.time(9)
    closes: dt.time = dt.time(18)
    absences: tuple[Absence, ...] = field(default=())

    def __post_init__(self) -> None:
        if not self.weekdays <= frozenset(range(7)):
            raise ValueError("weekdays are 0 (Monday) to 6 (Sunday)")
        if self.opens >= self.closes or self.opens.tzinfo or self.closes.tzinfo:
            raise ValueError("hours are two local times of one day, the opening first")

    def without(self, absences: Iterable[Absence]) -> WorkingCalendar:
        """The same calendar for somebody who is away on these days too."""
        return WorkingCalendar(
            self.holidays,
            self.working_weekends,
            self.weekdays,
            self.opens,
            self.closes,
            (*self.absences, *absences),
        )

    def is_away(self, day: dt.date) -> bool:
        """Whether a day lies in an absence."""
        return any(absence.covers(day) for absence in self.absences)

    def is_working(self, day: dt.date) -> bool:
        """Whether work is done on a day."""
        if self.is_away(day):
            return False
        if day in self.working_weekends:
            return True
        return day.weekday() in self.weekdays and day not in self.holidays

    def next_working_day(self, day: dt.date) -> dt.date:
        """The day itself if it is worked, else the next that is. Refuses with NoWorkingDay."""
        return self._seek(day, 1)

    def _seek(self, day: dt.date, step: int) -> dt.date:
        for ahead in range(HORIZON.days):
            try:
                candidate = day + dt.timedelta(days=ahead * step)
            except OverflowError:
                break
            if self.is_working(candidate):
                return candidate
        raise NoWorkingDay(str(day))

    def add_working_days(self, day: dt.date, count: int) -> dt.date:
        """The day ``count`` working days after ``day`` (before it when negative).

        0 gives the day itself or the next working one; 1 from a Saturday gives Monday.
        """
        if count == 0:
            return self.next_working_day(day)
        step = 1 if count > 0 else -1
        for _ in range(abs(count)):
            day = self._seek(day + dt.timedelta(days=step), step)
        return day

    def _opening(self, day: dt.date, zone: str) -> tuple[dt.datetime, dt.datetime]:
        place = ZoneInfo(zone)
        opens = dt.datetime.combine(day, self.opens, place).astimezone(dt.UTC)
        closes = dt.datetime.combine(day, self.closes, place).astimezone(dt.UTC)
        return opens, max(opens, closes)

    def is_open(self, moment: dt.datetime, zone: str) -> bool:
        """Whether a moment lies within the working hours of ``zone`` (IANA); closing is outside."""
        _aware(moment)
        day = moment.astimezone(ZoneInfo(zone)).date()
        opens, closes = self._opening(day, zone)
        return self.is_working(day) and opens <= moment < closes

    def next_working_moment(self, moment: dt.datetime, zone: str) -> dt.datetime:
        """The moment itself if work is done then in ``zone``, else the next opening; UTC."""
        _aware(moment)
        day = moment.astimezone(ZoneInfo(zone)).date()
        opens, closes = self._opening(day, zone)
        if self.is_working(day):
            if moment < opens:
                return opens
            if moment < closes:
                return moment.astimezone(dt.UTC)
        return self._opening(self.next_working_day(day + dt.timedelta(days=1)), zone)[0]

    def add_working_time(self, moment: dt.datetime, amount: dt.timedelta, zone: str) -> dt.datetime:
        """The moment after ``amount`` (≥ 0) of working time, for deadlines in hours; UTC."""
        if amount < dt.timedelta():
            raise ValueError("working time is added, not taken away")
        moment = self.next_working_moment(moment, zone)
        while True:
            day = moment.astimezone(ZoneInfo(zone)).date()
            left = self._opening(day, zone)[1] - moment
            if amount <= left:
                return moment + amount
            amount -= left
            moment = self.next_working_moment(moment + left, zone)


def _aware(moment: dt.datetime) -> None:
    if moment.tzinfo is None:
        raise ValueError("a moment has a zone")


@dataclass(frozen=True)
class SeededDays:
    """What the library knows of some years: day → name of the holiday, and moved working days."""

    holidays: dict[dt.date, str]
    working_weekends: frozenset[dt.date]


def seed_holidays(country: str, years: Iterable[int], language: str = "ru") -> SeededDays:
    """The public holidays of a country (ISO 3166) to fill an empty calendar with.

    From the library ``holidays``, with its days moved by decree. Refuses an unknown country
    with ValueError. Takes a second: for jobs and commands.
    """
    import holidays  # heavy: 1.1 s

    wanted = sorted(set(years))
    try:
        known = holidays.country_holidays(country, years=wanted, language=language)
    except NotImplementedError:
        raise ValueError(country) from None
    except (ValueError, KeyError, LookupError):
        known = holidays.country_holidays(country, years=wanted)
    moved = {day for day in getattr(known, "weekend_workdays", ()) if day.year in wanted}
    return SeededDays(dict(sorted(known.items())), frozenset(moved))
