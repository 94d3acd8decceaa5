"""Processes of this machine: ending them surely, and only those that are ours.

A child dies with its parent even when the parent is killed: on Linux the kernel sends the signal
(``PR_SET_PDEATHSIG``), elsewhere a thread watches a pipe the parent holds open.
"""

from __future__ import annotations

import ctypes
import functools
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import psutil

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36

# Loaded before any fork: between fork and exec nothing may be imported or allocated lavishly.
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent(signum: int = signal.SIGKILL) -> None:
    """Ask the kernel to send ``signum`` to this process when its parent dies (Linux only).

    Must be called in the child. Survives exec; is forgotten by fork and by a change of user.
    """
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, int(signum), 0, 0, 0)


def follow_parent(parent: int, pipe: int, signum: int = signal.SIGKILL) -> None:
    """Die with the process ``parent``: by the kernel, or by watching ``pipe`` for its end.

    ``pipe`` is the reading end of a pipe of which the parent alone holds the writing end.
    """
    if _libc is not None:
        die_with_parent(signum)
        if os.getppid() != parent:  # it died before the kernel was asked
            os._exit(1)
        return

    def watch() -> None:
        os.read(pipe, 1)
        os.kill(os.getpid(), signum)

    threading.Thread(target=watch, name="follow-parent", daemon=True).start()


@functools.cache
def _place() -> str:
    """This machine, its start and the numbering of its processes; empty where the kernel does not
    tell: a number of a process alone says nothing beyond it."""
    try:
        start = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii")[:8]
        numbering = os.readlink("/proc/self/ns/pid").strip("pid:[]")
    except OSError:
        return ""
    return f"{socket.gethostname()[:120]}/{start}-{numbering}"


def name_here() -> str:
    """What this process is called among the processes of all machines."""
    return f"{_place() or socket.gethostname()}:{os.getpid()}"[-200:]


def is_gone(name: str) -> bool:
    """Whether the process that ``name_here`` called ``name`` ran here and runs no more. False also
    where that cannot be told: on another machine, or a number that another process has by now."""
    place, _colon, number = name.rpartition(":")
    if not place or place != _place() or not number.isdigit():
        return False
    try:
        return bool(psutil.Process(int(number)).status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True
    except psutil.Error:
        return False


def adopt_orphans() -> None:
    """Make this process the new parent of grandchildren whose parent died (Linux only),
    so that none of them is left behind at the end."""
    if _libc is not None:
        _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def alive(pid: int) -> bool:
    """Whether a process ``pid`` exists and is more than a zombie."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def holders(path: Path) -> list[psutil.Process]:
    """The processes, other than this one, that have the file ``path`` open."""
    wanted = str(path.resolve())
    found = []
    for process in psutil.process_iter():
        if process.pid == os.getpid():
            continue
        try:
            if any(file.path == wanted for file in process.open_files()):
                found.append(process)
        except (psutil.Error, OSError):
            continue
    return found


def end(
    processes: Iterable[psutil.Process],
    *,
    signals: tuple[tuple[int, float], ...] = ((signal.SIGTERM, 3.0), (signal.SIGKILL, 3.0)),
) -> None:
    """End ``processes``: each signal in turn, with its patience in seconds.

    psutil compares the start time as well, so a number that went to another process is spared.
    """
    left = list(processes)
    for signum, patience in signals:
        for process in left:
            try:
                process.send_signal(signum)
            except psutil.NoSuchProcess:
                continue
        _, left = psutil.wait_procs(left, timeout=patience)
        if not left:
            return


def wait_until(condition: Callable[[], bool], seconds: float, pause: float = 0.02) -> bool:
    """Wait until ``condition`` holds; False when ``seconds`` have passed before."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True
