"""The rules of the layout (C2): pure, so any calendar, zone and date can be tried."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from flask_babel import force_locale
from hypothesis import given, settings
from hypothesis import strategies as st

from rmapp.core.working_days import Absence, WorkingCalendar
from rmapp.interactions.words import Kind
from rmapp.schedules.rules.layout import downstream, lay_out, with_placed, without_placed
from rmapp.schedules.rules.steps import TIMED, Anchor, Diary, Habits, Placed, Step, Why
from rmapp.schedules.words import explain

MOSCOW = "Europe/Moscow"
ZONES = (
    MOSCOW, "Europe/Berlin", "America/New_York", "America/Santiago", "Australia/Sydney",
    "Australia/Lord_Howe", "Pacific/Auckland", "Asia/Kathmandu", "Africa/Casablanca", "UTC",
)  # fmt: skip
MONDAY = dt.date(2027, 3, 1)


def at(day: dt.date, hour: int, minute: int = 0, zone: str = MOSCOW) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute), ZoneInfo(zone)).astimezone(dt.UTC)


def step(position: int, kind: Kind = Kind.CALL, offset: int = 0, **facts) -> Step:
    facts.setdefault("anchor", Anchor.START if position == 1 else Anchor.PREVIOUS)
    return Step(position, kind, facts.pop("minutes", 30), offset, **facts)


def diary(**facts) -> Diary:
    facts.setdefault("calendar", WorkingCalendar(holidays=frozenset({dt.date(2027, 3, 8)})))
    facts.setdefault("names", {dt.date(2027, 3, 8): "Women's day"})
    return Diary(zone=facts.pop("zone", MOSCOW), capacity=facts.pop("capacity", 8), **facts)


def laid(steps, diary_=None, client=None, starts_on=MONDAY, now=None) -> list[Placed]:
    return lay_out(
        steps,
        starts_on=starts_on,
        now=now or at(MONDAY, 8),
        diary=diary_ or diary(),
        client=client or Habits(MOSCOW),
    )


def why(placed: Placed) -> list[Why]:
    return [reason.why for reason in placed.why]


def test_c2_an_approach_is_laid_out_over_working_days_and_each_date_says_why():
    letter, call, visit = laid(
        [
            step(1, Kind.LETTER),
            step(2, Kind.CALL, 3),
            step(3, Kind.VISIT, 5, anchor=Anchor.OUTCOME),
        ]
    )
    assert letter.at == at(MONDAY, 10)
    assert call.at == at(dt.date(2027, 3, 4), 10)
    assert call.why[0].plain() == {
        "why": "offset", "days": 3, "anchor": "previous", "after": "letter"
    }  # fmt: skip
    assert visit.at == at(dt.date(2027, 3, 12), 10), "8 March is skipped"
    assert why(visit) == [Why.OFFSET, Why.PROVISIONAL, Why.HOLIDAY]
    assert visit.why[2].about == {"day": "2027-03-08", "name": "Women's day"}


NEW_YEAR = {dt.date(2027, 1, day): "New Year" for day in range(1, 9)} | {
    dt.date(2027, 1, 7): "Christmas"
}


def test_c2_holidays_of_one_name_without_a_working_day_between_are_one_reason(app):
    """The New Year with the weekend in its middle; what has another name is told apart."""
    calendar = WorkingCalendar(holidays=frozenset({*NEW_YEAR, dt.date(2027, 1, 12)}))
    names = NEW_YEAR | {dt.date(2027, 1, 12): "New Year"}
    eve = dt.date(2026, 12, 31)
    _letter, call = laid(
        [step(1, Kind.LETTER), step(2, Kind.CALL, 2)],
        diary(calendar=calendar, names=names), starts_on=eve, now=at(eve, 8),
    )  # fmt: skip
    assert call.at == at(dt.date(2027, 1, 13), 10)
    assert [one.about for one in call.why if one.why is Why.HOLIDAY] == [
        {"day": "2027-01-01", "last": "2027-01-06", "name": "New Year"},
        {"day": "2027-01-07", "name": "Christmas"},
        {"day": "2027-01-08", "name": "New Year"},
        {"day": "2027-01-12", "name": "New Year"},
    ]
    with app.app_context(), force_locale("en"):
        said = explain(call.why)
    assert "1–6 January are holidays (New Year)" in said
    assert "7 January is a holiday (Christmas)" in said


def test_c2_reasons_that_were_kept_day_by_day_are_said_as_one(app):
    kept = [
        {"why": "holiday", "day": f"2027-01-0{day}", "name": name}
        for day, name in ((1, "New Year"), (2, "New Year"), (3, "Christmas"), (5, "Christmas"))
    ]
    with app.app_context(), force_locale("en"):
        assert explain([{"why": "past"}, *kept, {"why": "order"}]) == [
            "that day has passed",
            "1–2 January are holidays (New Year)",
            "3 January is a holiday (Christmas)",
            "5 January is a holiday (Christmas)",
            "not before the step before",
        ]


def test_c2_a_date_counted_from_today_names_no_holiday_of_a_day_that_has_passed():
    """Of a step that is moved because its day is over; a holiday today is named."""
    today = dt.date(2027, 3, 22)
    calendar = WorkingCalendar(holidays=frozenset({dt.date(2027, 3, 8), today}))
    late = step(2, Kind.CALL, 8, done_on=None)
    [call] = laid(
        [step(1, Kind.LETTER, done_on=MONDAY), late], diary(calendar=calendar), now=at(today, 8)
    )
    assert why(call)[:3] == [Why.OFFSET, Why.PAST, Why.HOLIDAY]
    assert [one.about["day"] for one in call.why if one.why is Why.HOLIDAY] == ["2027-03-22"]
    assert call.at == at(dt.date(2027, 3, 23), 10)


def test_c2_the_clients_morning_is_told():
    """Half past six in New York is nobody's hour: ten in Moscow waits for nine there."""
    [call] = laid([step(1)], client=Habits("America/New_York", dt.time(9), dt.time(18)))
    assert call.at == at(MONDAY, 9, 0, "America/New_York")
    assert call.why[-1].plain() == {"why": "client_hours", "time": "09:00"}


