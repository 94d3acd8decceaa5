"""Alembic's entry: runs on the connection ``rmapp.core.migrate`` hands over.

A new revision is drafted by ``rmapp.core.migrate.draft(owner_url, message)``.
"""

from typing import Any

from alembic import context

from rmapp.core.db import Base, UTCDateTime
from rmapp.core.migrate import include_object
from rmapp.factory import load_models


def render(kind: str, item: Any, _context: Any) -> str | bool:
    """Types of our own are written as what they are in the database."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


connection = context.config.attributes.get("connection")
if connection is None:
    raise RuntimeError("migrations run through rmapp.core.migrate, which opens the connection")

load_models()
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    compare_type=True,
    render_item=render,
    include_object=include_object,
    transaction_per_migration=False,
)
context.run_migrations()
