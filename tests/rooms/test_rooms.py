"""V6: a room of the bank is taken with a contact, moves with it, and never twice at once."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from rmapp.calendars import operations as calendars
from rmapp.clients.models import Client
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.errors import Forbidden, Invalid, NotFound
from rmapp.core.transaction import transaction
from rmapp.interactions import operations
from rmapp.interactions.models import Interaction
from rmapp.interactions.words import Kind, NoNextReason, Result
from rmapp.rooms import operations as keeping
from rmapp.rooms import queries
from rmapp.rooms.models import Booking, BookingState, Room
from rmapp.rooms.rules import Against, Offer, against
from rmapp.rooms.week import QUARTERS, place_on
from tests.cast import Cast
from tests.factories import a_client
from tests.interactions.conftest import in_days
from tests.interactions.test_concurrency import run
from tests.opportunities.stories import submit
from tests.rooms.conftest import a_room


def meet(cast: Cast, client: Client, *, who: str = "mara", hour: int = 12, **values: Any) -> Any:
    return operations.plan(
        actor=cast.actor(who), client=client, kind=Kind.MEETING, at=in_days(1, hour), **values
    )


def held(interaction: Interaction) -> Booking | None:
    db.session.flush()
    return operations.booking_of(interaction)


def test_v6_a_meeting_takes_its_room_and_the_room_is_its_place(cast: Cast, scene: Any) -> None:
    room = a_room(cast, is_confidential=True)
    meeting = meet(cast, a_client(cast), room=room)
    booking = held(meeting)
    assert booking is not None
    assert (booking.starts_at, booking.ends_at) == (meeting.planned_at, meeting.ends_at)
    assert booking.employee_id == cast.ids["mara"]
    assert meeting.place == "Ока, Центральное отделение"


def test_v6_a_taken_room_is_told_with_its_hours(cast: Cast, scene: Any) -> None:
    room = a_room(cast)
    meet(cast, a_client(cast), room=room)
    other = a_client(cast, name="ООО «Дуб»", manager="max")
    with pytest.raises(Invalid) as refusal:
        meet(cast, other, who="max", room=room)
    assert "Ока" in str(refusal.value.fields["room"][0])
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Booking)) == 1


def test_v6_a_room_offered_is_free_and_fits(cast: Cast, scene: Any) -> None:
    small, large = a_room(cast, "Ока", seats=2), a_room(cast, "Волга", seats=10)
    kept = a_room(cast, "Нева", seats=4, for_vip=True)
    closed = a_room(cast, "Дон", closes=dt.time(11))
    at = in_days(1, 12)
    offered = {"starts": at, "ends": at + dt.timedelta(hours=1)}
    assert queries.free_rooms(**offered) == [small, large]
    assert queries.free_rooms(**offered, people=3) == [large]
    assert queries.free_rooms(**offered, people=3, is_vip=True) == [kept, large]
    assert closed not in queries.free_rooms(**offered, is_vip=True)
    meet(cast, a_client(cast), room=large)
    assert queries.free_rooms(**offered) == [small]


def test_v6_a_room_for_vips_is_refused_to_others_and_a_small_one_to_many(
    cast: Cast, scene: Any
) -> None:
    client = a_client(cast)
    with pytest.raises(Invalid) as refusal:
        meet(cast, client, room=a_room(cast, for_vip=True))
    assert "VIP" in str(refusal.value.fields["room"][0])
    narrow = a_room(cast, "Волга", seats=1)
    with pytest.raises(Invalid):
        meet(cast, client, hour=15, room=narrow)


def test_v6_a_moved_meeting_moves_its_room_and_readers_read_the_place(
    cast: Cast, scene: Any
) -> None:
    client = a_client(cast, emails=["info@kedr.example"])
    meeting = meet(cast, client, room=a_room(cast))
    operations.reschedule(
        meeting, actor=cast.actor("mara"), version=meeting.version, at=in_days(2, 15)
    )
    booking = held(meeting)
    assert booking is not None
    assert booking.starts_at == in_days(2, 15)
    [invitation] = calendars.invite(
        meeting, actor=cast.actor("mara"), emails=["info@kedr.example"], subject="Talk"
    )
    assert invitation.told_place.startswith("Ока")


def test_v6_a_move_into_a_taken_hour_says_that_the_room_is_taken_and_offers_ways_out(
    cast: Cast, scene: Any
) -> None:
    room, other = a_room(cast), a_room(cast, "Волга")
    meet(cast, a_client(cast, manager="max"), who="max", hour=15, room=room)
    meeting = meet(cast, a_client(cast), room=room)
    db.session.flush()
    mara, version = cast.actor("mara"), meeting.version
    with pytest.raises(Invalid) as refusal, db.session.begin_nested():
        operations.reschedule(meeting, actor=mara, version=version, at=in_days(1, 15))
    assert "15:00" in str(refusal.value.fields["room"][0])
    db.session.refresh(meeting)
    assert meeting.planned_at == in_days(1, 12)
    operations.reschedule(meeting, actor=mara, version=version, at=in_days(1, 15), room=other)
    assert held(meeting).room_id == other.id
    operations.reschedule(
        meeting, actor=mara, version=meeting.version, at=in_days(1, 16), without_room=True
    )
    assert (held(meeting), meeting.place) == (None, "")


def test_v6_a_cancelled_meeting_and_one_that_is_over_free_the_room(cast: Cast, scene: Any) -> None:
    room, client = a_room(cast), a_client(cast)
    meeting = meet(cast, client, room=room)
    operations.cancel(meeting, actor=cast.actor("mara"), version=meeting.version, reason="ill")
    assert held(meeting) is None
    again = meet(cast, client, room=room)
    operations.record_outcome(
        again,
        operations.Outcome(result=Result.NOT_REACHED, no_next_reason=NoNextReason.WAITS),
        actor=cast.actor("mara"),
        version=again.version,
    )
    assert held(again) is None
    assert queries.free_rooms(in_days(1, 12), in_days(1, 13)) == [room]


def test_v6_a_closed_room_lets_nobody_in_and_a_booked_one_is_not_closed(
    cast: Cast, scene: Any
) -> None:
    room, adam = a_room(cast), cast.actor("adam")
    stretch = {"starts": in_days(1, 10), "ends": in_days(1, 18)}
    closure = keeping.close_room(room, actor=adam, reason="Repairs", **stretch)
    with pytest.raises(Invalid), db.session.begin_nested():
        meet(cast, a_client(cast), room=room)
    keeping.open_again(queries.closure_of(closure.public_id), actor=adam)
    meet(cast, a_client(cast, name="ООО «Дуб»"), room=room)
    with pytest.raises(Invalid):
        keeping.close_room(room, actor=adam, reason="Repairs", **stretch)
    with pytest.raises(Forbidden):
        keeping.close_room(room, actor=cast.actor("mara"), reason="x", **stretch)


def test_v6_a_foreign_booking_is_only_taken_time(cast: Cast, scene: Any) -> None:
    room = a_room(cast)
    meeting = meet(cast, a_client(cast, manager="otto"), who="otto", room=room)
    booking = held(meeting)
    day = {"starts": in_days(1, 0), "ends": in_days(2, 0), "room_ids": [room.id]}
    [seen] = queries.bookings_between(cast.actor("mara"), **day)
    assert seen.client is None
    [own] = queries.bookings_between(cast.actor("otto"), **day)
    assert own.client is not None
    with pytest.raises(NotFound):
        queries.booking_of(booking.public_id, actor=cast.actor("mara"))


def test_v6_two_bookings_at_once_are_impossible_whoever_writes_them(cast: Cast, scene: Any) -> None:
    """The database excludes it, without the application asking first."""
    room, client = a_room(cast), a_client(cast)

    def row() -> Booking:
        return Booking(
            room_id=room.id,
            client_id=client.id,
            employee_id=cast.ids["mara"],
            starts_at=in_days(1, 12),
            ends_at=in_days(1, 13),
            made_at=clock.now(),
            made_by_id=cast.ids["mara"],
        )

    db.session.add(row())
    db.session.flush()
    with db.session.begin_nested() as attempt:
        db.session.add(row())
        with pytest.raises(IntegrityError, match="no_double_booking"):
            db.session.flush()
        attempt.rollback()
    freed = row()
    freed.state = BookingState.RELEASED
    db.session.add(freed)
    db.session.flush()


def test_v6_of_many_who_take_one_room_at_once_one_has_it(own_app: Flask) -> None:
    """Real transactions on connections of their own; whoever comes second is told so in words."""
    cast = Cast.enter(own_app)
    people = ("mara", "max", "otto", "lena")
    with own_app.app_context(), transaction():
        room_id = a_room(cast).id
        ids = {who: a_client(cast, name=f"ООО «{who}»", manager=who).id for who in people}
    together = threading.Barrier(len(people))
    outcomes: list[str] = []

    def take(who: str) -> None:
        with own_app.app_context():
            together.wait()
            try:
                with transaction():
                    client = db.session.get_one(Client, ids[who])
                    room = db.session.get_one(Room, room_id)
                    meet(cast, client, who=who, room=room)
                outcomes.append("kept")
            except Invalid as refusal:
                outcomes.append("refused" if "room" in refusal.fields else str(refusal.fields))

    run([threading.Thread(target=take, args=(who,)) for who in people])
    assert sorted(outcomes) == ["kept"] + ["refused"] * (len(people) - 1)
    with own_app.app_context(), transaction() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Booking)) == 1
        assert session.scalar(sa.select(sa.func.count()).select_from(Interaction)) == 1


ZONES = st.sampled_from(
    ["Europe/Moscow", "America/New_York", "Australia/Sydney", "America/Santiago", "Asia/Almaty"]
)
MOMENTS = st.datetimes(
    dt.datetime(2026, 1, 1),  # noqa: DTZ001  # the zone is given beside it
    dt.datetime(2027, 12, 31),  # noqa: DTZ001
    timezones=st.just(dt.UTC),
)


@given(at=MOMENTS, minutes=st.integers(5, 720), zone=ZONES, people=st.integers(1, 9))
def test_v6_a_room_fits_only_what_lies_within_its_hours_and_seats(
    at: dt.datetime, minutes: int, zone: str, people: int
) -> None:
    offer = Offer(6, False, dt.time(9), dt.time(18), zone)
    ends = at + dt.timedelta(minutes=minutes)
    found = against(offer, at, ends, people=people, is_vip=False)
    local = [moment.astimezone(ZoneInfo(zone)) for moment in (at, ends)]
    if found is None:
        assert people <= 6
        assert local[0].date() == local[1].date()
        assert dt.time(9) <= local[0].time() <= local[1].time() <= dt.time(18)
    elif found is Against.SEATS:
        assert people > 6


@given(at=MOMENTS, minutes=st.integers(5, 720), zone=ZONES)
def test_v6_the_week_of_a_room_draws_inside_its_grid(
    at: dt.datetime, minutes: int, zone: str
) -> None:
    day = at.astimezone(ZoneInfo(zone)).date()
    place = place_on(day, at, at + dt.timedelta(minutes=minutes), zone)
    if place is not None:
        assert 0 <= place.slot < QUARTERS
        assert 2 <= place.length <= 24
        assert place.slot + 2 <= QUARTERS


def test_v6_the_administrator_keeps_rooms_and_everybody_sees_their_week(
    app: Flask, browser_of: Any, cast: Cast
) -> None:
    adam, mara = browser_of("adam"), browser_of("mara")
    done = submit(
        adam, "/rooms/new", name="Ладога", seats="4", branch="Север", equipment="Экран\nДоска"
    )
    assert done.status_code == 302
    page = mara.get("/rooms")
    assert "Ладога" in page.text
    assert "Экран, Доска" in page.text
    assert mara.get("/rooms/new").status_code == 403
    week = mara.get(done.headers["Location"])
    assert week.status_code == 200
    assert "9:00" in week.text
    again = adam.get(f"{done.headers['Location']}/edit").text
    assert "Экран\nДоска</textarea>" in again.replace("\r\n", "\n")


def test_v6_a_meeting_planned_on_the_page_offers_free_rooms(
    app: Flask, browser_of: Any, cast: Cast
) -> None:
    with app.app_context(), transaction():
        room = a_room(cast)
        client = a_client(cast)
        taken = a_room(cast, "Волга")
        meet(cast, a_client(cast, manager="max"), who="max", room=taken)
        pid, room_id = client.public_id, room.public_id
    mara = browser_of("mara")
    at = in_days(1, 12).strftime("%Y-%m-%dT%H:%M")
    address = f"/interactions/plan?client={pid}&kind=meeting&at={at}"
    page = mara.get(address).text
    assert "Ока" in page
    assert "Волга" not in page
    part = mara.get(f"/interactions/free-rooms?client={pid}&at={at}")
    assert "Волга" not in part.text
    done = submit(mara, address, action="/interactions/plan", room=room_id)
    assert done.status_code == 302
    shown = mara.get(done.headers["Location"]).text
    assert "Ока, Центральное отделение" in shown
