"""Forms of a dossier: one form per kind of client, for making and for editing it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
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
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from ...clients.models import ClientKind, Origin, Temperature
from ...clients.words import (
    CHANNELS,
    LANGUAGE_NAMES,
    ORIGINS,
    SEXES,
    TEMPERATURES,
)
from ...clients.words import FIELDS as LABELS
from ...core import formatting
from ...core.fields import (
    DayField,
    MoneyField,
    RegistrationNumberField,
)
from ...core.forms import Form, as_choices, line
from ...core.registration_numbers import NumberKind
from ...settings import settings
from ..rules import CURRENCIES, LANGUAGES, LISTED, NUMBERS, TEXTS
from .rows import AddressRow, Chosen, EmailRow, MessengerRow, PhoneRow

#: The zones a bank's clients mostly live in; any other stays when it is there.
ZONES = (
    "Europe/Kaliningrad", "Europe/Moscow", "Europe/Samara", "Asia/Yekaterinburg", "Asia/Omsk",
    "Asia/Novosibirsk", "Asia/Krasnoyarsk", "Asia/Irkutsk", "Asia/Yakutsk", "Asia/Vladivostok",
    "Asia/Magadan", "Asia/Kamchatka", "Europe/Minsk", "Europe/Kyiv", "Asia/Almaty",
    "Asia/Tashkent", "Asia/Dubai", "Asia/Shanghai", "Europe/Berlin", "Europe/London",
)  # fmt: skip


def _text(name: str, *validators: Any, **kwargs: Any) -> StringField:
    return line(LABELS[name], *validators, longest=TEXTS[name], **kwargs)


def _area(name: str) -> TextAreaField:
    too_long = Length(max=TEXTS[name], message=_l("Too long."))
    return TextAreaField(LABELS[name], [Optional(), too_long])


def _listed(name: str) -> SelectField:
    return SelectField(LABELS[name], coerce=lambda v: int(v) if v else None)


def _number(name: str) -> RegistrationNumberField:
    return RegistrationNumberField(LABELS[name], [Optional()], kind=NumberKind(NUMBERS[name]))


_REQUIRED = DataRequired(message=_l("Write the name."))


class DossierForm(Form):
    """What every kind of client has."""

    must_know = _text("must_know")
    needs = _area("needs")
    planned_products = _text("planned_products")
    possible_profit = MoneyField(LABELS["possible_profit"], [Optional()])
    currency = SelectField(LABELS["currency"], choices=as_choices(CURRENCIES))
    banks_now = _text("banks_now")
    competitor_offers = _area("competitor_offers")
    notes = _area("notes")
    web = _text("web")
    temperature = SelectField(LABELS["temperature"], choices=as_choices(TEMPERATURES))
    preferred_channel = SelectField(LABELS["preferred_channel"], choices=as_choices(CHANNELS))
    hours_from = TimeField(LABELS["hours_from"], [Optional()])
    hours_to = TimeField(LABELS["hours_to"], [Optional()])
    language = SelectField(
        LABELS["language"], choices=as_choices([(code, LANGUAGE_NAMES[code]) for code in LANGUAGES])
    )
    zone = SelectField(
        LABELS["zone"],
        choices=as_choices(ZONES),
        default=lambda: settings().bank_zone,
    )
    social_networks = _text("social_networks")
    source_id = _listed("source_id")
    channel_id = _listed("channel_id")
    campaign_id = _listed("campaign_id")
    reference_on = DayField(LABELS["reference_on"], [Optional()])
    external_id = _text("external_id")

    def offer_sources(self, sources: Sequence[Any], language: str) -> None:
        """Fill the lists of sources, channels and campaigns; what is retired stays where it is
        chosen. ``sources``: see ``queries.offered_sources``."""
        for name, kind in LISTED.items():
            field = self._fields[name]
            field.choices = as_choices(
                {"": _l("not known")},
                [
                    (one.id, one.name_ru if language == "ru" else one.name_en)
                    for one in sources
                    if one.kind is kind and (one.is_active or one.id == field.data)
                ],
            )

    def offer_zones(self, now: str = "") -> None:
        """Fill the list of time zones in words; ``now`` is offered although none of the usual."""
        kept = [choice for choice in self.zone.choices if not choice.value]
        zones = ZONES if not now or now in ZONES else (now, *ZONES)
        named = as_choices((zone, formatting.zone(zone)) for zone in zones)
        self.zone.choices = [*kept, *named]

    def values(self) -> dict[str, Any]:
        """The fields of the dossier as the operation takes them."""
        names = set(LABELS) & set(self._fields) - set(LISTS)
        found = {name: self._fields[name].data for name in names}
        if not found["zone"]:
            del found["zone"]  # follows from the address or the phone
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
    sex = SelectField(LABELS["sex"], choices=as_choices(SEXES))
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


#: Where a value can come from; what a contact told is said at its outcome, not here.
TOLD_BY = {one: words for one, words in ORIGINS.items() if one is not Origin.CONTACT}
LISTS = ("phones", "emails", "messengers", "addresses")


class ListsPart:
    """The lists of a dossier that is there."""

    phones = FieldList(FormField(PhoneRow), label=LABELS["phones"], max_entries=30)
    emails = FieldList(FormField(EmailRow), label=LABELS["emails"], max_entries=30)
    messengers = FieldList(FormField(MessengerRow), label=LABELS["messengers"], max_entries=30)
    addresses = FieldList(FormField(AddressRow), label=LABELS["addresses"], max_entries=30)
    origin = Chosen(_l("Where the new values come from"), choices=as_choices(TOLD_BY))
    is_different = BooleanField(_l("It is someone else: save it so"))


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
