"""Forms of rooms."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, TextAreaField
from wtforms.fields import TimeField
from wtforms.validators import NumberRange, Optional, ValidationError

from ..core.fields import MomentField, required
from ..core.forms import NEEDED, Form, line
from ..staff.forms import ZoneField

MOST_LINES, LONGEST_LINE = 20, 200


class RoomForm(Form):
    """A room, as the administrator keeps it."""

    name = line(_l("Name of the room"), NEEDED, longest=200)
    branch = line(_l("Branch"), longest=200)
    address = line(_l("Address and floor"))
    seats = IntegerField(
        _l("Seats"), validators=[NEEDED, NumberRange(1, 500, message=_l("From 1 to 500 seats."))]
    )
    is_confidential = BooleanField(_l("Confidential: nobody sees or hears in"))
    for_vip = BooleanField(_l("For VIP clients only"))
    equipment = TextAreaField(_l("Equipment, one a line"), validators=[Optional()])
    opens = TimeField(_l("Open from"), validators=[NEEDED])
    closes = TimeField(_l("Open to"), validators=[NEEDED])
    zone = ZoneField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.equipment.data, list):  # as the room keeps it
            self.equipment.data = "\n".join(self.equipment.data)

    def validate_equipment(self, field: Any) -> None:
        """Few lines, and short ones."""
        lines = self.lines
        if len(lines) > MOST_LINES or any(len(one) > LONGEST_LINE for one in lines):
            raise ValidationError(_l("At most 20 lines of 200 letters."))

    @property
    def lines(self) -> list[str]:
        """The equipment, a line each."""
        return [one.strip() for one in (self.equipment.data or "").splitlines() if one.strip()]

    @property
    def values(self) -> dict[str, Any]:
        """What the operation takes."""
        names = ("name", "branch", "address", "seats", "is_confidential", "for_vip", "opens",
                 "closes", "zone")  # fmt: skip
        plain = {name: self[name].data for name in names}
        return (
            plain
            | {"equipment": self.lines}
            | {name: plain[name] or "" for name in ("branch", "address")}
        )


class ClosureForm(Form):
    """When nobody gets in, and why."""

    starts = MomentField(_l("Closed from"), validators=[required()])
    ends = MomentField(_l("Closed to"), validators=[required()])
    reason = line(_l("Why the room is closed"), NEEDED)
