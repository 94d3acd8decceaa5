"""From a foreign cell to a value of ours, or a code that says what is wrong with it.

No value is bent to fit: a date of year 0, a 31 February, an amount with two decimal signs are
refused with the row they stand in.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import partial

from ...core.registration_numbers import NumberKind, check
from ...core.text import fold
from .choices import CHOICES, code_of, parse_choice
from .contacts import parse_emails, parse_phones_of, parse_web, split_contacts
from .dates import parse_birth_date, parse_date
from .money import parse_money
from .parsed import Parsed, is_empty

MAX_NAME = 200
MAX_LINE = 500
MAX_NOTE = 20_000


def _text(limit: int, code: str, *, lines: bool = False) -> Callable[[str], Parsed]:
    def parse(cell: str) -> Parsed:
        value = cell.strip() if lines else " ".join(cell.split())
        if len(value) > limit:
            return Parsed(None, (code,))
        return Parsed(value)

    return parse


def parse_name(cell: str) -> Parsed:
    """A name of at most 200 characters with at least one letter or digit."""
    value = " ".join(cell.split())
    if len(value) > MAX_NAME:
        return Parsed(None, ("name_too_long",))
    if not fold(value):
        return Parsed(None, ("name_without_letters",))
    return Parsed(value)


def _number(kind: NumberKind) -> Callable[[str], Parsed]:
    def parse(cell: str) -> Parsed:
        checked = check(kind, cell)
        if checked.problem is not None:
            return Parsed(None, (f"{kind}_{checked.problem.removeprefix('number_')}",))
        return Parsed(checked.number)

    return parse


def _ogrn(cell: str) -> Parsed:
    digits = re.sub(r"\D", "", cell)
    return _number(NumberKind.OGRNIP if len(digits) == 15 else NumberKind.OGRN)(cell)


def parse_inn_kpp(cell: str) -> dict[str, Parsed]:
    """``7707083893/773601001`` as both numbers."""
    parts = re.findall(r"\d+", cell)
    found = {"inn": _number(NumberKind.INN)(parts[0] if parts else cell)}
    if len(parts) > 1:
        found["kpp"] = _number(NumberKind.KPP)(parts[1])
    return found


_line = _text(MAX_LINE, "text_too_long")
PARSERS: dict[str, Callable[[str], Parsed]] = {
    "full_name": parse_name,
    "short_name": parse_name,
    "given_name": parse_name,
    "family_name": parse_name,
    "patronymic": parse_name,
    "contact_person": parse_name,
    "organisation": parse_name,
    "phone": parse_phones_of,
    "fax": parse_phones_of,
    "email": parse_emails,
    "web": parse_web,
    "revenue": parse_money,
    "ogrn": _ogrn,
    "possible_profit": parse_money,
    **{field: partial(parse_choice, field) for field in CHOICES},
    **dict.fromkeys(
        ("notes", "needs", "problems", "governance", "history", "competitor_offers"),
        _text(MAX_NOTE, "text_too_long", lines=True),
    ),
    **{kind: _number(NumberKind(kind)) for kind in ("inn", "kpp", "edrpou", "vat", "lei")},
}


def parse(field_name: str, cell: str, *, today: dt.date) -> Parsed:
    """The value of one cell for one of our fields (the names of ``columns.SYNONYMS``).

    ``contacts`` and ``inn_kpp`` give several fields: see ``split_contacts``, ``parse_inn_kpp``.
    """
    if is_empty(cell):
        return Parsed()
    if field_name == "birth_date":
        return parse_birth_date(cell, today)
    if field_name.endswith("_date"):
        return parse_date(cell)
    return PARSERS.get(field_name, _line)(cell)


__all__ = [
    "CHOICES",
    "PARSERS",
    "Parsed",
    "code_of",
    "is_empty",
    "parse",
    "parse_birth_date",
    "parse_choice",
    "parse_date",
    "parse_emails",
    "parse_inn_kpp",
    "parse_money",
    "parse_name",
    "parse_phones_of",
    "parse_web",
    "split_contacts",
]
