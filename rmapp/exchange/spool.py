"""The rows of an export while they are gathered: a file of one JSON line a row in the instance.

A step appends at the place its resume point names, so what a crash left half-written is cut away
and nothing stands there twice. The file is its owner's alone and goes when the export is made.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import re
import time
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from flask_babel import lazy_gettext as _l

from ..core.errors import Unavailable
from ..settings import settings

_NAME = re.compile(r"[0-9a-z]{16}")
LEFT_FOR = 3_600.0  # seconds before an orphan is swept away


def append(public_id: str, at: int, rows: Iterable[Iterable[Any]]) -> int:
    """Write ``rows`` at the byte ``at`` and cut the rest off; return where the file ends now.

    Refuses (Unavailable) when the file is shorter than ``at``: its beginning is gone.
    """
    path = _path(public_id)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+b") as file:
        if file.seek(0, os.SEEK_END) < at:
            raise Unavailable(_l("The rows gathered so far are gone. Ask for the export anew."))
        file.truncate(at)
        file.seek(at)
        file.write(b"".join(_line(row) for row in rows))
        file.flush()
        os.fsync(file.fileno())
        return file.tell()


def rows(public_id: str) -> Iterator[list[Any]]:
    """The rows gathered, as they were given."""
    with _path(public_id).open("rb") as file:
        for line in file:
            yield [_unpacked(value) for value in json.loads(line)]


def drop(public_id: str) -> None:
    """Remove the file, if it is there."""
    with contextlib.suppress(FileNotFoundError):
        _path(public_id).unlink()


def sweep(but: Collection[str]) -> int:
    """Remove what nobody gathers any more (``but``: being made); return how many files."""
    removed = 0
    for path in _folder().glob("*.jsonl"):
        with contextlib.suppress(FileNotFoundError):
            if path.stem not in but and time.time() - path.stat().st_mtime > LEFT_FOR:
                path.unlink()
                removed += 1
    return removed


def _folder() -> Path:
    return settings().instance / "exports"


def _path(public_id: str) -> Path:
    if not _NAME.fullmatch(public_id):
        raise ValueError("not the number of an export")
    return _folder() / f"{public_id}.jsonl"


def _line(row: Iterable[Any]) -> bytes:
    packed = json.dumps([_packed(value) for value in row], ensure_ascii=False)
    return packed.encode("utf-8", "replace") + b"\n"


def _packed(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, dt.date):
        return {"day": value.isoformat()}
    if isinstance(value, Decimal):
        return {"number": format(value, "f")}
    return value if value is None or isinstance(value, int | float | str) else str(value)


def _unpacked(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    ((kind, text),) = value.items()
    if kind == "number":
        return Decimal(text)
    return dt.date.fromisoformat(text) if kind == "day" else dt.datetime.fromisoformat(text)
