"""Values of the bank's own fields as histories keep them: plain, in words for the reader alone.

A history is read in two languages, and names of choices change. So it keeps the code of a choice,
a day in ISO, yes and no as true and false, an amount in its smallest unit. Rows of before keep
words of whoever wrote them: they are shown as they are, and understood where that can be.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from ..catalogue.own import options, own_fields
from ..models import CustomField, CustomType
from .reading import MASK, PREFIX, checked_codes, read_text, spoken

_NUMBER = re.compile(r"-?\d{1,16}(\.\d{1,4})?\Z")
_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")


def told(row: CustomField, value: Any) -> Any:
    """``value`` as a history keeps it, plain; hidden where the field is sensitive."""
    if value is None:
        return None
    if row.is_sensitive:
        return MASK
    if row.type is CustomType.NUMBER:
        return f"{Decimal(value).normalize():f}"
    if row.type is CustomType.DATE:
        return value.isoformat()
    return list(value) if row.type is CustomType.CHOICES else value


def taken_back(row: CustomField, kept: Any) -> Any:
    """The value a history keeps as ``kept``, by words of before too; None for none. ValueError
    with words when it cannot be understood (a hidden one never can)."""
    if kept is None:
        return None
    if row.type is CustomType.CHOICES and isinstance(kept, list):
        return checked_codes(row, kept)
    if not isinstance(kept, str) or (row.type is CustomType.CHOICE and kept in options(row)):
        return kept
    if row.type is CustomType.NUMBER and _NUMBER.match(kept):
        return Decimal(kept)
    if row.type is CustomType.DATE and _DAY.match(kept):
        return dt.date.fromisoformat(kept)
    return read_text(row, kept)


def retold(key: str, kept: Any) -> str | None:
    """``kept`` of the field ``key`` for the eye of the reader; None when there is no such field."""
    row = _row(key)
    if row is None:
        return None
    if kept is None or kept == MASK or row.type in (CustomType.TEXT, CustomType.LINK):
        return str(kept or "")
    is_plain = not isinstance(kept, str) or {
        CustomType.CHOICE: kept in options(row),
        CustomType.NUMBER: bool(_NUMBER.match(kept)),
        CustomType.DATE: bool(_DAY.match(kept)),
    }.get(row.type, False)
    return spoken(row, taken_back(row, kept)) if is_plain else str(kept)


def settled(key: str, kept: Any) -> Any:
    """``kept`` as a history of today would keep it: so words of before compare with it."""
    row = _row(key)
    if row is None or kept is None or kept == MASK:
        return kept
    try:
        return told(row, taken_back(row, kept))
    except ValueError:
        return kept


def _row(key: str) -> CustomField | None:
    if not key.startswith(PREFIX):
        return None
    return next((row for row in own_fields(with_retired=True) if row.key == key), None)
