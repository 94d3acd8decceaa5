"""Forms of a new dossier: what is asked besides its fields, and a pasted block that fills them
(D11)."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, TextAreaField
from wtforms.validators import Length, Optional

from ...clients.models import ClientKind, DecisionRole
from ...clients.words import DECISION_ROLES
from ...clients.words import FIELDS as LABELS
from ...core.fields import EmailField, EmailsField, ExtendedPhoneField, PhonesField
from ...core.forms import as_choices, line
from ..requisites import LONGEST, PREFIXES
from .dossier import ZONES, OrganisationForm, PersonForm, SoleTraderForm


class QuickPart:
    """What a new dossier asks besides: contacts in one box each, the head, look-alikes (D11)."""

    pasted = TextAreaField(
        _l("Text with requisites"),
        [Optional(), Length(max=LONGEST, message=_l("Too long."))],
    )
    zone = SelectField(
        LABELS["zone"],
        choices=as_choices({"": _l("by the address or the phone")}, ZONES),
    )
    phones = PhonesField(LABELS["phones"], [Optional()])
    emails = EmailsField(LABELS["emails"], [Optional()])
    address = line(_l("Address"))
    assign_to = SelectField(_l("Who will serve the client"), coerce=str)
    is_different = BooleanField(_l("It is someone else: make a new dossier"))

    def offer_colleagues(self, colleagues: list[tuple[str, str]]) -> None:
        """Fill the list of those who can get the client; without any the field goes."""
        if colleagues:
            self.assign_to.choices = as_choices(colleagues)
        else:
            del self.assign_to


class HeadPart:
    """The contact persons who come with a new organisation, and where it is registered."""

    legal_address = line(_l("Legal address"))
    person_name = line(_l("Contact person: name"), longest=200)
    person_position = line(_l("Contact person: position"), longest=200)
    person_phone = ExtendedPhoneField(_l("Contact person: phone"), [Optional()])
    person_email = EmailField(_l("Contact person: e-mail"), [Optional()])
    person_role = SelectField(
        _l("Contact person: role in the decision"),
        choices=as_choices(DECISION_ROLES),
        default=DecisionRole.UNKNOWN.value,
    )
    second_name = line(_l("Second contact person: name"), longest=200)
    second_position = line(_l("Second contact person: position"), longest=200)
    second_phone = ExtendedPhoneField(_l("Second contact person: phone"), [Optional()])
    second_email = EmailField(_l("Second contact person: e-mail"), [Optional()])
    second_role = SelectField(
        _l("Second contact person: role in the decision"),
        choices=as_choices(DECISION_ROLES),
        default=DecisionRole.UNKNOWN.value,
    )

    def contact_persons(self: Any) -> list[dict[str, Any]]:
        """The persons that were named, as the operation takes them."""
        return [
            {
                "name": self[f"{prefix}_name"].data,
                "position": self[f"{prefix}_position"].data,
                "phone": self[f"{prefix}_phone"].data,
                "email": self[f"{prefix}_email"].data,
                "decision_role": self[f"{prefix}_role"].data,
            }
            for prefix in PREFIXES
            if self[f"{prefix}_name"].data
        ]


class NewOrganisationForm(QuickPart, HeadPart, OrganisationForm):
    """A new organisation."""


class NewPersonForm(QuickPart, PersonForm):
    """A new person."""


class NewSoleTraderForm(QuickPart, SoleTraderForm):
    """A new sole trader."""


NEW = {
    ClientKind.ORGANISATION: NewOrganisationForm,
    ClientKind.PERSON: NewPersonForm,
    ClientKind.SOLE_TRADER: NewSoleTraderForm,
}
