"""C8: on which days a series falls and where its contacts stand; pure rules."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmapp.core.working_days import Absence, WorkingCalendar
from rmapp.series.rules import DayOff, Every, Rule, Why, days, first_free, in_order, lay

D = dt.date
ALWAYS = WorkingCalendar(weekdays=frozenset(range(7)), opens=dt.time(0), closes=dt.time(23, 59))


def falls(every: str, starts: D, last: D, interval: int = 1, **more: object) -> list[str]:
    rule = Rule(Every(every), interval, starts, **more)  # type: ignore[arg-type]
    return [day.isoformat() for _number, day in days(rule, last)]


def test_c8_a_rule_of_the_31st_falls_on_the_last_day_of_shorter_months() -> None:
    assert falls("month", D(2027, 12, 31), D(2028, 4, 30)) == [
        "2027-12-31", "2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30",
    ]  # fmt: skip


def test_c8_a_rule_of_29_february_falls_on_the_28th_in_other_years() -> None:
    assert falls("year", D(2028, 2, 29), D(2032, 12, 31)) == [
        "2028-02-29", "2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29",
    ]  # fmt: skip


def test_c8_quarters_and_intervals_count_from_the_first_day_over_the_year_end() -> None:
    assert falls("quarter", D(2026, 11, 30), D(2027, 12, 1)) == [
        "2026-11-30", "2027-02-28", "2027-05-30", "2027-08-30", "2027-11-30",
    ]  # fmt: skip
    assert falls("week", D(2026, 12, 24), D(2027, 1, 31), 2) == [
        "2026-12-24", "2027-01-07", "2027-01-21",
    ]  # fmt: skip


def test_c8_a_series_ends_with_its_last_day_or_after_so_many_times() -> None:
    assert falls("week", D(2026, 12, 1), D(2027, 12, 1), until=D(2026, 12, 15)) == [
        "2026-12-01", "2026-12-08", "2026-12-15",
    ]  # fmt: skip
    assert len(falls("month", D(2026, 12, 1), D(2030, 1, 1), count=7)) == 7


#: zone, time, day → the same clock time in UTC: the weeks in which clocks change, both hemispheres.
CLOCKS = [
    ("Europe/Berlin", dt.time(10), D(2027, 3, 26), "2027-03-26T09:00Z"),
    ("Europe/Berlin", dt.time(10), D(2027, 4, 2), "2027-04-02T08:00Z"),
    ("Europe/Berlin", dt.time(10), D(2027, 10, 29), "2027-10-29T08:00Z"),
    ("Europe/Berlin", dt.time(10), D(2027, 11, 5), "2027-11-05T09:00Z"),
    ("America/New_York", dt.time(9, 30), D(2027, 3, 12), "2027-03-12T14:30Z"),
    ("America/New_York", dt.time(9, 30), D(2027, 3, 19), "2027-03-19T13:30Z"),
    ("Australia/Sydney", dt.time(15), D(2027, 4, 2), "2027-04-02T04:00Z"),
    ("Australia/Sydney", dt.time(15), D(2027, 4, 9), "2027-04-09T05:00Z"),
    ("Australia/Sydney", dt.time(15), D(2027, 10, 8), "2027-10-08T04:00Z"),
    ("America/Santiago", dt.time(11), D(2027, 4, 2), "2027-04-02T14:00Z"),
    ("America/Santiago", dt.time(11), D(2027, 4, 9), "2027-04-09T15:00Z"),
    ("Europe/Moscow", dt.time(12), D(2027, 3, 28), "2027-03-28T09:00Z"),
    ("Asia/Almaty", dt.time(23, 45), D(2028, 2, 29), "2028-02-29T18:45Z"),
    ("Europe/London", dt.time(0, 15), D(2027, 12, 31), "2027-12-31T00:15Z"),
]


@pytest.mark.parametrize(("zone", "time", "day", "moment"), CLOCKS)
def test_c8_a_series_keeps_its_clock_time_over_changes_of_clocks(
    zone: str, time: dt.time, day: D, moment: str
) -> None:
    [one] = lay(
        Rule(Every.WEEK, 1, day, count=1),
        time=time,
        zone=zone,
        calendar=ALWAYS,
        on_day_off=DayOff.AFTER,
        since=dt.datetime(2026, 12, 1, tzinfo=dt.UTC),
        last=day,
    )
    assert one.at == dt.datetime.fromisoformat(moment)
    assert one.why is Why.AS_RULED


@pytest.mark.parametrize(
    ("zone", "time", "day"),
    [
        ("Europe/Berlin", dt.time(2, 30), D(2027, 3, 28)),
        ("Australia/Sydney", dt.time(2, 30), D(2027, 10, 3)),
        ("America/New_York", dt.time(2, 15), D(2027, 3, 14)),
    ],
)
def test_c8_a_time_that_the_clocks_skip_is_an_hour_later_and_says_so(
    zone: str, time: dt.time, day: D
) -> None:
    [one] = lay(
        Rule(Every.YEAR, 1, day, count=1),
        time=time,
        zone=zone,
        calendar=ALWAYS,
        on_day_off=DayOff.SKIP,
        since=dt.datetime(2026, 12, 1, tzinfo=dt.UTC),
        last=day,
    )
    assert one.why is Why.CLOCKS
    assert one.at is not None
    local = one.at.astimezone(ZoneInfo(zone))
    assert (local.hour, local.minute) == (time.hour + 1, time.minute)


DAYS = st.dates(D(2026, 12, 1), D(2029, 12, 31))
RULES = st.builds(
    Rule,
    every=st.sampled_from(Every),
    interval=st.integers(1, 12),
    starts_on=DAYS,
    until=st.none() | st.dates(D(2028, 1, 1), D(2031, 1, 1)),
    count=st.none() | st.integers(1, 30),
)
CALENDARS = st.builds(
    WorkingCalendar,
    holidays=st.frozensets(DAYS, max_size=30),
    working_weekends=st.frozensets(DAYS, max_size=5),
    absences=st.lists(
        st.builds(
            lambda first, n: Absence(first, first + dt.timedelta(days=n)), DAYS, st.integers(0, 40)
        ),
        max_size=3,
    ).map(tuple),
)
ZONES = st.sampled_from(
    ["Europe/Moscow", "Europe/Berlin", "America/New_York", "Australia/Sydney", "America/Santiago"]
)


@given(rule=RULES, calendar=CALENDARS, zone=ZONES, on_day_off=st.sampled_from(DayOff))
def test_c8_no_contact_of_a_series_stands_on_a_day_off_and_the_order_is_kept(
    rule: Rule, calendar: WorkingCalendar, zone: str, on_day_off: DayOff
) -> None:
    since = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
    last = rule.starts_on + dt.timedelta(days=700)
    time = dt.time(10)
    found = lay(
        rule, time=time, zone=zone, calendar=calendar, on_day_off=on_day_off, since=since, last=last
    )
    standing = [one for one in found if one.at is not None]
    local = [one.at.astimezone(ZoneInfo(zone)) for one in standing if one.at]
    assert all(calendar.is_working(one.date()) and one.time() == time for one in local)
    assert [one.date() for one in local] == sorted({one.date() for one in local})
    for one, at in zip(standing, local, strict=True):
        if one.why is Why.AS_RULED:
            assert at.date() == one.falls_on
        else:
            assert at.date() != one.falls_on
            assert not calendar.is_working(one.falls_on)
    assert all(one.why is not Why.AS_RULED or one.at for one in found)
    assert [one.falls_on for one in found] == [
        day for _number, day in days(rule, last) if day > D(2026, 12, 1)
    ][: len(found)] or rule.starts_on == D(2026, 12, 1)


MOMENT = dt.datetime(2027, 1, 11, 9, tzinfo=dt.UTC)
STRETCHES = st.lists(
    st.tuples(st.integers(0, 600), st.integers(5, 120)).map(
        lambda pair: (
            MOMENT + dt.timedelta(minutes=pair[0]),
            MOMENT + dt.timedelta(minutes=sum(pair)),
        )
    ),
    max_size=8,
)


@given(taken=STRETCHES, minutes=st.integers(5, 120), late=st.integers(0, 500))
def test_c8_a_free_moment_meets_nothing_and_ends_before_closing(
    taken: list[tuple[dt.datetime, dt.datetime]], minutes: int, late: int
) -> None:
    at, closes = MOMENT + dt.timedelta(minutes=late), MOMENT + dt.timedelta(hours=9)
    found = first_free(at, minutes, taken, closes=closes)
    if found is None:
        return
    ends = found + dt.timedelta(minutes=minutes)
    assert found >= at
    assert not [one for one in taken if one[0] < ends and one[1] > found]
    assert found == at or ends <= closes


@given(
    starts=st.lists(st.integers(0, 300), min_size=1, max_size=8, unique=True).map(sorted),
    shift=st.integers(-40, 40),
)
def test_c8_a_series_moved_as_a_whole_never_meets_itself_on_the_way(
    starts: list[int], shift: int
) -> None:
    moves = [
        (MOMENT + dt.timedelta(days=one), MOMENT + dt.timedelta(days=one + shift)) for one in starts
    ]
    standing = [old for old, _new in moves]
    for index in in_order(moves):
        assert moves[index][1] not in standing[:index] + standing[index + 1 :]
        standing[index] = moves[index][1]
