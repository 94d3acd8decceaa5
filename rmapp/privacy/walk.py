"""What hangs on a client, found in the metadata: every table with a way of foreign keys to it.

A row belongs to the client when a key of its own names the client; where a table has no such key
or the key is empty, when it hangs on a row that belongs. A table with two keys to a client (a
relation) belongs to both.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from ..core.db import Base

#: Sealed by law, or told by digests: not walked.
APART = frozenset({"legal_hold", "audit_entry", "audit_head"})


@dataclass(frozen=True)
class Part:
    """A table with the condition under which its rows belong to a client."""

    table: sa.Table
    condition: sa.ColumnElement[bool]


def parts_of(client_id: int, metadata: sa.MetaData | None = None) -> list[Part]:
    """Every table that holds something of the client, parents before children."""
    known = metadata or Base.metadata
    found: dict[str, sa.ColumnElement[bool]] = {}
    for table in known.sorted_tables:  # a table comes after those it hangs on
        if table.name in APART:
            continue
        if table.name == "client":
            found["client"] = table.c.id == client_id
            continue
        own = _keys(table, "client")
        named = [key == client_id for key in own]
        through = [
            key.in_(sa.select(parent.c.id).where(found[parent.name]))
            for parent in _parents(table, found)
            for key in _keys(table, parent.name)
        ]
        if named and through:
            nobody = sa.and_(*[key.is_(None) for key in own])
            found[table.name] = sa.or_(*named, sa.and_(nobody, sa.or_(*through)))
        elif named or through:
            found[table.name] = sa.or_(*named, *through)
    return [Part(known.tables[name], condition) for name, condition in found.items()]


def loose_tables(metadata: sa.MetaData | None = None) -> list[sa.Table]:
    """The tables in which nothing hangs on a client: what they hold of one is found by its
    words alone."""
    known = metadata or Base.metadata
    walked = {part.table.name for part in parts_of(0, known)}
    return [table for table in known.sorted_tables if table.name not in walked | APART]


def _keys(table: sa.Table, target: str) -> list[sa.Column[int]]:
    return [
        column
        for column in table.c
        for key in column.foreign_keys
        if key.column.table.name == target
    ]


def _parents(table: sa.Table, found: dict[str, sa.ColumnElement[bool]]) -> list[sa.Table]:
    names = {key.column.table.name for column in table.c for key in column.foreign_keys}
    return [table.metadata.tables[name] for name in sorted(names & set(found)) if name != "client"]
