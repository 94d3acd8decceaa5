"""The two records as the page of a merge draws them: one line per field and list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from ..clients import custom
from ..clients.catalogue.own import in_words
from ..clients.models import Client
from ..clients.words import CHANNELS, FIELDS, KINDS, SEXES, TEMPERATURES, words
from ..core import registry
from ..core.phones import display
from ..dossiers.rules import MASK, SENSITIVE
from ..dossiers.spoken import spoken
from . import queries
from .queries import Kept
from .rules import AMOUNTS, COMPUTED, TEXTS, Side, differing, is_empty, suggested
from .words import TABLES

#: Table → what its rows are called.
LABELS: dict[str, Any] = {**TABLES}
_CATALOGUES = {
    "kind": KINDS,
    "temperature": TEMPERATURES,
    "preferred_channel": CHANNELS,
    "sex": SEXES,
}
_LISTS: dict[str, tuple[str, Callable[[Any], str]]] = {
    "client_phone": ("phones", lambda row: display(row.number)),
    "client_email": ("emails", lambda row: row.address),
    "client_address": ("addresses", lambda row: row.text),
    "contact_person": ("contact_persons", lambda row: row.name),
}


@dataclass(frozen=True)
class Line:
    """One field or list: both values, who may be chosen, who is."""

    name: str
    label: Any
    mine: str
    other: str
    sides: tuple[Side, ...]
    chosen: Side


@dataclass(frozen=True)
class Sheet:
    """``fields``, ``lists``: where a person chooses; ``same``: (label, value) of the rest."""

    fields: list[Line]
    lists: list[Line]
    same: list[tuple[Any, str]]


def sheet(
    survivor: Client, loser: Client, *, sees_sensitive: bool, sent: Mapping[str, str]
) -> Sheet:
    """What the two say, field by field; ``sent``: choices already made."""
    mine, other = queries.values_of(survivor), queries.values_of(loser)
    proposed = suggested(mine, other)
    fields = [
        Line(
            name,
            _label(name),
            _said(survivor, name, mine[name], sees_sensitive),
            _said(loser, name, other[name], sees_sensitive),
            _sides(name, mine[name]),
            _chosen(sent, f"field.{name}", proposed.get(name, Side.SURVIVOR)),
        )
        for name in differing(mine, other)
    ]
    fields += _own_lines(survivor, loser, sent, sees_sensitive)
    shown = {line.name for line in fields}
    hidden = COMPUTED | ({"currency"} if all(is_empty(mine[one]) for one in AMOUNTS) else set())
    same = [
        (_label(name), _said(survivor, name, value, sees_sensitive))
        for name, value in mine.items()
        if name not in shown | hidden and name in FIELDS and not is_empty(value)
    ]
    return Sheet(fields, _list_lines(survivor, loser, sent), same)


def _own_lines(
    survivor: Client, loser: Client, sent: Mapping[str, str], sees_sensitive: bool
) -> list[Line]:
    """The bank's own fields in which the two say something else."""
    lines = []
    for pair in queries.own_pairs(survivor, loser):
        row = pair.field
        hidden = row.is_sensitive and not sees_sensitive
        said = [MASK if hidden else custom.spoken(row, value) for value in (pair.mine, pair.other)]
        sides = tuple(dict.fromkeys((Side.SURVIVOR, Side.LOSER, pair.proposed)))
        chosen = _chosen(sent, f"field.{row.key}", pair.proposed)
        lines.append(
            Line(row.key, in_words(row.name_en, row.name_ru), said[0], said[1], sides, chosen)
        )
    return lines


def _list_lines(survivor: Client, loser: Client, sent: Mapping[str, str]) -> list[Line]:
    lines = []
    for table, (name, say) in _LISTS.items():
        sides = [
            [say(row) for row in getattr(client, name) if not getattr(row, "deleted_at", None)]
            for client in (survivor, loser)
        ]
        if not sides[1]:
            continue
        lines.append(
            Line(
                table,
                LABELS[table],
                "\n".join(sides[0]),
                "\n".join(sides[1]),
                (Side.SURVIVOR, Side.LOSER, Side.BOTH),
                _chosen(sent, f"list.{table}", Side.BOTH),
            )
        )
    return lines


def _sides(name: str, mine: Any) -> tuple[Side, ...]:
    is_text = name in TEXTS and not is_empty(mine)
    return (Side.SURVIVOR, Side.LOSER, *([Side.BOTH] if is_text else []))


def _chosen(sent: Mapping[str, str], name: str, proposed: Side) -> Side:
    value = sent.get(name, "")
    return Side(value) if value in set(Side) else proposed


def _label(name: str) -> Any:
    return FIELDS.get(name, name.replace("_", " "))


def _said(client: Client, name: str, value: Any, sees_sensitive: bool) -> str:
    if is_empty(value):
        return ""
    if name in SENSITIVE and not sees_sensitive:
        return MASK
    if name == "source_id":
        source = client.source
        return str(source.name_en if source is not None else "")
    if name in _CATALOGUES:
        return str(words(_CATALOGUES[name], value))
    return str(spoken(client, name, value))


def counts(by_key: Mapping[str, int]) -> list[tuple[Any, int]]:
    """``"table.column" → rows`` in words, the columns of one table together."""
    names = {str(one): one for one in registry.on_client()}
    found: dict[Any, int] = {}
    for key, count in by_key.items():
        hanging = names.get(key)
        table = key.partition(".")[0]
        label = (hanging.label if hanging is not None else None) or LABELS.get(table)
        if label is not None:
            found[str(label)] = found.get(str(label), 0) + int(count)
    return sorted(found.items(), key=lambda pair: -pair[1])


def kept(fields: Sequence[Kept]) -> list[tuple[Any, Any, Any, Any]]:
    """Fields an undo leaves alone: label, before, merged, now."""
    hidden = {one.field for one in fields} & SENSITIVE
    return [
        (_label(one.field), *(MASK if one.field in hidden else _plain(v) for v in _three(one)))
        for one in fields
        if one.field in FIELDS or one.field == "display_name"
    ]


def _three(one: Kept) -> tuple[Any, Any, Any]:
    return one.before, one.merged, one.now


def _plain(value: Any) -> str:
    return _("empty") if is_empty(value) else str(value)
