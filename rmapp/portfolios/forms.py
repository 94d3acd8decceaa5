"""Forms of assigning."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import InputRequired

from ..clients.models import AssignmentRole
from ..core.forms import Form, line

ROLE_WORDS = {
    AssignmentRole.ACQUISITION: _l("Acquisition manager"),
    AssignmentRole.PERSONAL: _l("Personal manager"),
    AssignmentRole.DEPUTY: _l("Deputy"),
    AssignmentRole.SPECIALIST: _l("Product specialist"),
}


class AssignForm(Form):
    """Who serves a client, in which role, and why."""

    employee = SelectField(_l("Who"))
    role = SelectField(_l("As"), choices=[(r.value, words) for r, words in ROLE_WORDS.items()])
    reason = line(_l("Reason"), InputRequired(message=_l("Please fill this in.")))
