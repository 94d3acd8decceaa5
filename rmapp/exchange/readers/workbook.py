"""Workbooks (XLSX, XLSB, XLS, ODS) and company registers in XML, each read in a process that may
die without harm."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from .shape import RawRow, shape
from .table import Limits, Note, ReaderRefusal, RefusalCode, Table

_CHILD = Path(__file__).with_name("workbook_child.py")
_REGISTER = Path(__file__).with_name("register_child.py")

#: First row, first column, last row, last column, from 0.
Merge = tuple[int, int, int, int]


def read_workbook(
    path: Path, limits: Limits, sheet: str | None = None, header: bool | None = None
) -> Table:
    """One sheet of a workbook as a table; cells that are merged downwards are filled."""
    spool = _spool(_CHILD, path, limits, sheet or "")
    head = _line(spool)
    spans: list[Merge] = [(a, b, c, d) for a, b, c, d in head["merges"]]
    table = shape("workbook", _rows(spool, spans), limits, spans, header=header)
    table.sheets = list(head["sheets"])
    others = [name for name in table.sheets if name != head["sheet"]]
    if others:
        table.notes.append(Note("other_sheets", ", ".join(others)[:500]))
    return table


def read_register(path: Path, limits: Limits) -> Table:
    """The firms and sole traders of a company register (ЕГРЮЛ, ЕГРИП) as a table."""
    spool = _spool(_REGISTER, path, limits, "")
    _line(spool)
    return shape("register", _rows(spool, []), limits, header=True)


def _spool(child: Path, path: Path, limits: Limits, sheet: str) -> IO[bytes]:
    """The child's answer, complete, in a file without a name."""
    # Python's own switches only; nothing of the application's secrets goes with it.
    kept = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    spool: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - the rows are read from it later
    numbers = (limits.memory_bytes, limits.seconds, limits.columns, limits.rows)
    command = [sys.executable, "-I", "-X", "utf8", str(child), str(path.absolute()), sheet]
    try:
        ended = subprocess.run(
            [*command, *map(str, numbers)],
            stdin=subprocess.DEVNULL,
            stdout=spool,
            stderr=subprocess.DEVNULL,
            env=environment,
            timeout=limits.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        spool.close()
        raise ReaderRefusal(RefusalCode.TOO_SLOW) from None
    if ended.returncode:
        spool.close()
        raise ReaderRefusal(RefusalCode.TOO_LARGE, "memory")
    spool.seek(0)
    return spool


def _line(spool: IO[bytes]) -> Any:
    line = spool.readline()
    if not line:
        raise ReaderRefusal(RefusalCode.BROKEN, "no answer")
    said = json.loads(line)
    if isinstance(said, dict) and "error" in said:
        raise ReaderRefusal(RefusalCode(said["error"]), str(said.get("detail", "")))
    return said


def _rows(spool: IO[bytes], merges: list[Merge]) -> Iterator[RawRow]:
    """The rows, the first value of cells merged downwards repeated in each."""
    starts: dict[int, list[Merge]] = {}
    for merge in merges:
        if merge[2] > merge[0]:
            starts.setdefault(merge[0], []).append(merge)
    open_spans: dict[int, tuple[int, str]] = {}
    at = 0
    with spool:
        while True:
            said = _line(spool)
            if isinstance(said, dict):
                return
            cells: list[str] = said
            for column, (last, value) in list(open_spans.items()):
                if at > last:
                    del open_spans[column]
                elif column < len(cells) and not cells[column]:
                    cells[column] = value
            for merge in starts.get(at, ()):
                if merge[1] < len(cells):
                    open_spans[merge[1]] = (merge[2], cells[merge[1]])
            at += 1
            yield RawRow(at, cells)
