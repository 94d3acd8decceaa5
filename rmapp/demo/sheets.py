"""Rows of one table on their way into the database by COPY.

A sheet knows the table's defaults: a row gives only what differs. Keys are taken from the table's
sequence by the thousand, so that rows can name each other before they are sent.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from psycopg import Connection

from ..core.copying import Json, blocks, default, field
from ..core.db import new_public_ids

__all__ = ["Courier", "Json", "Sheet"]
_KEYS = 1_000  # taken from a sequence at once when what was reserved is used up


def public_ids() -> Iterator[str]:
    """Random public identifiers, made thousands at a time."""
    while True:
        yield from new_public_ids(4_096)


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
                    for block in blocks(rows):
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
            and (text := default(column)) is not None
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
