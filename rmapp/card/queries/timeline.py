"""The timeline: every source merged in one statement, newest first, by keyset (D18)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from ...clients.models import ClientEvent
from ...clients.queries import Reaching, reaching, within_reach
from ...core.db import UTCDateTime, db
from ...core.errors import Malformed, NotFound
from ...interactions.models import Interaction
from ...outbox.queries import subjects_of
from ...policy.enforce import Actor
from ...staff.models import Employee, name_of
from ..models import TimelinePin
from .happenings import SOURCES, Wanted

PAGE = 30
PINS = 5  # entries on top, at most
#: Where a stretch begins: time, source, key of the last entry shown.
Edge = tuple[dt.datetime, str, int]
#: The client of a statement that is kept for all clients.
CLIENT: Any = sa.bindparam("client", type_=sa.BigInteger)


@dataclass(frozen=True)
class Entry:
    """One thing that happened. ``source``: event, contact, message, letter."""

    at: dt.datetime
    source: str
    id: int
    kind: str
    title: str
    text: str
    author: str | None
    object_kind: str
    object_public_id: str
    detail: dict[str, Any]

    @property
    def name(self) -> str:
        """What the entry is called in addresses: ``event-17``."""
        return f"{self.source}-{self.id}"

    @property
    def cursor(self) -> str:
        """What to ask for older entries with."""
        return f"{self.at.isoformat()}~{self.source}~{self.id}"


def timeline(
    actor: Actor,
    client_id: int,
    *,
    group: str = "",
    wanted: Wanted | None = None,
    before: str | None = None,
    limit: int = PAGE,
) -> tuple[list[Entry], str | None]:
    """The newest entries that are ``wanted`` (of ``group``, all when empty) older than ``before``,
    and the cursor of the rest (None at the end). One statement; the caller has checked
    ``clients:read``."""
    wanted = wanted or Wanted(group=group)
    edge = _read(before) if before else None
    if edge is None and not wanted.is_narrow:
        newest = _newest(reaching(actor), wanted.group, limit + 1)
        entries = _entries(newest, client_id)
    else:
        parts = _stretch(actor, client_id, wanted, edge, limit + 1)
        entries = _entries(_merged(parts, limit + 1), client_id)
    return entries[:limit], entries[limit - 1].cursor if len(entries) > limit else None


def _stretch(
    actor: Actor, client_id: Any, wanted: Wanted, edge: Edge | None, limit: int
) -> list[sa.Select[*tuple[Any, ...]]]:
    parts = []
    for name, statement in _reached(actor, client_id, wanted):
        at, key = statement.selected_columns[0], statement.selected_columns[2]
        if edge is not None:
            statement = statement.where(_older(at, key, name, edge))
        newest = statement.order_by(at.desc(), key.desc()).limit(limit)
        parts.append(sa.select(*newest.subquery().c))
    return parts


@lru_cache(maxsize=256)
def _newest(reader: Reaching, group: str, limit: int) -> sa.Select[Any] | None:
    """The statement of the newest entries of ``:client``, kept (see :class:`Reaching`)."""
    return _merged(_stretch(reader.actor, CLIENT, Wanted(group=group), None, limit), limit)


def pinned(actor: Actor, client_id: int) -> list[Entry]:
    """The entries that stay on top, the newest first. One statement."""
    return _entries(_pins(reaching(actor)), client_id)


@lru_cache(maxsize=256)
def _pins(reader: Reaching) -> sa.Select[Any] | None:
    """The statement of the pinned entries of ``:client``, kept likewise."""
    parts = []
    for name, statement in _reached(reader.actor, CLIENT, Wanted()):
        kept = sa.select(TimelinePin.entry_id).where(
            TimelinePin.client_id == CLIENT, TimelinePin.source == name
        )
        parts.append(statement.where(statement.selected_columns[2].in_(kept)))
    return _merged(parts, PINS)


def entry_of(actor: Actor, client_id: int, source: str, key: int) -> tuple[Entry, bool]:
    """One entry and whether it is pinned; NotFound when it is not there or beyond reach."""
    parts = [
        statement.where(statement.selected_columns[2] == key)
        for name, statement in _reached(actor, client_id, Wanted())
        if name == source
    ]
    found = _entries(_merged(parts, 1), client_id)
    if not found:
        raise NotFound(_("There is no such entry in this timeline."))
    is_pinned = db.session.execute(
        sa.select(
            sa.exists().where(
                TimelinePin.client_id == client_id,
                TimelinePin.source == source,
                TimelinePin.entry_id == key,
            )
        )
    ).scalar_one()
    return found[0], bool(is_pinned)


def authors(client_id: int) -> list[tuple[str, str]]:
    """Who wrote the client's history or met the client: (public id, name), by name."""
    wrote = sa.select(ClientEvent.author_id).where(ClientEvent.client_id == client_id)
    met = sa.select(Interaction.manager_id).where(Interaction.client_id == client_id)
    rows = db.session.execute(
        sa.select(Employee)
        .where(Employee.id.in_(sa.union(wrote, met)))
        .order_by(Employee.name_key)
        .limit(100)
    ).scalars()
    return [(one.public_id, one.name) for one in rows]


