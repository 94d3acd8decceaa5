"""What a connection to the server keeps, and what it does not make.

Statements stay prepared through a refusal.

psycopg prepares what a connection asks for again and again, and forgets all of it at each
ROLLBACK, because a rollback may take back a table. The desk changes no table while it serves (its
role may not), so what is prepared stays good: otherwise every refused form would cost the next
requests of its connection the planning of all their statements.

The columns of an answer are described when somebody asks. SQLAlchemy knows them from the last time
and asks only whether there are any, and psycopg would make an object of every column of every
answer first: several hundred a page.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from psycopg import Column, Cursor
from psycopg._preparing import PrepareManager
from sqlalchemy.engine import Engine

#: So many statements of a connection stay prepared; a page has ten, the house some hundreds.
MOST = 300
#: Prepared when it is asked for the third time.
AFTER = 2


class _Kept(PrepareManager):
    """Forgets single statements, the longest unused first, and never all of them."""

    prepare_threshold = AFTER
    prepared_max = MOST

    def _should_discard(self, *_told: Any, **_more: Any) -> bool:
        return False

    def clear(self) -> bool:
        """A rollback of the whole transaction asks for this."""
        return False


class _Columns(Sequence[Column]):
    """The columns of the answer a cursor has, each made when it is asked for."""

    def __init__(self, cursor: Any, size: int) -> None:
        self._cursor, self._size = cursor, size

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return [Column(self._cursor, one) for one in range(self._size)[at]]
        return Column(self._cursor, range(self._size)[at])


class _Light(Cursor[Any]):
    """A cursor that describes its columns when somebody asks."""

    @property
    def description(self) -> Any:
        """The columns of the answer; None when there is no answer of rows."""
        answer = self.pgresult
        return _Columns(self, answer.nfields) if answer and answer.nfields else None


def keep_prepared(engine: Engine) -> None:
    """Let the connections of ``engine`` keep what they have prepared, and make no more than is
    asked for."""

    @sa.event.listens_for(engine, "connect")
    def _take(connection: Any, _record: Any) -> None:
        connection._prepared = _Kept()
        connection.cursor_factory = _Light
