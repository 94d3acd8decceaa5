"""Reading what people write: amounts, days, moments, addresses; problems in words."""

from __future__ import annotations

import datetime as dt
import re

from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _l

from .. import amounts
from ..phones import PhoneProblem
from ..registration_numbers import NumberProblem

FIRST_YEAR, LAST_YEAR = 1850, 2200
PIVOT = 40  # a year of two digits up to this one is of the 2000s
LONGEST = 500

PHONE_WORDS = {
    PhoneProblem.EMPTY: _l("Write a phone number."),
    PhoneProblem.NO_NUMBER: _l("This is no phone number. Write it like +7 495 123-45-67."),
    PhoneProblem.TOO_SHORT: _l("The phone number is too short: digits are missing."),
    PhoneProblem.TOO_LONG: _l("The phone number is too long. Part several with a comma."),
    PhoneProblem.UNKNOWN: _l("There is no such phone number. Check the code of the city."),
}
NUMBER_WORDS = {
    NumberProblem.EMPTY: _l("Write the number."),
    NumberProblem.NOT_DIGITS: _l("Only digits belong here."),
    NumberProblem.WRONG_LENGTH: _l("The number has too few or too many digits."),
    NumberProblem.WRONG_PART: _l("No register gives such a number. Check it by the document."),
    NumberProblem.WRONG_CHECKSUM: _l("The check digit does not fit: one digit is mistyped."),
}
NO_MONEY = _l("This is no amount. Write it like 1,284,000.50.")
NO_DAY = _l("This is no date. Write it like 24.11.2026.")
NO_MOMENT = _l("This is no date with a time. Write it like 24.11.2026 09:30.")
NO_EMAIL = _l("This is no e-mail address. Write it like name@example.com.")
FAR_YEAR = _l("The year must be between %(first)s and %(last)s.", first=FIRST_YEAR, last=LAST_YEAR)

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan январь января янв", "feb февраль февраля фев февр", "mar март марта мар",
            "apr апрель апреля апр", "may май мая", "jun июнь июня июн", "jul июль июля июл",
            "aug август августа авг", "sep сентябрь сентября сен сент", "oct октябрь октября окт",
            "nov ноябрь ноября ноя", "dec декабрь декабря дек",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_WORDS = re.compile(r"[^\W\d_]+")
_TIME = re.compile(
    r"(?:^|[\sT,]+)(?:в\s+|at\s+)?([01]?\d|2[0-3])(?:[:.]([0-5]\d))(?::[0-5]\d(?:\.\d+)?)?"
    r"\s*(am|pm)?$",
    re.IGNORECASE,
)


def read_money(text: str, *, digits: int = 2) -> int:
    """The amount in ``text`` as minor units, see :func:`rmapp.core.amounts.read_money`.

    ``digits``: how many minor digits the currency has. ValueError with words.
    """
    try:
        return amounts.read_money(text, digits)
    except amounts.NotAnAmount:
        raise ValueError(NO_MONEY) from None


def read_day(text: str) -> dt.date:
    """The date in ``text``: ISO, day-month-year with signs, or with the month in words.

    ValueError for what is no date and for years before 1850 or after 2200.
    """
    bare = " ".join(text.split()).lower()
    if not bare or len(bare) > 60 or not bare.replace("г.", "").isprintable():
        raise ValueError(NO_DAY)
    numbers = re.findall(r"\d+", bare, re.ASCII)
    months = [_MONTHS[w] for w in map(_month_word, _WORDS.findall(bare)) if w in _MONTHS]
    strange = [w for w in _WORDS.findall(bare) if _month_word(w) not in (*_MONTHS, "г", "th", "of")]
    if strange or any(len(number) > 4 for number in numbers):
        raise ValueError(NO_DAY)
    if len(months) == 1 and len(numbers) == 2:
        year, day = sorted(numbers, key=len, reverse=True)
        return _date(year, str(months[0]), day)
    if not months and len(numbers) == 3 and not re.search(r"[^\d.\-/,\s]", bare.rstrip("г. ")):
        if len(numbers[0]) == 4:
            return _date(*numbers)
        first, second, year = numbers
        if "/" in bare and int(second) > 12 >= int(first):
            first, second = second, first  # 11/24/2026 can only be read one way
        return _date(year, second, first)
    raise ValueError(NO_DAY)


def _month_word(word: str) -> str:
    return word[:3] if word.isascii() and len(word) > 3 else (word if word != "нояб" else "ноя")


def _date(year: str, month: str, day: str) -> dt.date:
    number = int(year)
    if len(year) <= 2:
        number += 2000 if number <= PIVOT else 1900
    if len(year) == 3 or not FIRST_YEAR <= number <= LAST_YEAR:
        raise ValueError(FAR_YEAR)
    try:
        return dt.date(number, int(month), int(day))
    except ValueError:
        raise ValueError(NO_DAY) from None


def read_moment(text: str, zone: dt.tzinfo) -> dt.datetime:
    """The moment in ``text``, written in ``zone``, as aware UTC. ValueError for all else."""
    bare = text.strip()
    found = _TIME.search(bare[:80])
    if found is None or len(bare) > 80:
        raise ValueError(NO_MOMENT)
    hour, minute = int(found[1]), int(found[2])
    if found[3]:
        if not 1 <= hour <= 12:
            raise ValueError(NO_MOMENT)
        hour = hour % 12 + (12 if found[3].lower() == "pm" else 0)
    local = dt.datetime.combine(read_day(bare[: found.start()]), dt.time(hour, minute), tzinfo=zone)
    return local.astimezone(dt.UTC)


_NAMED = re.compile(r"[^<>]*<([^<>]*)>")


def read_email(text: str) -> str:
    """The e-mail address in ``text``, lower case, also as a mail program copies it: the name, and
    the address between angles. ValueError for what is none."""
    plain = text.strip()[: 2 * LONGEST]
    if named := _NAMED.fullmatch(plain):
        plain = named[1].strip()
    try:
        found = validate_email(plain[:LONGEST], check_deliverability=False)
    except EmailNotValidError:
        raise ValueError(NO_EMAIL) from None
    return found.normalized.lower()
