"""C8: what a change asks of an invitation, and times that are right on every clock."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from rmapp.calendars import ics
from rmapp.calendars.mails import when
from rmapp.calendars.rules import (
    Facts,
    Step,
    answer_of,
    invitation_of_uid,
    is_new_time,
    room,
    step_of,
    weeks_of_month,
)
from rmapp.core.working_days import Absence, WorkingCalendar
from tests.calendars.conftest import strictly

NOW = dt.datetime(2026, 11, 29, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def facts(hours: int = 24, *, length: int = 1, place: str = "", manager: int = 1) -> Facts:
    starts = NOW + hours * HOUR
    return Facts(starts, starts + length * HOUR, place, manager)


NOTHING_TOLD = Facts(None, None, "", None)


@pytest.mark.parametrize(
    ("told", "now_is", "state", "step"),
    [
        (facts(), facts(), "planned", Step.NOTHING),
        (NOTHING_TOLD, facts(), "planned", Step.TELL),
        (facts(), facts(48), "planned", Step.TELL),
        (facts(), facts(length=2), "planned", Step.TELL),
        (facts(), facts(place="Room 7"), "planned", Step.TELL),
        (facts(), facts(manager=2), "planned", Step.TELL),
        (facts(), facts(-1), "planned", Step.NOTHING),  # moved into the past: told no more
        (facts(), facts(), "cancelled", Step.TAKE_BACK),
        (facts(-1), facts(-1), "cancelled", Step.CLOSE),  # its time is over
        (NOTHING_TOLD, facts(), "cancelled", Step.CLOSE),  # nobody was told
        (facts(), facts(), "done", Step.CLOSE),
        (facts(), facts(48), "done", Step.CLOSE),
    ],
)
def test_c8_what_a_change_asks_of_an_invitation(
    told: Facts, now_is: Facts, state: str, step: Step
) -> None:
    assert step_of(told, now_is, state=state, now=NOW) is step


def test_c8_an_answer_holds_while_the_time_does() -> None:
    assert not is_new_time(facts(), facts(place="Room 7", manager=2))
    assert is_new_time(facts(), facts(48))
    assert is_new_time(facts(), facts(length=2))


@pytest.mark.parametrize(
    ("partstat", "answer"),
    [
        ("ACCEPTED", "accepted"), (" tentative ", "tentative"), ("declined", "declined"),
        ("NEEDS-ACTION", None), ("DELEGATED", None), ("", None), ("X'; DROP", None),
    ],
)  # fmt: skip
def test_c8_the_answers_of_calendars(partstat: str, answer: str | None) -> None:
    assert answer_of(partstat) == answer


@given(st.text(max_size=80))
def test_c8_any_uid_is_read_or_is_none(uid: str) -> None:
    found = invitation_of_uid(uid)
    assert found == "" or found.isalnum()
    assert invitation_of_uid("0123456789abcdef@bank.example") == "0123456789abcdef"


#: Local time → what it is in UTC, in weeks in which clocks change, on both hemispheres.
TIMES = [
    ("Europe/Berlin", "2026-03-28T10:00", "2026-03-28T09:00"),
    ("Europe/Berlin", "2026-03-29T10:00", "2026-03-29T08:00"),
    ("Europe/Berlin", "2026-10-25T10:00", "2026-10-25T09:00"),
    ("Europe/Moscow", "2026-03-29T10:00", "2026-03-29T07:00"),
    ("America/New_York", "2026-03-08T10:00", "2026-03-08T14:00"),
    ("America/New_York", "2026-11-01T10:00", "2026-11-01T15:00"),
    ("Australia/Sydney", "2026-04-04T10:00", "2026-04-03T23:00"),
    ("Australia/Sydney", "2026-04-05T10:00", "2026-04-05T00:00"),
    ("Australia/Sydney", "2026-10-04T10:00", "2026-10-03T23:00"),
    ("America/Santiago", "2026-09-06T10:00", "2026-09-06T13:00"),
    ("Africa/Casablanca", "2026-03-20T10:00", "2026-03-20T10:00"),  # Ramadan
    ("Africa/Casablanca", "2026-03-23T10:00", "2026-03-23T09:00"),
    ("Asia/Kathmandu", "2028-02-29T23:45", "2028-02-29T18:00"),
    ("Pacific/Kiritimati", "2027-01-01T00:30", "2026-12-31T10:30"),
    ("Asia/Yekaterinburg", "2026-12-31T23:59", "2026-12-31T18:59"),
]


@pytest.mark.parametrize(("zone", "local", "utc"), TIMES)
def test_c8_a_calendar_shows_the_hour_that_was_meant(zone: str, local: str, utc: str) -> None:
    """The feed and the invitation give the moment itself, so no table of zones is trusted."""
    there = dt.datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone))
    entry = ics.Entry("a@b", 0, there, there + HOUR, NOW, "Visit")
    person = ics.Person("Ann", "a@b.example")
    sent = ics.invitation(entry, organizer=person, reader=person, is_taken_back=False)
    for raw in (ics.feed([entry], name="Diary"), sent):
        [event] = strictly(raw).walk("VEVENT")
        start = event["dtstart"].dt
        assert start == dt.datetime.fromisoformat(utc).replace(tzinfo=dt.UTC)
        assert start.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M") == local
        assert b"DTSTART:" in raw
        assert b"TZID" not in raw


TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=200)


@given(summary=TEXTS, place=TEXTS, name=TEXTS)
def test_c8_any_text_comes_through_the_calendar_whole(summary: str, place: str, name: str) -> None:
    entry = ics.Entry("a@b", 3, NOW, NOW + HOUR, NOW, summary, place, "line\nline; with, signs")
    person = ics.Person(name, "a@b.example")
    raw = ics.invitation(entry, organizer=person, reader=person, is_taken_back=False)
    lines = raw.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    [event] = Calendar.from_ical(raw).walk("VEVENT")
    assert str(event["summary"]) == summary
    assert str(event["location"]) == place
    assert str(event["description"]) == "line\nline; with, signs"


@pytest.mark.parametrize(
    ("first", "weeks"),
    [("2026-02-01", 5), ("2027-02-01", 4), ("2026-08-01", 6), ("2028-02-01", 5), ("2026-12-01", 5)],
)
def test_c8_a_month_is_drawn_in_whole_weeks(first: str, weeks: int) -> None:
    begin = dt.date.fromisoformat(first)
    found = weeks_of_month(begin)
    days = [day for week in found for day in week]
    assert len(found) == weeks
    assert all(week[0].weekday() == 0 and len(week) == 7 for week in found)
    assert days == [days[0] + dt.timedelta(days=number) for number in range(len(days))]
    assert sum((day.year, day.month) == (begin.year, begin.month) for day in days) >= 28


def test_c8_room_is_what_the_hours_worked_leave() -> None:
    calendar = WorkingCalendar(absences=(Absence(dt.date(2026, 12, 2), dt.date(2026, 12, 2)),))
    worked = room(calendar, dt.date(2026, 12, 1), 3, 500)
    assert (worked.worked, worked.is_away) == (540, False)
    assert room(calendar, dt.date(2026, 12, 2), 0, 0).is_away
    weekend = room(calendar, dt.date(2026, 12, 5), 0, 0)
    assert (weekend.worked, weekend.is_away) == (0, False)


def test_c8_a_moment_asked_for_is_said_once_and_a_contact_with_both_ends(app: Flask) -> None:
    starts = dt.datetime(2026, 12, 2, 12, tzinfo=dt.UTC)
    with app.test_request_context("/"):
        asked = when(starts, starts, "Europe/Moscow", "en")
        whole = when(starts, starts + dt.timedelta(hours=1), "Europe/Moscow", "en")
    assert "15:00 (" in asked
    assert "–" not in asked
    assert "15:00–16:00" in whole
