"""What a killed run left behind: ended gently, and only what is provably ours."""

from __future__ import annotations

import signal
from pathlib import Path

import psutil

from .. import processes

_FAST, _QUICK, _KILL = (signal.SIGINT, 10.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)


def end_servers(data: Path) -> None:
    """End the PostgreSQL processes that work in the folder ``data``; clear a false claim to it.

    ``postmaster.pid`` is removed only when the number in it now belongs to another program:
    otherwise PostgreSQL's own interlock decides.
    """
    left = [process for process in _servers() if _works_in(process, data)]
    heads = [process for process in left if str(data) in _command(process)]
    processes.end(heads, signals=(_FAST, _QUICK, _KILL))
    processes.end(left, signals=(_QUICK, _KILL))
    claim = data / "postmaster.pid"
    try:
        pid = int(claim.read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        return
    if processes.alive(pid):  # not one of ours: those have ended
        claim.unlink(missing_ok=True)


def end_redis(runtime: Path) -> None:
    """End the Redis of the runtime folder: its own pid file, its socket in its command line."""
    try:
        process = psutil.Process(int((runtime / "redis" / "pid").read_text()))
        if str(runtime) in _command(process):
            processes.end([process])
    except (OSError, ValueError, psutil.Error):
        return


def _servers() -> list[psutil.Process]:
    return [p for p in psutil.process_iter(["name"]) if p.info["name"] == "postgres"]


def _works_in(process: psutil.Process, folder: Path) -> bool:
    try:
        return Path(process.cwd()) == folder.resolve()
    except (psutil.Error, OSError):
        return False


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""
