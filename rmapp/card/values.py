"""Fields of a dossier in words, as they are now and as histories keep them."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from ..clients import custom, words
from ..clients.catalogue.own import own_fields
from ..clients.models import Client, ClientKind
from ..core import clock, formatting
from ..core.i18n import reader_language
from ..core.places import region_of_phone
from ..dossiers.rules import AMOUNTS, FIELDS, LISTED, SENSITIVE, masked

CODES: dict[str, words.Words] = {
    "sex": words.SEXES,
    "preferred_channel": words.CHANNELS,
    "temperature": words.TEMPERATURES,
    "lifecycle": words.LIFECYCLES,
    "kind": words.KINDS,
}
#: What the view of a past day shows, in order; the bank's own fields and the lists follow.
PAST = (
    "display_name", "lifecycle", "is_active", *(name for name in FIELDS if name != "is_active"),
)  # fmt: skip


_FIRM = frozenset(
    (
        "legal_form",
        "kpp",
        "edrpou",
        "vat",
        "lei",
        "staff_count",
        "history",
        "governance",
        "problems",
    )
)
_PERSON = frozenset(
    (
        "birth_date", "sex", "occupation", "education", "family_status", "family", "hobbies",
        "income_level",
    )
)  # fmt: skip
#: Kind of client → the fields its card shows.
FIELDS_OF = {
    ClientKind.ORGANISATION: frozenset(FIELDS) - _PERSON,
    ClientKind.PERSON: frozenset(FIELDS) - _FIRM - {"activity", "revenue", "ogrn", "full_name"},
    ClientKind.SOLE_TRADER: frozenset(FIELDS) - _FIRM,
}


def phone_place(number: str) -> str:
    """The region of a fixed line in words and the hour there; empty for a mobile."""
    region = region_of_phone(number)
    if region is None:
        return ""
    there = clock.now().astimezone(ZoneInfo(region.zone))
    return f"{region.name(reader_language())}, {there:%H:%M}"


def told(name: str, value: Any, currency: str) -> str:
    """``value`` of the field ``name``, plain as a history keeps it, for the eye."""
    if value is None or value == "":
        return "—"
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


def now_of(
    client: Client, *, sensitive: bool, listed: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Field → value now, plain as a history keeps it, the bank's own fields among them.

    ``listed``: the entries of the bank's lists by field; without them those fields are left out.
    """
    found: dict[str, Any] = {}
    for name in PAST:
        if name in LISTED:
            if listed is not None:
                one = listed[name]
                found[name] = one.title(reader_language()) if one else None
        elif name in SENSITIVE and sensitive:
            found[name] = getattr(client, name)
        else:
            found[name] = masked(name, getattr(client, name))
    kept = custom.values_of(client.id)
    for row in own_fields():
        if client.kind.value in row.kinds:
            found[row.key] = custom.told(row, kept.get(row.key))
    return found
