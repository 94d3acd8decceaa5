"""Form fields that take any usual writing and say how they read it (``field.echo``).

================  ========================================================  =======================
field             takes                                                     ``data``
================  ========================================================  =======================
``MoneyField``    1 284 000,50 · 1,284,000.50 · 1,2 млн · 500k              int of minor units/None
``DayField``      24.11.2026 · 2026-11-24 · 24 ноября 2026 · Nov 24, 2026   date/None
``MomentField``   a day as above and 9:30, 09.30, 9:30 pm (person's zone)   aware UTC datetime/None
``PhoneField``    any writing of one number, "доб. 12"                      E.164 str, "" for none
``PhonesField``   several numbers by comma, semicolon or line               list[Phone]
``EmailField``    one address                                               lower-case str, ""
``EmailsField``   several by comma, semicolon, space or line                list[str]
``NumberField``   a registration number with its checksum (``kind=``)       plain str, ""
================  ========================================================  =======================

All refuse with words at the field; the pure readers (:func:`read_money`, :func:`read_day`,
:func:`read_moment`, :func:`read_email`) raise ``ValueError`` with lazily translated words and
serve imports and the API as well. ``PHONE_WORDS`` and ``NUMBER_WORDS`` put problems in words.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision
from email_validator import EmailNotValidError, validate_email
from flask_babel import format_date, format_decimal, get_locale, get_timezone
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import ValidationError
from wtforms.widgets import DateTimeLocalInput, TextInput

from ..settings import settings
from . import amounts, phones
from .formatting import day as show_day
from .formatting import moment as show_moment
from .formatting import money as show_money
from .phones import Phone, PhoneError, PhoneProblem
from .registration_numbers import NumberKind, NumberProblem, check

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
_NO_MONEY = _l("This is no amount. Write it like 1 284 000,50.")
_NO_DAY = _l("This is no date. Write it like 24.11.2026.")
_NO_MOMENT = _l("This is no date with a time. Write it like 24.11.2026 09:30.")
_NO_EMAIL = _l("This is no e-mail address. Write it like name@example.com.")
_FAR_YEAR = _l("The year must be between %(first)s and %(last)s.", first=FIRST_YEAR, last=LAST_YEAR)

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan январь января янв", "feb февраль февраля фев", "mar март марта мар",
            "apr апрель апреля апр", "may май мая", "jun июнь июня июн", "jul июль июля июл",
            "aug август августа авг", "sep сентябрь сентября сен", "oct октябрь октября окт",
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
        raise ValueError(_NO_MONEY) from None


def read_day(text: str) -> dt.date:
    """The date in ``text``: ISO, day-month-year with signs, or with the month in words.

    ValueError for what is no date and for years before 1850 or after 2200.
    """
    bare = text.strip().lower()
    if not bare or len(bare) > 60 or not bare.replace("г.", "").isprintable():
        raise ValueError(_NO_DAY)
    numbers = re.findall(r"\d+", bare, re.ASCII)
    months = [_MONTHS[w] for w in map(_month_word, _WORDS.findall(bare)) if w in _MONTHS]
    strange = [w for w in _WORDS.findall(bare) if _month_word(w) not in (*_MONTHS, "г", "th", "of")]
    if strange or any(len(number) > 4 for number in numbers):
        raise ValueError(_NO_DAY)
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
    raise ValueError(_NO_DAY)


def _month_word(word: str) -> str:
    return word[:3] if word.isascii() and len(word) > 3 else (word if word != "нояб" else "ноя")


def _date(year: str, month: str, day: str) -> dt.date:
    number = int(year)
    if len(year) <= 2:
        number += 2000 if number <= PIVOT else 1900
    if len(year) == 3 or not FIRST_YEAR <= number <= LAST_YEAR:
        raise ValueError(_FAR_YEAR)
    try:
        return dt.date(number, int(month), int(day))
    except ValueError:
        raise ValueError(_NO_DAY) from None


def read_moment(text: str, zone: dt.tzinfo) -> dt.datetime:
    """The moment in ``text``, written in ``zone``, as aware UTC. ValueError for all else."""
    bare = text.strip()
    found = _TIME.search(bare[:80])
    if found is None or len(bare) > 80:
        raise ValueError(_NO_MOMENT)
    hour, minute = int(found[1]), int(found[2])
    if found[3]:
        if not 1 <= hour <= 12:
            raise ValueError(_NO_MOMENT)
        hour = hour % 12 + (12 if found[3].lower() == "pm" else 0)
    local = dt.datetime.combine(read_day(bare[: found.start()]), dt.time(hour, minute), tzinfo=zone)
    return local.astimezone(dt.UTC)


def read_email(text: str) -> str:
    """The e-mail address in ``text``, lower case. ValueError for what is none."""
    try:
        found = validate_email(text.strip()[:LONGEST], check_deliverability=False)
    except EmailNotValidError:
        raise ValueError(_NO_EMAIL) from None
    return found.normalized.lower()


class _ReadField(StringField):  # type: ignore[misc]
    """A text field whose data is what was read; what cannot be read is shown as it was typed."""

    empty: Any = None

    def read(self, text: str) -> Any:
        """What ``text`` means; ValueError with words when nothing."""
        raise NotImplementedError

    def write(self, value: Any) -> str:
        """``value`` as people type it."""
        return str(value)

    def process_formdata(self, valuelist: list[Any]) -> None:
        if not valuelist:
            return
        text = str(valuelist[0]).strip()
        self.data = self.empty
        if text:
            self.data = self.read(text)

    def _value(self) -> str:
        if self.raw_data and self.errors:
            return str(self.raw_data[0])
        return self.write(self.data) if self.data else (self.raw_data or [""])[0] or ""

    @property
    def echo(self) -> str:
        """How the value was read, in words of the language; empty for none."""
        return ""


class MoneyField(_ReadField):
    """An amount of at least ``least`` minor units; ``currency`` says how many a major one has."""

    def __init__(
        self,
        label: Any = None,
        *args: Any,
        currency: str = "RUB",
        least: int | None = 0,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, *args, **kwargs)
        self.currency = currency
        self.least = least

    def read(self, text: str) -> int:
        minor = read_money(text, digits=get_currency_precision(self.currency))
        if self.least is not None and minor < self.least:
            raise ValueError(_l("The amount is too small."))
        return minor

    def write(self, value: int) -> str:
        whole = Decimal(value).scaleb(-get_currency_precision(self.currency))
        return str(format_decimal(whole))

    def _value(self) -> str:
        return "0" if self.data == 0 and not self.errors else super()._value()

    @property
    def echo(self) -> str:
        return show_money(self.data, self.currency) if isinstance(self.data, int) else ""


class NumberField(_ReadField):
    """A number with decimals between ``least`` and ``most``."""

    def __init__(
        self,
        label: Any = None,
        *args: Any,
        least: Decimal = Decimal(0),
        most: Decimal = Decimal(10**9),
        places: int = 3,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, *args, **kwargs)
        self.least, self.most, self.places = least, most, places

    def read(self, text: str) -> Decimal:
        try:
            value = amounts.read_decimal(text)
        except amounts.NotAnAmount:
            raise ValueError(_l("This is not a number.")) from None
        if not self.least <= value <= self.most or value != round(value, self.places):
            raise ValueError(
                _l(
                    "Type a number from %(least)s to %(most)s.",
                    least=f"{self.least.normalize():f}",
                    most=f"{self.most.normalize():f}",
                )
            )
        return value

    def write(self, value: Decimal) -> str:
        return f"{Decimal(value).normalize():f}"

    def _value(self) -> str:
        return "0" if self.data == 0 and not self.errors else super()._value()


class DayField(_ReadField):
    """A date between 1850 and 2200. ``native``: with the browser's own picker."""

    def __init__(self, label: Any = None, *args: Any, native: bool = False, **kwargs: Any) -> None:
        super().__init__(label, *args, **kwargs)
        self.native = native
        self.widget = TextInput()
        if native:
            self.widget.input_type = "date"

    def read(self, text: str) -> dt.date:
        return read_day(text)

    def write(self, value: dt.date) -> str:
        if self.native:
            return value.isoformat()
        locale = get_locale()
        english = locale is not None and locale.language == "en"
        return str(format_date(value, "d MMM y" if english else "dd.MM.y"))

    @property
    def echo(self) -> str:
        return show_day(self.data, "long") if isinstance(self.data, dt.date) else ""


