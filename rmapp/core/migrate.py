"""Migrations: bring a database up or down, say where it stands, compare it with the models.

The owner's role migrates; afterwards the serving role gets exactly what it needs: no DDL, and on
append-only tables (``info={"append_only": True}`` in ``__table_args__``) no UPDATE or DELETE.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.pool import NullPool

from .db import Base

FOLDER = Path(__file__).resolve().parents[2] / "migrations"
#: Two nodes that migrate at once: the second waits for the first.
_LOCK = 7_031_977_001


def config() -> Config:
    """Alembic's configuration; there is no alembic.ini."""
    made = Config()
    made.set_main_option("script_location", str(FOLDER))
    made.set_main_option("path_separator", "os")
    made.set_main_option("file_template", "%%(year)d%%(month).2d%%(day).2d_%%(hour).2d%%(minute).2d_%%(slug)s")  # fmt: skip  # noqa: E501
    return made


def heads() -> tuple[str, ...]:
    """The newest revisions of the code: one, or none before the first migration."""
    return tuple(ScriptDirectory.from_config(config()).get_heads())


def current(url: str) -> tuple[str, ...]:
    """The revisions the database at ``url`` stands at."""
    with _connected(url) as connection:
        return tuple(MigrationContext.configure(connection).get_current_heads())


def is_current(url: str) -> bool:
    """Whether the database at ``url`` has every migration of the code."""
    return set(current(url)) == set(heads())


def upgrade(owner_url: str, revision: str = "head", *, serving_role: str | None = None) -> None:
    """Migrate up to ``revision`` in one transaction; then grant ``serving_role`` its rights."""
    _migrate(owner_url, lambda settings: command.upgrade(settings, revision))
    if serving_role is not None and serving_role != sa.make_url(owner_url).username:
        with _connected(owner_url) as connection, connection.begin():
            grant(connection, serving_role)


def downgrade(owner_url: str, revision: str) -> None:
    """Migrate down to ``revision`` (``base``: nothing is left) in one transaction."""
    _migrate(owner_url, lambda settings: command.downgrade(settings, revision))


def draft(owner_url: str, message: str) -> None:
    """Write a new revision into ``migrations/versions``: what the models have and the database
    lacks. It is a draft: read it, name what alembic cannot see (functions, triggers)."""
    with _connected(owner_url) as connection:
        settings = config()
        settings.attributes["connection"] = connection
        command.revision(settings, message, autogenerate=True)


def differences(url: str) -> list[Any]:
    """What the models say and the database at ``url`` does not, as alembic's operations.

    The models must be loaded (``rmapp.factory.load_models``). An empty list is the aim.
    """
    with _connected(url) as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_object": include_object}
        )
        return _without_respelt(list(compare_metadata(context, Base.metadata)))


def _without_respelt(found: list[Any]) -> list[Any]:
    """``found`` without indexes over expressions that are there under the same name: PostgreSQL
    spells an expression its own way, and alembic takes that for another index."""
    steps = [step for step in found if isinstance(step, tuple)]
    removed = {step[1].name for step in steps if step[0] == "remove_index"}
    added = {step[1].name for step in steps if step[0] == "add_index"}
    same = removed & added & _over_expressions()
    return [step for step in found if not (step in steps and getattr(step[1], "name", "") in same)]


def _over_expressions() -> set[str]:
    return {
        str(index.name)
        for table in Base.metadata.tables.values()
        for index in table.indexes
        if any(not isinstance(part, sa.Column) for part in index.expressions)
    }


def include_object(thing: Any, name: str | None, kind: str, reflected: bool, _other: Any) -> bool:
    """Whether alembic compares this object: all but what is marked ``skip_autogenerate``."""
    return not thing.info.get("skip_autogenerate", False)


def serving_faults(owner_url: str, serving_role: str) -> list[str]:
    """What ``serving_role`` may do and should not: DDL, changes of append-only tables."""
    faults = []
    with _connected(owner_url) as connection:
        may_create = connection.execute(
            sa.text("SELECT has_schema_privilege(:role, 'public', 'CREATE')"),
            {"role": serving_role},
        ).scalar_one()
        if may_create:
            faults.append("may create tables")
        owned = connection.execute(
            sa.text("SELECT count(*) FROM pg_tables WHERE tableowner = :role"),
            {"role": serving_role},
        ).scalar_one()
        if owned:
            faults.append(f"owns {owned} tables")
        for table in _append_only():
            for right in ("UPDATE", "DELETE", "TRUNCATE"):
                if connection.execute(
                    sa.text(
                        "SELECT to_regclass(:table) IS NOT NULL"
                        " AND has_table_privilege(:role, to_regclass(:table), :right)"
                    ),
                    {"role": serving_role, "table": table, "right": right},
                ).scalar_one():
                    faults.append(f"may {right} on {table}")
    return faults


def _append_only() -> list[str]:
    """The names of the tables whose rows never change; there is always one, the trail."""
    found = [table.name for table in Base.metadata.tables.values() if table.info.get("append_only")]
    if not found:  # granting without knowing them would open the trail
        raise RuntimeError("load the models first: rmapp.factory.load_models()")
    return sorted(found)


def grant(connection: sa.Connection, role: str) -> None:
    """Give the serving ``role`` what it needs on the tables there are, and no more.

    Raises ValueError when the server does not know the role.
    """
    quote = connection.dialect.identifier_preparer.quote
    known = connection.execute(
        sa.text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role}
    )
    if known.first() is None:
        raise ValueError(f"the serving role {role} does not exist on this server")
    who = quote(role)
    for statement in (
        f"GRANT USAGE ON SCHEMA public TO {who}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {who}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {who}",
        f"REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {who}",
    ):
        connection.execute(sa.text(statement))
    present = set(sa.inspect(connection).get_table_names())
    for table in _append_only():
        if table in present:
            connection.execute(sa.text(f"REVOKE UPDATE, DELETE ON {quote(table)} FROM {who}"))


def _migrate(owner_url: str, run: Any) -> None:
    with _connected(owner_url) as connection, connection.begin():
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        settings = config()
        settings.attributes["connection"] = connection
        run(settings)


@contextmanager
def _connected(url: str) -> Iterator[sa.Connection]:
    engine = sa.create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        yield connection
