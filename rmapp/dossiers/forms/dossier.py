"""Forms of a dossier: one form per kind of client, for making and for editing it."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms import Form as PlainForm
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from ...clients.models import ClientKind, Temperature
from ...clients.words import (
    ADDRESS_KINDS,
    CHANNELS,
    EMAIL_KINDS,
    PHONE_KINDS,
    SEXES,
    TEMPERATURES,
)
from ...clients.words import FIELDS as LABELS
from ...core.fields import (
    DayField,
    EmailField,
    MoneyField,
    PhoneField,
    RegistrationNumberField,
)
from ...core.forms import Form, line, plain_text, squeeze
from ...core.registration_numbers import NumberKind
from ...settings import settings
from ..rules import CURRENCIES, LANGUAGES, NUMBERS, TEXTS

#: The zones a bank's clients mostly live in; any other stays when it is there.
ZONES = (
    "Europe/Kaliningrad", "Europe/Moscow", "Europe/Samara", "Asia/Yekaterinburg", "Asia/Omsk",
    "Asia/Novosibirsk", "Asia/Krasnoyarsk", "Asia/Irkutsk", "Asia/Yakutsk", "Asia/Vladivostok",
    "Asia/Magadan", "Asia/Kamchatka", "Europe/Minsk", "Europe/Kyiv", "Asia/Almaty",
    "Asia/Tashkent", "Asia/Dubai", "Asia/Shanghai", "Europe/Berlin", "Europe/London",
)  # fmt: skip
LANGUAGE_NAMES = {
    "ru": "Русский", "en": "English", "uk": "Українська", "kk": "Қазақша", "de": "Deutsch",
    "zh": "中文",
}  # fmt: skip


def _pairs(catalogue: dict[Any, Any]) -> list[tuple[str, Any]]:
    return [(getattr(code, "value", code), label) for code, label in catalogue.items()]


def _text(name: str, *validators: Any, **kwargs: Any) -> StringField:
    return line(LABELS[name], *validators, longest=TEXTS[name], **kwargs)


def _area(name: str) -> TextAreaField:
    too_long = Length(max=TEXTS[name], message=_l("Too long."))
    return TextAreaField(LABELS[name], [Optional(), too_long])


def _number(name: str) -> RegistrationNumberField:
    return RegistrationNumberField(LABELS[name], [Optional()], kind=NumberKind(NUMBERS[name]))


_REQUIRED = DataRequired(message=_l("Write the name."))


class PhoneRow(PlainForm):  # type: ignore[misc]
    """One phone of a client."""

    public_id = StringField(validators=[Length(max=16)])
    number = PhoneField(_l("Phone"), [Optional()])
    extension = StringField(
        _l("Extension"), [Optional(), Length(max=8, message=_l("Too long.")), plain_text]
    )
    kind = SelectField(_l("Kind"), choices=_pairs(PHONE_KINDS))
    is_preferred = BooleanField(_l("preferred"))
    is_invalid = BooleanField(_l("not valid"))
    note = StringField(
        _lp("remark", "Note"), [Optional(), Length(max=200), plain_text], filters=[squeeze]
    )


class EmailRow(PlainForm):  # type: ignore[misc]
    """One e-mail address of a client."""

    public_id = StringField(validators=[Length(max=16)])
    address = EmailField(_lp("address", "E-mail"), [Optional()])
    kind = SelectField(_l("Kind"), choices=_pairs(EMAIL_KINDS))
    is_preferred = BooleanField(_l("preferred"))
    is_invalid = BooleanField(_l("not valid"))


class AddressRow(PlainForm):  # type: ignore[misc]
    """One postal address of a client."""

    public_id = StringField(validators=[Length(max=16)])
    kind = SelectField(_l("Kind"), choices=_pairs(ADDRESS_KINDS))
    text = StringField(
        _l("Address"),
        [Optional(), Length(max=500, message=_l("Too long.")), plain_text],
        filters=[squeeze],
    )


class DossierForm(Form):
    """What every kind of client has."""

    must_know = _text("must_know")
    needs = _area("needs")
    planned_products = _text("planned_products")
    possible_profit = MoneyField(LABELS["possible_profit"], [Optional()])
    currency = SelectField(LABELS["currency"], choices=[(code, code) for code in CURRENCIES])
    banks_now = _text("banks_now")
    competitor_offers = _area("competitor_offers")
    notes = _area("notes")
    web = _text("web")
    temperature = SelectField(LABELS["temperature"], choices=_pairs(TEMPERATURES))
    preferred_channel = SelectField(LABELS["preferred_channel"], choices=_pairs(CHANNELS))
    hours_from = TimeField(LABELS["hours_from"], [Optional()])
    hours_to = TimeField(LABELS["hours_to"], [Optional()])
    language = SelectField(
        LABELS["language"], choices=[(code, LANGUAGE_NAMES[code]) for code in LANGUAGES]
    )
    zone = SelectField(
        LABELS["zone"],
        choices=[(zone, zone) for zone in ZONES],
        default=lambda: settings().bank_zone,
    )
    source_id = SelectField(LABELS["source_id"], coerce=lambda v: int(v) if v else None)
    external_id = _text("external_id")
    is_active = BooleanField(LABELS["is_active"], default=True)

    def offer_sources(self, sources: list[tuple[int, str]]) -> None:
        """Fill the list of sources."""
        self.source_id.choices = [("", _l("not known")), *sources]

    def keep_zone(self, zone: str) -> None:
        """Offer ``zone`` although it is none of the usual."""
        if zone not in ZONES:
            self.zone.choices = [(zone, zone), *self.zone.choices]

    def values(self) -> dict[str, Any]:
        """The fields of the dossier as the operation takes them."""
        names = set(LABELS) & set(self._fields) - {"phones", "emails", "addresses"}
        found = {name: self._fields[name].data for name in names}
        for name in found:
            if name in TEXTS or name in NUMBERS:
                found[name] = found[name] or ""
        found["temperature"] = Temperature(found["temperature"])
        return found


class OrganisationForm(DossierForm):
    """An organisation (D2)."""

    short_name = _text("short_name", _REQUIRED, Length(max=500, message=_l("Too long.")))
    full_name = _text("full_name")
    legal_form = _text("legal_form")
    inn = _number("inn")
    kpp = _number("kpp")
    ogrn = _number("ogrn")
    edrpou = _number("edrpou")
    vat = _number("vat")
    lei = _number("lei")
    activity = _text("activity")
    governance = _area("governance")
    history = _area("history")
    problems = _area("problems")
    staff_count = IntegerField(
        LABELS["staff_count"],
        [Optional(), NumberRange(0, 10_000_000, message=_l("The number is out of range."))],
    )
    revenue = MoneyField(LABELS["revenue"], [Optional()])


class PersonForm(DossierForm):
    """A natural person (D3)."""

    family_name = _text("family_name", _REQUIRED, Length(max=200, message=_l("Too long.")))
    given_name = _text("given_name")
    patronymic = _text("patronymic")
    birth_date = DayField(LABELS["birth_date"], [Optional()])
    sex = SelectField(LABELS["sex"], choices=_pairs(SEXES))
    occupation = _text("occupation")
    family_status = _text("family_status")
    family = _text("family")
    education = _text("education")
    hobbies = _text("hobbies")
    income_level = _text("income_level")
    inn = _number("inn")


class SoleTraderForm(PersonForm):
    """A person who trades (D1)."""

    short_name = _text("short_name")
    ogrn = _number("ogrn")
    activity = _text("activity")
    revenue = MoneyField(LABELS["revenue"], [Optional()])


class ListsPart:
    """The lists of a dossier that is there."""

    phones = FieldList(FormField(PhoneRow), label=LABELS["phones"], max_entries=30)
    emails = FieldList(FormField(EmailRow), label=LABELS["emails"], max_entries=30)
    addresses = FieldList(FormField(AddressRow), label=LABELS["addresses"], max_entries=30)


class EditOrganisationForm(OrganisationForm, ListsPart):
    """An organisation that is there."""


class EditPersonForm(PersonForm, ListsPart):
    """A person who is there."""


class EditSoleTraderForm(SoleTraderForm, ListsPart):
    """A sole trader who is there."""


EDIT = {
    ClientKind.ORGANISATION: EditOrganisationForm,
    ClientKind.PERSON: EditPersonForm,
    ClientKind.SOLE_TRADER: EditSoleTraderForm,
}
