"""The file of rows with problems: their own columns and the reason, to correct and bring again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from . import queries
from .fields import REMARKS, is_remark, label
from .models import Import
from .words import problem_words
from .writing import csv_bytes, xlsx_bytes

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def corrections(import_: Import, form: str) -> tuple[bytes, str]:
    """The file in ``form`` (csv, xlsx) and its type of content."""
    kept = [at for at, column in enumerate(import_.columns) if not is_remark(column)]
    head = [*(import_.columns[at] for at in kept), *map(str, REMARKS)]
    write = xlsx_bytes if form == "xlsx" else csv_bytes
    return write(head, _lines(import_, kept)), KINDS[form]


def _lines(import_: Import, kept: list[int]) -> Iterator[list[Any]]:
    for row in queries.wrong_rows(import_.id):
        yield [*(row.cells[at] for at in kept), row.number, "; ".join(reasons(row.problems))]


def reasons(problems: list[Any]) -> list[str]:
    """Problems of a row in words, with the field they concern."""
    return [
        f"{label(field)}: {problem_words(code)}" if field else str(problem_words(code))
        for field, code, _cell, _is_error in problems
        if code != "look_alike"
    ]
