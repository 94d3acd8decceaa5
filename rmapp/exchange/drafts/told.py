"""What a file says of a dossier beyond what foreign files know: the fields of this desk's own
lists, as its exports write them, and the bank's own fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ...clients.models import CustomField
from ...core.db import PUBLIC_ID_LENGTH
from ...dossiers.rules import LARGEST, TEXTS
from .. import own
from ..columns import RECORD
from ..values import CHOICES
from .draft import Draft, Problem

#: Texts of a dossier.
TOLD_TEXTS = (
    "needs", "must_know", "problems", "governance", "history", "competitor_offers",
    "planned_products", "occupation", "family_status", "family", "education", "hobbies",
)  # fmt: skip
TOLD_CHOICES = tuple(field for field in CHOICES if field != "kind")
_ALL = frozenset((*TOLD_TEXTS, *TOLD_CHOICES, "possible_profit", RECORD))
Take = Callable[[str, str], Any]


def tell(draft: Draft, said: Mapping[str, str], take: Take, refuse: Callable[..., None]) -> None:
    """Put into ``draft`` what the row says of them. ``take`` reads a cell and notes what is wrong
    with it; ``refuse`` notes a code of its own (field, cell, code)."""
    for field in said.keys() & _ALL:
        cell = said[field]
        if field == RECORD:
            draft.record = cell.lower()[: PUBLIC_ID_LENGTH + 1]
        elif field == "possible_profit":
            minor = int((take(field, cell) or -1) * 100)
            if 0 <= minor <= LARGEST:
                draft.values[field] = minor
            elif minor > LARGEST:
                refuse(field, cell, "number_odd")
        elif (value := take(field, cell)) and len(value) > TEXTS.get(field, 40):
            refuse(field, cell, "text_too_long")
        elif value:
            draft.values[field] = value


def tell_own(
    draft: Draft,
    said: Mapping[str, str],
    fields: Mapping[str, CustomField],
    note: Callable[[str, str], None],
    *,
    is_lenient: bool,
) -> None:
    """Put into ``draft`` what the row says of the bank's own ``fields``; ``note`` keeps what does
    not fit (field, cell) in the notes."""
    for key, row in fields.items():
        if key not in said:
            continue
        knows_kind = not draft.record or "kind" in said  # else its client tells it
        if knows_kind and draft.kind.value not in row.kinds:
            draft.problems.append(Problem(key, "own_kind", said[key]))
            note(key, said[key])
            continue
        try:
            value = own.read(row, said[key])
        except ValueError:
            draft.problems.append(Problem(key, f"own_{row.type}", said[key], not is_lenient))
            if is_lenient:
                note(key, said[key])
            continue
        if value is not None:
            draft.own[key] = value
