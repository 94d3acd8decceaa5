"""The whole desk as ``rmapp up`` runs it, for journeys: real web server, workers, dispatcher."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.journeys import CHECKOUT
from tests.journeys.console import Console

STARTS_WITHIN, STOPS_WITHIN = 400, 60
COMMAND = (sys.executable, "-c", "from rmapp.cli import main; main()")


class Desk:
    """A running desk: where it answers, its people, its commands."""

    def __init__(self, url: str, console: Console) -> None:
        self.url = url
        self._console = console
        self.people = {
            person["login"]: person["password"]
            for person in json.loads(self.run("demo", "--people"))
        }

    def run(self, *words: str, given: bytes = b"", may_fail: bool = False) -> str:
        """The standard output of ``rmapp WORDS``."""
        code, told, complained = self._console.run(words, given)
        assert may_fail or code == 0, complained[-2_000:]
        return told


@contextlib.contextmanager
def running() -> Iterator[Desk]:
    """Start the desk in a folder of its own; stop it in order."""
    known = os.environ.get("RMTEST_DESK")  # a desk started by hand, while writing a journey
    if known:
        url, instance = known.split("|")
        with contextlib.closing(Console(_environment(Path(instance)))) as console:
            yield Desk(url, console)
        return
    with tempfile.TemporaryDirectory(prefix="rmj-", ignore_cleanup_errors=True) as folder:
        os.chmod(folder, 0o711)
        port = _free_port()
        environment = _environment(Path(folder) / "instance")
        log = Path(folder) / "log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                [*COMMAND, "up", "--port", str(port)],
                cwd=CHECKOUT,
                env=environment,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        try:
            url = f"http://127.0.0.1:{port}"
            _await(process, url, log)
            with contextlib.closing(Console(environment)) as console:
                yield Desk(url, console)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(STOPS_WITHIN)


def until(found: Callable[[], Any], what: str, seconds: float = 45) -> Any:
    """The first true answer of ``found``, asked again and again until the deadline."""
    deadline = time.monotonic() + seconds
    while True:
        answer = found()
        if answer:
            return answer
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.2)


def _environment(instance: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("RMAPP_", "RMTEST_"))}
    return {
        **kept,
        "RMAPP_MODE": "demo",
        "RMAPP_INSTANCE": str(instance),
        "RMAPP_LOG_LEVEL": "WARNING",
        "PYTHONPATH": str(CHECKOUT),
    }


def _await(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()[-3_000:]
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{url}/healthz", timeout=2):
            return
        time.sleep(0.2)
    raise AssertionError(f"the desk did not answer:\n{log.read_text()[-3_000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
