"""Clients by the hundred: made by COPY, changed one statement a column, written down as they go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from itertools import chain
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from ..clients import spelling
from ..clients.models import (
    Assignment,
    AssignmentRole,
    Client,
    ClientAddress,
    ClientEmail,
    ClientEvent,
    ClientPhone,
    ContactPerson,
    Temperature,
)
from ..clients.operations import refresh_search_many
from ..core import clock, journal
from ..core.db import db
from ..core.journal import Operation
from ..dossiers.operations import kept
from ..policy.enforce import Actor
from ..policy.table import PERSONAL
from ..settings import settings
from . import own, queries
from .bulk import copy_rows, new_ids
from .client_words import Ready, ready
from .drafts import Draft
from .keepers import chooser, roles_of
from .models import Import
from .postal import address_values
from .queries import Due
from .ways import replace

CLIENTS: Any = Client.__table__
_COLUMNS = (
    "full_name", "short_name", "legal_form", "kpp", "ogrn", "edrpou", "vat", "lei", "activity",
    "staff_count", "revenue", "family_name", "given_name", "patronymic", "birth_date", "sex",
    "occupation", "inn", "web", "notes", "external_id", "banks_now", "needs", "must_know",
    "problems", "governance", "history", "competitor_offers", "planned_products",
    "possible_profit", "family_status", "family", "education", "hobbies", "preferred_channel",
)  # fmt: skip
#: What a client has in them unless somebody says.
_EMPTY: dict[str, Any] = {
    **dict.fromkeys(("staff_count", "revenue", "birth_date", "possible_profit")),
    "temperature": Temperature.COLD,
}


class New(NamedTuple):
    """A client to be made. ``ready``: what takes time of it."""

    name: str
    draft: Draft
    ready: Ready

    @classmethod
    def of(cls, row: Due, made: Ready | None) -> New:
        """The client of a row. ``made``: where it was made ahead."""
        draft = Draft.of(row.draft)
        return cls(row.name, draft, made or ready(row.name, draft))


def create_clients(import_: Import, wanted: Sequence[New], *, actor: Actor) -> list[int]:
    """Make the clients with all that hangs on them; their keys, in order."""
    if not wanted:
        return []
    now = clock.now()
    ids = new_ids(CLIENTS, len(wanted))
    told = {name for new in wanted for name in new.draft.values}
    said = told.intersection((*_COLUMNS, "temperature", "language"))
    usual = {**_EMPTY, "language": settings().default_language}
    same = {
        **{column: _EMPTY.get(column, "") for column in _COLUMNS if column not in said},
        "created_at": now,
        "created_by_id": actor.employee_id,
        "source_id": import_.source_id,
        "currency": settings().currency,
        **({} if "language" in said else {"language": usual["language"]}),
    }
    phones, emails, addresses, persons = [], [], [], []
    zones: list[str] = []
    for id, (_name, draft, made) in zip(ids, wanted, strict=True):
        phones += _phones(id, draft.phones)
        emails += [{"client_id": id, "address": address} for address in draft.emails]
        addresses += [{"client_id": id, **place} for place in made.places]
        zones.append(
            next((one["zone"] for one in made.places if one["zone"]), settings().bank_zone)
        )
        if draft.person:
            persons.append({"client_id": id, **draft.person})
    spelling.learn(chain.from_iterable(new.ready.names for new in wanted))
    rows = (_client_row(*one, said, usual) for one in zip(ids, wanted, zones, strict=True))
    copy_rows(CLIENTS, rows, same)
    for model, hanging in (
        (ClientPhone, phones),
        (ClientEmail, emails),
        (ClientAddress, addresses),
        (ContactPerson, persons),
    ):
        copy_rows(model.__table__, hanging)
    if own.create([(id, new.draft.own) for id, new in zip(ids, wanted, strict=True)]):
        refresh_search_many(ids)
    _assign(import_, ids, wanted, actor)
    copy_rows(
        ClientEvent.__table__,
        [{"client_id": id} for id in ids],
        {
            "at": now,
            "kind": "imported",
            "author_id": actor.employee_id,
            "title": import_.file_name,
            "detail": {},
            "object_kind": "import",
            "object_public_id": import_.public_id,
        },
    )
    return ids


def _client_row(
    id: int, new: New, zone: str, said: set[str], usual: Mapping[str, Any]
) -> dict[str, Any]:
    values = new.draft.values
    return {
        **{column: values.get(column, usual.get(column, "")) for column in said},
        "id": id,
        "zone": zone,
        "kind": new.draft.kind,
        "display_name": new.name,
        **new.ready.words._asdict(),
    }


def _phones(client_id: int, phones: Sequence[Sequence[str]]) -> list[dict[str, Any]]:
    return [
        {"client_id": client_id, "number": number, "extension": extension, "kind": kind}
        for number, extension, kind in phones
    ]


def _assign(import_: Import, ids: Sequence[int], wanted: Sequence[New], actor: Actor) -> None:
    """The first managers of new clients: rows as ``clients.operations.assign_row`` writes. Who
    gets none waits in the queue (a trigger writes it)."""
    choose = chooser(import_, actor)
    given = [(id, choose(new.draft.keeper)) for id, new in zip(ids, wanted, strict=True)]
    roles = roles_of({key for _id, key in given if key is not None})
    serves_as = {
        key: AssignmentRole.PERSONAL if code == PERSONAL else AssignmentRole.ACQUISITION
        for key, code in roles.items()
    }
    copy_rows(
        Assignment.__table__,
        [
            {"client_id": id, "employee_id": key, "role": serves_as[key]}
            for id, key in given
            if key is not None and key in serves_as
        ],
        {
            "is_primary": True,
            "started_at": clock.now(),
            "reason": import_.file_name,
            "assigned_by_id": actor.employee_id,
        },
    )


def update_clients(operation: Operation, rows: Sequence[Due], *, actor: Actor) -> set[int]:
    """Carry out the changes of ``rows`` on their clients; the keys of those that were changed.

    A value that somebody changed since the check stays; a client out of reach by now is left out.
    """
    wanted = {row.client_id: row.changes for row in rows if row.client_id is not None}
    near = queries.editable(actor, sorted(wanted))
    wanted = {id: deepcopy(changes) for id, changes in wanted.items() if id in near and changes}
    if not wanted:
        return set()
    held = db.session.execute(
        sa.select(Client.id, Client.version)
        .where(Client.id.in_(wanted))
        .order_by(Client.id)
        .with_for_update()
    )
    versions = {id: version for id, version in held}  # noqa: C416 - rows of two
    touched = _set_values(operation, wanted) | replace(operation, wanted)
    touched |= _add_rows(operation, wanted) | own.update(operation, wanted)
    now = clock.now()
    copy_rows(
        ClientEvent.__table__,
        [
            {
                "client_id": id,
                "at": now,
                "kind": "changed",
                "author_id": actor.employee_id,
                "title": "",
                "detail": {"version": versions[id], "changes": _told(wanted[id])},
                "object_kind": "import",
                "object_public_id": "",
            }
            for id in sorted(touched)
        ],
    )
    refresh_search_many(sorted(touched))
    return touched


def _set_values(operation: Operation, wanted: dict[int, Any]) -> set[int]:
    by_column: dict[str, dict[str, list[Any]]] = {}
    for id, changes in wanted.items():
        for column, pair in changes.get("values", {}).items():
            by_column.setdefault(column, {})[str(id)] = pair
    touched: set[int] = set()
    for name, pairs in sorted(by_column.items()):
        column = CLIENTS.c[name]
        known = sa.literal(pairs, JSONB)
        pair = known.op("->")(sa.cast(CLIENTS.c.id, sa.Text))
        now, then = (sa.cast(pair.op("->>")(at), column.type) for at in (0, 1))
        ids = [int(id) for id in pairs]
        where = sa.and_(CLIENTS.c.id.in_(ids), column.is_not_distinct_from(now))
        fit = set(db.session.execute(sa.select(CLIENTS.c.id).where(where)).scalars())
        if fit:
            journal.change(operation, CLIENTS, {name: then}, where)
            touched |= fit
        for id in set(ids) - fit:
            del wanted[id]["values"][name]
    return touched


def _add_rows(operation: Operation, wanted: dict[int, Any]) -> set[int]:
    touched: set[int] = set()
    for model, key, watched in (
        (ClientPhone, "phones", "number"),
        (ClientEmail, "emails", "address"),
        (ClientAddress, "addresses", "text"),
    ):
        table: Any = model.__table__
        rows = [row for id, changes in wanted.items() for row in _new(key, id, changes)]
        rows = _absent(table, watched, rows)
        for row, id in zip(rows, new_ids(table, len(rows)) if rows else [], strict=True):
            row["id"] = id
        copy_rows(table, rows)
        journal.made(operation, table, [row["id"] for row in rows], ["client_id", watched])
        touched |= {row["client_id"] for row in rows}
    return touched


def _new(key: str, client_id: int, changes: dict[str, Any]) -> list[dict[str, Any]]:
    given = changes.get(key, ())
    if key == "phones":
        return _phones(client_id, given)
    if key == "emails":
        return [{"client_id": client_id, "address": address} for address in given]
    return [{"client_id": client_id, **address_values(kind, text)} for kind, text in given]


def _absent(table: Any, column: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows whose value their client has not got meanwhile."""
    if not rows:
        return []
    held = db.session.execute(
        sa.select(table.c.client_id, table.c[column]).where(
            table.c.client_id.in_({row["client_id"] for row in rows})
        )
    )
    known = {(client_id, value) for client_id, value in held}
    return [row for row in rows if (row["client_id"], row[column]) not in known]


def _told(changes: dict[str, Any]) -> dict[str, list[Any]]:
    """The changes as a history keeps them: those that were carried out."""
    said = {
        name: [kept(name, now), kept(name, then)]
        for name, (now, then) in changes.get("values", {}).items()
        if name != "name_key"
    }
    for key in ("phones", "emails", "addresses"):
        step = changes.get("instead", {}).get(key)
        texts = [
            one if isinstance(one, str) else one[key == "addresses"] for one in changes.get(key, ())
        ]
        if step or texts:
            now = [step["now"], *texts] if step else texts
            said[key] = [step["was"][:500] if step else "", ", ".join(now)[:500]]
    return said | own.told(changes)
