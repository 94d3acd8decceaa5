"""Where an instance lies: its folder, its lock, its runtime folder with the sockets, its record."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import psutil

from .. import processes
from . import orphans
from .account import Account, passable, unprivileged

#: Where root keeps an instance when the checkout lies under a folder others may not pass.
SYSTEM = Path("/var/lib/rmapp")
#: A socket's path ends at 107 bytes on Linux, at 103 on macOS.
LONGEST_SOCKET = 100
_RECORD = "run.json"
_PREFIX = "rmapp-"


class EmbeddedError(RuntimeError):
    """An embedded engine cannot be had; the message says why and what to do."""


class Busy(EmbeddedError):
    """Another process runs this instance."""


def checkout() -> Path:
    """The folder of this checkout."""
    return Path(__file__).resolve().parents[3]


def locate(wanted: Path | None = None) -> tuple[Path, str | None]:
    """Say where the instance lies: ``(folder, remark)``; nothing is created.

    ``wanted`` is the folder somebody named; otherwise ``instance/`` in the checkout. As root,
    under a folder others may not pass, the engines' user could not reach it: then it is
    ``/var/lib/rmapp/<hash>`` and the remark says so.
    """
    folder = (wanted or checkout() / "instance").absolute()
    if os.geteuid() != 0:
        return folder, None
    nearest = folder
    while not nearest.exists():
        nearest = nearest.parent
    if passable(nearest / "x" if nearest != folder else folder):
        return folder, None
    base = checkout() if folder == checkout() / "instance" else folder
    moved = SYSTEM / hashlib.sha256(str(base).encode()).hexdigest()[:12]
    return moved, (
        f"{folder} lies under a folder other users may not pass, and PostgreSQL does not run"
        f" as root: the data lies in {moved}"
    )


def recorded(instance: Path) -> dict[str, Any] | None:
    """What the instance that ran last recorded (``owner_url``, ``serving_url``, ``redis_url``,
    ``runtime``, ``pid``), or None when it ended by itself or may not be read; see :func:`is_up`."""
    try:
        found = json.loads((instance / _RECORD).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def is_up(instance: Path) -> bool:
    """Whether who recorded the addresses of ``instance`` still lives: a killed desk leaves a record
    nobody may believe."""
    found = recorded(instance)
    return found is not None and psutil.pid_exists(int(found["pid"]))


class Place:
    """One instance folder, held by one process at a time."""

    def __init__(self, instance: Path) -> None:
        self.instance = instance.absolute()
        self.account: Account | None = unprivileged()
        self.runtime: Path | None = None
        self._lock: int | None = None

    # -- lock ---------------------------------------------------------------------------------

    def enter(self) -> None:
        """Make the folder, take its lock, clear what a killed run left, make a runtime folder.

        Raises Busy when a living process holds the instance. Forked children inherit the lock:
        if their parent was killed, whoever still holds it is an orphan of ours and is ended.
        """
        self._make_folders()
        self._take_lock()
        self._forget_last_run()
        self.runtime = self._make_runtime()

    def leave(self) -> None:
        """Remove the runtime folder and the record, and let go of the lock."""
        (self.instance / _RECORD).unlink(missing_ok=True)
        if self.runtime is not None:
            shutil.rmtree(self.runtime, ignore_errors=True)
            self.runtime = None
        if self._lock is not None:
            self._lock_path.unlink(missing_ok=True)
            os.close(self._lock)
            self._lock = None

    def record(self, **facts: Any) -> None:
        """Write down for other commands where this instance listens (readable by us only)."""
        write_private(
            self.instance / _RECORD,
            json.dumps({"pid": os.getpid(), "runtime": str(self.runtime), **facts}),
        )

    def private(self, name: str) -> Path:
        """A folder ``name`` in the instance that belongs to the engines' account alone."""
        return self._own_folder(self.instance / name)

    def sockets(self, name: str) -> Path:
        """A folder ``name`` for sockets in the runtime folder, the account's alone."""
        if self.runtime is None:
            raise RuntimeError("the instance is not entered")
        return self._own_folder(self.runtime / name)

    def secret(self, name: str) -> str:
        """The password ``name`` of this instance, made at first use."""
        path = self.instance / "secrets" / "engines.json"
        known = json.loads(path.read_text("utf-8")) if path.exists() else {}
        if name not in known:
            known[name] = secrets.token_urlsafe(32)
            write_private(path, json.dumps(known))
        return str(known[name])

    # -- inside -------------------------------------------------------------------------------

    @property
    def _lock_path(self) -> Path:
        return self.instance / "lock"

    def _make_folders(self) -> None:
        missing = not self.instance.exists()
        try:
            self.instance.mkdir(parents=True, exist_ok=True)
            if missing:
                # the engines' account must pass, nobody may look
                self.instance.chmod(0o711 if self.account else 0o700)
            vault = self.instance / "secrets"
            vault.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise EmbeddedError(
                f"cannot write to {self.instance}: {error.strerror}."
                " Name another folder with RMAPP_INSTANCE."
            ) from error

    def _own_folder(self, path: Path) -> Path:
        path.mkdir(mode=0o700, exist_ok=True)
        if self.account and path.stat().st_uid != self.account.uid:
            self.account.own(path)
        return path

    def _take_lock(self) -> None:
        for _ in range(50):
            handle = os.open(self._lock_path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                owner = os.pread(handle, 32, 0).decode("ascii", "replace").strip()
                os.close(handle)
                self._free_lock(owner)
                continue
            if _same_file(handle, self._lock_path):
                os.ftruncate(handle, 0)
                os.pwrite(handle, str(os.getpid()).encode(), 0)
                self._lock = handle
                return
            os.close(handle)  # the last owner removed it between open and lock
        raise Busy(f"{self.instance} is busy: another process is starting it")

    def _free_lock(self, owner: str) -> None:
        """Refuse if the owner lives; otherwise end the children it left behind."""
        held_by = processes.holders(self._lock_path)
        ids = {process.pid for process in held_by} | {os.getpid()}
        if owner.isdigit() and int(owner) in ids:
            raise Busy(
                f"{self.instance} is already running as process {owner}:"
                " stop it first (Ctrl-C there, or kill that process)"
            )
        processes.end(held_by)
        processes.wait_until(lambda: not processes.holders(self._lock_path), 0.2)

    def _forget_last_run(self) -> None:
        last = recorded(self.instance)
        (self.instance / _RECORD).unlink(missing_ok=True)
        if last is None:
            return
        old = Path(str(last.get("runtime", "")))
        ours = old.name.startswith(_PREFIX) and old.is_dir() and not old.is_symlink()
        if ours and old.stat().st_uid == os.geteuid():
            orphans.end_redis(old)
            shutil.rmtree(old, ignore_errors=True)

    def _make_runtime(self) -> Path:
        for base in _runtime_bases():
            try:
                made = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=base))
            except OSError:
                continue
            if len(os.fsencode(made / "postgres" / ".s.PGSQL.5432.lock")) > LONGEST_SOCKET:
                made.rmdir()
                continue
            if self.account:
                made.chmod(0o711)
            return made
        raise EmbeddedError("no short folder for sockets can be written (tried /run and /tmp)")


def write_private(path: Path, text: str) -> None:
    """Write ``text`` to ``path`` whole or not at all, readable by this user alone."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _same_file(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _runtime_bases() -> list[str]:
    if os.geteuid() == 0:
        return ["/run", "/tmp"] if sys.platform == "linux" else ["/tmp"]
    named = os.environ.get("XDG_RUNTIME_DIR", "")
    return [*([named] if named and Path(named).is_dir() else []), "/tmp", tempfile.gettempdir()]
