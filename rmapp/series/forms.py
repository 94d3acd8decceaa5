"""Forms of series."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField
from wtforms.fields import TimeField
from wtforms.validators import NumberRange, Optional

from ..clients.models import ContactPerson
from ..core.fields import DayField, required
from ..core.forms import NEEDED, Form, as_choices, line
from ..interactions.moving_forms import rooms_as_choices
from ..interactions.words import KIND_NAMES, PURPOSE_NAMES, Kind, Purpose
from ..rooms.models import Room
from .operations import Facts
from .rules import DayOff, Every
from .words import DAY_OFF_NAMES, EVERY_NAMES


class RuleForm(Form):
    """When a series falls."""

    interval = IntegerField(
        _l("Repeat every"), validators=[NEEDED, NumberRange(1, 12, message=_l("From 1 to 12."))]
    )
    every = SelectField(_l("Period"), choices=as_choices(EVERY_NAMES))
    starts_on = DayField(_l("First day"), native=True, validators=[required()])
    at = TimeField(_l("Time"), validators=[NEEDED])
    minutes = IntegerField(
        _l("Length, minutes"),
        validators=[NEEDED, NumberRange(5, 720, message=_l("From 5 minutes to 12 hours."))],
    )
    on_day_off = SelectField(_l("On a day off"), choices=as_choices(DAY_OFF_NAMES))
    until = DayField(_l("Last day"), native=True)
    times = IntegerField(
        _l("Or so many times"),
        validators=[Optional(), NumberRange(1, 520, message=_l("From 1 to 520."))],
    )
    purpose_text = line(_l("What is to be achieved"))

    def facts(self, zone: str) -> Facts:
        """What the operations take; local times are those of ``zone``."""
        return Facts(
            every=Every(self.every.data),
            starts_on=self.starts_on.data,
            at=self.at.data,
            zone=zone,
            interval=self.interval.data,
            until=self.until.data,
            times=self.times.data,
            on_day_off=DayOff(self.on_day_off.data),
            minutes=self.minutes.data,
        )


class StartForm(RuleForm):
    """A new series."""

    kind = SelectField(_l("Kind of contact"), choices=as_choices(KIND_NAMES))
    purpose = SelectField(_l("Purpose"), choices=as_choices(PURPOSE_NAMES))
    contact_person = SelectField(_l("Contact person"), validators=[Optional()])
    room = SelectField(_l("Room of the bank"), validators=[Optional()])

    def offer(self, people: Sequence[ContactPerson], rooms: Sequence[Room]) -> None:
        """Give the lists their entries."""
        names = [
            (str(one.id), f"{one.name} · {one.position}" if one.position else one.name)
            for one in people
        ]
        self.contact_person.choices = as_choices({"": _("The client")}, names)
        self.room.choices = rooms_as_choices(rooms)

    @property
    def values(self) -> dict[str, Any]:
        """What the operation takes besides, apart from the room."""
        person = self.contact_person.data
        return {
            "kind": Kind(self.kind.data),
            "purpose": Purpose(self.purpose.data),
            "purpose_text": self.purpose_text.data or "",
            "contact_person_id": int(person) if person else None,
        }


class ChangeForm(RuleForm):
    """Another rule for the contacts from one on, or for all that are ahead."""

    scope = SelectField(_l("What is changed"))
    keeps_moved = BooleanField(_l("Leave where they stand those moved by hand"))


class EndForm(Form):
    """Why a series ends."""

    reason = line(_l("Why it ends"), NEEDED)
