"""Working days and hours (C2): holidays, moved days, absences, clocks that change."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmapp.core.working_days import Absence, NoWorkingDay, WorkingCalendar, seed_holidays

RUSSIA = WorkingCalendar(
    holidays=frozenset({dt.date(2025, 11, 3), dt.date(2025, 11, 4)}),
    working_weekends=frozenset({dt.date(2025, 11, 1)}),
)
PLAIN = WorkingCalendar()
DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1))
ZONES = st.sampled_from(
    [
        "Europe/Moscow",
        "Asia/Vladivostok",
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",
    ]
)
MOMENTS = st.integers(946_684_800, 2_208_988_800).map(
    lambda seconds: dt.datetime.fromtimestamp(seconds, dt.UTC)
)


def hours_between(
    calendar: WorkingCalendar, start: dt.datetime, end: dt.datetime, zone: str
) -> dt.timedelta:
    """The working time from ``start`` to ``end``, added up day by day."""
    place, total = ZoneInfo(zone), dt.timedelta()
    day = start.astimezone(place).date()
    while day <= end.astimezone(place).date():
        opens = dt.datetime.combine(day, calendar.opens, place).astimezone(dt.UTC)
        closes = dt.datetime.combine(day, calendar.closes, place).astimezone(dt.UTC)
        if calendar.is_working(day):
            within = min(closes, end.astimezone(dt.UTC)) - max(opens, start.astimezone(dt.UTC))
            total += max(within, dt.timedelta())
        day += dt.timedelta(days=1)
    return total


def test_a_moved_saturday_is_worked_and_the_holidays_are_not() -> None:
    assert RUSSIA.is_working(dt.date(2025, 11, 1))
    assert RUSSIA.add_working_days(dt.date(2025, 10, 31), 1) == dt.date(2025, 11, 1)
    assert RUSSIA.add_working_days(dt.date(2025, 11, 1), 1) == dt.date(2025, 11, 5)
    assert RUSSIA.add_working_days(dt.date(2025, 11, 5), -1) == dt.date(2025, 11, 1)


def test_an_absence_is_stepped_over() -> None:
    away = PLAIN.without([Absence(dt.date(2025, 6, 2), dt.date(2025, 6, 13))])
    assert away.next_working_day(dt.date(2025, 6, 2)) == dt.date(2025, 6, 16)


def test_a_calendar_without_working_days_is_refused() -> None:
    never = PLAIN.without([Absence(dt.date(2000, 1, 1), dt.date(2100, 1, 1))])
    with pytest.raises(NoWorkingDay):
        never.next_working_day(dt.date(2025, 1, 1))


def test_the_next_working_moment_is_local() -> None:
    friday_evening = dt.datetime(2025, 6, 6, 19, 0, tzinfo=ZoneInfo("Asia/Vladivostok"))
    opening = PLAIN.next_working_moment(friday_evening, "Asia/Vladivostok")
    assert opening == dt.datetime(2025, 6, 9, 9, 0, tzinfo=ZoneInfo("Asia/Vladivostok"))


def test_a_night_of_changed_clocks_does_not_change_the_working_hours() -> None:
    zone = ZoneInfo("Europe/Berlin")  # 30 March 2025, a Sunday, had 23 hours
    start = dt.datetime(2025, 3, 28, 12, 0, tzinfo=zone)
    end = dt.datetime(2025, 3, 31, 12, 0, tzinfo=zone)
    assert hours_between(PLAIN, start, end, "Europe/Berlin") == dt.timedelta(hours=9)
    assert PLAIN.add_working_time(start, dt.timedelta(hours=9), "Europe/Berlin") == end


@given(DAYS, st.integers(1, 200))
def test_adding_and_taking_away_days_meets_again(day: dt.date, count: int) -> None:
    start = RUSSIA.next_working_day(day)
    later = RUSSIA.add_working_days(start, count)
    assert RUSSIA.is_working(later)
    assert RUSSIA.add_working_days(later, -count) == start
    passed = (start + dt.timedelta(days=at) for at in range(1, (later - start).days + 1))
    assert sum(map(RUSSIA.is_working, passed)) == count


@given(MOMENTS, ZONES)
def test_the_next_working_moment_is_open_and_not_before(moment: dt.datetime, zone: str) -> None:
    found = RUSSIA.next_working_moment(moment, zone)
    assert found >= moment
    assert RUSSIA.is_open(found, zone)
    assert RUSSIA.next_working_moment(found, zone) == found
    assert hours_between(RUSSIA, moment, found, zone) == dt.timedelta()


@given(MOMENTS, st.integers(1, 3000), ZONES)
def test_working_time_added_is_the_time_between(
    moment: dt.datetime, minutes: int, zone: str
) -> None:
    amount = dt.timedelta(minutes=minutes)
    due = RUSSIA.add_working_time(moment, amount, zone)
    assert hours_between(RUSSIA, moment, due, zone) == amount


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        PLAIN.is_open(dt.datetime(2025, 1, 1), "Europe/Moscow")  # noqa: DTZ001


def test_the_library_seeds_holidays_and_moved_days() -> None:
    seeded = seed_holidays("RU", [2025])
    assert dt.date(2025, 5, 9) in seeded.holidays
    assert dt.date(2025, 11, 1) in seeded.working_weekends
    with pytest.raises(ValueError, match="XX"):
        seed_holidays("XX", [2025])
