"""Fields of a dossier in words, as they are now and as histories keep them."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from ..clients import custom
from ..clients.catalogue.own import own_fields
from ..clients.models import Client, ClientKind
from ..core import clock
from ..core.i18n import reader_language
from ..core.places import region_of_phone
from ..dossiers.rules import FIELDS, LISTED, SENSITIVE, masked

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
