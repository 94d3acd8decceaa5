"""A corrected cell of an exported list that holds a way to a client (D4, D13): the list shows one
phone, one e-mail, one address of each, and what was corrected is that one.

The row keeps its flags, its purpose and its note, as when the cell is changed in the list itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from ..clients.models import Client, ClientAddress, ClientEmail, ClientPhone
from ..core import journal
from ..core.db import db
from ..core.journal import Operation
from ..core.phones import written
from ..core.text import fold
from .drafts import Draft
from .postal import address_values

#: Fields of a file that speak of the same list as the column of an export does.
_BESIDE = {
    "phones": ("fax", "contacts"), "emails": ("contacts",), "addresses": ("actual_address",),
}  # fmt: skip
Was = Mapping[str, Any]


@dataclass(frozen=True)
class Way:
    """A list of ways to a client. ``key``: what tells a row (its columns by name) from the
    others; ``text``: what the list shows of it; ``said``: what a draft says, as columns."""

    name: str
    field: str
    model: Any
    key: Callable[[Was], Any]
    text: Callable[[Was], str]
    said: Callable[[Draft], list[dict[str, Any]]]


def _phones(draft: Draft) -> list[dict[str, Any]]:
    names = ("number", "extension", "kind")
    return [dict(zip(names, phone, strict=True)) for phone in draft.phones]


def _places(draft: Draft) -> list[dict[str, Any]]:
    found = [address_values(kind, text) for kind, text in draft.addresses]
    return [{name: value for name, value in one.items() if name != "kind"} for one in found]


WAYS = (
    Way(
        "phones", "phone", ClientPhone,
        key=lambda row: (row["number"], row["extension"]),
        text=lambda row: written(row["number"], row["extension"]),
        said=_phones,
    ),
    Way(
        "emails", "email", ClientEmail,
        key=lambda row: row["address"],
        text=lambda row: str(row["address"]),
        said=lambda draft: [{"address": address} for address in draft.emails],
    ),
    Way(
        "addresses", "legal_address", ClientAddress,
        key=lambda row: fold(row["text"]),
        text=lambda row: str(row["text"]),
        said=_places,
    ),
)  # fmt: skip


def corrected_by(mapping: Sequence[str]) -> frozenset[str]:
    """The lists of which a file by ``mapping`` has the one column of an export and no other."""
    return frozenset(
        way.name
        for way in WAYS
        if list(mapping).count(way.field) == 1 and not set(mapping) & set(_BESIDE[way.name])
    )


def correct(
    client: Client,
    draft: Draft,
    names: Collection[str],
    then: Mapping[str, Mapping[int, Was | None]],
    remarks: list[tuple[str, str]],
) -> dict[str, dict[str, Any]]:
    """What ``draft`` puts in the place of what the list showed: list → ``{"row": key, "was": text,
    "now": text, "set": columns}``; what it says of that is taken off the draft.

    ``names``: the lists that the file may correct. ``then``: rows as they stood when the file was
    taken out, see ``since.ways_then``. A cell that says what stood then was corrected by nobody
    and sets nothing back (``changed_since``); one that a colleague and the file have both changed
    is told (``changed_both``); what is known as wrong stays so (``known_wrong``). Another number
    that the client has already becomes the preferred one."""
    found: dict[str, dict[str, Any]] = {}
    for way in WAYS:
        said = way.said(draft) if way.name in names else []
        rows: dict[int, Was | None] = {one.id: _plain(one) for one in getattr(client, way.name)}
        shown = _first(rows)
        if shown is None:
            continue
        stood = _first({**rows, **then.get(way.model.__tablename__, {})}) or shown
        if way.name == "addresses":
            said = _with_town(draft, said, shown, stood, remarks)
        if not said:
            continue
        keys = [way.key(one) for one in said]
        now, before = way.key(shown), way.key(stood)
        if now in keys:
            continue
        if before in keys:
            _take_off(draft, way, keys.index(before))
            remarks.append((way.field, "changed_since"))
            continue
        if before != now:
            remarks.append((way.field, "changed_both"))
        known = {way.key(row): row for row in rows.values() if row}
        new = next((at for at, key in enumerate(keys) if key not in known), None)
        if new is not None:
            told = way.text(said[new])
            found[way.name] = _step(way, shown["id"], shown, told, _kept(shown, said[new]))
            _take_off(draft, way, new)
        elif (other := known[keys[0]])["is_invalid"]:
            remarks.append((way.field, "known_wrong"))
        else:
            told = way.text(other)
            found[way.name] = _step(way, other["id"], shown, told, {"is_preferred": True})
    return found


def replace(operation: Operation, wanted: Mapping[int, dict[str, Any]]) -> set[int]:
    """Carry out ``changes["instead"]`` of each client (held); the keys of those that were changed.
    What somebody has changed since the check stays, and is taken off ``wanted``."""
    touched: set[int] = set()
    for way in WAYS:
        steps = {
            id: changes["instead"][way.name]
            for id, changes in wanted.items()
            if way.name in changes.get("instead", {})
        }
        touched |= _replace(operation, way, steps) if steps else set()
        for id in steps.keys() - touched:
            del wanted[id]["instead"][way.name]
    return touched


def _replace(operation: Operation, way: Way, steps: Mapping[int, dict[str, Any]]) -> set[int]:
    table: Any = way.model.__table__
    held: dict[int, dict[int, Was | None]] = {}
    for one in db.session.execute(sa.select(table).where(table.c.client_id.in_(steps))):
        held.setdefault(one.client_id, {})[one.id] = one._asdict()
    fit: dict[int, dict[str, Any]] = {}
    lowered: list[int] = []
    done: set[int] = set()
    for id, step in steps.items():
        rows = held.get(id, {})
        shown, row = _first(rows), rows.get(step["row"])
        if row is None or shown is None or way.text(shown) != step["was"]:
            continue
        keys = [way.key(one) for one in rows.values() if one]
        if "is_preferred" in step["set"]:
            lowered += [one["id"] for one in rows.values() if one and one["is_preferred"]]
        elif way.key({**row, **step["set"]}) in keys:
            continue
        fit[row["id"]] = step["set"]
        done.add(id)
    if lowered:
        journal.change(operation, table, {"is_preferred": False}, table.c.id.in_(lowered))
    for names in sorted({tuple(sorted(columns)) for columns in fit.values()}):
        part = {str(id): given for id, given in fit.items() if tuple(sorted(given)) == names}
        given = sa.literal(part, JSONB).op("->")(sa.cast(table.c.id, sa.Text))
        values = {name: sa.cast(given.op("->>")(name), table.c[name].type) for name in names}
        journal.change(operation, table, values, table.c.id.in_([int(id) for id in part]))
    return done


def _plain(row: Any) -> Was:
    return {column.key: getattr(row, column.key) for column in row.__table__.columns}


def _first(rows: Mapping[int, Was | None]) -> Was | None:
    """The row a list shows, as the catalogue of fields chooses it."""
    valid = [row for row in rows.values() if row and not row["is_invalid"]]
    return min(valid, key=lambda row: (not row["is_preferred"], row["id"]), default=None)


def _kept(shown: Was, given: Mapping[str, Any]) -> dict[str, Any]:
    """``given`` without a kind that says no more than the row's own."""
    is_same = (given.get("kind") == "mobile") == (shown["kind"] == "mobile")
    return {name: value for name, value in given.items() if name != "kind" or not is_same}


