"""When a request is due, how long data are kept, what of them the law holds back."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

ANSWER_WITHIN = 10  # working days (152-FZ, article 20)
PSEUDONYM, PSEUDONYM_LENGTH = "№ ", 8  # a sign and so many characters of the random key
LEAST_NEEDLE = 8  # characters of a string that is looked for everywhere

#: What identifies a client and is kept sealed while the law asks for it.
IDENTIFICATION = (
    "kind", "display_name", "full_name", "family_name", "given_name", "patronymic", "birth_date",
    "inn", "kpp", "ogrn", "edrpou", "vat", "client_since",
)  # fmt: skip


def pseudonym(public_id: str) -> str:
    """What an erased client is called from now on: the random key says nothing of the person."""
    return f"{PSEUDONYM}{public_id[:PSEUDONYM_LENGTH].upper()}"


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day ``months`` later, the last of its month where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return dt.date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("a month has 28 days")


def needles(values: Iterable[str | None]) -> list[str]:
    """The strings by which a person is found in a text that hangs on nobody, longest first.

    Only what names this one person: at least 8 characters and two words, a digit or an @; a family
    name alone names many.
    """
    found = set()
    for value in values:
        text = (value or "").strip()
        if len(text) < LEAST_NEEDLE:
            continue
        if re.search(r"\s\S|\d|@", text):
            found.add(text)
    return sorted(found, key=len, reverse=True)
