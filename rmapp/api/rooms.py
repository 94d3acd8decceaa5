"""Rooms at ``/api/v1/rooms``, bookings at ``/api/v1/bookings`` (V6)."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from flask import Blueprint

from ..core.errors import Invalid
from ..interactions.operations import booking_of, choose_room
from ..interactions.queries import holding, interaction_of
from ..policy.enforce import current_actor, requires
from ..rooms import operations, queries
from ..rooms.models import Booking, BookingState, Room
from ..settings import settings
from .doors import ONE, WORDS, Created, operation
from .shapes.base import OnlyVersion, PageOf, named, page_of
from .shapes.rooms import (
    BookingGiven,
    BookingQuery,
    BookingShown,
    RoomChange,
    RoomGiven,
    RoomQuery,
    RoomShown,
)

rooms = Blueprint("api_rooms", __name__, url_prefix="/api/v1/rooms")
bookings = Blueprint("api_bookings", __name__, url_prefix="/api/v1/bookings")


@rooms.get("")
@requires("rooms:read")
@operation("List the rooms, or those that are free", query=RoomQuery, answer=PageOf[RoomShown])
def listing(query: RoomQuery) -> PageOf[RoomShown]:
    """Every room: the list has no second page."""
    if (query.since is None) != (query.until is None):
        raise Invalid(fields={"until": [WORDS["missing"]]})
    if query.since is not None and query.until is not None:
        found = queries.free_rooms(
            query.since, query.until, people=query.people, is_vip=query.for_vip
        )
    else:
        found = queries.rooms(with_withdrawn=query.with_withdrawn)
    shown = [RoomShown.model_validate(one) for one in found]
    return PageOf[RoomShown](items=shown, next=None, previous=None)


@rooms.post("")
@requires("rooms:edit")
@operation("Add a room", body=RoomGiven, answer=RoomShown, status=201)
def create(body: RoomGiven) -> Created:
    """A new room."""
    made = operations.keep_room(None, actor=current_actor(), **_facts(body))
    return Created(RoomShown.model_validate(made), "api_rooms.show", made.public_id)


@rooms.get(ONE)
@requires("rooms:read")
@operation("Read a room", answer=RoomShown)
def show(public_id: str) -> RoomShown:
    """One room."""
    return RoomShown.model_validate(queries.room_of(public_id))


@rooms.patch(ONE)
@requires("rooms:edit")
@operation("Change a room", body=RoomChange, answer=RoomShown, refusals=(409,))
def edit(public_id: str, body: RoomChange) -> RoomShown:
    """The whole room anew; what is booked stays booked."""
    room = queries.room_of(public_id)
    operations.keep_room(room, actor=current_actor(), version=body.version, **_facts(body))
    return RoomShown.model_validate(room)


@rooms.post(f"{ONE}/withdrawal")
@requires("rooms:edit")
@operation("Take a room out of use", body=OnlyVersion, answer=RoomShown, refusals=(409,))
def withdraw(public_id: str, body: OnlyVersion) -> RoomShown:
    """It is offered no more."""
    room = queries.room_of(public_id)
    operations.withdraw_room(room, actor=current_actor(), version=body.version)
    return RoomShown.model_validate(room)


def _facts(body: RoomGiven) -> dict[str, Any]:
    zone = body.zone or settings().bank_zone
    if zone not in available_timezones():
        raise Invalid(fields={"zone": [WORDS["enum"]]})
    facts = {name: getattr(body, name) for name in RoomGiven.model_fields if name != "zone"}
    return {**facts, "zone": zone}


@bookings.get("")
@requires("interactions:read")
@operation("List bookings of rooms", query=BookingQuery, answer=PageOf[BookingShown])
def booked(query: BookingQuery) -> PageOf[BookingShown]:
    """Rooms held for clients within reach, by their time."""
    page = queries.listing(
        current_actor(),
        room_id=queries.room_of(query.room).id if query.room else None,
        since=query.since,
        until=query.until,
        cursor=query.cursor,
        limit=query.limit,
    )
    return page_of(page, _shown, shape=PageOf[BookingShown])


@bookings.post("")
@requires("interactions:plan")
@operation("Take a room for a contact", body=BookingGiven, answer=BookingShown, status=201)
def create_booking(body: BookingGiven) -> Created:
    """The room is taken for the time of the contact and moves with it."""
    actor = current_actor()
    contact = interaction_of(body.contact, actor=actor, permission="interactions:plan")
    choose_room(contact, queries.room_of(body.room), actor=actor, version=body.version)
    booking = booking_of(contact)
    assert booking is not None
    whole = queries.booking_of(booking.public_id, actor=actor)
    return Created(_shown(whole), "api_bookings.one", booking.public_id)


@bookings.get(ONE)
@requires("interactions:read")
@operation("Read a booking", answer=BookingShown)
def one(public_id: str) -> BookingShown:
    """One booking."""
    actor = current_actor()
    return _shown(queries.booking_of(public_id, actor=actor, permission="interactions:read"))


@bookings.delete(ONE)
@requires("interactions:plan")
@operation("Give a room up", status=204)
def give_up(public_id: str) -> None:
    """The room is free; the contact stays."""
    actor = current_actor()
    booking = queries.booking_of(public_id, actor=actor)
    contact = holding(booking.id)
    if contact is not None:
        choose_room(contact, None, actor=actor, version=contact.version)


def _shown(booking: Booking) -> BookingShown:
    room: Room = booking.room
    assert booking.client is not None
    assert booking.employee is not None
    return BookingShown(
        id=booking.public_id,
        room=named(room),
        client=named(booking.client, booking.client.display_name),
        employee=named(booking.employee),
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        is_held=booking.state is BookingState.HELD,
    )
