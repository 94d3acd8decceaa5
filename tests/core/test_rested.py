"""A pooled connection whose server has gone is replaced first (see core.rested)."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from rmapp.core import rested

WHO = sa.text("SELECT pg_backend_pid()")
END = sa.text("SELECT pg_terminate_backend(:pid, 10000)")


@pytest.fixture
def engine(database: tuple[str, str]) -> Iterator[sa.Engine]:
    """A pool of one connection that asks what has rested."""
    made = sa.create_engine(database[1], pool_size=1, max_overflow=0)
    rested.ask_rested(made)
    yield made
    made.dispose()


def end(database: tuple[str, str], pid: int) -> None:
    """As a restart of the server does to every session."""
    other = sa.create_engine(database[1], poolclass=sa.NullPool)
    with other.connect() as connection:
        assert connection.execute(END, {"pid": pid}).scalar_one() is True


def who(engine: sa.Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(WHO).scalar_one())


def test_whoever_comes_after_a_restart_notices_nothing(engine, database, monkeypatch):
    monkeypatch.setattr(rested, "RESTED", 0.0)
    before = who(engine)
    assert who(engine) == before, "one that still stands is kept"
    end(database, before)
    assert who(engine) != before


def test_one_used_a_moment_ago_is_not_asked_and_fails_once(engine, database, monkeypatch):
    monkeypatch.setattr(rested, "RESTED", 3_600.0)
    before = who(engine)
    end(database, before)
    with pytest.raises(sa.exc.OperationalError):
        who(engine)
    assert who(engine) != before
