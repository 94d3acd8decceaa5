"""The pure decisions of the outbox."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmapp.outbox.dispatch import ClockWatch
from rmapp.outbox.rules import Hours, Step, Verdict, backoff, next_allowed, one_line, verdict
from rmapp.outbox.states import Purpose

HOURS = Hours()
MOMENTS = st.datetimes(
    min_value=dt.datetime(2020, 1, 1),  # noqa: DTZ001  # hypothesis adds the zone itself
    max_value=dt.datetime(2035, 1, 1),  # noqa: DTZ001
    timezones=st.just(dt.UTC),
)
ZONES = st.sampled_from(
    ["Europe/Moscow", "Asia/Vladivostok", "America/New_York", "Europe/Berlin", "Pacific/Apia"]
)


@given(moment=MOMENTS, zone=ZONES, working=st.booleans())
def test_f3_an_offer_leaves_in_the_reader_s_hours_and_never_earlier_than_asked(
    moment: dt.datetime, zone: str, working: bool
) -> None:
    hours = Hours(working_days_only=working)
    allowed = next_allowed(moment, zone=zone, purpose=Purpose.MARKETING, hours=hours)
    local = allowed.astimezone(ZoneInfo(zone))
    assert allowed >= moment
    assert hours.start <= local.time() < hours.end
    assert not working or local.weekday() < 5
    again = next_allowed(allowed, zone=zone, purpose=Purpose.MARKETING, hours=hours)
    assert again == allowed


@given(moment=MOMENTS, zone=ZONES)
def test_a_service_letter_leaves_at_any_hour(moment: dt.datetime, zone: str) -> None:
    assert next_allowed(moment, zone=zone, purpose=Purpose.SERVICE, hours=HOURS) == moment


def test_days_off_are_skipped() -> None:
    friday = dt.datetime(2026, 5, 8, 18, tzinfo=dt.UTC)  # 21:00 in Moscow
    hours = Hours(working_days_only=True, days_off=frozenset({dt.date(2026, 5, 11)}))
    allowed = next_allowed(friday, zone="Europe/Moscow", purpose=Purpose.SURVEY, hours=hours)
    assert allowed == dt.datetime(2026, 5, 12, 6, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("step", "code", "text", "meaning"),
    [
        (Step.MAIL, 250, "ok", Verdict.ACCEPTED),
        (Step.MAIL, 421, "closing", Verdict.LATER),
        (Step.MAIL, 530, "5.7.0 sign in", Verdict.RELAY),
        (Step.MAIL, 550, "not from you", Verdict.RELAY),
        (Step.MAIL, 552, "too big", Verdict.REFUSED),
        (Step.RCPT, 451, "greylisted", Verdict.LATER),
        (Step.RCPT, 550, "5.1.1 unknown", Verdict.BOUNCED),
        (Step.RCPT, 550, "5.7.1 policy", Verdict.REFUSED),
        (Step.DATA, 354, "go on", Verdict.ACCEPTED),
        (Step.DATA, 250, "what?", Verdict.LATER),
        (Step.DOT, 250, "queued", Verdict.ACCEPTED),
        (Step.DOT, 552, "5.3.4 too big", Verdict.REFUSED),
        (Step.DOT, 550, "5.1.1 unknown after all", Verdict.BOUNCED),
        (Step.DOT, 452, "disk full", Verdict.LATER),
    ],
)
def test_what_an_answer_of_the_relay_means(
    step: Step, code: int, text: str, meaning: Verdict
) -> None:
    assert verdict(step, code, text) is meaning


def test_waiting_doubles_up_to_the_cap() -> None:
    waits = [backoff(n, base=60, cap=600).total_seconds() for n in (1, 2, 3, 4, 5, 99)]
    assert waits == [60, 120, 240, 480, 600, 600]


@given(st.text(max_size=400), st.integers(1, 200))
def test_a_line_has_no_controls_and_no_second_line(text: str, length: int) -> None:
    line = one_line(text, length)
    assert len(line) <= length
    assert len(line.splitlines()) <= 1
    assert not any(ord(c) < 32 or 127 <= ord(c) < 160 for c in line)


def test_a_clock_that_jumps_is_noticed() -> None:
    watch = ClockWatch(30)
    noon = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
    assert not watch.stepped(noon, 100.0)
    assert not watch.stepped(noon + dt.timedelta(seconds=10), 110.5)
    assert watch.stepped(noon + dt.timedelta(minutes=11), 111.0)
    assert not watch.stepped(noon + dt.timedelta(minutes=11, seconds=1), 112.0)
