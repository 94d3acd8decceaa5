"""The room of a contact: taken with it, moved with it, given up with it (V6)."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import gettext as _

from ...clients.models import Client
from ...core.db import db
from ...core.errors import Invalid
from ...policy.enforce import Actor
from ...rooms.models import Booking, BookingState, Room
from ...rooms.operations import book, release, take
from ..models import Interaction, Participant
from ..queries.contacts import EXCLUSIVE


def booking_of(interaction: Interaction) -> Booking | None:
    """The booking that the contact holds, or None."""
    if interaction.booking_id is None:
        return None
    booking = db.session.get(Booking, interaction.booking_id)
    return booking if booking is not None and booking.state is BookingState.HELD else None


def people_of(interaction: Interaction) -> int:
    """How many come: the manager, the one they meet, and who else takes part."""
    if "participants" in sa.inspect(interaction).unloaded:
        with_them = sa.select(sa.func.count()).where(Participant.interaction_id == interaction.id)
        return 2 + int(db.session.execute(with_them).scalar_one())
    return 2 + len(interaction.participants)


def take_room(interaction: Interaction, room: Room, client: Client, *, actor: Actor) -> None:
    """Take ``room`` for a contact whose time and people stand. Refuses with :class:`Invalid` at
    ``room``, also for a kind of contact that needs none."""
    if interaction.kind not in EXCLUSIVE:
        raise Invalid(fields={"room": [_("A room is for a meeting or a visit to the bank.")]})
    booking = booking_of(interaction)
    starts, ends, people = interaction.planned_at, interaction.ends_at, people_of(interaction)
    is_vip, manager_id = bool(client.vip_tier), interaction.manager_id
    if booking is None:
        booking = book(
            room,
            actor=actor,
            client_id=client.id,
            is_vip=is_vip,
            employee_id=manager_id,
            starts=starts,
            ends=ends,
            people=people,
        )
    else:
        take(
            booking,
            room,
            starts=starts,
            ends=ends,
            people=people,
            is_vip=is_vip,
            employee_id=manager_id,
        )
    interaction.booking_id, interaction.place = booking.id, room.place


def follow(interaction: Interaction) -> None:
    """Move the booking of a contact to its time and manager. Refuses with :class:`Invalid` at
    ``room`` when the room is taken or shut then."""
    with db.session.no_autoflush:
        booking = booking_of(interaction)
        if booking is None:
            return
        room = db.session.get_one(Room, booking.room_id)
        client = db.session.get_one(Client, interaction.client_id)
        stood = (booking.starts_at, booking.ends_at, booking.employee_id)
        if stood == (interaction.planned_at, interaction.ends_at, interaction.manager_id):
            return
        take(
            booking,
            room,
            starts=interaction.planned_at,
            ends=interaction.ends_at,
            people=people_of(interaction),
            is_vip=bool(client.vip_tier),
            employee_id=interaction.manager_id,
        )


def give_up_room(interaction: Interaction) -> None:
    """Free the room of a contact, if it has one."""
    booking = booking_of(interaction)
    if booking is not None:
        release(booking)


def leave_room(interaction: Interaction) -> None:
    """Free the room of a contact that is held elsewhere from now on."""
    if interaction.booking_id is not None:
        give_up_room(interaction)
        interaction.booking_id, interaction.place = None, ""
