"""The embedded PostgreSQL: made once, started, watched, stopped; two roles and one database.

Only the wheel's programs are used, not its Python: that one widens the permissions of every
parent folder of the data. The server is a direct child of ours, listens on a private socket only
and asks every role for its password.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import sqlalchemy as sa

from .. import processes
from . import binaries, orphans, roles
from .place import EmbeddedError, Place, write_private

_START_SECONDS = 120.0  # recovery after a kill may replay a long log
_STOP_SECONDS = 30.0

_DURABLE = {
    "shared_buffers": "256MB",
    "fsync": "on",
    "synchronous_commit": "on",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
}
#: For tests: nothing needs to survive, so nothing is forced to the disk.
_DISPOSABLE = {
    "shared_buffers": "128MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum_naptime": "5min",
}


class Postgres:
    """One PostgreSQL server on the data folder of ``place``."""

    def __init__(self, place: Place, *, disposable: bool = False, orphan: bool = False) -> None:
        """``disposable``: for tests, quick and not durable. ``orphan``: outlive the parent."""
        self.place = place
        self.disposable = disposable
        self.orphan = orphan
        self.data = place.instance / "postgres" / "data"
        self._programs: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._log = place.instance / "postgres.log"

    # -- life ---------------------------------------------------------------------------------

    def start(self) -> None:
        """Start the server and wait until it takes connections.

        Makes the data folder at the first start, ends an orphan of a killed run, recovers.
        Raises EmbeddedError with the end of the server's log when it does not come up.
        """
        self.launch()
        self.await_ready()

    def launch(self) -> None:
        """Start the server and return at once; :meth:`await_ready` is the other half."""
        self._programs = binaries.postgres(self.place)
        self.place.private("postgres")
        if not (self.data / "PG_VERSION").exists():
            self._make_data()
        orphans.end_servers(self.data)
        self._process = self._spawn()

    def await_ready(self) -> None:
        """Wait until the launched server takes connections; make roles and database."""
        ready = processes.wait_until(lambda: self._says_ready() or not self.running, _START_SECONDS)
        if not (ready and self.running and self._says_ready()):
            tail = "\n".join(self._log.read_text("utf-8", "replace").splitlines()[-15:])
            self.stop()
            raise EmbeddedError(f"PostgreSQL did not start. The end of {self._log}:\n{tail}")
        roles.make(
            str(self._sockets),
            {role: self.place.secret(role) for role in (roles.ADMIN, roles.OWNER, roles.SERVING)},
        )

    @property
    def running(self) -> bool:
        """Whether the server process is alive."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        """The server's process number while it runs."""
        return self._process.pid if self._process is not None and self.running else None

    def stop(self) -> None:
        """Stop the server: connections end, everything committed is kept ("fast")."""
        if self._process is None:
            return
        if self.running:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.send_signal(signal.SIGQUIT)
                self._process.wait(_STOP_SECONDS)
        self._process = None

    # -- addresses ----------------------------------------------------------------------------

    def url(self, role: str, database: str = roles.DATABASE) -> str:
        """The SQLAlchemy address of ``database`` for ``role``, password included."""
        return sa.URL.create(
            "postgresql+psycopg",
            username=role,
            password=self.place.secret(role),
            database=database,
            query={"host": str(self._sockets)},
        ).render_as_string(hide_password=False)

    @property
    def owner_url(self) -> str:
        """The role that owns the database and migrates it."""
        return self.url(roles.OWNER)

    @property
    def serving_url(self) -> str:
        """The role that serves: no DDL, no change of the trail."""
        return self.url(roles.SERVING)

    @property
    def program_folder(self) -> Path:
        """The folder with ``psql``, ``pg_dump`` and the rest."""
        return self._programs or binaries.postgres(self.place)

    # -- inside -------------------------------------------------------------------------------

    @property
    def _sockets(self) -> Path:
        return self.place.sockets("postgres")

    def _make_data(self) -> None:
        """initdb into a folder beside, then rename: a kill leaves nothing half-made."""
        home = self.place.private("postgres")
        for leftover in home.glob("fresh-*"):
            shutil.rmtree(leftover)
        password = self.place.sockets("postgres") / "password"
        fresh = home / f"fresh-{os.getpid()}"
        write_private(password, self.place.secret(roles.ADMIN))
        if self.place.account:
            self.place.account.own(password)
        try:
            # C.UTF-8 of the C library where it exists (the parser of full-text search asks it)
            for locale in ("C.UTF-8", "C"):
                done = self._run(
                    "initdb",
                    f"--pgdata={fresh}",
                    f"--username={roles.ADMIN}",
                    f"--pwfile={password}",
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    f"--locale={locale}",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8",
                    *(["--no-sync"] if self.disposable else []),
                )
                if done.returncode == 0:
                    break
                shutil.rmtree(fresh, ignore_errors=True)
            else:
                raise EmbeddedError(f"initdb failed: {done.stderr.decode(errors='replace')}")
        finally:
            password.unlink(missing_ok=True)
        fresh.rename(self.data)

    def _spawn(self) -> subprocess.Popen[bytes]:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self._sockets),
            "unix_socket_permissions": "0700",
            "max_connections": "100",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "logging_collector": "off",
            "log_line_prefix": "%m [%p] %u@%d ",
            "random_page_cost": "1.1",
            "effective_cache_size": "1GB",
            "work_mem": "16MB",
            "maintenance_work_mem": "128MB",
            "dynamic_shared_memory_type": _shared_memory(),
            "default_text_search_config": "pg_catalog.simple",
            "password_encryption": "scram-sha-256",
            **(_DISPOSABLE if self.disposable else _DURABLE),
        }
        arguments = [f"--{key}={value}" for key, value in settings.items()]
        self._trim_log()
        with self._log.open("ab") as log:
            self._log.chmod(0o600)
            return subprocess.Popen(
                [self._program("postgres"), "-D", str(self.data), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.data.parent,
                env=_environment(),
                # Ctrl-C in the terminal is for the parent, which stops things in order
                start_new_session=True,
                preexec_fn=None if self.orphan else _stop_with_parent,
                **(self.place.account.options() if self.place.account else {}),
            )

    def _program(self, name: str) -> str:
        return str(self.program_folder / name)

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [self._program(program), *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            cwd=self.data.parent,
            env=_environment(),
            check=False,
            **(self.place.account.options() if self.place.account else {}),
        )

    def _says_ready(self) -> bool:
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return (
            len(lines) >= 8
            and self._process is not None
            and lines[0].strip() == str(self._process.pid)
            and lines[7].strip() == "ready"
        )

    def _trim_log(self) -> None:
        if self._log.exists() and self._log.stat().st_size > 10_000_000:
            self._log.replace(self._log.with_suffix(".log.1"))


def _stop_with_parent() -> None:
    # SIGINT is PostgreSQL's fast stop: a clean end although the parent was killed
    processes.die_with_parent(signal.SIGINT)


def _environment() -> dict[str, str]:
    """Nothing of ours reaches the server, above all no PG* variable and no secret."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}


def _shared_memory() -> str:
    """Containers often give /dev/shm 64 MB, too little for parallel queries."""
    if sys.platform != "linux":
        return "posix"
    try:
        room = os.statvfs("/dev/shm")
    except OSError:
        return "mmap"
    return "posix" if room.f_bavail * room.f_frsize >= 256 * 1024 * 1024 else "mmap"
