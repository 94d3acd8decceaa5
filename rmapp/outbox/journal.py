"""How far a delivery came, on disk before the database is told (reliability, crash point 8).

One file per delivery, locked by its writer, deleted when nothing is owed to the database. Its
lines say which messages are about to be handed off together, which of them was begun (before its
DATA), and what the relay answered. A file whose lock can be taken belongs to a dead process: the
next tick on this machine tells the database its answers, gives back what was never begun, and
deletes it. A file still locked is read too (its writer may be stopped) and left where it is:
every answer is fenced by its token.

Lines are written at once, so that they outlive their process; they are synced to the disk before
the database is told an answer. That nothing was begun is believed only of the same run of the
machine: after a power cut the last lines may be missing, and what they would say is in doubt.
"""

from __future__ import annotations

import errno
import json
import os
import time
import uuid
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from io import RawIOBase
from pathlib import Path
from typing import IO, Any

import psutil
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


Attempt = tuple[int, int]  # message, token


class Journal:
    """The journal of one delivery: opened before its first handoff, deleted when nothing is owed.

    Every method that writes raises OSError when it cannot.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file: RawIOBase | None = None
        self._path: Path | None = None
        self._owed: set[Attempt] = set()

    def handing(self, attempts: Collection[Attempt]) -> None:
        """These are about to be handed off together."""
        self._line({"run": _run_of_machine(), "handed": list(attempts)})
        self._owed.update(attempts)

    def begun(self, attempt: Attempt) -> None:
        """From now on this one may arrive."""
        self._line({"begun": attempt})

    def write(self, answer: Answer) -> None:
        """The relay has answered."""
        self._owed.add((answer.id, answer.token))
        self._line(asdict(answer))

    def sync(self) -> None:
        """Return when everything written is on the disk."""
        if self._file is not None:
            os.fsync(self._file.fileno())

    def told(self, attempt: Attempt) -> None:
        """The database knows what became of it."""
        self._owed.discard(attempt)

    def _line(self, words: dict[str, Any]) -> None:
        if self._file is None:
            self._file = self._open()
        # The newline in front keeps a line whole when the one before was torn by a full disk.
        line = b"\n" + json.dumps(words, ensure_ascii=True).encode() + b"\n"
        if self._file.write(line) != len(line):
            raise OSError(errno.ENOSPC, "the line was written in part")

    def close(self) -> None:
        """End the delivery; the file stays when the database has not been told everything."""
        if self._file is None or self._path is None:
            return
        if not self._owed:
            self._path.unlink(missing_ok=True)
        self._file.close()
        self._file = self._path = None

    def _open(self) -> RawIOBase:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._folder / f"{uuid.uuid4().hex}{SUFFIX}"
        # Locked before it has its name: a journal without a lock is taken for abandoned.
        fresh = path.with_suffix(".fresh")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
        file = os.fdopen(handle, "wb", buffering=0)
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
    untouched: tuple[Attempt, ...]  # handed off and surely never begun
    abandoned: bool
    age: float  # seconds since its last line, by the clock of this machine

    def remove(self) -> None:
        """Delete it: everything is in the database."""
        self.path.unlink(missing_ok=True)


def left_behind(folder: Path) -> Iterator[Left]:
    """Every journal in ``folder``. A torn last line says nothing and is skipped."""
    if not folder.is_dir():
        return
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        try:
            with path.open("rb+") as file:
                abandoned = _is_abandoned(file)
                lines = list(_lines(file.read(), path))
                age = time.time() - os.fstat(file.fileno()).st_mtime
        except OSError:  # deleted by its writer meanwhile
            continue
        untouched = _untouched(lines) if abandoned else ()
        yield Left(path, tuple(_answers(lines)), untouched, abandoned, age)


def _lines(content: bytes, path: Path) -> Iterator[dict[str, Any]]:
    for line in content.split(b"\n"):
        if not line:
            continue
        try:
            words = json.loads(line)
        except ValueError:
            log.warning("journal_line_torn", path=path.name)
        else:
            if isinstance(words, dict):
                yield words


def _answers(lines: list[dict[str, Any]]) -> Iterator[Answer]:
    for words in lines:
        if "verdict" in words:
            yield Answer(**words)


def _untouched(lines: list[dict[str, Any]]) -> tuple[Attempt, ...]:
    """What this run of the machine handed off, less what was begun."""
    here = _run_of_machine()
    handed = [
        (id, token)
        for words in lines
        if here is not None and words.get("run") == here
        for id, token in words["handed"]
    ]
    begun = {tuple(words["begun"]) for words in lines if "begun" in words}
    return tuple(attempt for attempt in handed if attempt not in begun)


@cache
def _run_of_machine() -> str | None:
    """A name for the time since this machine was started; None where nobody knows one."""
    with suppress(OSError):
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    with suppress(OSError, psutil.Error):
        return str(int(psutil.boot_time()))
    return None


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
