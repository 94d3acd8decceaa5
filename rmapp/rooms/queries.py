"""Every select over rooms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from ..clients.models import Client
from ..clients.queries import within_reach
from ..core import seen
from ..core.db import PUBLIC_ID_LENGTH, db
from ..core.errors import NotFound
from ..core.pagination import Order, Page, keyset
from ..policy.enforce import Actor, can
from .models import Booking, BookingState, Room
from .rules import Offer, against

#: More rooms than these no list shows, and more bookings no week.
MOST, MOST_OF_WEEK = 300, 200


def rooms(*, with_withdrawn: bool = False) -> list[Room]:
    """Every room, by branch and name."""
    statement = sa.select(Room).order_by(Room.branch, Room.name, Room.id).limit(MOST)
    if not with_withdrawn:
        statement = statement.where(Room.is_active.is_(True))
    return list(db.session.execute(statement).scalars())


def room_of(public_id: str) -> Room:
    """The room ``public_id``; :class:`NotFound` when there is none."""
    room = db.session.execute(
        sa.select(Room).where(Room.public_id == public_id[: PUBLIC_ID_LENGTH + 1])
    ).scalar_one_or_none()
    if room is None:
        raise NotFound(_("There is no such room."))
    return room


def offer_of(room: Room) -> Offer:
    """What the rules know of a room."""
    return Offer(room.seats, room.for_vip, room.opens, room.closes, room.zone, room.is_active)


def free_rooms(
    starts: dt.datetime,
    ends: dt.datetime,
    *,
    people: int = 2,
    is_vip: bool = False,
    but: int | None = None,
) -> list[Room]:
    """The rooms that fit a talk of ``people`` and are free for the whole of it, the smallest
    first. ``but``: the key of a booking that does not count (one's own)."""
    taken = _held().where(Booking.starts_at < ends, Booking.ends_at > starts)
    if but is not None:
        taken = taken.where(Booking.id != but)
    found = db.session.execute(
        sa.select(Room)
        .where(Room.is_active.is_(True), Room.id.not_in(taken.with_only_columns(Booking.room_id)))
        .order_by(Room.seats, Room.name, Room.id)
        .limit(MOST)
    ).scalars()
    return [
        room
        for room in found
        if against(offer_of(room), starts, ends, people=people, is_vip=is_vip) is None
    ]


def in_the_way(
    room_id: int, starts: dt.datetime, ends: dt.datetime, *, but: int | None = None
) -> Booking | None:
    """The first booking that has the room within [``starts``, ``ends``)."""
    statement = (
        _held()
        .where(Booking.room_id == room_id, Booking.starts_at < ends, Booking.ends_at > starts)
        .order_by(Booking.starts_at)
        .limit(1)
    )
    if but is not None:
        statement = statement.where(Booking.id != but)
    return db.session.execute(statement).scalar_one_or_none()


def _held() -> sa.Select[Booking]:
    return sa.select(Booking).where(Booking.state == BookingState.HELD)


@dataclass(frozen=True)
class Taken:
    """A booking as somebody may see it: ``is_within`` their reach, or only that it is taken."""

    booking: Booking
    is_within: bool

    @property
    def client(self) -> Client | None:
        """The client, for those who may know."""
        return self.booking.client if self.is_within else None


def _reach(actor: Actor) -> sa.ColumnElement[bool]:
    """Whether the reader may know the client of a booking."""
    if not can(actor, "interactions:read"):
        return sa.false()
    known = sa.select(Client.id).where(
        Client.id == Booking.client_id,
        Client.deleted_at.is_(None),
        within_reach(actor, "interactions:read"),
    )
    return known.exists()


_WHOLE = (joinedload(Booking.client), joinedload(Booking.employee), joinedload(Booking.room))


def bookings_between(
    actor: Actor, starts: dt.datetime, ends: dt.datetime, *, room_ids: Sequence[int]
) -> list[Taken]:
    """Who has the rooms within [``starts``, ``ends``), in order of time; clients beyond the reach
    of ``actor`` are not named."""
    rows = db.session.execute(
        sa.select(Booking, _reach(actor).label("is_within"))
        .where(
            Booking.state == BookingState.HELD,
            Booking.room_id.in_(room_ids),
            Booking.starts_at < ends,
            Booking.ends_at > starts,
        )
        .order_by(Booking.starts_at, Booking.id)
        .limit(MOST_OF_WEEK)
        .options(*_WHOLE)
    )
    found = [Taken(booking, bool(is_within)) for booking, is_within in rows]
    seen.note(sum(one.is_within and one.booking.client_id is not None for one in found))
    return found


def booking_of(public_id: str, *, actor: Actor, permission: str = "interactions:plan") -> Booking:
    """The booking ``public_id`` for a client within reach; else :class:`NotFound`."""
    booking = db.session.execute(
        sa.select(Booking)
        .join(Client, Client.id == Booking.client_id)
        .where(
            Booking.public_id == public_id[: PUBLIC_ID_LENGTH + 1],
            Client.deleted_at.is_(None),
            within_reach(actor, permission),
        )
        .options(*_WHOLE)
    ).scalar_one_or_none()
    if booking is None:
        raise NotFound(_("There is no such booking, or it is not yours to see."))
    return booking


def closure_of(public_id: str) -> Booking:
    """The closure ``public_id``; :class:`NotFound` for anything else."""
    booking = db.session.execute(
        sa.select(Booking)
        .where(Booking.public_id == public_id[: PUBLIC_ID_LENGTH + 1], Booking.client_id.is_(None))
        .options(joinedload(Booking.room))
    ).scalar_one_or_none()
    if booking is None:
        raise NotFound(_("There is no such closure."))
    return booking


def listing(
    actor: Actor,
    *,
    room_id: int | None,
    since: dt.datetime | None,
    until: dt.datetime | None,
    cursor: str | None,
    limit: int,
) -> Page[Booking]:
    """The bookings held for clients within reach, by their time; with room, client, colleague."""
    statement = (
        sa.select(Booking)
        .join(Client, Client.id == Booking.client_id)
        .where(
            Booking.state == BookingState.HELD,
            Client.deleted_at.is_(None),
            within_reach(actor, "interactions:read"),
        )
        .options(*_WHOLE)
    )
    if room_id is not None:
        statement = statement.where(Booking.room_id == room_id)
    if since is not None:
        statement = statement.where(Booking.ends_at > since)
    if until is not None:
        statement = statement.where(Booking.starts_at < until)
    return keyset(
        statement, [Order(Booking.starts_at), Order(Booking.id)], cursor=cursor, limit=limit
    )
