"""Many rows at once, by COPY, inside the open transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

import sqlalchemy as sa

from ..core import copying
from ..core.db import db, new_public_ids


def new_ids(table: Any, count: int) -> list[int]:
    """``count`` keys for rows of ``table`` that are about to be written."""
    name = sa.func.pg_get_serial_sequence(table.name, "id")
    statement = sa.select(sa.func.nextval(name)).select_from(sa.func.generate_series(1, count))
    return list(db.session.execute(statement).scalars())


def copy_rows(
    table: Any, rows: Iterable[Mapping[str, Any]], same: Mapping[str, Any] | None = None
) -> None:
    """Write ``rows`` (column → value) into ``table``; what is absent gets the column's default.
    ``same``: what all rows have in common, column → value.

    Rows may be made as they go: the server takes in those before meanwhile. All say the same
    columns as the first.
    """
    coming = iter(rows)
    first = next(coming, None)
    if first is None:
        return
    db.session.flush()
    given = [column for column in table.c if column.name in first]
    random = "public_id" in table.c and "public_id" not in first
    common = {name: copying.writer_of(table.c[name])(value) for name, value in (same or {}).items()}
    filled = common | {
        column.name: text
        for column in table.c
        if column.name not in first
        and column.name not in common
        and column.name != "public_id"
        and (text := copying.default(column)) is not None
    }
    names = [column.name for column in given] + list(filled) + ["public_id"] * random
    quoted = ", ".join(f'"{name}"' for name in names)
    tail = "".join(f"\t{text}" for text in filled.values())
    plan = [(column.name, copying.writer_of(column)) for column in given]
    connection: Any = db.session.connection().connection
    with (
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{table.name}" ({quoted}) FROM STDIN') as copy,
    ):
        for block in copying.blocks(_lines(plan, chain((first,), coming), tail, random)):
            copy.write(block)


def _lines(
    plan: list[tuple[str, Any]], rows: Iterable[Mapping[str, Any]], tail: str, random: bool
) -> Iterator[str]:
    fresh = _fresh_ids()
    for row in rows:
        line = "\t".join([write(row[name]) for name, write in plan]) + tail
        yield f"{line}\t{next(fresh)}\n" if random else line + "\n"


def _fresh_ids() -> Iterator[str]:
    while True:
        yield from new_public_ids(200)