def _with_town(
    draft: Draft, said: list[dict[str, Any]], shown: Was, stood: Was, remarks: list[tuple[str, str]]
) -> list[dict[str, Any]]:
    """``said``, or the address shown with the town that ``draft`` puts in the place of its own."""
    texts = {fold(one["text"]) for one in said}
    if texts and not texts & {fold(shown["text"]), fold(stood["text"])}:
        return said  # the address itself was corrected: the town beside it follows
    odd = [
        name
        for name, cell in draft.beside.items()
        if name in ("city", "region") and fold(cell) not in (fold(shown[name]), fold(stood[name]))
    ]
    town = draft.beside.get("city", "")
    if odd == ["city"] and shown["city"] and str(shown["text"]).count(shown["city"]) == 1:
        text = str(shown["text"]).replace(shown["city"], town)
        draft.addresses[:] = [(kind, text) for kind, _text in draft.addresses] or [("", text)]
        return _places(draft)
    remarks += [(name, "town_of_address") for name in odd]
    return said


def _step(way: Way, row: int, was: Was, now: str, columns: dict[str, Any]) -> dict[str, Any]:
    return {"row": row, "was": way.text(was), "now": now, "set": columns}


def _take_off(draft: Draft, way: Way, at: int) -> None:
    del getattr(draft, way.name)[at]
