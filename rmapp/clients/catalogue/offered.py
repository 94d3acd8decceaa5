"""Which fields somebody may use, and what can be chosen in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from ...core.db import db
from ...core.transaction import memo
from ...policy.enforce import Actor, can, reach
from ...policy.models import Reach
from .. import words
from ..models import Client, Source
from .builtin import BUILTIN
from .fields import LISTED, Field
from .own import as_field, by_name, in_words, own_fields

Provider = Callable[[Actor], Field]
_providers: dict[str, Provider] = {}
_SOURCES = "catalogue.sources"


def register(key: str) -> Callable[[Provider], Provider]:
    """Let a slice higher up add the field ``key`` (membership in its lists, say)."""

    def enter(provider: Provider) -> Provider:
        _providers[key] = provider
        return provider

    return enter


def offered(actor: Actor, *, mentioned: str | None = None) -> dict[str, Field]:
    """Every field that ``actor`` may use, by key, in order of show.

    ``mentioned``: a text of all keys that matter; fields that cost a statement (the bank's own,
    lists) are left out when it names none of them.
    """
    fields = list(BUILTIN)
    for key, provider in _providers.items():
        if mentioned is None or key in mentioned:
            fields.append(provider(actor))
    if mentioned is None or "custom." in mentioned:
        fields += [as_field(row) for row in own_fields()]
    fields = [_named_order(one) if one.key in LISTED else one for one in fields]
    if _reaches_many(actor):
        fields = [replace(one, sort=None) if one.sorts_few else one for one in fields]
    return {
        field.key: field for field in fields if not field.permission or can(actor, field.permission)
    }


def _named_order(field: Field) -> Field:
    """A field of a list of the bank, sorted by the names as whoever reads has them."""
    names: tuple[Any, Any] = (Source.name_en, Source.name_ru)
    first, second = names if in_words("en", "ru") == "en" else names[::-1]
    said = sa.func.coalesce(sa.func.nullif(first, ""), second)
    mine = Source.id == getattr(Client, f"{field.key}_id")
    up, down = by_name(sa.select(said).where(mine).scalar_subquery().correlate(Client))
    return replace(field, sort=up, sort_down=down, sorts_few=True)


def _reaches_many(actor: Actor) -> bool:
    """Whether the list of ``actor`` may be the whole base: more than one team's clients."""
    how_far = reach(actor, "clients:read")
    return how_far is Reach.ALL or (how_far is Reach.TEAM and len(actor.team_ids) > 1)


def chosen(keys: Iterable[str], actor: Actor) -> list[Field]:
    """The fields of ``keys`` in that order, each once; what is unknown falls away."""
    wanted = list(keys)
    known = offered(actor, mentioned=",".join(wanted))
    return [known[key] for key in dict.fromkeys(wanted) if key in known]


def options_of(field: Field) -> dict[str, Any]:
    """What can be chosen in ``field``: code → label. One statement for a list of sources."""
    if field.key not in LISTED:
        return dict(field.choices)
    memory = f"{_SOURCES}.{field.key}"
    known = memo().get(memory)
    if known is None:
        rows = db.session.execute(
            sa.select(Source.public_id, Source.name_en, Source.name_ru)
            .where(Source.kind == LISTED[field.key])
            .order_by(Source.position, Source.id)
        )
        known = {row.public_id: in_words(row.name_en, row.name_ru) for row in rows}
        memo()[memory] = known
    return known  # type: ignore[return-value]


def label_of(key: str) -> Any:
    """What the field ``key`` is called in histories and conflicts, retired ones too."""
    if key.startswith("custom."):
        for row in own_fields(with_retired=True):
            if row.key == key:
                return in_words(row.name_en, row.name_ru)
    if key in words.FIELDS:
        return words.FIELDS[key]
    return next((field.label for field in BUILTIN if field.key == key), key)
