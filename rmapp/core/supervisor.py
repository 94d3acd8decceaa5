"""One parent and its children: forked from a preloaded process, restarted, stopped in order.

The parent imports the application once and holds no connection; every child is a fork of it and
runs one function for ever. A child that dies is started again after a growing pause; when the
parent dies, even by kill -9, the children die with it.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from types import FrameType
from typing import Protocol

import psutil

from . import processes
from .forking import fork, settle, told

#: Pauses before a restart, in seconds: half a second, doubled, at most half a minute.
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
#: Who lived this long (seconds) starts again with the shortest pause.
STEADY = 60.0
#: Signals closer together than this (seconds) are one.
ECHO = 1.0


@dataclass(frozen=True)
class Child:
    """One kind of child: what it is called, what it runs, when and how it is stopped."""

    name: str
    run: Callable[[], object]
    rank: int = 0  # stopped from low to high; equal ranks together
    patience: float = 10.0  # seconds between SIGTERM and SIGKILL


class Engine(Protocol):
    """What the supervisor keeps alive besides its children."""

    def fallen(self) -> list[str]:
        """The names of the parts that ought to run and do not."""

    def restart(self, name: str) -> None:
        """Start the part ``name`` again."""

    @property
    def pids(self) -> set[int]:
        """The processes of the parts, left alone when the children are cleared away."""


@dataclass
class _Running:
    child: Child
    pid: int = 0  # 0: not running
    since: float = 0.0
    pause: float = FIRST_PAUSE
    due: float = 0.0
    restarts: int = 0


@dataclass
class Supervisor:
    """Runs ``children`` until a signal ends it. ``report`` says what happens, a line each.

    ``after_fork`` runs first in every child (``engine.dispose(close=False)``).
    ``is_ready`` is asked until it says yes, then ``on_ready`` runs once.
    """

    children: Sequence[Child]
    engines: Engine | None = None
    after_fork: Callable[[], None] | None = None
    is_ready: Callable[[], bool] | None = None
    on_ready: Callable[[], None] | None = None
    report: Callable[[str], None] = lambda line: print(line, file=sys.stderr, flush=True)
    _running: list[_Running] = field(default_factory=list)
    _asked: int = 0
    _asked_at: float = 0.0
    _engine_pause: float = FIRST_PAUSE
    _engine_due: float = 0.0

    def run(self) -> int:
        """Start the children, keep them running until SIGINT, SIGTERM or SIGHUP, stop them."""
        processes.adopt_orphans()
        settle()
        self._running = [_Running(child) for child in self.children]
        with self._signals() as wake:
            try:
                while not self._asked:
                    self._tend()
                    self._wait(wake)
            finally:
                self.stop(wake)
        return 0

    @property
    def pids(self) -> dict[str, int]:
        """The running children: name → process number."""
        return {one.child.name: one.pid for one in self._running if one.pid}

    def stop(self, wake: int | None = None) -> None:
        """Stop all children, rank after rank; a second signal makes it short."""
        self._asked = max(self._asked, 1)
        for rank in sorted({one.child.rank for one in self._running}):
            group = [one for one in self._running if one.child.rank == rank and one.pid]
            for one in group:
                _signal(one.pid, signal.SIGTERM)
            deadline = time.monotonic() + max((one.child.patience for one in group), default=0)
            while any(one.pid for one in group) and time.monotonic() < deadline:
                if self._asked > 1:
                    break
                self._reap()
                if any(one.pid for one in group):
                    self._wait(wake, 0.1)
            for one in group:
                if one.pid:
                    self.report(f"{one.child.name} does not stop: killed")
                    _signal(one.pid, signal.SIGKILL, whole_group=True)
                    os.waitpid(one.pid, 0)
                    one.pid = 0
        spared = _family(self.engines.pids) if self.engines else set()
        left = [p for p in psutil.Process().children(recursive=True) if p.pid not in spared]
        processes.end(left)

    # -- inside -------------------------------------------------------------------------------

    def _tend(self) -> None:
        self._reap()
        self._tend_engines()
        now = time.monotonic()
        for one in self._running:
            if not one.pid and now >= one.due and not self._asked:
                one.pid, one.since = self._fork(one.child), now
        if self.is_ready is not None and self.is_ready():
            self.is_ready = None
            if self.on_ready is not None:
                self.on_ready()

    def _tend_engines(self) -> None:
        now = time.monotonic()
        if self.engines is None or now < self._engine_due:
            return
        for name in self.engines.fallen():
            self.report(f"{name} has ended unexpectedly: starting it again")
            if now - self._engine_due > STEADY:
                self._engine_pause = FIRST_PAUSE
            self._engine_due = now + self._engine_pause
            self._engine_pause = min(self._engine_pause * 2, LONGEST_PAUSE)
            try:
                self.engines.restart(name)
            except Exception as error:
                self.report(f"{name} does not start: {error}")

    def _reap(self) -> None:
        """Collect the children that ended, and adopted orphans of theirs."""
        for one in self._running:
            if one.pid:
                status = _ended(one.pid)
                if status is not None:
                    self._bury(one, status)
        engines = self.engines.pids if self.engines is not None else set()
        while (orphan := _waiting()) and orphan not in engines:
            if any(one.pid == orphan for one in self._running):
                break  # ended just now: the next round buries it
            _ended(orphan)

    def _bury(self, one: _Running, status: int) -> None:
        now = time.monotonic()
        one.pid = 0
        if self._asked:
            return
        if now - one.since > STEADY:
            one.pause = FIRST_PAUSE
        one.due, one.restarts = now + one.pause, one.restarts + 1
        self.report(
            f"{one.child.name} has ended ({told(status)}): starting it again in {one.pause:g} s"
        )
        one.pause = min(one.pause * 2, LONGEST_PAUSE)

    def _fork(self, child: Child) -> int:
        return fork(child.run, after_fork=self.after_fork)

    def _wait(self, wake: int | None, seconds: float = 0.25) -> None:
        if wake is None:
            time.sleep(min(seconds, 0.05))
            return
        ready, _, _ = select.select([wake], [], [], seconds)
        if ready:
            os.read(wake, 4096)

    @contextlib.contextmanager
    def _signals(self) -> Iterator[int]:
        """Handle signals as bytes in a pipe, so that waiting ends at once; restore afterwards."""
        wake, write = os.pipe()
        os.set_blocking(wake, False)
        os.set_blocking(write, False)

        def ask(signum: int, frame: FrameType | None) -> None:
            # one Ctrl-C may come twice, from the terminal and from who started us
            if not self._asked or time.monotonic() - self._asked_at > ECHO:
                self._asked, self._asked_at = self._asked + 1, time.monotonic()

        before = {
            number: signal.signal(number, ask)
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        }
        before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda number, frame: None)
        old = signal.set_wakeup_fd(write, warn_on_full_buffer=False)
        try:
            yield wake
        finally:
            signal.set_wakeup_fd(old)
            for number, handler in before.items():
                signal.signal(number, handler)
            os.close(wake)
            os.close(write)


def _ended(pid: int) -> int | None:
    try:
        found, status = os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return 0
    return status if found else None


def _waiting() -> int:
    """The number of a child that has ended and is not collected yet; 0 if there is none."""
    if not hasattr(os, "waitid"):  # macOS before Python 3.13; nothing is adopted there
        return 0
    try:
        found = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return 0
    return found.si_pid if found else 0


def _family(pids: set[int]) -> set[int]:
    """``pids`` and all their descendants."""
    family = set(pids)
    for pid in pids:
        with contextlib.suppress(psutil.Error):
            family |= {child.pid for child in psutil.Process(pid).children(recursive=True)}
    return family


def _signal(pid: int, number: int, *, whole_group: bool = False) -> None:
    with contextlib.suppress(ProcessLookupError):
        if whole_group:
            os.killpg(pid, number)
        else:
            os.kill(pid, number)
