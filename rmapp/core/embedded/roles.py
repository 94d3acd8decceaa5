"""The roles and the database of the embedded server: who owns, who serves (ruling 8)."""

from __future__ import annotations

from collections.abc import Mapping

import psycopg
from psycopg import sql

ADMIN, OWNER, SERVING, DATABASE = "rmapp_admin", "rmapp_owner", "rmapp_serving", "rmapp"


def make(sockets: str, passwords: Mapping[str, str]) -> None:
    """Make what is missing: the owner (migrates, makes databases for tests and figures), the
    serving role (neither), and the database, which nobody else may enter."""
    with psycopg.connect(
        host=sockets, user=ADMIN, password=passwords[ADMIN], dbname="postgres", autocommit=True
    ) as connection:
        known = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
        for role, rights in ((OWNER, "CREATEDB"), (SERVING, "NOCREATEDB")):
            if role not in known:
                connection.execute(
                    sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEROLE {} PASSWORD {}").format(
                        sql.Identifier(role), sql.SQL(rights), sql.Literal(passwords[role])
                    )
                )
        there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if there.fetchone() is None:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(
                    sql.Identifier(DATABASE), sql.Identifier(OWNER)
                )
            )
        name, serving = sql.Identifier(DATABASE), sql.Identifier(SERVING)
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
        connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, serving))