def _reached(
    actor: Actor, client_id: Any, wanted: Wanted
) -> Iterator[tuple[str, sa.Select[*tuple[Any, ...]]]]:
    """The sources that bring what is wanted, as far as ``actor`` reaches their rows."""
    for name, (permission, source) in SOURCES.items():
        statement = source(client_id, wanted.group)
        if statement is None:
            continue
        if permission != "clients:read":
            is_named = isinstance(client_id, sa.BindParameter)
            client = client_id if is_named else sa.literal(client_id, sa.BigInteger)
            reached = within_reach(actor, permission, client, each=True)
            statement = statement.where(reached)
        yield name, wanted.narrowed(statement)


def _entries(statement: sa.Select[Any] | None, client_id: int) -> list[Entry]:
    if statement is None:
        return []
    entries = [_entry(row) for row in db.session.execute(statement, {"client": client_id})]
    subjects = subjects_of([one.id for one in entries if one.source == "message"])
    return [
        replace(one, title=subjects.get(one.id, "")) if one.source == "message" else one
        for one in entries
    ]


def _merged(parts: list[sa.Select[*tuple[Any, ...]]], limit: int) -> sa.Select[Any] | None:
    if not parts:
        return None
    merged = sa.union_all(*parts).subquery("merged")
    found = sa.select(merged, name_of(Employee).label("author")).outerjoin(
        Employee, Employee.id == merged.c.author_id
    )
    order = (merged.c.at, merged.c.source, merged.c.id)
    return found.order_by(*[c.desc() for c in order]).limit(limit)


def _older(at: Any, key: Any, name: str, edge: Edge) -> Any:
    """Before ``edge`` in the order of time, name of the source, key: what its index answers."""
    moment = sa.literal(edge[0], UTCDateTime())
    if name == edge[1]:
        return sa.tuple_(at, key) < sa.tuple_(moment, sa.literal(edge[2], sa.BigInteger))
    return at <= moment if name < edge[1] else at < moment


def _entry(row: Any) -> Entry:
    detail = row.detail if isinstance(row.detail, dict) else json.loads(row.detail or "{}")
    return Entry(
        at=row.at,
        source=row.source,
        id=row.id,
        kind=row.kind,
        title=row.title or "",
        text=row.text or "",
        author=row.author,
        object_kind=row.object_kind or "",
        object_public_id=row.object_public_id or "",
        detail=detail,
    )


def _read(cursor: str) -> Edge:
    try:
        if len(cursor) > 100:
            raise ValueError
        at, source, key = cursor.split("~")
        moment = dt.datetime.fromisoformat(at)
        number = int(key)
        if moment.tzinfo is None or not 0 <= number < 2**63 or not source.isalpha():
            raise ValueError
        return moment.astimezone(dt.UTC), source, number
    except (ValueError, OverflowError):
        raise Malformed(
            _("This link to a part of the timeline is broken. Open the card anew.")
        ) from None
