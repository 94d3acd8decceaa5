"""Reading values of the bank's own fields: typed by forms and the API, written in files."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ...core import amounts
from ...core.fields import read_day, read_money
from ...core.formatting import day, money, number
from ...core.forms import FORBIDDEN
from ...core.text import fold
from ...policy.enforce import Actor, can
from ..catalogue.own import options, own_fields
from ..models import ClientKind, CustomField, CustomType

PREFIX = "custom."
MASK = "•••"
LONGEST = 2_000
_LARGEST = 10**15
_MOST_NUMBER = Decimal(10) ** 15
_YES = frozenset(["yes", "y", "true", "1", "+", "да", "д", "истина", "ok", "v", "x", "х", "есть"])
_NO = frozenset(["no", "n", "false", "0", "-", "нет", "н", "ложь"])
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s/$.?#][^\s]*\Z", re.IGNORECASE)

CHOOSE = _l("Choose one of the values offered.")


@dataclass(frozen=True)
class Read:
    """What was handed in for own fields: values by definition, and what is wrong, by key."""

    values: dict[CustomField, Any]
    errors: dict[str, list[Any]]


def split(fields: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """(built-in fields, own fields) of one mapping; the own ones keep their keys."""
    own = {name: value for name, value in fields.items() if name.startswith(PREFIX)}
    return {name: value for name, value in fields.items() if name not in own}, own


def checked(
    kind: ClientKind, given: Mapping[str, Any], *, actor: Actor, is_new: bool = False
) -> Read:
    """``given`` (key → typed value) for a client of ``kind``. Never raises.

    Unknown, retired and foreign fields are errors, so are sensitive ones to those who may not see
    them. ``is_new``: required fields that lack are errors.
    """
    fitting = {row.key: row for row in own_fields() if kind.value in row.kinds}
    values: dict[CustomField, Any] = {}
    errors: dict[str, list[Any]] = {}
    for key, value in given.items():
        row = fitting.get(key)
        if row is None or (row.is_sensitive and not can(actor, "clients:read-sensitive")):
            errors[key] = [_l("There is no such field.")]
            continue
        try:
            values[row] = _checked(row, value)
        except ValueError as problem:
            errors[key] = [problem.args[0]]
            continue
        if row.is_required and values[row] is None:
            errors[key] = [_l("Fill in this field.")]
    if is_new:
        for key, row in fitting.items():
            hidden = row.is_sensitive and not can(actor, "clients:read-sensitive")
            if row.is_required and key not in given and not hidden:
                errors[key] = [_l("Fill in this field.")]
    return Read(values, errors)


def _checked(row: CustomField, value: Any) -> Any:
    """The value as it is kept; None for an empty one. ValueError with words."""
    if value is None or value == "" or value == []:
        return None
    return _CHECKS[row.type](row, value)


def _text(row: CustomField, value: Any) -> str | None:
    if not isinstance(value, str):
        raise ValueError(_l("This must be a text."))
    text = value.strip()
    if len(text) > LONGEST:
        raise ValueError(_l("Too long: %(most)s characters at most.", most=LONGEST))
    if FORBIDDEN.search(text):
        raise ValueError(_l("Contains characters that cannot be kept. Type the text anew."))
    return text or None


def _link(row: CustomField, value: Any) -> str | None:
    text = _text(row, value)
    if text is None:
        return None
    if not _SCHEME.match(text):
        text = f"https://{text}"
    if not _ADDRESS.match(text):
        raise ValueError(_l("This is no address of a page. Write it like https://example.com."))
    return text


def _number(row: CustomField, value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ValueError(_l("This is not a number."))
    found = Decimal(value)
    if not found.is_finite() or abs(found) > _MOST_NUMBER:
        raise ValueError(_l("The number is out of range."))
    if found != round(found, 4):
        raise ValueError(_l("At most four digits may stand after the decimal sign."))
    return found


def _minor(row: CustomField, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > _LARGEST:
        raise ValueError(_l("The number is out of range."))
    return value


def _day(row: CustomField, value: Any) -> dt.date:
    if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
        raise ValueError(_l("This value does not fit."))
    if not 1850 <= value.year <= 2200:
        raise ValueError(_l("The year must be between 1850 and 2200."))
    return value


def _code(row: CustomField, value: Any) -> str:
    if not isinstance(value, str) or value not in options(row):
        raise ValueError(CHOOSE)
    return value


def checked_codes(row: CustomField, value: Any) -> list[str] | None:
    """``value`` as codes in the order of the field; ValueError with words for what is none."""
    if not isinstance(value, list | tuple) or len(value) > 100:
        raise ValueError(CHOOSE)
    wanted = {_code(row, one) for one in value}
    return [code for code in options(row) if code in wanted] or None


def _flag(row: CustomField, value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(_l("This must be true or false."))
    return value


_CHECKS: dict[CustomType, Any] = {
    CustomType.TEXT: _text,
    CustomType.LINK: _link,
    CustomType.NUMBER: _number,
    CustomType.MONEY: _minor,
    CustomType.DATE: _day,
    CustomType.CHOICE: _code,
    CustomType.CHOICES: checked_codes,
    CustomType.FLAG: _flag,
}


def read_text(row: CustomField, text: str) -> Any:
    """The value written in a cell of a file or a line; None for an empty one. ValueError."""
    text = text.strip()
    if not text:
        return None
    if row.type is CustomType.NUMBER:
        try:
            return _number(row, amounts.read_decimal(text))
        except amounts.NotAnAmount:
            raise ValueError(_l("This is not a number.")) from None
    if row.type is CustomType.MONEY:
        return _minor(row, read_money(text, digits=get_currency_precision(row.currency)))
    if row.type is CustomType.DATE:
        return read_day(text)
    if row.type is CustomType.FLAG:
        word = text.casefold()
        if word not in _YES | _NO:
            raise ValueError(_l("Write yes or no."))
        return word in _YES
    if row.type is CustomType.CHOICE:
        return _by_name(row, text)
    if row.type is CustomType.CHOICES:
        parts = [part for part in re.split(r"[,;|\n]+", text) if part.strip()]
        return checked_codes(row, [_by_name(row, part) for part in parts])
    return _CHECKS[row.type](row, text)


def _by_name(row: CustomField, text: str) -> str:
    names = {one["code"]: one["code"] for one in row.options}
    for one in row.options:
        names |= {fold(one["en"]): one["code"], fold(one["ru"]): one["code"]}
    code: str | None = names.get(text.strip()) or (names.get(fold(text)) if fold(text) else None)
    if code is None:
        raise ValueError(CHOOSE)
    return code


def spoken(row: CustomField, value: Any) -> str:
    """``value`` for the eye, in the language of the page; empty for none."""
    if value is None:
        return ""
    if row.type is CustomType.MONEY:
        return money(value, row.currency, short=True)
    if row.type is CustomType.NUMBER:
        return number(value)
    if row.type is CustomType.DATE:
        return day(value)
    if row.type is CustomType.FLAG:
        return str(_("yes") if value else _("no"))
    if row.type in (CustomType.CHOICE, CustomType.CHOICES):
        known = options(row)
        return ", ".join(known.get(c, c) for c in ([value] if isinstance(value, str) else value))
    return str(value)


def typed(row: CustomField, value: Any) -> str:
    """``value`` as a form takes it."""
    if value is None:
        return ""
    if row.type is CustomType.MONEY:
        return str(amounts.write_plain(value, get_currency_precision(row.currency)))
    if row.type is CustomType.NUMBER:
        return format(value, "f")
    if row.type is CustomType.DATE:
        return str(value.isoformat())
    if row.type is CustomType.FLAG:
        return "y" if value else "n"
    return ",".join(value) if isinstance(value, list) else str(value)
