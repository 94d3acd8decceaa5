"""How a client is called, what finds it, how long it has been silent: pure answers."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from ..core.text import Terms, listed_name, search_terms, sort_key, written_name
from .models import ClientKind

PERSON = ("family_name", "given_name", "patronymic")
NUMBERS = ("inn", "kpp", "ogrn", "edrpou", "vat", "lei", "external_id")


def display_name(
    kind: ClientKind,
    *,
    full_name: str = "",
    short_name: str = "",
    family_name: str = "",
    given_name: str = "",
    patronymic: str = "",
) -> str:
    """The name lists show: the short name of a firm, a person's as it is written; ≤ 500."""
    person = written_name(family_name, given_name, patronymic)
    if kind is ClientKind.PERSON:
        return person[:500]
    if kind is ClientKind.SOLE_TRADER:
        return (short_name or (f"ИП {person}" if person else full_name))[:500]
    return (short_name or full_name)[:500]


def order_key(kind: ClientKind, display: str, parts: Mapping[str, Any]) -> str:
    """What lists sort a client called ``display`` by: a person by the family name in any script.
    ``parts``: what there is of family_name, given_name and patronymic."""
    if kind is not ClientKind.PERSON or not parts.get("family_name"):
        return sort_key(display)
    return sort_key(listed_name(*(parts.get(name) or "" for name in PERSON)))


def terms_of(
    *,
    names: Iterable[str],
    phones: Iterable[str] = (),
    emails: Iterable[str] = (),
    numbers: Iterable[str] = (),
) -> Terms:
    """What one client is found by (see ``core.text.search_terms``)."""
    return search_terms(
        names=[name for name in dict.fromkeys(names) if name],
        phones=[phone for phone in phones if phone],
        emails=[email for email in emails if email],
        numbers=[spelled for number in numbers if number for spelled in _spellings(number)],
    )


def _spellings(number: str) -> tuple[str, ...]:
    """A number of another country is found with the letters of its country and without."""
    bare = number[2:]
    is_foreign = number[:2].isalpha() and len(bare) >= 7 and bare[:4].isalnum()
    return (number, bare) if is_foreign and any(map(str.isdigit, bare)) else (number,)


def silent_days(last_contact_at: dt.datetime | None, now: dt.datetime) -> int | None:
    """Whole days since the last two-way contact; None when there never was one."""
    return None if last_contact_at is None else max(0, (now - last_contact_at).days)


def next_birthday(birth: dt.date, today: dt.date) -> dt.date:
    """The next birthday on or after ``today``; 29 February is 28 February in other years."""
    for year in (today.year, today.year + 1):
        is_leap_child = (birth.month, birth.day) == (2, 29) and not calendar.isleap(year)
        day = dt.date(year, birth.month, 28 if is_leap_child else birth.day)
        if day >= today:
            return day
    return today
