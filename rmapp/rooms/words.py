"""Sentences about rooms."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from ..core.formatting import hour, moment
from .models import Booking, Room
from .rules import Against


def why_not(room: Room, problem: Against, *, people: int) -> Any:
    """What speaks against ``room``, in one sentence."""
    if problem is Against.WITHDRAWN:
        return _("“%(room)s” is not used any more. Choose another room.", room=room.name)
    if problem is Against.VIP_ONLY:
        return _("“%(room)s” is kept for VIP clients.", room=room.name)
    if problem is Against.SEATS:
        return _(
            "“%(room)s” has %(seats)s seats, and %(people)s people come.",
            room=room.name,
            seats=room.seats,
            people=people,
        )
    return _(
        "“%(room)s” is open from %(opens)s to %(closes)s.",
        room=room.name,
        opens=hour(room.opens),
        closes=hour(room.closes),
    )


def taken(room: Room, booking: Booking | None) -> Any:
    """That the room is taken, and until when. ``booking`` None: somebody was quicker just now."""
    if booking is None:
        return _("“%(room)s” has just been taken. Choose another room or time.", room=room.name)
    return _(
        "“%(room)s” is taken from %(start)s to %(end)s. Choose another room or time.",
        room=room.name,
        start=moment(booking.starts_at),
        end=hour(booking.ends_at),
    )
