"""What a manager may hold and speak: licences for certain products, languages with clients."""

from __future__ import annotations

from enum import StrEnum

from babel import Locale
from flask_babel import LazyString, get_locale
from flask_babel import lazy_gettext as _l


class Licence(StrEnum):
    """What somebody is licensed for (V3)."""

    SECURITIES = "securities"
    INSURANCE = "insurance"
    CURRENCY = "currency"
    GUARANTEE = "guarantee"


LICENCES = {
    Licence.SECURITIES: _l("Securities"),
    Licence.INSURANCE: _l("Insurance"),
    Licence.CURRENCY: _l("Currency control"),
    Licence.GUARANTEE: _l("Guarantees and letters of credit"),
}

#: Languages that managers speak with clients.
SPOKEN = ("ru", "en", "de", "fr", "es", "it", "tr", "zh", "ar", "kk", "uk", "be", "uz", "hy", "ka")


def language_name(code: str) -> str:
    """The name of the language ``code`` in the language of the page."""
    reader = get_locale() or Locale.parse("ru")
    name = Locale.parse(code).get_language_name(reader) or code
    return name[:1].upper() + name[1:]


SPEAKS = {code: LazyString(language_name, code) for code in SPOKEN}
