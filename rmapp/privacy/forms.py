"""Forms of personal data law."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from ..core.forms import DeedForm, Form, as_choices, line
from ..outbox.states import Purpose
from .queries import persons_of
from .words import KINDS, PURPOSES

_REQUIRED = InputRequired(_l("Fill in this field."))


class RequestForm(Form):
    """What the person asks."""

    kind = SelectField(_l("What is asked"), choices=as_choices(KINDS))
    about = SelectField(_l("Whose data"), choices=[], default="")
    received_on = DateField(_l("Received on"), [Optional()])
    channel = line(_l("How it came"), _REQUIRED, longest=200)
    note = line(_l("In the person's words"))

    def offer_people(self, client: Any) -> None:
        """The client itself and its contact persons."""
        people = [(one.public_id, one.name) for one in persons_of(client.id)]
        self.about.choices = as_choices({"": client.display_name}, people)


class AnswerForm(DeedForm):
    """What was answered."""

    answer = line(_l("Answer"), _REQUIRED)
    is_refused = BooleanField(_l("Refused"))


class ConsentForm(Form):
    """A consent somebody holds in their hands."""

    address = SelectField(_l("Address"), choices=[])
    purpose = SelectField(
        _l("Purpose"),
        choices=as_choices(
            [(one.value, PURPOSES[one]) for one in Purpose if one is not Purpose.SERVICE]
        ),
    )
    text_version = line(_l("Version of the text"), _REQUIRED, longest=64)
    source = line(_l("Where it was given"), _REQUIRED)
    proof = line(_l("What proves it"), _REQUIRED)

    def offer_addresses(self, addresses: Sequence[str]) -> None:
        """The e-mail addresses of the dossier."""
        self.address.choices = as_choices(addresses)


class AskConsentForm(ConsentForm):
    """A consent to be asked for by letter."""

    source = None
    proof = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self:  # it stands beside the other form of consents
            field.id = f"ask-{field.id}"


class RuleForm(Form):
    """How long."""

    months = IntegerField(_l("Months"), [_REQUIRED, NumberRange(1, 1200)])
    reason_ru = line(_l("Reason in Russian"), _REQUIRED)
    reason_en = line(_l("Reason in English"), _REQUIRED)
    is_active = BooleanField(_l("In force"))
