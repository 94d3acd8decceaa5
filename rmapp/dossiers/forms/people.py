"""Forms of what stands around a client: contact persons, ties, papers; and of deeds on it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from wtforms import BooleanField, SelectField
from wtforms.validators import Optional

from ...clients.models import Attitude, DecisionRole, DocumentKind, Level, RelationKind
from ...clients.words import (
    ATTITUDES,
    DECISION_ROLES,
    DOCUMENT_KINDS,
    LEVELS,
    RELATIONS,
)
from ...core.fields import DayField, EmailField, ExtendedPhoneField, NumberField
from ...core.forms import DeedForm, Form, as_choices, line
from .dossier import _REQUIRED


class ContactPersonForm(Form):
    """A contact person of a client (D5)."""

    name = line(_lp("person", "Name"), _REQUIRED, longest=200)
    position = line(_l("Position"), longest=200)
    phone = ExtendedPhoneField(_l("Phone"), [Optional()])
    email = EmailField(_lp("address", "E-mail"), [Optional()])
    decision_role = SelectField(
        _l("Role in the decision"),
        choices=as_choices(DECISION_ROLES),
        default=DecisionRole.UNKNOWN.value,
    )
    level = SelectField(
        _l("Level in the firm"), choices=as_choices(LEVELS), default=Level.UNKNOWN.value
    )
    attitude = SelectField(
        _l("Attitude to the bank"), choices=as_choices(ATTITUDES), default=Attitude.UNKNOWN.value
    )
    reports_to = SelectField(_l("Reports to"), choices=as_choices({"": _l("nobody here")}))
    is_head = BooleanField(_l("Head of the organisation"))
    note = line(_lp("remark", "Note"))

    def offer_chiefs(self, people: list[tuple[str, str]]) -> None:
        """Fill the list of those one may report to: (public id, name)."""
        self.reports_to.choices = as_choices({"": _l("nobody here")}, people)


class RelationForm(Form):
    """A tie to another client (D6)."""

    kind = SelectField(
        _l("The other client is"), choices=as_choices(RELATIONS), default=RelationKind.GROUP.value
    )
    since = DayField(_l("Since"), [Optional()])
    until = DayField(_l("Until"), [Optional()])
    share = NumberField(_l("Share of the owner"), [Optional()], most=Decimal(100), places=2)
    consented_on = DayField(_l("The reference agreed on"), [Optional()])
    note = line(_lp("remark", "Note"))

    def offer(self, kinds: Sequence[RelationKind]) -> None:
        """Only ``kinds`` are offered; the first stands chosen where nothing was."""
        self.kind.choices = as_choices({kind: RELATIONS[kind] for kind in kinds})
        if not self.is_submitted():
            self.kind.data = kinds[0].value

    def values(self) -> dict[str, Any]:
        """What the operation takes."""
        names = ("kind", "since", "until", "share", "consented_on", "note")
        return {name: self._fields[name].data for name in names if name in self._fields}


class DocumentForm(Form):
    """An identity document (D3). What was kept is never filled in again."""

    kind = SelectField(
        _lp("document", "Kind"),
        choices=as_choices(DOCUMENT_KINDS),
        default=DocumentKind.PASSPORT.value,
    )
    number = line(_l("Series and number"), longest=60)
    issued_by = line(_l("Issued by"))
    issued_on = DayField(_l("Issued on"), [Optional()])
    expires_on = DayField(_l("Valid until"), [Optional()])
    country = line(_lp("document", "Country"), longest=2, default="RU")
    note = line(_lp("remark", "Note"), longest=200)


class ReasonForm(Form):
    """Why."""

    reason = line(_l("Reason"), longest=500)


class SourceForm(Form):
    """An entry of the bank's lists of sources, channels and campaigns (D7)."""

    name_en = line(_l("Name in English"), longest=200)
    name_ru = line(_l("Name in Russian"), longest=200)
    is_cautious = BooleanField(_l("Bought base: no letters before the client consents"))
    is_active = BooleanField(_l("Offered in forms"), default=True)
    position = SelectField(_l("Place in the list"), coerce=int)

    def offer_places(self, count: int) -> None:
        """Fill the list of places: the first is 1."""
        self.position.choices = as_choices([(number, str(number + 1)) for number in range(count)])


class BinForm(DeedForm):
    """Why a dossier goes to the bin."""

    reason = line(_l("Reason"), longest=500)
