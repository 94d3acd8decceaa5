"""What the relay answered, on disk before the database is told (reliability, crash point 8).

One file per delivery, locked by its writer, deleted when every answer is in the database. A file
whose lock can be taken belongs to a dead process: its answers are told to the database by the
next tick on this machine, and it is deleted. A file still locked is read too (its writer may be
stopped) and left where it is: every answer is fenced by its token.
"""

from __future__ import annotations

import json
import os
import time
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

import structlog

try:
    import fcntl
except ImportError:  # Windows: an open file cannot be deleted there, which serves as the lock
    fcntl = None  # type: ignore[assignment]

log = structlog.get_logger("rmapp.outbox.journal")
SUFFIX = ".journal"


@dataclass(frozen=True)
class Answer:
    """A definite answer: message, token of the attempt, verdict (``rules.Verdict``), words."""

    id: int
    token: int
    verdict: str
    reply: str


class Journal:
    """The journal of one delivery: opened before its first dot, deleted when nothing is owed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file: IO[bytes] | None = None
        self._path: Path | None = None
        self._owed: set[tuple[int, int]] = set()

    def open(self) -> None:
        """Make the file now, so that between an answer and its line there is only a write.

        Raises OSError when it cannot be made.
        """
        if self._file is None:
            self._file = self._open()

    def write(self, answer: Answer) -> None:
        """Put ``answer`` on disk; returns when it is there. Raises OSError when it cannot be."""
        self.open()
        file = self._file
        assert file is not None
        file.write(json.dumps(asdict(answer), ensure_ascii=True).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
        self._owed.add((answer.id, answer.token))

    def told(self, answer: Answer) -> None:
        """The database knows ``answer``."""
        self._owed.discard((answer.id, answer.token))

    def close(self) -> None:
        """End the delivery; the file stays when the database has not been told everything."""
        if self._file is None or self._path is None:
            return
        if not self._owed:
            self._path.unlink(missing_ok=True)
        self._file.close()
        self._file = self._path = None

    def _open(self) -> IO[bytes]:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._folder / f"{uuid.uuid4().hex}{SUFFIX}"
        # Locked before it has its name: a journal without a lock is taken for abandoned.
        fresh = path.with_suffix(".fresh")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
        file = os.fdopen(handle, "wb")
        if fcntl is not None:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        fresh.rename(path)
        _sync_folder(self._folder)
        self._path = path
        return file


@dataclass(frozen=True)
class Left:
    """A journal found in the folder; ``abandoned``: its writer is gone."""

    path: Path
    answers: tuple[Answer, ...]
    abandoned: bool
    age: float  # seconds since its last answer, by the clock of this machine

    def remove(self) -> None:
        """Delete it: every answer is in the database."""
        self.path.unlink(missing_ok=True)


def left_behind(folder: Path) -> Iterator[Left]:
    """Every journal in ``folder``. A torn last line is no answer and is skipped."""
    if not folder.is_dir():
        return
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        try:
            with path.open("rb+") as file:
                abandoned = _is_abandoned(file)
                answers = tuple(_answers(file.read(), path))
                age = time.time() - os.fstat(file.fileno()).st_mtime
        except OSError:  # deleted by its writer meanwhile
            continue
        yield Left(path, answers, abandoned, age)


def _answers(content: bytes, path: Path) -> Iterator[Answer]:
    for line in content.split(b"\n"):
        if not line:
            continue
        try:
            yield Answer(**json.loads(line))
        except (ValueError, TypeError):
            log.warning("journal_line_torn", path=path.name)


def _is_abandoned(file: IO[bytes]) -> bool:
    if fcntl is None:
        return False
    try:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
