"""Databases of our own on a server: made, copied, dropped; the named one never."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from rmapp.core import databases
from rmapp.core.embedded import Engines


def run(url: str, statement: str) -> object:
    with sa.create_engine(url, poolclass=NullPool).begin() as connection:
        result = connection.execute(sa.text(statement))
        return result.scalar() if result.returns_rows else None


def test_a_database_is_made_copied_and_dropped(engines: Engines) -> None:
    owner = str(engines.servers.owner_url)
    first = databases.create(owner, "bench_10", serving_role="rmapp_serving")
    run(first, "CREATE TABLE kept AS SELECT 7 AS value")
    copied = databases.create(owner, "bench_20", template="bench_10")
    assert run(copied, "SELECT value FROM kept") == 7
    serving = databases.with_database(str(engines.servers.serving_url), "bench_10")
    assert run(serving, "SELECT 1") == 1
    with sa.create_engine(copied).connect():  # a connection left open does not hinder
        databases.drop(owner, "bench_20")
    databases.drop(owner, "bench_10")
    databases.drop(owner, "bench_10")
    assert not databases.exists(owner, "bench_10")


def test_the_named_database_is_never_dropped(engines: Engines) -> None:
    with pytest.raises(ValueError, match="never dropped"):
        databases.drop(str(engines.servers.owner_url), "rmapp")


@pytest.mark.parametrize("name", ["", "a b", 'x"; DROP', "Большая", "9lives", "a" * 64])
def test_a_strange_name_is_refused(engines: Engines, name: str) -> None:
    with pytest.raises(ValueError, match="not a database name"):
        databases.create(str(engines.servers.owner_url), name)
