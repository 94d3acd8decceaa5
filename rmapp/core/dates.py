"""Dates and times by the patterns of the CLDR, quickly: a list shows a hundred of them.

Babel knows the patterns and the words; it also builds eight objects for every date it writes.
Here a pattern is taken apart once for each language, and what it asks for is looked up.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from typing import Any

from babel import Locale, dates

#: What can stand in a pattern, as Babel names it, with a value of its own for each moment.
_Piece = Callable[[dt.datetime], str]
_NAMED = ("short", "medium", "long", "full")


def written(value: dt.datetime | dt.date, form: str, locale: Locale) -> str:
    """``value`` as it stands, without turning it to another zone, in ``locale``.

    ``form``: ``short``, ``medium``, ``long``, ``full`` for the date alone, or a pattern of the
    CLDR; the same as ``babel.dates`` writes.
    """
    moment = value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())
    return "".join([piece(moment) for piece in _pieces(form, locale.language, locale.territory)])


@functools.lru_cache(maxsize=256)
def _pieces(form: str, language: str, territory: str | None) -> tuple[_Piece, ...]:
    locale = Locale(language, territory)
    named: Any = form  # one of the four names
    pattern = dates.get_date_format(named, locale) if form in _NAMED else dates.parse_pattern(form)
    tokens: list[tuple[str, Any]] = dates.tokenize_pattern(pattern.pattern)
    return tuple(
        _constant(value) if kind == "chars" else _field(value[0], value[1], locale)
        for kind, value in tokens
    )


def _constant(text: str) -> _Piece:
    return lambda _moment: text


def _field(letter: str, width: int, locale: Locale) -> _Piece:
    if letter in "ML" and width >= 3:
        length: Any = {3: "abbreviated", 4: "wide"}.get(width, "narrow")
        names = dates.get_month_names(length, "format" if letter == "M" else "stand-alone", locale)
        return lambda moment: str(names[moment.month])
    if letter == "E":
        length = {4: "wide", 5: "narrow"}.get(width, "abbreviated")
        days = dates.get_day_names(length, "format", locale)
        return lambda moment: str(days[moment.weekday()])
    if letter == "y" and width == 2:
        return lambda moment: f"{moment.year % 100:02d}"
    number = _NUMBERS.get(letter)
    if number is not None:
        return lambda moment: f"{number(moment):0{width}d}"
    whole = dates.parse_pattern(letter * width)  # rare: Babel writes it
    return lambda moment: str(whole.apply(moment, locale))


_NUMBERS: dict[str, Callable[[dt.datetime], int]] = {
    "d": lambda moment: moment.day,
    "M": lambda moment: moment.month,
    "L": lambda moment: moment.month,
    "y": lambda moment: moment.year,
    "H": lambda moment: moment.hour,
    "m": lambda moment: moment.minute,
    "s": lambda moment: moment.second,
}
