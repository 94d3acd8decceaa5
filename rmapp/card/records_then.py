"""A client, and the records that have gone over into it since, as each was on a day (D18)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from ..clients.catalogue import label_of
from ..clients.models import Client
from ..clients.queries import reaches_client
from ..dossiers import queries as dossiers
from ..dossiers.rules import LISTED, Known, comes_back
from ..dossiers.spoken import told
from ..policy.enforce import Actor
from . import queries
from .lists_then import Then, in_words
from .queries import Change, Dossier
from .rules import Was, as_it_was
from .values import now_of

_EMPTY = (None, "")


@dataclass(frozen=True)
class Field:
    """A field as it was and is, in words; when and by whom it was changed first since."""

    name: str
    label: Any
    was: str
    now: str
    changed_at: dt.datetime | None
    author: str | None
    comes_back: bool


@dataclass(frozen=True)
class Record:
    """One record on that day. ``merged``: it was one of its own then and has gone over since."""

    client: Client
    merged: bool
    fields: list[Field]
    lists: dict[Any, list[Then]]


def records_then(
    dossier: Dossier, night: dt.datetime, *, actor: Actor
) -> tuple[list[Record], bool]:
    """The client at ``night`` and the records merged into it since; whether changes were cut."""
    client = dossier.client
    merged = [one for one in queries.merged_since(client.id, night) if one.created_at <= night]
    brought = queries.brought_events(merged)
    changes, is_cut = queries.changes_after(client.id, night)
    of: dict[int, list[Change]] = {}
    for change in changes:
        of.setdefault(brought.get(change.event_id, client.id), []).append(change)
    ids = [client.id, *(one.id for one in merged)]
    lists = dossiers.lists_at(ids, night)
    known = [one for rows in lists.values() for one in rows]
    others = dossiers.others_of(known, actor=actor)
    authors = dossiers.authors_at(ids, known)
    sensitive = reaches_client(actor, "clients:read-sensitive", client.id)
    records = []
    for one in [client, *merged]:
        is_survivor = one.id == client.id
        now = now_of(one, sensitive=sensitive, listed=dossier.listed if is_survivor else None)
        past = _in_one_language(as_it_was(now, of.get(one.id, [])))
        rows = [row for row in lists.get(one.id, []) if is_survivor or row.was is not None]
        records.append(
            Record(
                one,
                not is_survivor,
                _fields(past, now, one.currency),
                in_words(rows, one.id, others, authors),
            )
        )
    return records, is_cut


def record_then(dossier: Dossier, night: dt.datetime, *, actor: Actor) -> dict[str, Was]:
    """The fields of the client alone at ``night``, as the history keeps them."""
    client = dossier.client
    merged = queries.merged_since(client.id, night)
    brought = queries.brought_events(merged)
    changes, _is_cut = queries.changes_after(client.id, night)
    sensitive = reaches_client(actor, "clients:read-sensitive", client.id)
    now = now_of(client, sensitive=sensitive, listed=dossier.listed)
    mine = [one for one in changes if one.event_id not in brought]
    return _in_one_language(as_it_was(now, mine))


def row_then(client_id: int, of: str, public_id: str, night: dt.datetime) -> Known | None:
    """The row ``public_id`` of the list ``of`` of this client at ``night``; None for none."""
    rows = dossiers.lists_at([client_id], night).get(client_id, [])
    return next((one for one in rows if one.of == of and one.row["public_id"] == public_id), None)


def _in_one_language(past: dict[str, Was]) -> dict[str, Was]:
    """Entries of the bank's lists by the names the reader knows, whoever wrote them down."""
    return past | {
        name: replace(past[name], value=dossiers.called_now(kind, past[name].value))
        for name, kind in LISTED.items()
        if name in past and past[name].changed_at is not None and past[name].value
    }


def _fields(past: dict[str, Was], now: dict[str, Any], currency: str) -> list[Field]:
    return [
        Field(
            name=name,
            label=label_of(name),
            was=told(name, was.value, currency),
            now=told(name, now[name], currency),
            changed_at=was.changed_at,
            author=was.author,
            comes_back=was.changed_at is not None
            and was.value != now[name]
            and (comes_back(name, was.value) or name.startswith("custom.")),
        )
        for name, was in past.items()
        if was.value not in _EMPTY or was.changed_at is not None
    ]
