"""A pooled connection that has rested is asked whether its server still stands.

SQLAlchemy's own ``pool_pre_ping`` asks before every request: one more way to the server and back,
which a desk at work pays thousands of times for nothing. A server that goes away under a connection
used within the last second is found out by the request itself, as one that goes away in its midst.
"""

from __future__ import annotations

import time
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import InvalidatePoolError

#: How long a connection rests before it is asked, seconds.
RESTED = 1.0
_SINCE = "rested_since"


def ask_rested(engine: Engine) -> None:
    """Let ``engine`` ask each connection that has rested; one whose server has gone is replaced,
    and with it all that were opened before."""

    @sa.event.listens_for(engine, "checkin")
    def _lay_down(_connection: Any, record: Any) -> None:
        record.info[_SINCE] = time.monotonic()

    @sa.event.listens_for(engine, "checkout")
    def _ask(connection: Any, record: Any, _holder: Any) -> None:
        since = record.info.get(_SINCE)
        if since is None or time.monotonic() - since < RESTED:  # new, or used a moment ago
            return
        try:
            connection.autocommit = True
            connection.execute("SELECT 1")
            connection.autocommit = False
        except psycopg.Error as error:
            raise InvalidatePoolError from error
