"""Forms of assigning."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, NumberRange

from ..audit import shown
from ..clients.models import AssignmentRole
from ..core.fields import DayField
from ..core.forms import Form, as_choices, line
from ..staff.licences import LICENCES, SPEAKS

ROLE_WORDS = {
    AssignmentRole.ACQUISITION: _l("Acquisition manager"),
    AssignmentRole.PERSONAL: _l("Personal manager"),
    AssignmentRole.DEPUTY: _l("Deputy"),
    AssignmentRole.SPECIALIST: _l("Product specialist"),
}


class AssignForm(Form):
    """Who serves a client, in which role, and why."""

    employee = SelectField(_l("Who"))
    role = SelectField(_l("As"), choices=as_choices(ROLE_WORDS))
    reason = line(_l("Reason"), InputRequired(message=_l("Please fill this in.")))


class ProfileForm(Form):
    """What a supervisor keeps of somebody who serves clients (V3)."""

    capacity_points = IntegerField(
        _l("Capacity, points"), validators=[InputRequired(), NumberRange(min=0, max=10_000)]
    )
    specialisation = line(_l("Specialisation"), longest=200)
    branch = line(_l("Branch"), longest=200)
    languages = SelectMultipleField(_l("Speaks with clients"), choices=as_choices(SPEAKS))
    licences = SelectMultipleField(_l("Licences"), choices=as_choices(LICENCES))
    is_vip_certified = BooleanField(_l("May serve VIP clients"))
    is_exclusive = BooleanField(_l("Serves clients of their own alone"))


class NoticeForm(Form):
    """Somebody leaves the bank."""

    leaves_on = DayField(
        _l("Last working day"),
        native=True,
        validators=[InputRequired(message=_l("Please fill this in."))],
    )


shown.codes("client", role=ROLE_WORDS)
