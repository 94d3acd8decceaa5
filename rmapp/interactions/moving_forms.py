"""Forms that move a contact: its time, its room."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import IntegerField, SelectChoice, SelectField
from wtforms.validators import NumberRange, Optional

from ..core.fields import required
from ..core.forms import NEEDED, Form, as_choices, line
from ..rooms.models import Room
from .fields import ContactTimeField


def room_name(room: Room) -> str:
    """A room as a choice: where it is, how many it seats, what is special about it."""
    special = [_("confidential")] if room.is_confidential else []
    special += [_("VIP only")] if room.for_vip else []
    seats = ngettext("%(num)s seat", "%(num)s seats", room.seats)
    return " · ".join([part for part in (room.name, room.branch) if part] + [seats, *special])


def rooms_as_choices(rooms: Sequence[Room]) -> list[SelectChoice]:
    """The rooms to choose from, none first."""
    free = ((one.public_id, room_name(one)) for one in rooms)
    return as_choices({"": _("Without a room")}, free)


class RoomForm(Form):
    """The room of a contact."""

    room = SelectField(_l("Room of the bank"), validators=[Optional()])

    def offer(self, rooms: Sequence[Room]) -> None:
        """The rooms that are free then, the present one among them."""
        self.room.choices = rooms_as_choices(rooms)


#: In a form that moves a contact: leave its room.
NO_ROOM = "none"


class MoveForm(Form):
    """A new time for a planned contact, and what becomes of its room."""

    at = ContactTimeField(_l("New time"), validators=[required()])
    minutes = IntegerField(
        _l("Length, minutes"),
        validators=[NEEDED, NumberRange(5, 720, message=_l("From 5 minutes to 12 hours."))],
    )
    reason = line(_l("Why it is moved"))
    room = SelectField(_l("Room of the bank"), validators=[Optional()], default="")

    def offer(self, own: Room | None, others: Sequence[Room]) -> None:
        """The room it has comes along, unless another or none is chosen."""
        if own is None:
            self.room.choices = as_choices({"": ""})
            return
        self.room.choices = as_choices(
            {"": _("“%(room)s” as before", room=own.name)},
            ((one.public_id, room_name(one)) for one in others),
            {NO_ROOM: _("Without a room")},
        )
