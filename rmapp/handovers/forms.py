"""Forms of the handover wizard."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired

from ..core.fields import DayField
from ..core.forms import Form, line
from .models import HandoverReason

REASONS = {
    HandoverReason.LEAVING: _l("Leaves the bank"),
    HandoverReason.LEAVE: _l("Leave or illness"),
    HandoverReason.ROTATION: _l("Rotation"),
    HandoverReason.OVERLOAD: _l("Overload"),
}
NEEDED = InputRequired(message=_l("Please fill this in."))


class StartForm(Form):
    """Who, why, when."""

    employee = SelectField(_l("Whose clients"))
    reason = RadioField(
        _l("Why"),
        choices=[(reason.value, words) for reason, words in REASONS.items()],
        default=HandoverReason.LEAVING.value,
    )
    effective_on = DayField(_l("From which day"), validators=[NEEDED])
    returns_on = DayField(_l("Until which day"))
    closes_access = BooleanField(_l("End the access with the handover"))
    note = line(_l("Note"))


class ShareForm(Form):
    """To whom."""

    receivers = SelectMultipleField(_l("Who can receive"))
    keep_families = BooleanField(_l("Keep families and groups together"), default=True)


class PlaceForm(Form):
    """Chosen clients go to one receiver."""

    receiver = SelectField(_l("Move the selected clients to"))


class DeclineForm(Form):
    """Why a client cannot be taken."""

    reason = line(_l("Reason"), NEEDED)


class PlaceAnewForm(Form):
    """Who serves a declined client from now on, and why."""

    employee = SelectField(_l("Who serves this client"))
    reason = line(_l("Why"), NEEDED)
