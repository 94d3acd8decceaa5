"""C8: contacts that repeat are planned, changed from one on, ended, carried on and handed over."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask

from rmapp.calendars import operations as calendars
from rmapp.calendars import queries as diaries
from rmapp.calendars.views.feed import _feed
from rmapp.clients.models import Client
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.errors import Conflict, Invalid, NotFound
from rmapp.core.transaction import transaction
from rmapp.interactions import operations as contacts
from rmapp.interactions.models import Interaction, InteractionState
from rmapp.interactions.words import Kind, NoNextReason, Purpose, Result
from rmapp.series import operations, queries
from rmapp.series.models import Series, SeriesState
from rmapp.series.operations import Facts
from rmapp.series.rules import Every, Why
from rmapp.staff.models import CalendarDay
from tests.calendars.conftest import strictly
from tests.cast import Cast
from tests.factories import a_client
from tests.interactions.reading import fields_of
from tests.opportunities.stories import submit
from tests.rooms.conftest import a_room

ZONE = "Europe/Moscow"


@pytest.fixture(autouse=True)
def _no_holidays(request: pytest.FixtureRequest) -> None:
    """The bank works every weekday: what a test says of days holds whenever it is run."""
    if "scene" in request.fixturenames:
        request.getfixturevalue("scene").execute(sa.delete(CalendarDay))


def monday(weeks: int = 1) -> dt.date:
    today = clock.today(ZONE)
    return today + dt.timedelta(days=7 * weeks - today.weekday())


def weekly(**more: Any) -> Facts:
    given = {
        "every": Every.WEEK,
        "starts_on": monday(),
        "at": dt.time(10),
        "zone": ZONE,
        "times": 6,
    }
    return Facts(**{**given, **more})


def begun(cast: Cast, client: Client, *, kind: Kind = Kind.CALL, **more: Any) -> Series:
    room = more.pop("room", None)
    return operations.begin(
        client,
        actor=cast.actor("mara"),
        facts=weekly(**more),
        kind=kind,
        purpose=Purpose.SERVICE_REVIEW,
        room=room,
    )


def ahead(series: Series) -> list[Interaction]:
    return [
        one.interaction
        for one in sorted(series.contacts, key=lambda one: one.falls_on)
        if one.interaction and one.interaction.state is InteractionState.PLANNED
    ]


def test_c8_a_series_goes_round_holidays_and_says_why(cast: Cast, scene: Any) -> None:
    off = monday(3)
    db.session.add(CalendarDay(day=off, is_working=False))
    db.session.flush()
    series = begun(cast, a_client(cast))
    [there] = [one for one in series.contacts if one.falls_on == off]
    assert there.why is Why.DAY_OFF
    assert there.interaction is not None
    assert there.interaction.planned_at.date() > off
    assert len(ahead(series)) == 6
    assert (
        db.session.get_one(Client, series.client_id).next_contact_at == ahead(series)[0].planned_at
    )


def test_c8_a_series_of_meetings_goes_round_the_diary_and_takes_its_room(
    cast: Cast, scene: Any
) -> None:
    at = dt.datetime.combine(monday(2), dt.time(10), dt.timezone(dt.timedelta(hours=3)))
    room = a_room(cast)
    contacts.plan(
        actor=cast.actor("mara"), client=a_client(cast), kind=Kind.VISIT, at=at, minutes=60
    )
    later = contacts.plan(
        actor=cast.actor("max"),
        client=a_client(cast, name="ООО «Дуб»", manager="max"),
        kind=Kind.MEETING,
        at=at + dt.timedelta(days=7),
        room=room,
    )
    series = begun(cast, a_client(cast, name="ООО «Бук»"), kind=Kind.MEETING, room=room)
    by_day = {one.falls_on: one for one in series.contacts}
    assert by_day[monday(2)].why is Why.TAKEN
    assert by_day[monday(2)].interaction.planned_at == at + dt.timedelta(hours=1)
    assert by_day[monday(3)].why is Why.ROOM
    assert contacts.booking_of(by_day[monday(3)].interaction) is None
    booking = contacts.booking_of(by_day[monday(1)].interaction)
    assert booking is not None
    assert booking.room_id == room.id
    assert later.place.startswith("Ока")


def test_c8_this_and_the_following_are_moved_and_those_before_stay(cast: Cast, scene: Any) -> None:
    client = a_client(cast, emails=["info@kedr.example"])
    series = begun(cast, client, kind=Kind.MEETING)
    first, *_rest = before = ahead(series)
    third = before[2]
    [invitation] = calendars.invite(
        third, actor=cast.actor("mara"), emails=["info@kedr.example"], subject="Talk"
    )
    made = operations.change(
        series,
        actor=cast.actor("mara"),
        version=series.version,
        facts=weekly(starts_on=monday(3) + dt.timedelta(days=1), at=dt.time(15), times=4),
        since=monday(3),
    )
    assert made is not series
    assert [one.id for one in ahead(series)] == [one.id for one in before[:2]]
    assert first.planned_at.hour == 7
    assert [one.id for one in ahead(made)] == [one.id for one in before[2:]]
    assert {one.planned_at.hour for one in ahead(made)} == {12}
    assert {one.planned_at.weekday() for one in ahead(made)} == {1}
    calendars.tell_changes()
    db.session.refresh(invitation)
    assert invitation.told_starts == third.planned_at


def test_c8_all_ahead_are_moved_and_what_is_left_over_is_cancelled(cast: Cast, scene: Any) -> None:
    series = begun(cast, a_client(cast), kind=Kind.VISIT)
    before = ahead(series)
    operations.change(
        series,
        actor=cast.actor("mara"),
        version=series.version,
        facts=weekly(starts_on=monday() + dt.timedelta(days=7), times=4),
    )
    assert [one.id for one in ahead(series)] == [one.id for one in before[:4]]
    assert {one.state for one in before[4:]} == {InteractionState.CANCELLED}
    with pytest.raises(Conflict):
        operations.change(series, actor=cast.actor("mara"), version=1, facts=weekly())


def test_c8_this_one_alone_is_moved_by_rescheduling_it(cast: Cast, scene: Any) -> None:
    series = begun(cast, a_client(cast))
    first, second, *_rest = ahead(series)
    stood = second.planned_at
    contacts.reschedule(
        first,
        actor=cast.actor("mara"),
        version=first.version,
        at=first.planned_at + dt.timedelta(hours=2),
    )
    assert second.planned_at == stood
    assert queries.series_with(first.id) is not None


def test_c8_what_was_moved_by_hand_stays_where_it_was_agreed_unless_it_is_to_follow(
    cast: Cast, scene: Any
) -> None:
    mara, client = cast.actor("mara"), a_client(cast)
    for keeps in (True, False):
        series = begun(cast, client, kind=Kind.CALL)
        third = ahead(series)[2]
        agreed = third.planned_at + dt.timedelta(days=1, hours=2)
        contacts.reschedule(third, actor=mara, version=third.version, at=agreed)
        assert operations.moved_by_hand(series, ahead(series)) == [third]
        later = weekly(at=dt.time(15))
        shown = operations.preview_change(series, actor=mara, facts=later, keeps_moved=keeps)
        operations.change(
            series, actor=mara, version=series.version, facts=later, keeps_moved=keeps
        )
        hours = {one.planned_at.astimezone(ZoneInfo(ZONE)).hour for one in ahead(series)}
        assert hours == ({15, 12} if keeps else {15})
        assert [one.at for one in shown] == [one.planned_at for one in ahead(series)]
        assert (third.planned_at == agreed) is keeps
        assert len(ahead(series)) == 6
        assert operations.moved_by_hand(series, ahead(series)) == ([third] if keeps else [])
        operations.end(series, actor=mara, version=series.version, reason="Again")


def test_c8_where_the_rule_went_round_something_nothing_was_moved_by_hand(
    cast: Cast, scene: Any
) -> None:
    db.session.add(CalendarDay(day=monday(3), is_working=False))
    at = dt.datetime.combine(monday(2), dt.time(10), dt.timezone(dt.timedelta(hours=3)))
    contacts.plan(
        actor=cast.actor("mara"), client=a_client(cast), kind=Kind.VISIT, at=at, minutes=60
    )
    series = begun(cast, a_client(cast, name="ООО «Бук»"), kind=Kind.MEETING)
    assert {one.why for one in series.contacts} == {Why.AS_RULED, Why.DAY_OFF, Why.TAKEN}
    assert operations.moved_by_hand(series, ahead(series)) == []


def test_c8_the_page_that_changes_a_series_from_one_on_counts_what_is_left_and_shows_the_dates(
    app: Flask, cast: Cast, browser_of: Any
) -> None:
    """Another hour alone makes a series no longer than it was."""
    with app.app_context(), transaction():
        db.session.execute(sa.delete(CalendarDay))
        series = begun(cast, a_client(cast))
        key, third = series.public_id, ahead(series)[2].public_id
        first_day, third_day = monday(1), monday(3).isoformat()
    mara, path = browser_of("mara"), f"/series/{key}/change?contact={third}"
    form = fields_of(mara.get(path).text)
    assert (form["times"], form["starts_on"]) == ("4", third_day)
    shown = mara.post(path, data={**form, "at": "15:00", "deed": "show"})
    assert shown.status_code == 200
    assert shown.text.count(", 15:00") == 4, "the dates, before anything is moved"
    assert "10:00" in mara.get(f"/series/{key}").text
    moved = mara.post(path, data={**form, "at": "15:00", "scope": "all", "deed": "move"})
    assert moved.status_code == 302
    page = mara.get(moved.location).text
    assert page.count(", 15:00") >= 6
    with app.app_context(), transaction():
        [one] = db.session.execute(sa.select(Series)).scalars()
        assert (one.times, one.starts_on) == (6, first_day), "all ahead, and no more than before"


def test_c8_a_series_ends_with_its_reason_and_when_the_client_is_given_up(
    cast: Cast, scene: Any
) -> None:
    mara = cast.actor("mara")
    series = begun(cast, a_client(cast))
    with pytest.raises(Invalid):
        operations.end(series, actor=mara, version=series.version, reason=" ")
    operations.end(series, actor=mara, version=series.version, reason="Moved away")
    assert ahead(series) == []
    client = a_client(cast, name="ООО «Дуб»")
    other = begun(cast, client)
    first = ahead(other)[0]
    contacts.record_outcome(
        first,
        contacts.Outcome(result=Result.REFUSED, no_next_reason=NoNextReason.NO_NEED),
        actor=mara,
        version=first.version,
    )
    db.session.refresh(other)
    assert other.state is SeriesState.ENDED
    planned = sa.select(sa.func.count()).where(
        Interaction.client_id == client.id, Interaction.state == InteractionState.PLANNED
    )
    assert db.session.scalar(planned) == 0


def test_c8_the_night_carries_an_endless_series_on(cast: Cast, scene: Any) -> None:
    series = begun(cast, a_client(cast), times=None)
    count = len(ahead(series))
    assert count in (13, 14)
    last = max(one.falls_on for one in series.contacts)
    assert operations.carry_on() == 0
    series.laid_to = monday(3)
    for one in [one for one in series.contacts if one.falls_on > monday(3)]:
        contacts.cancel(
            one.interaction, actor=cast.actor("mara"), version=one.interaction.version, reason="x"
        )
        series.contacts.remove(one)
    db.session.flush()
    assert operations.carry_on() == 1
    db.session.refresh(series, ["contacts"])
    assert max(one.falls_on for one in series.contacts) == last
    assert operations.carry_on() == 0


def test_c8_a_series_is_within_reach_of_those_who_serve_the_client(cast: Cast, scene: Any) -> None:
    series = begun(cast, a_client(cast))
    assert queries.series_of(series.public_id, actor=cast.actor("sofia")) is series
    with pytest.raises(NotFound):
        queries.series_of(series.public_id, actor=cast.actor("otto"))


def test_c8_a_series_is_right_in_the_feed_over_a_change_of_clocks(
    app: Flask, cast: Cast, scene: Any
) -> None:
    """Single events in UTC: each at the same time of day where the manager lives."""
    employee = cast.employee("mara")
    employee.zone = "Europe/Berlin"
    db.session.flush()
    series = begun(cast, a_client(cast), every=Every.MONTH, zone="Europe/Berlin", times=8)
    with app.test_request_context():
        raw = _feed(diaries.diary_of(cast.actor("mara"), clock.now()), with_names=True)
    calendar = strictly(raw)
    events = calendar.walk("VEVENT")
    assert len(events) == len(ahead(series)) == 8
    assert len({str(event["uid"]) for event in events}) == 8
    local = {event["dtstart"].dt.astimezone(ZoneInfo("Europe/Berlin")).hour for event in events}
    assert local == {10}


def test_c8_the_dates_are_shown_before_anything_is_planned(
    app: Flask, browser_of: Any, cast: Cast
) -> None:
    with app.app_context(), transaction():
        pid = a_client(cast).public_id
    mara = browser_of("mara")
    address = f"/series/start?client={pid}"
    facts = {"every": "week", "times": "5", "at": "10:00"}
    shown = submit(mara, address, action="/series/start", deed="show", **facts)
    assert shown.status_code == 200
    assert shown.text.count("10:00") >= 5
    with app.app_context(), transaction():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Series)) == 0
    done = submit(mara, address, action="/series/start", deed="begin", **facts)
    assert done.status_code == 302
    page = mara.get(done.headers["Location"])
    assert page.status_code == 200
    changed = submit(mara, f"{done.headers['Location']}/change", action="/change", at="15:30")
    assert changed.status_code == 302
    assert "15:30" in mara.get(changed.headers["Location"]).text
    over = submit(mara, f"{done.headers['Location']}/end", reason="Enough")
    assert over.status_code == 302
    assert browser_of("otto").get(done.headers["Location"]).status_code == 404