class MomentField(_ReadField):
    """A date with a time, in the person's time zone, by the browser's own picker."""

    widget = DateTimeLocalInput()

    def read(self, text: str) -> dt.datetime:
        return read_moment(text, get_timezone())

    def write(self, value: dt.datetime) -> str:
        return value.astimezone(get_timezone()).strftime("%Y-%m-%dT%H:%M")

    @property
    def echo(self) -> str:
        return show_moment(self.data) if isinstance(self.data, dt.datetime) else ""


class PhoneField(_ReadField):
    """One phone number; ``phone`` has its extension and kind."""

    empty = ""
    phone: Phone | None = None

    def read(self, text: str) -> str:
        self.phone = _phone(text)
        return self.phone.e164

    def write(self, value: str) -> str:
        return phones.display(value, home=settings().bank_country)

    @property
    def echo(self) -> str:
        return self.write(self.data) if self.data else ""


class EmailField(_ReadField):
    """One e-mail address."""

    empty = ""

    def read(self, text: str) -> str:
        return read_email(text)


class RegistrationNumberField(_ReadField):
    """A registration number; ``kind`` says of which register."""

    empty = ""

    def __init__(
        self, label: Any = None, *args: Any, kind: NumberKind | None = None, **kwargs: Any
    ) -> None:
        super().__init__(label, *args, **kwargs)
        self.kind = kind or NumberKind.INN

    def read(self, text: str) -> str:
        kind = self.kind
        found = check(kind, text)
        if kind is NumberKind.OGRN and found.problem is NumberProblem.WRONG_LENGTH:
            found = check(NumberKind.OGRNIP, text)  # a sole trader's has 15 digits
        if found.problem is not None:
            raise ValueError(NUMBER_WORDS[found.problem])
        return found.number


