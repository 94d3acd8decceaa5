"""Files that never change: kept under the hash of their bytes, outside the web root.

Written as a temporary file beside the target, synced, renamed, and the folder synced: a crash
leaves either the whole file or a temporary one that the sweep removes. A file whose transaction
was rolled back is an orphan with a name that says nothing; the same bytes get the same name.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
import time
from dataclasses import dataclass
from pathlib import Path

from flask_babel import lazy_gettext as _l

from ..settings import settings
from .errors import Unavailable

_NAME = re.compile(r"[0-9a-f]{64}\.[a-z]{1,8}")
TEMPORARY_FOR = 3600.0  # seconds


@dataclass(frozen=True)
class Kept:
    """A kept file: the SHA-256 of its bytes (64 hex digits) and their number."""

    sha256: str
    size: int


def keep(content: bytes, kind: str) -> Kept:
    """Keep ``content`` as ``<sha256>.<kind>`` and return its name. Keeping it twice is harmless."""
    digest = hashlib.sha256(content).hexdigest()
    target = _path(digest, kind)
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary = target.with_name(f".{secrets.token_hex(8)}.tmp")
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, target)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                temporary.unlink()
            raise
        _sync(target.parent)
    return Kept(digest, len(content))


def adopt(path: Path, kind: str) -> Kept:
    """Keep the finished file at ``path`` (same disk) under the hash of its bytes; it is moved.

    For what is too large to be held in memory.
    """
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(1024 * 1024):
            digest.update(piece)
            size += len(piece)
        os.fsync(file.fileno())
    target = _path(digest.hexdigest(), kind)
    path.chmod(0o600)
    os.replace(path, target)
    _sync(target.parent)
    return Kept(digest.hexdigest(), size)


def scratch() -> Path:
    """A new path beside the kept files, for ``adopt``; the sweep removes what is left there."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / f".{secrets.token_hex(8)}.tmp"


def forget(sha256: str, kind: str) -> None:
    """Remove a kept file, if it is there: for files with an end, whose bytes nobody else keeps."""
    with contextlib.suppress(FileNotFoundError):
        _path(sha256, kind).unlink()


def read(sha256: str, kind: str) -> bytes:
    """The bytes kept under ``sha256``. Refuses (Unavailable) a file that is gone or damaged."""
    try:
        content = _path(sha256, kind).read_bytes()
    except FileNotFoundError:
        raise Unavailable(
            _l("The file is not where it was kept. Restore it from the backup.")
        ) from None
    if hashlib.sha256(content).hexdigest() != sha256:
        raise Unavailable(_l("The file is damaged. Restore it from the backup."))
    return content


def place(sha256: str, kind: str) -> Path:
    """Where the file lies, for a reader that wants a path. It is never written to.

    Refuses (Unavailable) a file that is gone.
    """
    path = _path(sha256, kind)
    if not path.exists():
        raise Unavailable(_l("The file is not where it was kept. Restore it from the backup."))
    return path


def destroy(sha256: str, kind: str) -> None:
    """Remove a kept file for good, where the law asks for it. Gone already is well."""
    _path(sha256, kind).unlink(missing_ok=True)


def sweep() -> int:
    """Remove temporary files that a crash left an hour ago; return how many."""
    removed = 0
    for path in _folder().glob(".*.tmp"):
        with contextlib.suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > TEMPORARY_FOR:
                path.unlink()
                removed += 1
    return removed


def _folder() -> Path:
    return settings().instance / "files"


def _path(digest: str, kind: str) -> Path:
    name = f"{digest}.{kind}"
    if not _NAME.fullmatch(name):
        raise ValueError(f"not the name of a kept file: {name[:80]!r}")
    return _folder() / name


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
