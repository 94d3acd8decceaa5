"""Every change to rooms and to who has them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy.exc import DBAPIError

from ..audit.operations import record
from ..core import clock
from ..core.db import db, is_taken
from ..core.errors import Conflict, Invalid
from ..policy.enforce import Actor, demand
from . import queries
from .models import Booking, BookingState, Room
from .rules import against
from .words import taken, why_not

NO_DOUBLE_BOOKING = "booking_no_double_booking"
EDIT = "rooms:edit"


def keep_room(
    room: Room | None,
    *,
    actor: Actor,
    version: int = 0,
    name: str,
    branch: str = "",
    address: str = "",
    seats: int,
    is_confidential: bool = False,
    for_vip: bool = False,
    equipment: Sequence[str] = (),
    opens: dt.time = dt.time(9),
    closes: dt.time = dt.time(18),
    zone: str,
) -> Room:
    """Keep a new room (None) or a changed one. What is booked stays booked.

    Refuses with Forbidden without ``rooms:edit``, :class:`Conflict` a stale version,
    :class:`Invalid` at ``closes`` hours that end before they begin.
    """
    demand(actor, EDIT)
    if closes <= opens:
        raise Invalid(fields={"closes": [_("The room closes after it opens.")]})
    if room is None:
        room = Room(name=name, seats=seats, zone=zone)
        db.session.add(room)
    else:
        room.unchanged_since(version)
    room.name, room.branch, room.address, room.seats = name, branch, address, seats
    room.is_confidential, room.for_vip = is_confidential, for_vip
    room.equipment = [one for one in equipment if one]
    room.opens, room.closes, room.zone = opens, closes, zone
    db.session.flush()
    record("room:kept", actor=actor, obj=room, name=name, detail={"seats": seats, "vip": for_vip})
    return room


def withdraw_room(room: Room, *, actor: Actor, version: int, is_active: bool = False) -> Room:
    """Take a room out of use, or back into it with ``is_active``; what is booked stays booked."""
    demand(actor, EDIT)
    room.unchanged_since(version)
    room.is_active = is_active
    db.session.flush()
    tag = "room:restored" if is_active else "room:withdrawn"
    record(tag, actor=actor, obj=room, name=room.name)
    return room


def close_room(
    room: Room, *, actor: Actor, starts: dt.datetime, ends: dt.datetime, reason: str
) -> Booking:
    """Let nobody into ``room`` from ``starts`` to ``ends`` (aware), for ``reason``.

    Refuses with Forbidden, and :class:`Invalid` at ``ends`` or where somebody has booked it: the
    bookings are moved first.
    """
    demand(actor, EDIT)
    if ends <= starts or ends <= clock.now():
        raise Invalid(fields={"ends": [_("It ends after it begins, and not in the past.")]})
    booking = Booking(
        room_id=room.id,
        starts_at=starts,
        ends_at=ends,
        reason=reason,
        made_at=clock.now(),
        made_by_id=actor.employee_id,
    )
    _hold(booking, room, field="starts")
    record("room:closed", actor=actor, obj=room, name=room.name, reason=reason)
    return booking


def open_again(booking: Booking, *, actor: Actor) -> None:
    """End a closure. Refuses with Forbidden and :class:`Conflict` when it has ended."""
    demand(actor, EDIT)
    if booking.state is not BookingState.HELD:
        raise Conflict(_("The room is open already."))
    booking.state = BookingState.RELEASED
    db.session.flush()
    record("room:opened", actor=actor, obj=booking.room, name=booking.room.name)


def book(
    room: Room,
    *,
    actor: Actor,
    client_id: int,
    is_vip: bool,
    employee_id: int,
    starts: dt.datetime,
    ends: dt.datetime,
    people: int,
) -> Booking:
    """Take ``room`` for a talk of ``people`` with a client whom ``actor`` may plan with.

    A part of planning a contact, which has asked for the right. Refuses with :class:`Invalid` at
    ``room``: it does not fit, or is taken.
    """
    booking = Booking(
        client_id=client_id,
        employee_id=employee_id,
        made_at=clock.now(),
        made_by_id=actor.employee_id,
    )
    take(booking, room, starts=starts, ends=ends, people=people, is_vip=is_vip)
    return booking


def take(
    booking: Booking,
    room: Room,
    *,
    starts: dt.datetime,
    ends: dt.datetime,
    people: int,
    is_vip: bool,
    employee_id: int | None = None,
) -> None:
    """Put a booking into ``room`` at this time, wherever it was before. Refuses as :func:`book`."""
    problem = against(queries.offer_of(room), starts, ends, people=people, is_vip=is_vip)
    if problem is not None:
        raise Invalid(fields={"room": [why_not(room, problem, people=people)]})
    with db.session.no_autoflush:
        booking.room_id, booking.state = room.id, BookingState.HELD
        booking.starts_at, booking.ends_at = starts, ends
        booking.employee_id = employee_id or booking.employee_id
        _hold(booking, room, field="room")


def release(booking: Booking) -> None:
    """Give the room up: from now on when the talk has begun, else altogether."""
    now = clock.now()
    if booking.state is BookingState.HELD and booking.ends_at > now:
        if booking.starts_at < now:
            booking.ends_at = now
        else:
            booking.state = BookingState.RELEASED
        db.session.flush()


def _hold(booking: Booking, room: Room, *, field: str) -> None:
    """Write the booking: asked first for good words, and held by the constraint against two at the
    same moment."""
    with db.session.no_autoflush:
        other = queries.in_the_way(room.id, booking.starts_at, booking.ends_at, but=booking.id)
    if other is not None:
        raise Invalid(fields={field: [taken(room, other)]})
    try:
        with db.session.begin_nested():
            db.session.add(booking)
            db.session.flush()
    except DBAPIError as error:
        if not is_taken(error, NO_DOUBLE_BOOKING):
            raise
        raise Invalid(fields={field: [taken(room, None)]}) from None
