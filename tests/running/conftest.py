"""Folders the engines can reach, and desks in small that are surely ended."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from rmapp.core.embedded import Engines
from rmapp.core.processes import wait_until

HOME = Path(__file__).resolve().parents[2]


class Desk:
    """A running ``small_desk.py`` in a process group of its own."""

    def __init__(self, scenario: str, folder: Path) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.running.small_desk", scenario, str(folder)],
            cwd=HOME,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def notes(self, beginning: str = "") -> list[str]:
        try:
            lines = (self.folder / "notes").read_text().splitlines()
        except FileNotFoundError:
            return []
        return [line for line in lines if line.startswith(beginning)]

    def await_notes(self, beginning: str, count: int = 1) -> list[str]:
        assert wait_until(
            lambda: len(self.notes(beginning)) >= count or self.process.poll() is not None, 30
        ), f"no {beginning!r} in {self.notes()}"
        found = self.notes(beginning)
        assert len(found) >= count, self.process.stderr.read() if self.process.stderr else ""
        return found

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def stop(self, number: int = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(30)

    def kill_group(self) -> None:
        """kill -9 of everything the desk started, as an angry operator does."""
        everyone = [psutil.Process(self.process.pid), *self.family()]
        for process in everyone:
            with contextlib.suppress(psutil.NoSuchProcess):  # it died with its parent
                process.kill()
        self.process.wait(30)
        psutil.wait_procs(everyone, timeout=10)


@pytest.fixture
def room() -> Iterator[Path]:
    """An empty folder every user may pass (pytest's own lies under one of mode 0700)."""
    made = Path(tempfile.mkdtemp(prefix="rmapp-room-", dir="/tmp"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def start(room: Path) -> Iterator[Callable[..., Desk]]:
    """Starts small desks; what a test leaves running is ended."""
    begun: list[Desk] = []

    def begin(scenario: str, folder: Path | None = None) -> Desk:
        desk = Desk(scenario, folder or room)
        begun.append(desk)
        return desk

    yield begin
    for desk in begun:
        if desk.process.poll() is None:
            desk.kill_group()


@pytest.fixture(scope="module")
def engines() -> Iterator[Engines]:
    """Engines of this module's tests."""
    with Engines.temporary() as running:
        yield running


@pytest.fixture
def is_root() -> bool:
    return os.geteuid() == 0
