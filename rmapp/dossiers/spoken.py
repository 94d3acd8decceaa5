"""Values of a dossier in words: for the eye, and as a form takes them back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from babel.numbers import get_currency_precision
from flask_babel import gettext as _

from ..clients import custom, words
from ..clients.models import Client
from ..core import formatting
from ..core.amounts import write_plain
from . import queries
from .rules import AMOUNTS, LISTED

CODES: dict[str, words.Words] = {
    "sex": words.SEXES,
    "preferred_channel": words.CHANNELS,
    "temperature": words.TEMPERATURES,
    "lifecycle": words.LIFECYCLES,
    "kind": words.KINDS,
    "language": words.LANGUAGE_NAMES,
}


def told(name: str, value: Any, currency: str) -> str:
    """``value`` of the field ``name``, plain as a history keeps it, for the eye."""
    if value is None or value == "":
        return "—"
    own = custom.retold(name, value)
    if own is not None:
        return own or "—"
    if name in CODES:
        code = next((one for one in CODES[name] if getattr(one, "value", one) == value), value)
        return str(words.words(CODES[name], code))
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if name in AMOUNTS and isinstance(value, int):
        return str(formatting.money(value, currency, short=True))
    if name == "zone":
        return formatting.zone(str(value))
    if name in ("birth_date", "reference_on"):
        try:
            return formatting.day(dt.date.fromisoformat(str(value)), "long")
        except ValueError:
            return str(value)
    if name in ("hours_from", "hours_to"):
        return str(value)[:5]
    return str(value)


def spoken(client: Client, name: str, value: Any) -> Any:
    """A field's value for the eye; empty for none."""
    if name in LISTED:
        return queries.source_name(value)
    if value is None or value == "":
        return ""
    if isinstance(value, dt.date):
        return formatting.day(value)
    return told(name, value, client.currency)


def typed(client: Client, name: str, value: Any) -> str:
    """A field's value as a form takes it."""
    if value is None:
        return ""
    if name in AMOUNTS:
        return write_plain(value, get_currency_precision(client.currency))
    if isinstance(value, bool):
        return "y" if value else ""
    if isinstance(value, dt.time):
        return value.strftime("%H:%M")
    return value.isoformat() if isinstance(value, dt.date) else str(value)