def test_c2_hours_that_never_meet_are_told_and_what_follows_waits():
    call, after = laid(
        [step(1), step(2, Kind.LETTER, 1)],
        client=Habits("Pacific/Honolulu", dt.time(9), dt.time(12)),
    )
    assert call.at is None
    assert why(call)[-1] is Why.APART
    assert after.at is None
    assert after.why[0].plain() == {"why": "waits", "step": 1}


def test_c2_a_full_day_and_a_taken_hour_are_passed_over_and_told():
    taken = (at(MONDAY, 10), at(MONDAY, 11))
    [call] = laid([step(1)], diary(busy=(taken,)))
    assert call.at == at(MONDAY, 11)
    assert why(call)[-1] is Why.TAKEN
    [call] = laid([step(1)], diary(load={MONDAY: 8}))
    assert call.at == at(MONDAY + dt.timedelta(days=1), 10)
    assert call.why[-1].about["capacity"] == 8


def test_c2_a_day_that_has_passed_becomes_today_and_never_an_hour_that_has():
    [call] = laid([step(1)], now=at(dt.date(2027, 3, 3), 15, 7))
    assert call.at == at(dt.date(2027, 3, 3), 15, 15)
    assert Why.PAST in why(call)


def test_c2_absences_are_told_once():
    away = Absence(dt.date(2027, 3, 2), dt.date(2027, 3, 5))
    calendar = WorkingCalendar(absences=(away,))
    [call] = laid([step(1, offset=1)], diary(calendar=calendar))
    assert call.at == at(dt.date(2027, 3, 8), 10)
    assert why(call) == [Why.OFFSET, Why.AWAY]


def test_c2_an_outcome_moves_what_hangs_on_it_and_nothing_else():
    steps = [
        step(1),
        step(2, offset=3, anchor=Anchor.OUTCOME),
        step(3, offset=2),
        step(4, offset=20, anchor=Anchor.START),
    ]
    assert downstream(steps, [1]) == {2, 3}
    assert downstream(steps, [3]) == frozenset()
    done = [
        step(1, done_on=dt.date(2027, 3, 3)),
        steps[1],
        steps[2],
        step(4, offset=20, anchor=Anchor.START, held=at(dt.date(2027, 3, 30), 12)),
    ]
    second, third, fourth = laid(done, now=at(dt.date(2027, 3, 3), 12))
    assert second.at == at(dt.date(2027, 3, 9), 10), "3 working days after the outcome"
    assert Why.PROVISIONAL not in why(second)
    assert third.at == at(dt.date(2027, 3, 11), 10)
    assert fourth.at == at(dt.date(2027, 3, 30), 12), "what is held stays"


