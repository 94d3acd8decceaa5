"""Rows of one table on their way into the database by COPY.

A sheet knows the table's defaults: a row gives only what differs. Keys are taken from the table's
sequence by the thousand, so that rows can name each other before they are sent.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import os
import queue
import threading
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from psycopg import Connection

from ..core.db import ALPHABET, PUBLIC_ID_LENGTH

_B32 = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", ALPHABET)
_BLOCK = 1 << 16
_KEYS = 1_000  # taken from a sequence at once when what was reserved is used up


def public_ids() -> Iterator[str]:
    """Random public identifiers, made thousands at a time."""
    while True:
        letters = base64.b32encode(os.urandom(10 * 4096)).decode().translate(_B32)
        for at in range(0, len(letters), PUBLIC_ID_LENGTH):
            yield letters[at : at + PUBLIC_ID_LENGTH]


def _text(value: str) -> str:
    if "\\" in value or "\t" in value or "\n" in value:
        value = value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")
    return value


def _array(values: list[Any]) -> str:
    inner = ",".join(
        '"' + str(one).replace("\\", "\\\\").replace('"', '\\"') + '"' for one in values
    )
    return _text("{" + inner + "}")


def _json(value: Any) -> str:
    return _text(json.dumps(value, ensure_ascii=False))


class Json:
    """A list that goes into a column of JSON, not into an array."""

    def __init__(self, value: Any) -> None:
        self.value = value


_WRITERS: dict[type, Any] = {
    str: _text,
    int: str,
    bool: lambda value: "t" if value else "f",
    type(None): lambda value: "\\N",
    dt.datetime: dt.datetime.isoformat,
    dt.date: dt.date.isoformat,
    dt.time: dt.time.isoformat,
    Decimal: str,
    list: _array,
    dict: _json,
    Json: lambda value: _json(value.value),
}


def field(value: Any) -> str:
    """``value`` as COPY's text format writes it."""
    writer = _WRITERS.get(type(value))
    if writer is None:  # a StrEnum
        return str(value.value)
    written: str = writer(value)
    return written


class Courier:
    """Sends rows in a thread of its own, in the order in which they were handed over, while the
    next ones are made up. The connection is its own until :meth:`finish`."""

    def __init__(self, connection: Connection[Any]) -> None:
        self.connection = connection
        self._bags: queue.Queue[tuple[str, list[str]] | None] = queue.Queue(maxsize=24)
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._carry, daemon=True)
        self._thread.start()

    def take(self, statement: str, rows: list[str]) -> None:
        """Take rows along. Raises what went wrong before."""
        self._look()
        self._bags.put((statement, rows))

    def finish(self) -> None:
        """Wait until everything is in. Raises what went wrong."""
        self._bags.put(None)
        self._thread.join()
        self._look()

    def _look(self) -> None:
        if self._failure is not None:
            raise self._failure

    def _carry(self) -> None:
        while (bag := self._bags.get()) is not None:
            if self._failure is not None:
                continue
            statement, rows = bag
            try:
                with self.connection.cursor() as cursor, cursor.copy(statement) as copy:
                    for block in _blocks(rows):
                        copy.write(block)
            except BaseException as failure:
                self._failure = failure


class Sheet:
    """The rows of one table. ``columns``: what rows give, in this order; ``public_id`` is filled
    in where the table has one. ``keys``: how many will be asked for, about."""

    def __init__(self, courier: Courier, table: Any, columns: str, *, keys: int = 0) -> None:
        self._courier = courier
        self._table: sa.Table = table
        given = columns.split()
        unknown = set(given) - set(table.c.keys())
        if unknown:
            raise ValueError(f"{table.name} has no {sorted(unknown)}")
        own = "public_id" in table.c and "public_id" not in given
        rest = [
            (column.name, text)
            for column in table.c
            if column.name not in (*given, "id", "public_id")
            and (text := _default(column)) is not None
        ]
        self._ids = public_ids() if own else None
        self._tail = "".join(f"\t{text}" for _name, text in rest)
        names = [*given, *(name for name, _text in rest), *(["public_id"] if own else [])]
        quoted = ", ".join(f'"{name}"' for name in names)
        self._statement = f'COPY "{table.name}" ({quoted}) FROM STDIN'  # names of our own models
        self._rows: list[str] = []
        self._keys: list[int] = []
        if keys:
            self._reserve(keys)

    def key(self) -> int:
        """A fresh key; keys rise from call to call."""
        if not self._keys:
            self._reserve(_KEYS)
        return self._keys.pop()

    def _reserve(self, count: int) -> None:
        taken = self._courier.connection.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            (self._table.name, count),
        )
        self._keys = sorted((row[0] for row in taken), reverse=True)

    def add(self, *values: Any) -> str:
        """Write one row down; return its public key ("" where the table has none)."""
        line = "\t".join([field(value) for value in values]) + self._tail
        if self._ids is None:
            self._rows.append(line + "\n")
            return ""
        public_id = next(self._ids)
        self._rows.append(f"{line}\t{public_id}\n")
        return public_id

    def send(self) -> None:
        """Hand what was written down so far to the courier."""
        if self._rows:
            self._courier.take(self._statement, self._rows)
            self._rows = []


def _blocks(rows: Iterable[str]) -> Iterator[str]:
    held: list[str] = []
    size = 0
    for row in rows:
        held.append(row)
        size += len(row)
        if size > _BLOCK:
            yield "".join(held)
            held, size = [], 0
    if held:
        yield "".join(held)


def _default(column: sa.Column[Any]) -> str | None:
    """What a row that says nothing gets, as COPY writes it; None: the database knows."""
    default = column.default
    if default is None:
        return None
    if default.is_scalar:
        value = default.arg  # type: ignore[attr-defined]
    elif default.is_callable:
        value = default.arg(None)  # type: ignore[attr-defined]
    else:
        return None
    return field(Json(value) if isinstance(column.type, sa.JSON) else value)
