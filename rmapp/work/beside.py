"""How far a long step is, told while it goes on: beside its transaction, which others cannot see.

A step that is all or nothing has nothing to show before its end but this number. It is written
through a connection of its own, each statement a transaction, and only while the step runs: it
decides nothing, and the step's own end overwrites it.

The same connection shows that the process lives: every few seconds it moves the end of a short
lease on, for the claim it has and no other. When the process is killed the lease ends by itself and
the next sweep takes the item up; nothing is asked of the session, so that a pooler between the
worker and the server may give each statement another one.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import sqlalchemy as sa
import structlog

from ..core.clock import sql_now
from ..core.db import db
from .kinds import Task
from .models import UNDERWAY, WorkItem

log = structlog.get_logger("rmapp.work")
Tell = Callable[[int], None]


class Telling(Protocol):
    """Says how far the step is: so much is done, of so much where that is known by then."""

    def __call__(self, done: int, of: int | None = None) -> None: ...


#: Seconds between two signs of life, without one until somebody else may take the item up, and for
#: what is left to be done when the step has ended: its commit.
BEAT, SILENT, LAST = 2.0, 12.0, 60.0


@contextmanager
def telling(task: Task, *, total: int | None = None) -> Iterator[Telling]:
    """Yield ``tell(done, of)`` for a step of ``task`` that has ``total`` things to do, where that
    is known at its beginning; for a few words a step, each is written. Meanwhile the step has a
    short lease that is moved on."""
    table: Any = WorkItem.__table__
    began, over, turn = time.monotonic(), threading.Event(), threading.Lock()
    mine = [
        table.c.id == task.id, table.c.lease_token == task.token, table.c.state.in_(UNDERWAY),
    ]  # fmt: skip
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:

        def write(*, lease: float, values: dict[str, Any] | None = None) -> None:
            until = {"lease_until": sql_now() + dt.timedelta(seconds=lease)}
            with turn:  # one connection, two threads
                connection.execute(
                    sa.update(table).where(*mine).values({**(values or {}), **until})
                )

        def tell(done: int, of: int | None = total) -> None:
            rate = done / max(time.monotonic() - began, 0.001)
            values: dict[str, Any] = {"done": done, "rate": rate}
            if of is not None:
                values |= {"done": min(done, of), "total": of}
            write(lease=SILENT, values=values)

        def live() -> None:
            while not over.wait(BEAT):
                try:
                    write(lease=SILENT)
                except sa.exc.SQLAlchemyError:  # the step itself says what is wrong, if it is
                    log.warning("work_no_sign_of_life", item=task.id)

        heart = threading.Thread(target=live, name=f"work-{task.id}", daemon=True)
        tell(0)
        heart.start()
        try:
            yield tell
        finally:
            over.set()
            heart.join()
            write(lease=LAST)