def test_c2_what_stands_before_the_step_before_it_gives_way():
    first, second = laid(
        [step(1, offset=9), step(2, anchor=Anchor.START, held=at(dt.date(2027, 3, 2), 10))]
    )
    assert second.at is not None
    assert second.at >= first.ends
    assert Why.ORDER in why(second)


def test_c2_a_calendar_without_working_days_is_told():
    never = WorkingCalendar(absences=(Absence(MONDAY, dt.date(2036, 1, 1)),))
    [call] = laid([step(1)], diary(calendar=never))
    assert call.at is None
    assert why(call) == [Why.NEVER]


#: zone of the manager × hour × day on which something happens to clocks or calendars.
DAYS = {
    "Berlin goes forward": ("Europe/Berlin", dt.date(2027, 3, 28)),
    "Berlin goes back": ("Europe/Berlin", dt.date(2027, 10, 31)),
    "New York goes forward": ("America/New_York", dt.date(2027, 3, 14)),
    "New York goes back": ("America/New_York", dt.date(2027, 11, 7)),
    "Sydney goes back": ("Australia/Sydney", dt.date(2027, 4, 4)),
    "Sydney goes forward": ("Australia/Sydney", dt.date(2027, 10, 3)),
    "Lord Howe moves half an hour": ("Australia/Lord_Howe", dt.date(2027, 4, 4)),
    "Auckland goes forward": ("Pacific/Auckland", dt.date(2027, 9, 26)),
    "Santiago skips midnight": ("America/Santiago", dt.date(2027, 9, 5)),
    "29 February": (MOSCOW, dt.date(2028, 2, 29)),
    "the last of the year": ("Asia/Kathmandu", dt.date(2027, 12, 31)),
    "the first of the year": ("Africa/Casablanca", dt.date(2028, 1, 1)),
}
EVERY_DAY = frozenset(range(7))


@pytest.mark.parametrize("hour", [0, 2, 3, 10, 23])
@pytest.mark.parametrize("what", DAYS)
def test_c2_the_hour_asked_for_is_the_hour_on_the_clock(what: str, hour: int):
    """Zone × hour × date: clocks show the hour where it exists that day, else the next one."""
    zone, day = DAYS[what]
    calendar = WorkingCalendar(weekdays=EVERY_DAY, opens=dt.time(0), closes=dt.time(23, 59))
    [letter] = lay_out(
        [step(1, Kind.LETTER, time=dt.time(hour), minutes=15)],
        starts_on=day,
        now=at(day - dt.timedelta(days=2), 12, 0, zone),
        diary=Diary(calendar, zone, 5),
        client=Habits(zone),
    )
    assert letter.at is not None
    shown = letter.at.astimezone(ZoneInfo(zone))
    assert shown.date() == day
    exists = at(day, hour, 0, zone).astimezone(ZoneInfo(zone)).hour == hour
    assert shown.hour == (hour if exists else hour + 1)


@pytest.mark.parametrize("what", DAYS)
def test_c2_offsets_count_days_and_not_hours(what: str):
    """One day after the eve is the day, at the same hour, however long the night was."""
    zone, day = DAYS[what]
    calendar = WorkingCalendar(weekdays=EVERY_DAY)
    eve = day - dt.timedelta(days=1)
    first, second, third = lay_out(
        [step(1), step(2, offset=1), step(3, offset=1)],
        starts_on=eve,
        now=at(eve, 0, 0, zone),
        diary=Diary(calendar, zone, 5),
        client=Habits("UTC", dt.time(0), dt.time(23, 59)),
    )
    shown = [one.at.astimezone(ZoneInfo(zone)) for one in (first, second, third) if one.at]
    assert [one.date() for one in shown] == [eve, day, day + dt.timedelta(days=1)]
    assert {one.hour for one in shown} == {10}


days = st.dates(dt.date(2026, 1, 1), dt.date(2029, 12, 31))
hours = st.sampled_from([(9, 18), (8, 20), (10, 14), (0, 23), (18, 23)])


