"""What can be asked of a field: operators by type, their values, their SQL."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from ...core import clock
from ...core.db import PUBLIC_ID_LENGTH
from ...core.forms import FORBIDDEN
from ...policy.enforce import Actor
from .fields import LISTED, Field, FieldType

T = FieldType
_TEXTS = (T.TEXT, T.LINK)
_NUMBERS = (T.NUMBER, T.MONEY)
_DAYS = (T.DATE, T.MOMENT)
_CODES = (T.CHOICE, T.CHOICES, T.PERSON)

#: Operator → (types, how many values, words). The order of the words is that of speech.
OPERATORS: dict[str, tuple[tuple[FieldType, ...], int, Any]] = {
    "is": ((*_TEXTS, *_NUMBERS, T.DATE, *_CODES, T.FLAG), 1, _lp("condition", "is")),
    "is_not": ((*_TEXTS, *_NUMBERS, T.DATE, *_CODES), 1, _lp("condition", "is not")),
    "contains": (_TEXTS, 1, _lp("condition", "contains")),
    "lacks": (_TEXTS, 1, _lp("condition", "does not contain")),
    "starts": (_TEXTS, 1, _lp("condition", "begins with")),
    "more": (_NUMBERS, 1, _lp("condition", "more than")),
    "less": (_NUMBERS, 1, _lp("condition", "less than")),
    "after": (_DAYS, 1, _lp("condition", "after")),
    "before": (_DAYS, 1, _lp("condition", "before")),
    "between": ((*_NUMBERS, *_DAYS), 2, _lp("condition", "between")),
    "last_days": (_DAYS, 1, _lp("condition", "in the last … days")),
    "next_days": (_DAYS, 1, _lp("condition", "in the next … days")),
    "days_ago": (_DAYS, 1, _lp("condition", "more than … days ago")),
    "empty": (tuple(FieldType), 0, _lp("condition", "empty")),
    "filled": (tuple(FieldType), 0, _lp("condition", "not empty")),
}
MOST_CODES, LONGEST, MOST_DAYS = 50, 200, 36_500
ME, NOBODY = "me", "none"
_UNFIT = _l("This value does not fit.")


def operators_for(field: Field) -> dict[str, Any]:
    """Operator → words for ``field``."""
    return {op: words for op, (types, _n, words) in OPERATORS.items() if field.type in types}


def plain_value(field: Field, op: str, value: Any) -> Any:
    """``value`` for ``op`` as JSON keeps it; None for operators without one. ValueError."""
    types, count, words = OPERATORS.get(op, ((), 0, ""))
    if field.type not in types:
        raise ValueError(_l("This field cannot be compared so: %(words)s.", words=words))
    if count == 0:
        return None
    if op in ("last_days", "next_days", "days_ago"):
        return _whole(value, 1, MOST_DAYS)
    if count == 2:
        if not isinstance(value, list | tuple) or len(value) != 2:
            raise ValueError(_l("Give two values: from and to."))
        return [_one(field, one) for one in value]
    if field.type in _CODES:
        return _codes(field, value)
    return _one(field, value)


def _whole(value: Any, least: int, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(_l("This must be a whole number."))
    if not least <= value <= most:
        raise ValueError(_l("From %(least)s to %(most)s.", least=least, most=most))
    return value


def _codes(field: Field, value: Any) -> list[str]:
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, list | tuple) or not 1 <= len(given) <= MOST_CODES:
        raise ValueError(_l("Choose at least one value."))
    known = field.choices
    for one in given:
        if not isinstance(one, str):
            raise ValueError(_UNFIT)
        by_id = field.type is T.PERSON or field.key in LISTED
        is_id = by_id and len(one) == PUBLIC_ID_LENGTH and one.isalnum()
        is_word = field.type is T.PERSON and one in (ME, NOBODY)
        if not (is_id or is_word) and one not in known:
            raise ValueError(_l("Choose one of the values offered."))
    return [str(one) for one in dict.fromkeys(given)]


def _one(field: Field, value: Any) -> Any:
    if field.type in _TEXTS:
        text = value.strip() if isinstance(value, str) else ""
        if not text or len(text) > LONGEST or FORBIDDEN.search(text):
            raise ValueError(_l("Write what to compare with, at most 200 characters."))
        return text
    if field.type is T.NUMBER:
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            raise ValueError(_l("This is not a number.")) from None
        if isinstance(value, bool) or not number.is_finite() or abs(number) > Decimal(10) ** 15:
            raise ValueError(_l("The number is out of range."))
        return format(number, "f")
    if field.type is T.MONEY:
        return _whole(value, -(10**15), 10**15)
    if field.type in _DAYS:
        if isinstance(value, dt.date):
            return value.isoformat()
        try:
            day = dt.date.fromisoformat(value)
        except (TypeError, ValueError):
            raise ValueError(_l("This is no date. Write it like 2026-11-24.")) from None
        if not 1850 <= day.year <= 2200:
            raise ValueError(_l("The year must be between 1850 and 2200."))
        return day.isoformat()
    if field.type is T.FLAG and isinstance(value, bool):
        return value
    raise ValueError(_l("This must be true or false."))


def test_of(field: Field, op: str, value: Any, actor: Actor) -> sa.ColumnElement[bool]:
    """The condition of ``op`` with a plain ``value`` on ``field``, NULL never."""
    if op in ("is_not", "lacks"):
        positive = test_of(field, "is" if op == "is_not" else "contains", value, actor)
        return sa.not_(sa.func.coalesce(positive, sa.false()))
    if op in ("empty", "filled"):
        filled = _filled(field, actor)
        return filled if op == "filled" else sa.not_(filled)
    if field.type is T.PERSON:
        return _person(field, value, actor)
    return field.where(lambda column: _test(field, column, op, value, actor), actor)


def _filled(field: Field, actor: Actor) -> sa.ColumnElement[bool]:
    if field.related is not None:
        return field.where(lambda column: column.is_not(None), actor)
    if field.type in (*_TEXTS, T.CHOICE):
        return field.where(
            lambda column: sa.func.coalesce(sa.cast(column, sa.Text), "") != "", actor
        )
    return field.where(lambda column: column.is_not(None), actor)


def _person(field: Field, value: list[str], actor: Actor) -> sa.ColumnElement[bool]:
    ids = [actor.public_id if one == ME else one for one in value if one != NOBODY]
    found = [field.where(lambda column: column.in_(ids), actor)] if ids else []
    if NOBODY in value:
        found.append(sa.not_(field.where(lambda column: column.is_not(None), actor)))
    return sa.or_(*found)


def _test(field: Field, column: Any, op: str, value: Any, actor: Actor) -> Any:
    if field.type in _TEXTS:
        return _text_test(field, column, op, value)
    if field.type is T.CHOICES:
        return column.op("&&", is_comparison=True)(sa.literal(value, sa.ARRAY(sa.String(64))))
    if field.type is T.CHOICE:
        return column.in_(value)
    if field.type is T.FLAG:
        return column.is_(value)
    if field.type in _DAYS:
        return _day_test(field, column, op, value, actor)
    low, high = value if op == "between" else (value, value)
    if field.type is T.NUMBER:
        low, high = Decimal(low), Decimal(high)
    return _range(column, op, low, high)


def _text_test(field: Field, column: Any, op: str, value: str) -> Any:
    text = sa.func.lower(column)
    if op == "is":
        same = text == value.lower()
        if field.is_own:  # what the index holds
            return sa.and_(sa.func.lower(sa.func.left(column, 100)) == value.lower()[:100], same)
        return same
    text, part = sa.func.translate(text, "ё", "е"), value.lower().replace("ё", "е")
    if op == "starts":
        return text.startswith(part, autoescape=True)
    return text.contains(part, autoescape=True)


def _range(column: Any, op: str, low: Any, high: Any) -> Any:
    if op == "is":
        return column == low
    if op in ("more", "after"):
        return column > low
    if op in ("less", "before"):
        return column < low
    return column.between(min(low, high), max(low, high))


def _day_test(field: Field, column: Any, op: str, value: Any, actor: Actor) -> Any:
    zone = ZoneInfo(actor.zone)
    is_moment = field.type is T.MOMENT

    def edge(day: dt.date, later: int = 0) -> Any:
        day += dt.timedelta(days=later)
        return dt.datetime.combine(day, dt.time(), tzinfo=zone) if is_moment else day

    today = clock.today(actor.zone)
    if op == "last_days":
        until = clock.now() if is_moment else today
        return column.between(edge(today, -value), until)
    if op == "next_days":
        since = clock.now() if is_moment else today
        return column.between(since, edge(today, value + 1 if is_moment else value))
    if op == "days_ago":
        return column < edge(today, -value)
    days = [dt.date.fromisoformat(one) for one in (value if op == "between" else [value])]
    if op == "between":
        low, high = min(days), max(days)
        return sa.and_(column >= edge(low), column < edge(high, 1))
    if op == "after":
        return column >= edge(days[0], 1)
    if op == "before":
        return column < edge(days[0])
    return sa.and_(column >= edge(days[0]), column < edge(days[0], 1))
