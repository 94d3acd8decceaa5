"""What a dossier consists of and what fits its fields."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import available_timezones

from flask_babel import lazy_gettext as _l

from ...clients.models import ClientKind, SourceKind, Temperature
from ...clients.words import CHANNELS, SEXES
from ...core.fields import NUMBER_WORDS
from ...core.forms import FORBIDDEN
from ...core.registration_numbers import NumberKind, NumberProblem, check

#: Length of every text field; a name absent here is not a field of a dossier.
TEXTS: dict[str, int] = {
    "full_name": 500, "short_name": 500, "legal_form": 40, "activity": 500, "banks_now": 500,
    "family_name": 200, "given_name": 200, "patronymic": 200, "family_status": 200,
    "family": 500, "occupation": 200, "education": 200, "hobbies": 500, "income_level": 200,
    "web": 500, "social_networks": 500, "planned_products": 500, "must_know": 500,
    "external_id": 200,
    "history": 20_000, "governance": 20_000, "problems": 20_000, "competitor_offers": 20_000,
    "needs": 20_000, "notes": 20_000,
}  # fmt: skip
NUMBERS: dict[str, NumberKind] = {
    "inn": NumberKind.INN,
    "kpp": NumberKind.KPP,
    "ogrn": NumberKind.OGRN,
    "edrpou": NumberKind.EDRPOU,
    "vat": NumberKind.VAT,
    "lei": NumberKind.LEI,
}
AMOUNTS = ("revenue", "possible_profit")
OTHERS = (
    "birth_date", "sex", "staff_count", "currency", "language", "zone", "preferred_channel",
    "hours_from", "hours_to", "reference_on", "source_id", "channel_id", "campaign_id",
    "temperature", "is_active",
)  # fmt: skip
#: The bank's lists: field → which list (see ``clients.models.SourceKind``).
LISTED = {
    "source_id": SourceKind.SOURCE,
    "channel_id": SourceKind.CHANNEL,
    "campaign_id": SourceKind.CAMPAIGN,
}
FIELDS = (*TEXTS, *NUMBERS, *AMOUNTS, *OTHERS)
#: Shown to those who may see it; never written into a history or the trail.
SENSITIVE = frozenset({"income_level"})
MASK = "•••"
CURRENCIES = ("RUB", "USD", "EUR", "CNY", "KZT", "BYN", "UAH")
LANGUAGES = ("ru", "en", "uk", "kk", "de", "zh")
LARGEST = 10**15

_NAMES: dict[ClientKind, tuple[str, ...]] = {
    ClientKind.ORGANISATION: ("short_name", "full_name"),
    ClientKind.SOLE_TRADER: ("family_name", "given_name", "short_name"),
    ClientKind.PERSON: ("family_name", "given_name"),
}


@dataclass(frozen=True)
class Checked:
    """The fields as they will be kept, and what is wrong with the rest."""

    values: dict[str, Any]
    errors: dict[str, list[Any]]


def check_fields(kind: ClientKind, fields: Mapping[str, Any], *, is_new: bool) -> Checked:
    """``fields`` of a dossier of ``kind`` checked: lengths, numbers' checksums, known codes.

    ``is_new``: a name is required. Unknown fields are errors. Never raises.
    """
    values: dict[str, Any] = {}
    errors: dict[str, list[Any]] = {}
    for name, value in fields.items():
        try:
            values[name] = _checked(name, value)
        except _Wrong as wrong:
            errors[name] = [wrong.message]
    names = _NAMES[kind]
    if (is_new or any(n in values for n in names)) and not errors.keys() & set(names):
        known = [n for n in names if values.get(n)]
        if is_new and not known:
            errors[names[0]] = [_l("Write the name.")]
    if values.get("inn") and kind is not ClientKind.ORGANISATION and len(values["inn"]) == 10:
        errors["inn"] = [_l("An INN of 10 digits belongs to an organisation.")]
    return Checked(values, errors)


class _Wrong(Exception):
    def __init__(self, message: Any) -> None:
        super().__init__(message)
        self.message = message


def _checked(name: str, value: Any) -> Any:
    if name in TEXTS:
        return _text(value, TEXTS[name])
    if name in NUMBERS:
        return _number(NUMBERS[name], value)
    if name in AMOUNTS or name == "staff_count":
        most = LARGEST if name in AMOUNTS else 10_000_000
        if value is None or (type(value) is int and 0 <= value <= most):
            return value
        raise _Wrong(_l("The number is out of range."))
    if name in _CHOICES:
        if isinstance(value, str) and value in _CHOICES[name]:
            return value
        raise _Wrong(_l("Choose one of the values offered."))
    if name == "temperature" and isinstance(value, str) and value in set(Temperature):
        return Temperature(value)
    if name in _OF_TYPE:
        if value is None and name not in ("is_active", "temperature"):
            return None
        if isinstance(value, _OF_TYPE[name]):
            return _in_range(value)
        raise _Wrong(_l("This value does not fit."))
    if name == "zone":
        if isinstance(value, str) and value in available_timezones():
            return value
        raise _Wrong(_l("There is no such time zone."))
    raise _Wrong(_l("There is no such field."))


_CHOICES: dict[str, Any] = {
    "sex": SEXES,
    "currency": CURRENCIES,
    "language": LANGUAGES,
    "preferred_channel": CHANNELS,
}
_OF_TYPE: dict[str, type] = {
    "birth_date": dt.date,
    "reference_on": dt.date,
    "hours_from": dt.time,
    "hours_to": dt.time,
    **dict.fromkeys(LISTED, int),
    "temperature": Temperature,
    "is_active": bool,
}


def _in_range(value: Any) -> Any:
    if isinstance(value, dt.date) and not 1850 <= value.year <= 2200:
        raise _Wrong(_l("The year must be between 1850 and 2200."))
    if type(value) is int and not 0 < value < 2**63:
        raise _Wrong(_l("Choose one of the values offered."))
    return value


def _text(value: Any, longest: int) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _Wrong(_l("This must be a text."))
    text: str = value.strip()
    if len(text) > longest:
        raise _Wrong(_l("Too long: %(most)s characters at most.", most=longest))
    if FORBIDDEN.search(text):
        raise _Wrong(_l("Contains characters that cannot be kept. Type the text anew."))
    return text


def _number(kind: NumberKind, value: Any) -> str:
    if value in (None, ""):
        return ""
    if not isinstance(value, str):
        raise _Wrong(_l("This must be a text."))
    found = check(kind, value)
    if kind is NumberKind.OGRN and found.problem is NumberProblem.WRONG_LENGTH:
        found = check(NumberKind.OGRNIP, value)
    if found.problem is not None:
        raise _Wrong(NUMBER_WORDS[found.problem])
    return str(found.number)


def masked(name: str, value: Any) -> Any:
    """``value`` of the field ``name`` as a history may keep it: plain JSON, sensitive masked."""
    if value is None or value == "":
        return None
    if name in SENSITIVE:
        return MASK
    if isinstance(value, bool | int):
        return value
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)[:500]


#: How long a dossier lies in the bin before the retention asks two people to erase it.
BIN_KEPT = dt.timedelta(days=182)
