"""``make crash``: letters under kills, lost Redis, restarts of the database, cancels.

Ten thousand due letters, two workers, two dispatchers; processes are killed and stopped at
random, Redis is flushed and killed, PostgreSQL is restarted in its immediate mode, readers
unsubscribe and people cancel, the relay defers and drops. At the end every letter is accounted
for against what the relay accepted. The last line is JSON:
``{lost, unfinished, after_cancel, doubled, flagged, kills}``; exit 1 when a promise is broken.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import psutil
import redis
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from rmapp.core.db import db
from rmapp.core.embedded import Engines
from rmapp.core.transaction import transaction
from rmapp.outbox import operations, tokens
from rmapp.outbox.models import Message
from rmapp.outbox.states import (
    MOVING,
    Purpose,
    State,
)
from tests.outbox.sink import as_json

from .crash_stage import Outcome, Plan, write_letters

ROOT = Path(__file__).resolve().parent.parent


class Run:
    """One run on a database that has the schema, with Redis and PostgreSQL of its own or given."""

    def __init__(
        self, plan: Plan, app: Flask, database_url: str, engines: Engines, folder: Path
    ) -> None:
        self.plan, self.app, self.engines, self.folder = plan, app, engines, folder
        self._database_url = database_url
        self._dice = random.Random(plan.seed)
        self._cancelled: dict[str, float] = {}
        self._unsubscribed: dict[int, float] = {}
        self._addresses: list[int] = []
        self._public_ids: list[str] = []
        self._over = threading.Event()
        self._taken = 0  # letters the relay has accepted
        self._count: Counter[str] = Counter()

    def run(self) -> Outcome:
        """Do it; needs no application context."""
        self._addresses, self._public_ids = write_letters(self.app, self.plan.letters)
        port = _free_port()
        sink = subprocess.Popen(
            [sys.executable, "-m", "tests.outbox.sink", str(port), str(self.folder / "sink.log"),
             str(self.plan.seed), as_json(self.plan.faults)],
            cwd=ROOT,
        )  # fmt: skip
        warden = self._start_warden(port)
        canceller = threading.Thread(target=self._cancel_at_random, daemon=True)
        try:
            started = time.monotonic()
            canceller.start()
            self._torment(started)
            seconds = time.monotonic() - started
        finally:
            self._over.set()
            canceller.join(10)
            assert warden.stdin is not None
            warden.stdin.close()
            warden.wait(20)
            sink.kill()
            sink.wait()
        return self._judge(seconds)

    def _start_warden(self, port: int) -> subprocess.Popen[bytes]:
        plan = {
            "database_url": self._database_url,
            "redis_url": self.engines.servers.redis_url,
            "folder": str(self.folder),
            "smtp_port": port,
            "workers": self.plan.workers,
            "dispatchers": self.plan.dispatchers,
            "limits": {
                "lease": self.plan.lease,
                "redispatch": 4.0,
                "uncertain_grace": 1.0,
                "backoff": 1.0,
                "backoff_cap": 4.0,
                "relay_backoff": 0.2,
                "relay_backoff_cap": 1.0,
                "attempts": 60,
            },
        }
        path = self.folder / "plan.json"
        path.touch(mode=0o600)
        path.write_text(json.dumps(plan))
        warden = subprocess.Popen(
            [sys.executable, "-m", "bench.crash_warden", str(path)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            env={**os.environ, "RMAPP_REDIS_GRACE_SECONDS": "3"},
        )
        _wait(lambda: (self.folder / "pids.json").exists() or warden.poll() is not None, 60)
        return warden

    # ---------------------------------------------------------------------- the torment

    def _torment(self, started: float) -> None:
        """Everything is spread over the letters: so much harm by the time so many have left."""
        plan, count = self.plan, self._count
        furthest, moved_at = 0, started
        while time.monotonic() - moved_at < plan.patience:
            time.sleep(self._dice.uniform(0.4, 1.6) * plan.pace)
            self._taken = self._letters_taken()
            if self._taken > furthest:
                furthest, moved_at = self._taken, time.monotonic()
            self._trace(time.monotonic() - started)
            if self._is_time("kills", plan.kills):
                self._kill_one()
            for name, limit, deed in (
                ("flushes", plan.flushes, self._flush),
                ("redis_kills", plan.redis_kills, self._kill_redis),
                ("postgres_restarts", plan.postgres_restarts, self._restart_postgres),
                ("stops", plan.stops, self._stop_one),
            ):
                if self._is_time(name, limit):
                    deed()
                    count[name] += 1
            if self._worst_is_over() and self._is_finished():
                return

    def _is_time(self, name: str, limit: int) -> bool:
        """Whether the next of ``limit`` deeds is due: all are done by nine tenths of the way."""
        share = min(1.0, self._taken / self.plan.letters / 0.85)
        return self._count[name] < limit and self._count[name] <= share * limit

    def _letters_taken(self) -> int:
        log = self.folder / "sink.log"
        if not log.exists():
            return 0
        with log.open("rb") as lines:
            return sum(1 for _ in lines)

    def _trace(self, elapsed: float) -> None:
        if os.environ.get("CRASH_TRACE"):
            print(f"{elapsed:7.1f} s  {self._taken} {dict(self._count)}", file=sys.stderr)

    def _worst_is_over(self) -> bool:
        plan, count = self.plan, self._count
        return all(
            count[name] >= getattr(plan, name)
            for name in ("kills", "flushes", "redis_kills", "postgres_restarts", "stops")
        )

    def _is_finished(self) -> bool:
        try:
            with self.app.app_context(), transaction() as session:
                return not session.execute(
                    sa.select(sa.func.count()).where(Message.state.in_(MOVING))
                ).scalar_one()
        except SQLAlchemyError:
            return False

    def _victims(self, prefix: str = "") -> list[psutil.Process]:
        pids: dict[str, int] = json.loads((self.folder / "pids.json").read_text())
        name = self._dice.choice(sorted(n for n in pids if n.startswith(prefix)))
        try:
            main = psutil.Process(pids[name])
            return [main, *main.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def _kill_one(self) -> None:
        tree = self._victims()
        if not tree:
            return
        mode = self._dice.choice(["all", "horse", "main"])
        if mode == "horse" and len(tree) > 1:
            tree = tree[1:]
        elif mode == "main":
            tree = tree[:1]
        for process in tree:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        self._count["kills"] += 1

    def _stop_one(self) -> None:
        tree = self._victims("worker")

        def wake() -> None:
            for process in tree:
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.send_signal(signal.SIGCONT)

        for process in tree:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGSTOP)
        timer = threading.Timer(self.plan.lease + 1.5, wake)
        timer.daemon = True
        timer.start()

    def _flush(self) -> None:
        """What FLUSHALL would do: our own user may not say it, but may delete key by key."""
        url = self.engines.servers.redis_url
        if url:
            with redis.Redis.from_url(url) as connection:
                for key in list(connection.scan_iter(count=1000)):
                    connection.delete(key)

    def _kill_redis(self) -> None:
        engine = self.engines.redis
        if engine is not None and engine.pid is not None:
            os.kill(engine.pid, signal.SIGKILL)
            _wait(lambda: not engine.running, 5)
            time.sleep(0.5)
            self.engines.restart("redis")

    def _restart_postgres(self) -> None:
        engine = self.engines.postgres
        if engine is not None and engine.pid is not None:
            os.kill(engine.pid, signal.SIGQUIT)  # immediate: no checkpoint, no goodbye
            _wait(lambda: not engine.running, 20)
            self.engines.restart("postgres")

    def _cancel_at_random(self) -> None:
        dice = random.Random(self.plan.seed + 1)
        with self.app.app_context():
            while not self._over.wait(0.02):
                if not self._is_time("cancels", self.plan.cancels):
                    continue
                try:
                    self._say_no(dice)
                    self._count["cancels"] += 1
                except SQLAlchemyError:  # the database is away: nothing was acknowledged
                    self._count["unanswered"] += 1
                    self._over.wait(0.5)

    def _say_no(self, dice: random.Random) -> None:
        if dice.random() < 0.05:
            id = dice.choice(self._addresses)
            with transaction():
                operations.unsubscribe(tokens.unsubscription(id, Purpose.MARKETING))
            self._unsubscribed.setdefault(id, time.time())
            return
        key = dice.choice(self._public_ids)
        with transaction():
            said = operations.cancel(key, actor=None)
        if said.cancelled:
            self._cancelled[key] = time.time()

    # ----------------------------------------------------------------------- the judgment

    def _judge(self, seconds: float) -> Outcome:
        with self.app.app_context(), transaction() as session:
            rows = session.execute(
                sa.select(
                    Message.public_id,
                    Message.message_id,
                    Message.state,
                    Message.uncertain_count,
                    Message.recipient_address_id,
                    Message.attempts,
                )
            ).all()
        accepted: dict[str, list[float]] = defaultdict(list)
        for line in (self.folder / "sink.log").read_text().splitlines():
            id, _recipient, moment = line.split()
            accepted[id].append(float(moment))
        doubled = [row for row in rows if len(accepted[row.message_id]) > 1]
        after = 0
        for row in rows:
            ends = [self._cancelled.get(row.public_id), self._unsubscribed.get(row[4])]
            end = min((e for e in ends if e is not None), default=None)
            if end is not None and any(moment > end for moment in accepted[row.message_id]):
                after += 1
        states = Counter(row.state.value for row in rows)
        silent = sum(1 for r in rows if r.state is State.SENT and not accepted[r.message_id])
        return Outcome(
            lost=silent + self.plan.letters - len(rows),
            unfinished=sum(states[state.value] for state in MOVING),
            after_cancel=after,
            doubled=len(doubled),
            flagged=sum(1 for row in rows if row.uncertain_count),
            kills=self._count["kills"],
            unflagged_doubles=sum(1 for row in doubled if not row.uncertain_count),
            seconds=round(seconds, 1),
            detail={
                "states": dict(states),
                "accepted": sum(map(len, accepted.values())),
                "cancelled": len(self._cancelled),
                "unsubscribed": len(self._unsubscribed),
                "attempts_most": max((row.attempts for row in rows), default=0),
                "done": dict(self._count),
            },
        )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(condition: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("it did not happen in time")
        time.sleep(0.05)


def _environment(folder: Path) -> None:
    os.environ.update(
        RMAPP_MODE="demo",
        RMAPP_DEMO_ON_SERVER="1",
        RMAPP_LOG_LEVEL="CRITICAL",
        RMAPP_INSTANCE=str(folder / "instance"),
        RMTEST_TEMPLATE="crash",
    )
    (folder / "instance").mkdir()


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="bench.crash", description=__doc__)
    for name in ("letters", "kills", "flushes", "redis_kills", "postgres_restarts", "stops",
                 "cancels", "seed"):  # fmt: skip
        parser.add_argument(f"--{name.replace('_', '-')}", type=int, default=getattr(Plan, name))
    plan = Plan(**vars(parser.parse_args()))
    folder = Path(tempfile.mkdtemp(prefix="rmc-"))
    folder.chmod(0o711)
    _environment(folder)
    engines = Engines(folder / "engines")
    try:
        found = engines.start()
        assert found.owner_url is not None
        assert found.serving_url is not None
        os.environ.update(RMTEST_OWNER_URL=found.owner_url, RMTEST_SERVING_URL=found.serving_url)
        from rmapp.core import databases
        from rmapp.factory import create_app
        from tests.schema import make_template

        make_template()
        url = databases.with_database(found.serving_url, "crash")
        app = create_app(database_url=url)
        outcome = Run(plan, app, url, engines, folder).run()
        with app.app_context():
            db.engine.dispose()
    finally:
        engines.stop()
        shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps({"plan": asdict(plan)}), file=sys.stderr)
    told = {**outcome.detail, "seconds": outcome.seconds}
    told["unflagged_doubles"] = outcome.unflagged_doubles
    print(json.dumps(told), file=sys.stderr)
    print(outcome.line())
    return 0 if outcome.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
