"""Statements stay prepared through a refusal.

psycopg prepares what a connection asks for again and again, and forgets all of it at each
ROLLBACK, because a rollback may take back a table. The desk changes no table while it serves (its
role may not), so what is prepared stays good: otherwise every refused form would cost the next
requests of its connection the planning of all their statements.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
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


def keep_prepared(engine: Engine) -> None:
    """Let the connections of ``engine`` keep what they have prepared."""

    @sa.event.listens_for(engine, "connect")
    def _take(connection: Any, _record: Any) -> None:
        connection._prepared = _Kept()
