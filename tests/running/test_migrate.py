"""Migrations run as the owner; the serving role gets what it needs and no more (ruling 8)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from rmapp.core import databases, migrate
from rmapp.core.embedded import Engines
from rmapp.factory import load_models
from tests.schema import wait_for_template

SERVING = "rmapp_serving"


@pytest.fixture(autouse=True, scope="module")
def _models() -> None:
    load_models()
    wait_for_template()  # one process migrates one database at a time


@pytest.fixture
def urls(engines: Engines) -> Iterator[tuple[str, str]]:
    owner = str(engines.servers.owner_url)
    made = databases.create(owner, "migrated", serving_role=SERVING)
    yield made, databases.with_database(str(engines.servers.serving_url), "migrated")
    databases.drop(owner, "migrated")


def run(url: str, *statements: str) -> None:
    with sa.create_engine(url, poolclass=NullPool).begin() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))


def test_the_serving_role_writes_rows_but_neither_tables_nor_the_past(
    urls: tuple[str, str],
) -> None:
    owner, serving = urls
    run(owner, "CREATE TABLE note (id int)", "CREATE TABLE audit_entry (id int)")
    run(owner, "CREATE TABLE IF NOT EXISTS alembic_version (version_num varchar(32))")
    with sa.create_engine(owner, poolclass=NullPool).begin() as connection:
        migrate.grant(connection, SERVING)
    assert migrate.serving_faults(serving, SERVING) == []
    run(serving, "INSERT INTO note VALUES (1)", "UPDATE note SET id = 2", "DELETE FROM note")
    run(serving, "INSERT INTO audit_entry VALUES (1)", "SELECT * FROM alembic_version")
    for forbidden in (
        "UPDATE audit_entry SET id = 2",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "DELETE FROM alembic_version",
        "DROP TABLE note",
        "ALTER TABLE note ADD name text",
        "CREATE TABLE own (id int)",
        "CREATE TEMPORARY TABLE own (id int)",
    ):
        with pytest.raises(sa.exc.ProgrammingError, match=r"denied|must be owner"):
            run(serving, forbidden)


def test_too_many_rights_are_found(urls: tuple[str, str]) -> None:
    owner, _ = urls
    run(owner, "CREATE TABLE audit_entry (id int)")
    run(owner, f"GRANT DELETE ON audit_entry TO {SERVING}")
    run(owner, f"GRANT CREATE ON SCHEMA public TO {SERVING}")
    faults = migrate.serving_faults(owner, SERVING)
    assert faults == ["may create tables", "may DELETE on audit_entry"]


def test_an_unknown_serving_role_is_refused(urls: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match="does not exist"):
        migrate.upgrade(urls[0], serving_role="nobody_here")


def test_migrations_go_up_and_down_and_up(urls: tuple[str, str]) -> None:
    owner, _ = urls
    for _turn in range(2):
        migrate.upgrade(owner, serving_role=SERVING)
        assert migrate.is_current(owner)
        assert migrate.serving_faults(owner, SERVING) == []
        migrate.downgrade(owner, "base")
        assert migrate.current(owner) == ()
