"""Databases of our own on a server: made for tests, figures (``bench_N``) and dropped again.

Never the named one: what these functions make or drop has a name given by the caller.
"""

from __future__ import annotations

import re

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")


def with_database(url: str, name: str) -> str:
    """The address ``url`` with another database ``name``, password kept."""
    return sa.make_url(url).set(database=name).render_as_string(hide_password=False)


def exists(owner_url: str, name: str) -> bool:
    """Whether the server of ``owner_url`` has a database ``name``."""
    with _server(owner_url) as connection:
        found = connection.execute(
            sa.text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": name}
        )
        return found.first() is not None


def create(
    owner_url: str,
    name: str,
    *,
    serving_role: str | None = None,
    template: str | None = None,
    by_files: bool = False,
) -> str:
    """Make the database ``name`` and return the owner's address of it.

    ``serving_role`` may connect to it. ``template``: copied from that database, which nobody may
    be using; ``by_files``: as files and not through the log, quicker for large ones. The role in
    ``owner_url`` needs CREATEDB. Raises ValueError for a name that is not lower-case letters,
    digits and underscores.
    """
    source = f" TEMPLATE {_safe(template)}" if template else ""
    if template and by_files:
        source += " STRATEGY FILE_COPY"
    with _server(owner_url) as connection:
        connection.execute(sa.text(f"CREATE DATABASE {_safe(name)}{source}"))
        connection.execute(sa.text(f"REVOKE ALL ON DATABASE {_safe(name)} FROM PUBLIC"))
        if serving_role:
            role = connection.dialect.identifier_preparer.quote(serving_role)
            connection.execute(sa.text(f"GRANT CONNECT ON DATABASE {_safe(name)} TO {role}"))
    return with_database(owner_url, name)


def drop(owner_url: str, name: str) -> None:
    """Drop the database ``name`` if it is there, ending its connections.

    Raises ValueError for the database that ``owner_url`` itself names.
    """
    if sa.make_url(owner_url).database == name:
        raise ValueError(f"{name} is the named database itself: it is never dropped")
    with _server(owner_url) as connection:
        try:
            connection.execute(sa.text(f"DROP DATABASE IF EXISTS {_safe(name)} WITH (FORCE)"))
        except sa.exc.ProgrammingError:  # autovacuum is at work there: the plain form ends it
            connection.execute(sa.text(f"DROP DATABASE IF EXISTS {_safe(name)}"))


def analyze(owner_url: str) -> None:
    """Count what lies in the tables of ``owner_url``: after a large load the planner knows nothing
    of it until the server comes to it by itself, and multiplies tables that it takes for empty."""
    engine = sa.create_engine(owner_url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text("ANALYZE"))


def _safe(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"not a database name: {name!r}")
    return f'"{name}"'


def _server(url: str) -> sa.Connection:
    engine = sa.create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    return engine.connect()
