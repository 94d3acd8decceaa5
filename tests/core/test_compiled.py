"""Compiled templates are kept, and only where they are still true."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from rmapp.core import compiled

SOURCE = {"greeting": "Hello {{ name }}"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the greeting was compiled in English."""
    kept = compiled.kept("en", tmp_path / "templates")
    page = Environment(loader=DictLoader(SOURCE), bytecode_cache=kept).get_template("greeting")
    assert page.render(name="Vera") == "Hello Vera"
    return tmp_path / "templates"


def known(folder: Path, language: str = "en", source: str = SOURCE["greeting"]) -> bool:
    """Whether the greeting needs no compiling again."""
    kept = compiled.kept(language, folder)
    assert kept is not None
    return kept.get_bucket(Environment(), "greeting", None, source).code is not None


def test_a_template_is_compiled_once_for_all_processes(folder: Path) -> None:
    assert known(folder)


def test_a_changed_template_another_language_and_changed_code_are_compiled_anew(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not known(folder, source="Hello, {{ name }}")
    assert not known(folder, language="ru")
    monkeypatch.setattr(compiled, "house", lambda: "with one line more")
    assert not known(folder)


def test_a_line_of_code_or_a_catalogue_makes_another_house(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = compiled.house()
    (tmp_path / "room.py").write_text("1")
    monkeypatch.setattr(compiled, "PACKAGE", tmp_path)
    compiled.house.cache_clear()
    try:
        moved = compiled.house()
        (tmp_path / "room.py").write_text("10")
        compiled.house.cache_clear()
        assert len({before, moved, compiled.house()}) == 3
    finally:
        compiled.house.cache_clear()


def test_where_nothing_may_be_written_every_process_compiles_for_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    assert compiled.kept("en", tmp_path / "file") is None
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert compiled.kept("en", tmp_path / "folder") is None
    assert not (tmp_path / "folder").exists()
