"""docs/security.md keeps its word: thirty controls, and every test it names is there."""

from __future__ import annotations

import ast
import functools
import re
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
PAGE = CHECKOUT / "docs" / "security.md"
TEST = re.compile(r"`([\w/]+\.py)::(\w+)`")
ROW = re.compile(r"^\| (\d+) \| (.+) \| (.+) \| (.+) \|$")


def rows() -> dict[int, tuple[str, str, str]]:
    """Number → control, rule, tests."""
    found = [ROW.match(line) for line in PAGE.read_text().splitlines()]
    return {int(row[1]): (row[2], row[3], row[4]) for row in found if row}


@functools.cache
def names_in(path: Path) -> frozenset[str]:
    """The names of the functions of a module that pytest collects."""
    return frozenset(
        node.name
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and node.name.startswith("test_")
    )


def missing(page: str) -> list[str]:
    """The tests a page names that are not there."""
    return [
        f"{file}::{name}"
        for file, name in TEST.findall(page)
        if not (path := CHECKOUT / "tests" / file).is_file() or name not in names_in(path)
    ]


def test_there_are_thirty_controls():
    assert sorted(rows()) == list(range(1, 31))


@pytest.mark.parametrize("number", range(1, 31))
def test_a_control_has_a_rule_and_tests(number):
    _control, rule, tests = rows()[number]
    assert len(rule) > 40
    assert TEST.search(tests), "no test is named"
    assert TEST.sub("", tests).strip(" ,") == "", "something stands there that is no test"


def test_every_test_the_page_names_is_there():
    assert missing(PAGE.read_text()) == []


def test_a_test_that_is_gone_would_be_missed():
    gone = "`architecture/test_house.py::test_gone`, `architecture/test_nowhere.py::test_gone`"
    assert missing(gone) == gone.replace("`", "").split(", ")


def test_no_test_of_security_is_left_out_of_the_page():
    """What tests/security proves belongs to a row."""
    named = set(TEST.findall(PAGE.read_text()))
    left_out = [
        f"security/{path.name}::{name}"
        for path in sorted((CHECKOUT / "tests" / "security").glob("test_*.py"))
        for name in sorted(names_in(path))
        if (f"security/{path.name}", name) not in named
    ]
    assert left_out == []
