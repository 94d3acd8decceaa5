"""How far a long step is, told while it goes on: beside its transaction, which others cannot see.

A step that is all or nothing has nothing to show before its end but this number. It is written
through a connection of its own, each time at once, and only while the step runs: it decides
nothing, and the step's own end overwrites it.

The same connection holds a lock as long as its process lives. When the process is killed the
server frees the lock, and the next sweep takes the item up without waiting for its lease to end.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from ..core.db import db
from .models import UNDERWAY, WorkItem
from .transitions import WATCH, watch_key

Tell = Callable[[int], None]


@contextmanager
def telling(item_id: int, *, total: int) -> Iterator[Tell]:
    """Yield ``tell(done)`` for a step of item ``item_id`` that has ``total`` things to do; for
    a few words a step, each is written."""
    table = WorkItem.__table__
    began = time.monotonic()
    lock = (WATCH, watch_key(item_id))
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:

        def tell(done: int) -> None:
            now = time.monotonic()
            connection.execute(
                sa.update(WorkItem)
                .where(table.c.id == item_id, table.c.state.in_(UNDERWAY))
                .values(done=min(done, total), total=total, rate=done / max(now - began, 0.001))
            )

        def watched(is_watched: bool) -> None:
            connection.execute(
                sa.update(WorkItem).where(table.c.id == item_id).values(is_watched=is_watched)
            )

        # held by a process that was overtaken and stands still: then the lease has to do
        held = connection.scalar(sa.select(sa.func.pg_try_advisory_lock(*lock)))
        watched(bool(held))
        try:
            tell(0)
            yield tell
        finally:
            watched(False)
            if held:
                connection.execute(sa.select(sa.func.pg_advisory_unlock(*lock)))
