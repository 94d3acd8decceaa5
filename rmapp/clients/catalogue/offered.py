"""Which fields somebody may use, and what can be chosen in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import sqlalchemy as sa

from ...core.db import db
from ...core.transaction import memo
from ...policy.enforce import Actor, can
from .. import words
from ..models import Source
from .builtin import BUILTIN
from .fields import Field
from .own import as_field, in_words, own_fields

Provider = Callable[[Actor], Iterable[Field]]
_providers: list[Provider] = []
_SOURCES = "catalogue.sources"


def register(provider: Provider) -> Provider:
    """Let a slice higher up add fields of its own (membership in its lists, say)."""
    _providers.append(provider)
    return provider


def offered(actor: Actor, *, own: bool = True) -> dict[str, Field]:
    """Every field that ``actor`` may use, by key, in order of show.

    ``own``: the bank's own fields too, which costs one statement a transaction.
    """
    fields = [*BUILTIN, *(as_field(row) for row in (own_fields() if own else ()))]
    for provider in _providers:
        fields += provider(actor)
    return {
        field.key: field for field in fields if not field.permission or can(actor, field.permission)
    }


def chosen(keys: Iterable[str], actor: Actor) -> list[Field]:
    """The fields of ``keys`` in that order, each once; what is unknown falls away."""
    wanted = list(keys)
    known = offered(actor, own=any(key.startswith("custom.") for key in wanted))
    return [known[key] for key in dict.fromkeys(wanted) if key in known]


def options_of(field: Field) -> dict[str, Any]:
    """What can be chosen in ``field``: code → label. One statement for the list of sources."""
    if field.key != "source":
        return dict(field.choices)
    known = memo().get(_SOURCES)
    if known is None:
        rows = db.session.execute(
            sa.select(Source.public_id, Source.name_en, Source.name_ru).order_by(
                Source.position, Source.id
            )
        )
        known = {row.public_id: in_words(row.name_en, row.name_ru) for row in rows}
        memo()[_SOURCES] = known
    return known  # type: ignore[return-value]


def label_of(key: str) -> Any:
    """What the field ``key`` is called in histories and conflicts, retired ones too."""
    if key.startswith("custom."):
        for row in own_fields(with_retired=True):
            if row.key == key:
                return in_words(row.name_en, row.name_ru)
    return words.FIELDS.get(key, key)
