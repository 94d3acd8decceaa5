"""The processes that get killed: workers and dispatchers, forked from one preloaded warden.

The warden starts again whoever dies, writes their numbers into a file and ends everything that
it or they started when its standard input closes. Run by ``bench.crash`` only.
"""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
from flask import Flask

from rmapp.core import jobs, processes
from rmapp.core.db import db
from rmapp.dispatcher import run_dispatcher
from rmapp.factory import create_app
from rmapp.outbox import renderers
from rmapp.outbox.models import Message
from rmapp.outbox.renderers import Letter
from rmapp.outbox.rules import Hours, Limits
from rmapp.outbox.wire import Server


def letter(message: Message) -> Letter:
    """What every message of the run becomes."""
    return Letter(subject="Предложение", text=f"Письмо {message.id}\n", html=False)


def make_app(plan: dict[str, Any]) -> Flask:
    """The application of the run, with its short times."""
    import datetime as dt

    app = create_app(database_url=plan["database_url"])
    app.config.update(
        REDIS_URL=plan["redis_url"],
        OUTBOX_FOLDER=plan["folder"],
        OUTBOX_HOURS=Hours(start=dt.time(0), end=dt.time(23, 59, 59, 999_999)),
        OUTBOX_LIMITS=Limits(**plan["limits"]),
        OUTBOX_SERVER=Server(
            "127.0.0.1", plan["smtp_port"], security="none", timeout=3, dot_timeout=3
        ),
    )
    if "crash" not in renderers.kinds():
        renderers.renders("crash")(letter)
    return app


class Warden:
    """Keeps the named children running."""

    def __init__(self, folder: Path, roles: dict[str, Callable[[], None]]) -> None:
        self._folder = folder
        self._roles = roles
        self._pids: dict[int, str] = {}
        self._not_before: dict[str, float] = {}

    def run(self) -> None:
        """Until standard input closes."""
        processes.adopt_orphans()
        while True:
            self._start_missing()
            if select.select([sys.stdin], [], [], 0.05)[0] and not sys.stdin.read(1):
                break
            self._reap()
        self._end_all()

    def _start_missing(self) -> None:
        missing = [
            name
            for name in self._roles
            if name not in self._pids.values()
            and time.monotonic() >= self._not_before.get(name, 0.0)
        ]
        for name in missing:
            pid = os.fork()
            if pid == 0:
                self._live(name)
            self._pids[pid] = name
        if missing:
            target = self._folder / "pids.json"
            fresh = target.with_suffix(".fresh")
            fresh.write_text(json.dumps({name: pid for pid, name in self._pids.items()}))
            fresh.rename(target)

    def _reap(self) -> None:
        while True:
            try:
                pid, _status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            name = self._pids.pop(pid, None)
            if name is not None:
                self._not_before[name] = time.monotonic() + 0.1

    def _live(self, name: str) -> None:
        os.setsid()
        processes.die_with_parent()
        log = os.open(self._folder / f"{name}.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(log, 1)
        os.dup2(log, 2)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        try:
            self._roles[name]()
        finally:
            os._exit(0)

    def _end_all(self) -> None:
        mine = psutil.Process().children(recursive=True)
        for process in mine:
            try:
                process.send_signal(signal.SIGCONT)
                process.kill()
            except psutil.NoSuchProcess:
                continue
        psutil.wait_procs(mine, timeout=5)


def main() -> None:
    """``python -m bench.crash_warden PLAN.json``"""
    plan = json.loads(Path(sys.argv[1]).read_text())
    app = make_app(plan)

    def dispatch() -> None:
        with app.app_context():
            db.engine.dispose(close=False)
        run_dispatcher(app)

    roles: dict[str, Callable[[], None]] = {}
    for number in range(plan["workers"]):
        roles[f"worker{number}"] = lambda: jobs.run_worker("mail", app)
    for number in range(plan["dispatchers"]):
        roles[f"dispatcher{number}"] = dispatch
    Warden(Path(plan["folder"]), roles).run()


if __name__ == "__main__":
    main()