@st.composite
def worlds(draw):
    start = draw(days)
    near = st.integers(-3, 40).map(lambda n: start + dt.timedelta(days=n))
    spans = draw(st.lists(st.tuples(near, st.integers(0, 12)), max_size=2))
    opens, closes = draw(hours)
    calendar = WorkingCalendar(
        holidays=frozenset(draw(st.lists(near, max_size=12))),
        working_weekends=frozenset(draw(st.lists(near, max_size=2))),
        opens=dt.time(opens),
        closes=dt.time(closes),
        absences=tuple(Absence(day, day + dt.timedelta(days=long)) for day, long in spans),
    )
    zone = draw(st.sampled_from(ZONES))
    capacity = draw(st.integers(1, 4))
    load = draw(st.dictionaries(near, st.integers(0, 5), max_size=12))
    starts = draw(st.lists(st.tuples(near, st.integers(0, 23), st.integers(1, 5)), max_size=8))
    busy = tuple(
        sorted((at(d, h, 0, zone), at(d, h, 0, zone) + dt.timedelta(hours=n)) for d, h, n in starts)
    )
    first, last = draw(st.sampled_from([(None, None), (9, 12), (14, 22), (6, 9)]))
    client = Habits(
        draw(st.sampled_from(ZONES)),
        dt.time(first) if first is not None else None,
        dt.time(last) if last is not None else None,
    )
    steps = [
        Step(
            number,
            draw(st.sampled_from(list(Kind))),
            draw(st.sampled_from([5, 15, 30, 60, 120])),
            draw(st.integers(0, 12)),
            draw(st.sampled_from(list(Anchor))),
            draw(st.none() | st.integers(0, 23).map(dt.time)),
            draw(st.integers(0, 3)),
        )
        for number in range(1, draw(st.integers(1, 6)) + 1)
    ]
    now = at(start + dt.timedelta(days=draw(st.integers(-2, 2))), draw(st.integers(0, 23)), 7, zone)
    return steps, start, now, Diary(calendar, zone, capacity, load, busy), client


@settings(max_examples=200, deadline=None)
@given(worlds())
def test_c2_never_on_a_day_off_never_over_capacity_in_order_and_every_step_placed_or_explained(
    world,
):
    steps, start, now, desk, client = world
    found = lay_out(steps, starts_on=start, now=now, diary=desk, client=client)
    assert [one.position for one in found] == [one.position for one in steps]
    place, there = ZoneInfo(desk.zone), ZoneInfo(client.zone)
    ends, load, taken = now, dict(desk.load), list(desk.busy)
    for one, where in zip(steps, found, strict=True):
        assert where.why, "every date, and every absence of one, says why"
        if where.at is None:
            assert where.why[-1].why in (Why.NEVER, Why.APART, Why.WAITS)
            continue
        day = where.at.astimezone(place).date()
        assert desk.calendar.is_working(day)
        assert not any(away.covers(day) for away in desk.calendar.absences)
        load[day] = load.get(day, 0) + 1
        assert load[day] <= desk.capacity
        assert where.at >= ends, "order is kept, and nothing is planned in the past"
        ends = where.ends
        assert desk.calendar.opens <= where.at.astimezone(place).time() < desk.calendar.closes
        if one.kind in TIMED:
            assert not any(where.at < until and since < where.ends for since, until in taken)
            taken.append((where.at, where.ends))
            begins, over = where.at.astimezone(there), where.ends.astimezone(there)
            first, last = client.hours
            assert begins.date() == over.date()
            assert first <= begins.time() < last
            assert over.time() <= last


@settings(max_examples=60, deadline=None)
@given(worlds())
def test_c2_laid_out_again_from_where_it_stands_nothing_moves(world):
    """What is held in the diary stays: no schedule wanders by being looked at."""
    steps, start, now, desk, client = world
    found = lay_out(steps, starts_on=start, now=now, diary=desk, client=client)
    pairs = list(zip(steps, found, strict=True))
    held = [
        Step(one.position, one.kind, one.minutes, one.offset, one.anchor, one.time, held=where.at)
        for one, where in pairs
        if where.at is not None
    ]
    full = with_placed(desk, pairs)
    again = lay_out(held, starts_on=start, now=now, diary=full, client=client)
    assert [one.at for one in again] == [where.at for _one, where in pairs if where.at is not None]
    assert sorted(without_placed(full, pairs).busy) == sorted(desk.busy)
