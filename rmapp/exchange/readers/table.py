"""What every reader gives: columns, rows, and notes on what it found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

MIB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """How much is read (ruling 21). Sizes in bytes, time in seconds."""

    file_bytes: int = 64 * MIB
    unpacked_bytes: int = 512 * MIB
    zip_entries: int = 2000
    #: Unpacked to packed, of one zip entry larger than ``ratio_from`` bytes.
    zip_ratio: int = 300
    ratio_from: int = 8 * MIB
    columns: int = 500
    rows: int = 1_048_576
    cell_chars: int = 32_767
    memory_bytes: int = 1024 * MIB
    seconds: int = 60


class RefusalCode(StrEnum):
    """Why a file is not read."""

    EMPTY = "file_empty"
    TOO_LARGE = "file_too_large"
    TOO_MANY_COLUMNS = "file_too_many_columns"
    TOO_MANY_ROWS = "file_too_many_rows"
    BROKEN_ENCODING = "file_broken_encoding"
    BROKEN = "file_broken"
    BOMB = "file_bomb"
    ENCRYPTED = "file_encrypted"
    NOT_A_TABLE = "file_not_a_table"
    NO_SUCH_SHEET = "file_no_such_sheet"
    TOO_SLOW = "file_too_slow"


class ReaderRefusal(Exception):
    """A file that is not read. ``detail`` names the thing found (``pdf``, ``xml``, ``row 7``)."""

    def __init__(self, code: RefusalCode, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else str(code))
        self.code = code
        self.detail = detail

    def __reduce__(self) -> tuple[Any, ...]:
        return ReaderRefusal, (self.code, self.detail)


@dataclass(frozen=True)
class Note:
    """Something the person who imports should know: a code and what it is about."""

    code: str
    detail: str = ""


@dataclass(frozen=True)
class Row:
    """One row of values, as many as there are columns.

    ``number``: where it stands in the file as people count, from 1. ``problem``: a code when the
    row does not fit the columns (``row_too_many_cells``); it must not be imported in silence.
    """

    number: int
    cells: list[str]
    problem: str = ""


@dataclass
class Table:
    """A table read from a file.

    ``kind``: csv, workbook or vcard. ``columns``: names as in the file, made distinct.
    ``rows``: read once; may raise ReaderRefusal underway; ``notes`` grows until its end.
    ``samples``: the first rows, for recognising columns without consuming ``rows``.
    """

    kind: str
    columns: list[str]
    rows: Iterator[Row]
    samples: list[Row] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    encoding: str = ""
    delimiter: str = ""
