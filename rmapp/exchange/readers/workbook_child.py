"""The program that reads one workbook, in a process of its own with little memory and time.

Run by its path with ``python -I``: it imports nothing of the application. Arguments: path,
sheet ("" for the first with data), bytes of memory, seconds, columns, rows. Writes JSON lines:
the head, the rows, the end; or one line with an error code of the readers.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
import tempfile
from typing import Any


def limit(memory: int, seconds: int) -> None:
    """No more memory and processor time than this, where the system can hold a process to it."""
    try:
        import resource
    except ImportError:  # Windows
        return
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, memory),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):  # macOS refuses some
            continue


def plain(cell: Any) -> str:
    """A cell as text: whole numbers without a point, dates as ISO."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else format(cell, ".15g")
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    return str(cell)


def say(value: Any) -> None:
    """One line of the answer."""
    sys.stdout.write(json.dumps(value, ensure_ascii=True) + "\n")


def chosen(book: Any, wanted: str) -> Any:
    """The sheet asked for, or the first visible one that holds anything."""
    visible = [
        entry.name
        for entry in book.sheets_metadata
        if "Visible" in str(entry.visible) and "WorkSheet" in str(entry.typ)
    ]
    if wanted:
        return book.get_sheet_by_name(wanted) if wanted in book.sheet_names else None
    sheet = None
    for name in visible or book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        if sheet.start is not None:
            break
    return sheet


def is_locked(path: str) -> bool:
    """Whether it is an old workbook under a password: the library tells it by the file's name."""
    import python_calamine as calamine

    with open(path, "rb") as file:
        if file.read(4) != b"\xd0\xcf\x11\xe0":
            return False
    with tempfile.TemporaryDirectory() as folder:
        named = os.path.join(folder, "book.xls")
        try:
            os.symlink(path, named)
            calamine.load_workbook(named)
        except calamine.PasswordError:
            return True
        except (calamine.CalamineError, OSError):
            return False
    return False


def read(path: str, wanted: str, columns: int, rows: int) -> None:
    """The workbook as lines."""
    import python_calamine as calamine

    try:
        book = calamine.load_workbook(path)
        sheet = chosen(book, wanted)
    except calamine.PasswordError:
        return say({"error": "file_encrypted"})
    except calamine.CalamineError as problem:
        code = "file_encrypted" if is_locked(path) else "file_broken"
        return say({"error": code, "detail": type(problem).__name__})
    if sheet is None:
        return say({"error": "file_no_such_sheet", "detail": wanted[:80]})
    height, width = (at + 1 for at in sheet.end) if sheet.end else (0, 0)
    if width > columns:
        return say({"error": "file_too_many_columns", "detail": str(width)})
    if height > rows:
        return say({"error": "file_too_many_rows", "detail": str(height)})
    merges = [(a, b, c, d) for (a, b), (c, d) in sheet.merged_cell_ranges or []]
    say({"sheets": book.sheet_names, "sheet": sheet.name, "merges": merges[:100_000]})
    count = 0
    if sheet.start is not None:
        # iter_rows begins at the first row of the sheet but at the first used column
        pad = [""] * sheet.start[1]
        for cells in sheet.iter_rows():
            say(pad + [plain(cell) for cell in cells])
            count += 1
    return say({"end": count})


def main() -> None:
    """See the module."""
    path, wanted, memory, seconds, columns, rows = sys.argv[1:7]
    limit(int(memory), int(seconds))
    try:
        read(path, wanted, int(columns), int(rows))
    except MemoryError:
        say({"error": "file_too_large", "detail": "memory"})
    except Exception as problem:  # whatever a foreign file makes the library do is a refusal
        say({"error": "file_broken", "detail": type(problem).__name__})
    sys.stdout.flush()


if __name__ == "__main__":
    main()
