"""What a dossier consists of, what fits its fields, what is missing and what to ask next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import available_timezones

from flask_babel import lazy_gettext as _l

from ..clients.models import ClientKind, Temperature
from ..clients.words import CHANNELS, SEXES
from ..core.fields import NUMBER_WORDS
from ..core.forms import FORBIDDEN
from ..core.registration_numbers import NumberKind, NumberProblem, check

#: Length of every text field; a name absent here is not a field of a dossier.
TEXTS: dict[str, int] = {
    "full_name": 500, "short_name": 500, "legal_form": 40, "activity": 500, "banks_now": 500,
    "family_name": 200, "given_name": 200, "patronymic": 200, "family_status": 200,
    "family": 500, "occupation": 200, "education": 200, "hobbies": 500, "income_level": 200,
    "web": 500, "planned_products": 500, "must_know": 500, "external_id": 200,
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
    "hours_from", "hours_to", "source_id", "temperature", "is_active",
)  # fmt: skip
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
class PhoneEntry:
    """One phone as it is to be. ``public_id``: the row it changes; without a number: remove it."""

    number: str
    extension: str = ""
    kind: str = "work"
    is_preferred: bool = False
    is_invalid: bool = False
    note: str = ""
    public_id: str = ""


@dataclass(frozen=True)
class EmailEntry:
    """One e-mail address as it is to be (see :class:`PhoneEntry`)."""

    address: str
    kind: str = "work"
    is_preferred: bool = False
    is_invalid: bool = False
    public_id: str = ""


@dataclass(frozen=True)
class AddressEntry:
    """One postal address as it is to be (see :class:`PhoneEntry`)."""

    text: str
    kind: str = "actual"
    public_id: str = ""


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
    "hours_from": dt.time,
    "hours_to": dt.time,
    "source_id": int,
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


# --- completeness (D8) ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Question:
    """What to ask at the next contact, and which field the answer fills."""

    field: str
    text: Any


@dataclass(frozen=True)
class Completeness:
    """How much of a dossier is known: per cent, the questions to ask next, names of what lacks."""

    percent: int
    questions: tuple[Question, ...]
    missing: tuple[str, ...]


#: Field → (weight, question), in the order in which one asks. After domain.md, "The dossier of a
#: firm before the first contact", and progressive profiling: the easy and useful first.
_FIRM: dict[str, tuple[int, Any]] = {
    "phones": (10, _l("On which phone is the firm best reached?")),
    "decides": (12, _l("Who decides on the choice of a bank?")),
    "banks_now": (10, _l("Which banks serve the firm now, and with what?")),
    "activity": (8, _l("What does the firm live on?")),
    "problems": (8, _l("What troubles the firm in its payments and money now?")),
    "needs": (8, _l("What would the firm like to have solved this year?")),
    "emails": (6, _l("To which address may papers be sent?")),
    "planned_products": (6, _l("Which products fit this firm?")),
    "possible_profit": (6, _l("What profit may the firm bring in a year?")),
    "governance": (6, _l("How are the governing bodies made up?")),
    "inn": (6, _l("What is the INN of the firm?")),
    "addresses": (4, _l("Where is the firm's office?")),
    "staff_count": (3, _l("How many people work there?")),
    "revenue": (3, _l("What is the revenue of a year?")),
    "competitor_offers": (3, _l("What do other banks offer the firm?")),
    "history": (3, _l("How did the firm begin and grow?")),
    "source_id": (2, _l("How did we learn of the firm?")),
}
_PERSON: dict[str, tuple[int, Any]] = {
    "phones": (14, _l("Which number is best to call?")),
    "preferred_channel": (8, _l("How does the client prefer to be reached, and when?")),
    "emails": (8, _l("To which address may papers be sent?")),
    "birth_date": (8, _l("When is the birthday?")),
    "occupation": (10, _l("What does the client do for a living?")),
    "banks_now": (8, _l("Which banks serve the client now?")),
    "needs": (10, _l("What is the client saving or borrowing for?")),
    "income_level": (8, _l("What is the level of income?")),
    "family": (6, _l("Who belongs to the family?")),
    "planned_products": (6, _l("Which products fit this client?")),
    "possible_profit": (5, _l("What profit may the client bring in a year?")),
    "addresses": (4, _l("Where does the client live?")),
    "hobbies": (3, _l("What does the client like to do?")),
    "source_id": (2, _l("How did we learn of the client?")),
}


def completeness(kind: ClientKind, known: set[str], *, may_see: bool = True) -> Completeness:
    """How complete a dossier is in which ``known`` fields have a value.

    ``known`` holds names of fields, and of lists: phones, emails, addresses, decides (a contact
    person who decides). ``may_see``: whether sensitive fields count and are asked.
    """
    asked = _FIRM if kind is ClientKind.ORGANISATION else _PERSON
    asked = {name: line for name, line in asked.items() if may_see or name not in SENSITIVE}
    whole = sum(weight for weight, _question in asked.values())
    have = sum(weight for name, (weight, _question) in asked.items() if name in known)
    missing = [name for name in asked if name not in known]
    return Completeness(
        percent=round(100 * have / whole),
        questions=tuple(Question(name, asked[name][1]) for name in missing[:3]),
        missing=tuple(missing),
    )


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
