"""Dates in the forms that occur."""

from __future__ import annotations

import datetime as dt
import re

from .parsed import Parsed

_OLDEST = dt.date(1800, 1, 1)
_MONTH_NAMES = (
    "янв фев мар апр май июн июл авг сен окт ноя дек",
    "jan feb mar apr may jun jul aug sep oct nov dec",
    "січ лют бер кві тра чер лип сер вер жов лис гру",
)
_MONTHS = {
    "мая": 5,
    **{name: at for names in _MONTH_NAMES for at, name in enumerate(names.split(), 1)},
}
_ISO = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[T ].*)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[-./ ](\d{1,2})[-./ ](\d{4}|\d{2})(?: г\.?)?(?:[T ]\d.*)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_WORDS = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|-?е|-?го)?[\s./-]+([^\W\d_]{3,})\.?,?[\s./-]+(\d{4}|\d{2})(?:\s*г.*)?"
)
_WORDS_US = re.compile(r"([^\W\d_]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_WORDS_BACK = re.compile(r"(\d{4})[\s./-]+([^\W\d_]{3,})\.?[\s./-]+(\d{1,2})")


def _date(year: int, month: int, day: int) -> Parsed:
    try:
        found = dt.date(year, month, day)
    except ValueError:
        return Parsed(None, ("date_impossible",))
    if found < _OLDEST or found.year > 2200:
        return Parsed(None, ("date_out_of_range",))
    return Parsed(found)


def _year(text: str) -> int:
    """A year of four digits, or of two: 1940 to 2039."""
    year = int(text)
    if len(text) == 2:
        year += 2000 if year < 40 else 1900
    return year


def parse_date(cell: str) -> Parsed:
    """A date in the forms that occur: ISO, day first, ``19800322``, ``5 мая 2020 г.``,
    ``3-May-80``, a serial.

    03/25/2020 is read month first because nothing else is possible; 05/06/2020 is 5 June.
    """
    text = " ".join(cell.split()).strip("'\" ")
    if found := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        year, month, day = map(int, found.groups())
        if year == 0:
            return Parsed(None, ("date_out_of_range",))
        return _date(year, month, day)
    if found := _DAY_FIRST.fullmatch(text):
        day, month = int(found[1]), int(found[2])
        if found[3] in ("0000", "00") and day * month == 0:
            return Parsed(None, ("date_impossible",))
        if found[3] == "0000":
            return Parsed(None, ("date_out_of_range",))
        if month > 12 >= day and "/" in text:
            day, month = month, day
        return _date(_year(found[3]), month, day)
    for pattern, order in ((_WORDS, (3, 2, 1)), (_WORDS_US, (3, 1, 2)), (_WORDS_BACK, (1, 2, 3))):
        if found := pattern.fullmatch(text.casefold()):
            year_at, month_at, day_at = order
            named = _MONTHS.get(found[month_at][:3])
            if named:
                return _date(_year(found[year_at]) or 10000, named, int(found[day_at]))
    if re.fullmatch(r"\d{5}(?:\.\d+)?", text):
        # a spreadsheet's day number, counted from 1899-12-30
        return Parsed(dt.date(1899, 12, 30) + dt.timedelta(days=int(float(text))))
    return Parsed(None, ("date_not_understood",))


def parse_birth_date(cell: str, today: dt.date) -> Parsed:
    """A date of birth: not after ``today``, not more than 130 years ago."""
    parsed = parse_date(cell)
    born = parsed.value
    if isinstance(born, dt.date) and born > today and re.search(r"\D\d{2}$", cell.strip()):
        born = born.replace(year=born.year - 100)
    if isinstance(born, dt.date) and not today.year - 130 <= born.year <= today.year:
        return Parsed(None, ("birth_date_out_of_range",))
    if isinstance(born, dt.date) and born > today:
        return Parsed(None, ("birth_date_out_of_range",))
    return Parsed(born, parsed.problems)
