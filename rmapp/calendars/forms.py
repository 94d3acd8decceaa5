"""Forms of feeds, invitations and answers."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectMultipleField

from ..core.forms import NEEDED, Form, as_choices, line
from ..interactions.fields import ContactTimeField
from .models import Answer


class FeedForm(Form):
    """What the calendar of a phone may show."""

    detail = RadioField(
        _l("What it shows"),
        choices=as_choices(
            {
                "times": _l("Only times and kinds of contact"),
                "names": _l("Clients and places too: choose this for a device of the bank"),
            }
        ),
        default="times",
    )


class InviteForm(Form):
    """Whom to ask, and what they read it is about."""

    emails = SelectMultipleField(_l("Whom to ask"))
    subject = line(_l("What it is about, as they read it"), NEEDED, longest=200)


class AnswerForm(Form):
    """What a reader answers."""

    answer = line(_l("Answer"), longest=20)  # the value of the button
    at = ContactTimeField(_l("Which time suits you"))
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
