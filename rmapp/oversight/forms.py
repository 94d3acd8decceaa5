"""Forms of oversight."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from wtforms import RadioField
from wtforms.validators import InputRequired

from ..core.forms import DeedForm, Form, as_choices, line
from .words import VERDICTS

_REQUIRED = InputRequired(_l("Fill in this field."))


class EmergencyForm(Form):
    """Which dossier, and why."""

    client = line(_l("Registration number, or id from the trail"), _REQUIRED, longest=64)
    reason = line(_l("Why you must see it"), _REQUIRED)
    ticket = line(_l("Number of the case"), longest=200)


class ReviewForm(Form):
    """The reviewer's word."""

    verdict = RadioField(
        _l("Was it justified?"),
        [_REQUIRED],
        choices=as_choices(VERDICTS),
    )
    remark = line(_lp("emergency", "Remark"))


class LookForm(DeedForm):
    """What came of an alarm."""

    remark = line(_lp("alarm", "What came of it"), _REQUIRED)