class _ListField(StringField):  # type: ignore[misc]
    """Several values in one line; data is the list of what was read."""

    read_all: Callable[[str], list[Any]]

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = []
        text = str(valuelist[0]).strip() if valuelist else ""
        if text:
            self.data = type(self).read_all(text[:4_000])

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return ", ".join(self.shown(value) for value in self.data or [])

    @staticmethod
    def shown(value: Any) -> str:
        """One value as people type it."""
        return str(value)

    @property
    def echo(self) -> str:
        """How the values were read."""
        return ", ".join(self.shown(value) for value in self.data or [])


def _phone(text: str) -> Phone:
    try:
        return phones.parse_phone(text, settings().bank_country)
    except PhoneError as problem:
        raise ValueError(PHONE_WORDS[problem.problem]) from None


def _phones(text: str) -> list[Phone]:
    found, problems = phones.parse_phones(text, settings().bank_country)
    if problems:
        raise ValueError(PHONE_WORDS[problems[0].problem])
    return found


def _emails(text: str) -> list[str]:
    parts = [part for part in re.split(r"[\s,;]+", text) if part]
    return list(dict.fromkeys(read_email(part) for part in parts[:20]))


class PhonesField(_ListField):
    """Phone numbers of one client, ten at most."""

    read_all = staticmethod(_phones)

    @staticmethod
    def shown(value: Phone) -> str:
        return phones.display(value.e164, value.extension, settings().bank_country)


class EmailsField(_ListField):
    """E-mail addresses of one client."""

    read_all = staticmethod(_emails)


def required(message: Any = None) -> Any:
    """A validator for the fields above: something must have been typed (0 counts)."""

    def check_filled(form: Any, field: Any) -> None:
        if field.data in (None, "", []) and not field.errors:
            raise ValidationError(str(message or _l("Fill in this field.")))

    check_filled.field_flags = {"required": True}  # type: ignore[attr-defined]
    return check_filled
