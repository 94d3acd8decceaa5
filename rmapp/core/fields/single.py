"""Fields of one value each."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision, get_decimal_symbol
from flask_babel import format_date, format_decimal, get_locale
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import ValidationError
from wtforms.widgets import DateTimeLocalInput, TextInput

from ...settings import settings
from .. import amounts, phones
from ..formatting import day as show_day
from ..formatting import moment as show_moment
from ..formatting import money as show_money
from ..i18n import reader_zone
from ..phones import Phone, PhoneError
from ..registration_numbers import NumberKind, NumberProblem, check
from .reading import NUMBER_WORDS, PHONE_WORDS, read_day, read_email, read_moment, read_money


def _phone(text: str) -> Phone:
    try:
        return phones.parse_phone(text, settings().bank_country)
    except PhoneError as problem:
        raise ValueError(PHONE_WORDS[problem.problem]) from None


def _decimal_sign() -> str:
    return str(get_decimal_symbol(get_locale() or "en"))


def pointed(text: str) -> str:
    """A number as the reader typed it, a lone comma as the point it is to who writes decimals so:
    to others it groups thousands."""
    is_decimal = _decimal_sign() == "," and text.count(",") == 1 and "." not in text
    return text.replace(",", ".") if is_decimal else text


def as_typed(value: Decimal) -> str:
    """``value`` as the reader would type it."""
    return f"{value.normalize():f}".replace(".", _decimal_sign())


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
    """A number with decimals between ``least`` and ``most``, with the reader's decimal sign.

    Comma and point are both taken; a lone comma is decimal for those who write decimals with it.
    """

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
            value = amounts.read_decimal(pointed(text))
        except amounts.NotAnAmount:
            raise ValueError(_l("This is not a number.")) from None
        if not self.least <= value <= self.most or value != round(value, self.places):
            raise ValueError(
                _l(
                    "Type a number from %(least)s to %(most)s.",
                    least=self.write(self.least),
                    most=self.write(self.most),
                )
            )
        return value

    def write(self, value: Decimal) -> str:
        return as_typed(Decimal(value))

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
        return read_moment(text, reader_zone())

    def write(self, value: dt.datetime) -> str:
        return value.astimezone(reader_zone()).strftime("%Y-%m-%dT%H:%M")

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


class ExtendedPhoneField(PhoneField):
    """One phone number with its extension, both in one text (``phones.written``)."""

    def read(self, text: str) -> str:
        number = super().read(text)
        return phones.written(number, self.phone.extension if self.phone else "")

    def write(self, value: str) -> str:
        number, _sign, extension = value.partition(phones.EXTENDED)
        return phones.display(number, extension, home=settings().bank_country)


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


def required(message: Any = None) -> Any:
    """A validator for the fields above: something must have been typed (0 counts)."""

    def check_filled(form: Any, field: Any) -> None:
        if field.data in (None, "", []) and not field.errors:
            raise ValidationError(str(message or _l("Fill in this field.")))

    check_filled.field_flags = {"required": True}  # type: ignore[attr-defined]
    return check_filled
