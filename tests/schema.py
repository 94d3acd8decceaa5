"""Makes the suite's template database: the whole schema, grants, seeds."""

from __future__ import annotations

import os

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from rmapp.audit import ddl
from rmapp.audit.operations import GENESIS, seal_head
from rmapp.core import clock, databases, migrate
from rmapp.core.db import Base
from rmapp.factory import load_models


def make_template() -> None:
    """Create the template database every worker copies."""
    owner, serving = os.environ["RMTEST_OWNER_URL"], os.environ["RMTEST_SERVING_URL"]
    role = str(sa.make_url(serving).username)
    url = databases.create(owner, os.environ["RMTEST_TEMPLATE"], serving_role=role)
    load_models()
    if migrate.heads() and os.environ.get("RMTEST_MIGRATED"):
        migrate.upgrade(url, serving_role=role)
        return
    engine = sa.create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE alembic_version (version_num varchar(32))"))
        Base.metadata.create_all(connection)
        connection.execute(sa.text(clock.CREATE_FUNCTION))
        connection.execute(sa.text(ddl.APPEND_ONLY))
        connection.execute(
            sa.text("INSERT INTO audit_head VALUES (1, 0, :hash, :seal)"),
            {"hash": GENESIS, "seal": seal_head(0, GENESIS)},
        )
        migrate.grant(connection, role)
    engine.dispose()
