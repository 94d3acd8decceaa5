"""Forms of a contact person, and of the bin."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from wtforms import (
    BooleanField,
    SelectField,
)
from wtforms.validators import Optional

from ...clients.models import Attitude, DecisionRole
from ...clients.words import (
    ATTITUDES,
    DECISION_ROLES,
)
from ...core.fields import (
    EmailField,
    PhoneField,
)
from ...core.forms import DeedForm, Form, line

#: The zones a bank's clients mostly live in; any other stays when it is there.
from .dossier import _REQUIRED, _pairs


class ContactPersonForm(Form):
    """A contact person of a client (D5)."""

    name = line(_lp("person", "Name"), _REQUIRED, longest=200)
    position = line(_l("Position"), longest=200)
    phone = PhoneField(_l("Phone"), [Optional()])
    email = EmailField(_lp("address", "E-mail"), [Optional()])
    decision_role = SelectField(
        _l("Role in the decision"),
        choices=_pairs(DECISION_ROLES),
        default=DecisionRole.UNKNOWN.value,
    )
    attitude = SelectField(
        _l("Attitude to the bank"), choices=_pairs(ATTITUDES), default=Attitude.UNKNOWN.value
    )
    is_head = BooleanField(_l("Head of the organisation"))
    note = line(_lp("remark", "Note"))


class BinForm(DeedForm):
    """Why a dossier goes to the bin."""

    reason = line(_l("Reason"), longest=500)
