"""From what a call says of a dossier to what the operations take."""

from __future__ import annotations

from typing import Any

from ..clients.models import SourceKind
from ..dossiers.rules import (
    AMOUNTS,
    ENTRIES,
    NUMBERS,
    TEXTS,
)
from . import queries
from .own_values import own_given
from .shapes.reaching import PARTS
from .values import minor_of

#: Fields that are given and shown as they are kept.
PLAIN = (
    *TEXTS, *NUMBERS, "birth_date", "sex", "staff_count", "currency", "language", "zone",
    "preferred_channel", "hours_from", "hours_to", "reference_on", "temperature",
)  # fmt: skip


def fields_given(body: Any, currency: str) -> dict[str, Any]:
    """The fields of the dossier that ``body`` names, the bank's own among them; amounts are in
    ``currency``. Refuses with :class:`Invalid`."""
    given = body.model_fields_set
    fields = {name: getattr(body, name) for name in PLAIN if name in given}
    for name in AMOUNTS:
        if name in given:
            fields[name] = minor_of(getattr(body, name), currency, name)
    for kind in SourceKind:
        if kind.value in given:
            fields[f"{kind.value}_id"] = queries.chosen_source(getattr(body, kind.value), kind)
    return fields | own_given(body.custom)


def lists_given(body: Any) -> dict[str, Any]:
    """Phones, addresses of all kinds: entries to be added, changed, removed."""
    found: dict[str, Any] = {}
    for name, (entry, key) in ENTRIES.items():
        found[name] = []
        for one in getattr(body, name):
            given = one.model_dump(exclude={"id", "is_removed"})
            if one.is_removed:
                given |= {part: "" for part in given if part in (key, *PARTS)}
            found[name].append(entry(**given, public_id=one.id or ""))
    return found
