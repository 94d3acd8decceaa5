"""What the desk asks of every connection to the server, told once or with each transaction.

To a server of its own a connection says it when it is made. A pooler in transaction mode gives each
transaction another connection, shared with others: there it is said at the beginning of each, for
that transaction alone, and nothing is kept prepared.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

SETTINGS = {
    "statement_timeout": "15000",
    "lock_timeout": "5000",
    "idle_in_transaction_session_timeout": "30000",
    "timezone": "UTC",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",  # small pages, two cores
    # every search reads what waits for its index whole; by default that is 4 MB
    "gin_pending_list_limit": "64kB",
}
_SAID = "SELECT " + ", ".join(
    f"set_config('{name}', '{value}', true)" for name, value in SETTINGS.items()
)


def connect_args(*, pooled: bool) -> dict[str, Any]:
    """The arguments of a new connection; ``pooled``: there is a pooler in transaction mode."""
    if pooled:
        return {"prepare_threshold": None}
    return {"options": " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())}


def say_with_each_transaction(engine: Engine) -> None:
    """Say the settings at the beginning of each transaction of ``engine``, for it alone."""

    @sa.event.listens_for(engine, "begin")
    def _say(connection: sa.Connection) -> None:
        connection.exec_driver_sql(_SAID)
