"""A selected value as people read it, and as a file takes it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision
from flask_babel import gettext as _

from ...core import phones
from ...core.formatting import day, moment, money, number
from ...core.i18n import reader_zone
from ...settings import settings
from .fields import Field, FieldType
from .offered import options_of


def shown(field: Field, value: Any, *, currency: str = "RUB") -> str:
    """``value`` of ``field`` for the eye; empty for none. ``currency``: the client's."""
    if value is None or value == "" or value == []:
        return ""
    if field.type is FieldType.MONEY:
        return money(value, field.currency or currency, short=True)
    if field.type is FieldType.NUMBER:
        return number(value)
    if field.type is FieldType.DATE:
        return day(value)
    if field.type is FieldType.MOMENT:
        return moment(value, "d MMM y, HH:mm")
    if field.type is FieldType.FLAG:
        return str(_("yes") if value else _("no"))
    if field.type is FieldType.CHOICE:
        return str(options_of(field).get(value, value))
    if field.type is FieldType.CHOICES:
        known = options_of(field)
        return ", ".join(str(known.get(code, code)) for code in value)
    if field.key == "phone":
        phone, _sign, extension = str(value).partition(phones.EXTENDED)
        return phones.display(phone, extension, settings().bank_country)
    if field.key == "vip_tier":
        return str(value).upper()
    return str(value)


def plain(
    field: Field, value: Any, *, currency: str = "RUB", zone: dt.tzinfo | None = None
) -> str | Decimal | dt.date | dt.datetime | bool | None:
    """``value`` of ``field`` for a cell of a file.

    Money: a Decimal of major units. A moment: naive, in ``zone`` (the reader's). Choices: words.
    """
    if value is None or value == "" or value == []:
        return None
    if field.type is FieldType.MONEY:
        return Decimal(value).scaleb(-get_currency_precision(field.currency or currency))
    if field.type is FieldType.NUMBER:
        exact = round(Decimal(value), 4).normalize()
        return exact.quantize(1) if exact == exact.to_integral_value() else exact
    if field.type is FieldType.MOMENT and isinstance(value, dt.datetime):
        where = zone or reader_zone()
        return value.astimezone(where).replace(tzinfo=None)
    if field.type is FieldType.DATE:
        return value  # type: ignore[no-any-return]
    if field.type is FieldType.FLAG:
        return bool(value)
    return shown(field, value, currency=currency)
