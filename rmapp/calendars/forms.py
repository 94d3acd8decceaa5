"""Forms of feeds, invitations and answers."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectMultipleField
from wtforms.validators import InputRequired

from ..core.fields import MomentField, read_moment
from ..core.forms import Form, line
from ..interactions.rules.times import NoSuchTime, moment_of
from .models import Answer

NEEDED = InputRequired(message=_l("Please fill this in."))


class FeedForm(Form):
    """What the calendar of a phone may show."""

    detail = RadioField(
        _l("What it shows"),
        choices=[
            ("times", _l("Only times and kinds of contact")),
            ("names", _l("Clients and places too: choose this for a device of the bank")),
        ],
        default="times",
    )


class InviteForm(Form):
    """Whom to ask, and what they read it is about."""

    emails = SelectMultipleField(_l("Whom to ask"))
    subject = line(_l("What it is about, as they read it"), NEEDED, longest=200)


class _ThereField(MomentField):
    """A date and time where the reader lives."""

    zone = "UTC"

    def read(self, text: str) -> dt.datetime:
        """The moment in ``text``; ValueError for a time that the clocks skip there."""
        local = read_moment(text, dt.UTC)
        try:
            return moment_of(local.date(), local.time(), self.zone)
        except NoSuchTime:
            raise ValueError(
                _l("The clocks go forward that night: this time does not exist. Choose another.")
            ) from None

    def write(self, value: dt.datetime) -> str:
        """``value`` on the clocks there."""
        return value.astimezone(ZoneInfo(self.zone)).strftime("%Y-%m-%dT%H:%M")


class AnswerForm(Form):
    """What a reader answers."""

    answer = line(_l("Answer"), longest=20)  # the value of the button
    at = _ThereField(_l("Which time suits you"))
    wish = line(_l("In your own words"))

    def __init__(self, zone: str, *args: Any, **kwargs: Any) -> None:
        self.at_zone = zone
        super().__init__(*args, **kwargs)

    def process(self, *args: Any, **kwargs: Any) -> None:
        """Read the time on the reader's clocks."""
        self.at.zone = self.at_zone
        super().process(*args, **kwargs)

    @property
    def given(self) -> Answer | None:
        """The answer, or None for anything else."""
        return next((one for one in Answer if one.value == self.answer.data), None)
