"""The embedded Redis: one server per instance, on a private socket, keeping nothing.

Its contents are disposable (the truth is in the database), so there is no persistence. Nobody
may use the default user; the application's user sees the keys of RQ only and none of the
dangerous commands; denying scripts closes the Lua holes of an old server as well.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from pathlib import Path

from .. import processes
from . import binaries
from .place import EmbeddedError, Place

USER = "rmapp"
_ACL = "~rq:* resetchannels &rq:* +@all -@scripting -@admin -@dangerous +info +client"
_START_SECONDS = 15.0


class Redis:
    """One Redis server of ``place``."""

    def __init__(self, place: Place, *, orphan: bool = False) -> None:
        self.place = place
        self.orphan = orphan
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> bool:
        """Start the server and wait until it answers; False when this machine has no Redis."""
        program = binaries.redis(self.place)
        if program is None:
            return False
        self._socket.unlink(missing_ok=True)
        home = self.place.private("redis")
        log = self.place.instance / "redis.log"
        with log.open("wb") as output:
            log.chmod(0o600)
            self._process = subprocess.Popen(
                [str(program), "-"],  # settings by standard input: no password in a command line
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                cwd=home,
                env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
                umask=0o077,
                start_new_session=True,
                preexec_fn=None if self.orphan else _stop_with_parent,
                **(self.place.account.options() if self.place.account else {}),
            )
        self._feed(home)
        if not processes.wait_until(lambda: self._answers() or not self.running, _START_SECONDS):
            self.stop()
        if not self.running:
            tail = log.read_text("utf-8", "replace")[-1500:]
            raise EmbeddedError(f"Redis did not start. The end of {log}:\n{tail}")
        return True

    @property
    def running(self) -> bool:
        """Whether the server process is alive."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        """The server's process number while it runs."""
        return self._process.pid if self._process is not None and self.running else None

    def stop(self) -> None:
        """Stop the server; what it held is lost, as agreed."""
        if self._process is None:
            return
        if self.running:
            self._process.terminate()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait(5)
        self._process = None

    @property
    def url(self) -> str:
        """The address for redis-py, password included."""
        return f"unix://{USER}:{self.place.secret(USER)}@{self._socket}?db=0"

    @property
    def _socket(self) -> Path:
        return self.place.sockets("redis") / "redis.sock"

    def _feed(self, home: Path) -> None:
        if self._process is None or self._process.stdin is None:
            return
        self._process.stdin.write(self._settings(home).encode())
        self._process.stdin.close()

    def _settings(self, home: Path) -> str:
        lines = {
            "port": "0",
            "unixsocket": str(self._socket),
            "unixsocketperm": "600",
            "pidfile": str(self._socket.with_name("pid")),
            "dir": f'"{home}"',
            "save": '""',
            "appendonly": "no",
            "maxmemory": "256mb",
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
        }
        text = "".join(f"{key} {value}\n" for key, value in lines.items())
        password = self.place.secret(USER)
        return f"{text}user default off\nuser {USER} on >{password} {_ACL}\n"

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(self._socket))
            except OSError:
                return False
        return True


def _stop_with_parent() -> None:
    processes.die_with_parent(signal.SIGTERM)
