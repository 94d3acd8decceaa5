"""Values as people read them: money, numbers, dates, times; by language and time zone."""

from __future__ import annotations

import datetime as dt
import functools
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale
from babel.dates import get_timezone_location
from babel.numbers import (
    format_compact_currency,
    format_compact_decimal,
    format_currency,
    get_currency_precision,
    get_currency_symbol,
)
from flask import Flask
from flask_babel import (
    format_decimal,
    format_percent,
    get_locale,
    ngettext,
)
from flask_babel import gettext as _

from . import clock
from .dates import written
from .i18n import reader_zone

DASH = "—"


def money(minor: int | None, currency: str = "RUB", *, short: bool = False) -> str:
    """``minor`` units (kopecks, cents) as money; ``short`` drops the minor units when zero."""
    return DASH if minor is None else _money(str(get_locale() or "en"), minor, currency, short)


@functools.lru_cache(maxsize=4_096)
def _money(language: str, minor: int, currency: str, short: bool) -> str:
    value = Decimal(minor).scaleb(-get_currency_precision(currency))
    is_whole = short and value == value.to_integral()
    # English puts a code of letters without a space before the digits; we put one
    pattern: str | None
    if language.startswith("en"):
        pattern = "¤\u00a0#,##0" if is_whole else "¤\u00a0#,##0.00"
    else:
        pattern = "#,##0\u00a0¤" if is_whole else None
    return str(format_currency(value, currency, pattern, language, currency_digits=not is_whole))


def _whole() -> str:
    locale = get_locale()
    return "¤\u00a0#,##0" if locale is not None and locale.language == "en" else "#,##0\u00a0¤"


def compact(minor: int | None, currency: str = "RUB") -> str:
    """``minor`` units in few characters for narrow places: 12,9 млн."""
    if minor is None:
        return DASH
    value = Decimal(minor).scaleb(-get_currency_precision(currency))
    digits = 0 if abs(value) < 1_000 else 1
    return str(format_compact_decimal(value, locale=get_locale(), fraction_digits=digits))


def brief(minor: int | None, currency: str = "RUB") -> str:
    """``minor`` units for a tile: whole units, from a million on in few characters: 31,2 млн ₽."""
    if minor is None:
        return DASH
    value = Decimal(minor).scaleb(-get_currency_precision(currency))
    if abs(value) < 1_000_000:
        whole = value.to_integral_value()
        locale = get_locale() or "en"
        return str(format_currency(whole, currency, _whole(), locale, currency_digits=False))
    locale = get_locale() or "en"
    said = format_compact_currency(value, currency, locale=locale, fraction_digits=1)
    sign = get_currency_symbol(currency, locale)
    # English puts a code of letters without a space before the digits; we put one.
    return re.sub(rf"({sign})(?=\d)", "\\1\u00a0", said) if sign.isalpha() else str(said)


def number(value: float | Decimal | None) -> str:
    """A number with the separators of the language."""
    return DASH if value is None else str(format_decimal(value))


def percent(value: float | None) -> str:
    """``value`` (0.67) as per cent (67 %)."""
    return DASH if value is None else str(format_percent(value))


@dataclass(frozen=True)
class Reader:
    """In whose language and time zone dates are written: asked for once where a page writes a
    hundred of them. English patterns go day, month, year, as our fields write them."""

    locale: Locale
    zone: ZoneInfo

    def day(self, value: dt.date | dt.datetime | None, form: str = "medium") -> str:
        """A date: ``short`` 24.11.2026, ``medium`` 24 нояб. 2026 г., ``full`` with the weekday."""
        return DASH if value is None else written(self._local(value), form, self.locale)

    def moment(self, value: dt.datetime | None, form: str = "d MMM, HH:mm") -> str:
        """A moment in the reader's time zone."""
        return DASH if value is None else written(self._local(value), form, self.locale)

    def _local(self, value: dt.date | dt.datetime) -> dt.date | dt.datetime:
        return value.astimezone(self.zone) if isinstance(value, dt.datetime) else value


_ENGLISH = Locale("en", "GB")


def reader() -> Reader:
    """The reader of this page."""
    locale = get_locale()
    english = locale is None or locale.language == "en"
    return Reader(_ENGLISH if english else locale, reader_zone())


def day(value: dt.date | dt.datetime | None, form: str = "medium") -> str:
    """See :meth:`Reader.day`."""
    return reader().day(value, form)


def moment(value: dt.datetime | None, form: str = "d MMM, HH:mm") -> str:
    """See :meth:`Reader.moment`."""
    return reader().moment(value, form)


def hour(value: dt.datetime | dt.time | None) -> str:
    """The time of day, 09:30, in the reader's time zone."""
    if value is None:
        return DASH
    if isinstance(value, dt.time):
        return value.strftime("%H:%M")
    return value.astimezone(reader_zone()).strftime("%H:%M")


def days_ago(days: int | None) -> str:
    """How long ago in whole days, in words."""
    if days is None:
        return str(_("never"))
    if days == 0:
        return str(_("today"))
    return str(ngettext("%(num)s day ago", "%(num)s days ago", days))


def zone(name: str, *, at: dt.datetime | None = None) -> str:
    """A time zone as people call it: ``Yekaterinburg, UTC+5``; an unknown name as it is."""
    moment = (at or clock.now()).replace(minute=0, second=0, microsecond=0)
    return _zone(name, str(get_locale() or "en"), moment)


#: Zones whose cities the Unicode data know under their former name alone.
OLD_NAMES = {"Europe/Kyiv": "Europe/Kiev"}


@functools.lru_cache(maxsize=512)
def _zone(name: str, locale: str, at: dt.datetime) -> str:
    """The same in a language, for an hour: a dossier offers twenty of them."""
    try:
        offset = at.astimezone(ZoneInfo(name)).strftime("%z")
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return name
    city = get_timezone_location(OLD_NAMES.get(name, name), locale=locale, return_city=True)
    hours = f"{offset[0]}{int(offset[1:3])}" + (f":{offset[3:]}" if offset[3:] != "00" else "")
    return f"{city}, UTC{hours}"


def init_formatting(app: Flask) -> None:
    """Offer the functions above as filters of the templates."""
    filters: dict[str, Any] = {
        "money": money,
        "compact": compact,
        "brief": brief,
        "number": number,
        "percent": percent,
        "day": day,
        "moment": moment,
        "hour": hour,
        "days_ago": days_ago,
        "zone": zone,
    }
    app.jinja_env.filters.update(filters)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
