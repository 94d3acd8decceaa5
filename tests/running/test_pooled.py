"""Behind a pooler in transaction mode (V8, quality: beyond one machine): nothing the desk relies on
lives in a session."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from rmapp.core.session_settings import SETTINGS, connect_args, say_with_each_transaction
from rmapp.settings import CHECKOUT

#: What a session would keep beyond its transaction.
KEPT = re.compile(
    r"pg_(?:try_)?advisory_lock(?:_shared)?\s*\(|\bLISTEN\s|\bUNLISTEN\b|\bWITH HOLD\b"
    r"|\bTEMP(?:ORARY)? TABLE\b|^\s*SET (?!LOCAL\b)\w+ *(?:=|TO)|\bSET SESSION\b"
)
SAID = """SELECT current_setting('statement_timeout'), current_setting('timezone'),
 current_setting('jit')"""


@pytest.fixture
def pooled(database: tuple[str, str]) -> Iterator[sa.Engine]:
    """An engine as the desk makes it for a pooler; each checkout is another connection."""
    engine = sa.create_engine(
        database[1], poolclass=NullPool, connect_args=connect_args(pooled=True)
    )
    say_with_each_transaction(engine)
    yield engine
    engine.dispose()


def strings() -> Iterator[tuple[str, str]]:
    """Every text of the product's Python, with its file."""
    for path in sorted((CHECKOUT / "rmapp").rglob("*.py")):
        if "bench" not in path.parts:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield f"{path.relative_to(CHECKOUT)}:{node.lineno}", node.value


def calls(name: str) -> Iterator[tuple[str, ast.Call]]:
    for path in sorted((CHECKOUT / "rmapp").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == name
            ):
                yield f"{path.relative_to(CHECKOUT)}:{node.lineno}", node


def test_v8_no_statement_of_the_desk_leaves_anything_in_its_session() -> None:
    assert [place for place, words in strings() if KEPT.search(words)] == []
    for name in ("pg_advisory_lock", "pg_try_advisory_lock", "pg_advisory_lock_shared"):
        assert list(calls(name)) == []


def test_v8_a_setting_is_made_for_its_transaction_alone() -> None:
    made = list(calls("set_config"))
    assert made
    for place, call in made:
        last = call.args[-1]
        assert isinstance(last, ast.Constant), place
        assert last.value is True, place


def test_v8_behind_a_pooler_every_transaction_is_told_what_a_session_was_told(
    pooled: sa.Engine,
) -> None:
    for _time in range(3):
        with pooled.begin() as connection:
            assert tuple(connection.execute(sa.text(SAID)).one()) == ("15s", "UTC", "off")


def test_v8_behind_a_pooler_nothing_is_said_when_connecting_and_nothing_stays_prepared(
    database: tuple[str, str],
) -> None:
    """A pooler refuses what it does not know, and gives the next transaction another session."""
    given: dict[str, Any] = connect_args(pooled=True)
    assert "options" not in given
    engine = sa.create_engine(database[1], connect_args=given, pool_size=1)
    say_with_each_transaction(engine)
    kept = sa.text("SELECT count(*) FROM pg_prepared_statements")
    for number in range(8):
        with engine.begin() as connection:
            connection.execute(sa.text("SELECT :number"), {"number": number})
            assert connection.scalar(kept) == 0
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        said = connection.scalar(sa.text("SELECT current_setting('statement_timeout')"))
        assert said == "0", "nothing is left of the transactions before"
    engine.dispose()


def test_v8_a_connection_of_ones_own_is_told_when_it_is_made() -> None:
    said = connect_args(pooled=False)["options"]
    assert all(f"-c {name}={value}" in said for name, value in SETTINGS.items())
