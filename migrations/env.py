"""Alembic's entry: runs on the connection ``rmapp.core.migrate`` hands over.

``alembic revision --autogenerate`` is ``python -m migrations.env MESSAGE`` (see operations.md).
"""

from alembic import context

import rmapp  # noqa: F401  # every table of every slice
from rmapp.core.db import Base
from rmapp.core.migrate import include_object

connection = context.config.attributes.get("connection")
if connection is None:
    raise RuntimeError("migrations run through rmapp.core.migrate, which opens the connection")

context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    compare_type=True,
    include_object=include_object,
    transaction_per_migration=False,
)
context.run_migrations()
