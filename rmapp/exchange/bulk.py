"""Many rows at once, by COPY, inside the open transaction."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from itertools import chain
from typing import Any

import sqlalchemy as sa
from psycopg.types.json import Jsonb
from sqlalchemy.dialects.postgresql import JSONB

from ..core.db import ALPHABET, db

_TO_OURS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", ALPHABET)


def public_ids(count: int) -> list[str]:
    """``count`` random public ids of 80 bits (as ``core.db.new_public_id``, a batch at a time)."""
    random = os.urandom(10 * count)
    return [
        base64.b32encode(random[at : at + 10]).decode().translate(_TO_OURS)
        for at in range(0, 10 * count, 10)
    ]


def new_ids(table: Any, count: int) -> list[int]:
    """``count`` keys for rows of ``table`` that are about to be written."""
    name = sa.func.pg_get_serial_sequence(table.name, "id")
    statement = sa.select(sa.func.nextval(name)).select_from(sa.func.generate_series(1, count))
    return list(db.session.execute(statement).scalars())


def _fresh_ids() -> Iterator[str]:
    while True:
        yield from public_ids(200)


def copy_rows(table: Any, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write ``rows`` (column → value) into ``table``; what is absent gets the column's default.

    Rows may be made as they go: the server takes in those before meanwhile. All say the same
    columns as the first.
    """
    coming = iter(rows)
    first = next(coming, None)
    if first is None:
        return
    db.session.flush()
    columns = [c for c in table.c if c.name in first or _default(c) is not None or _random(c)]
    names = ", ".join(f'"{column.name}"' for column in columns)
    plan = [(column.name, _maker(column), _plain(_default(column))) for column in columns]
    random = any(map(_random, columns))
    fresh = _fresh_ids()
    connection: Any = db.session.connection().connection
    with (
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy,
    ):
        for row in chain((first,), coming):
            given = {"public_id": next(fresh), **row} if random else row
            copy.write_row(
                [
                    maker(given.get(name, default)) if maker else given.get(name, default)
                    for name, maker, default in plan
                ]
            )


def _random(column: Any) -> bool:
    return bool(column.name == "public_id")


def _default(column: Any) -> Any:
    made = column.default
    if made is None:
        return None
    if made.is_scalar:
        return made.arg
    if made.is_callable and column.name != "public_id":
        return made.arg(None)
    return None


def _maker(column: Any) -> Any:
    """What makes a value of the column one that COPY takes; None where nothing is to be done."""
    if isinstance(column.type, JSONB):
        return lambda value: None if value is None else Jsonb(value)
    if isinstance(column.type, sa.Enum):
        return lambda value: value.value if isinstance(value, Enum) else value
    return None


def _plain(default: Any) -> Any:
    return default.value if isinstance(default, Enum) else default
