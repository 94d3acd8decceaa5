"""Two of everything on one database and one Redis: no node holds state (quality: beyond one
machine)."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from rmapp.bench.browser import Browser, Unexpected
from rmapp.core.db import db
from rmapp.core.embedded import Engines
from rmapp.core.processes import wait_until
from rmapp.core.transaction import transaction
from rmapp.demo.filling import fill
from rmapp.demo.people import listed
from rmapp.factory import create_app
from rmapp.outbox import operations
from rmapp.outbox.models import Message
from rmapp.outbox.states import Purpose, State
from rmapp.staff import account, sessions
from tests.engines import own_database
from tests.outbox.sink import Sink
from tests.running.conftest import HOME

PROGRAM = """
import sys
from rmapp.cli import main
from rmapp.outbox.renderers import Letter, renders
renders("node")(lambda message: Letter(subject="Hello", text=f"Letter {message.id}"))
sys.exit(main())
"""
LETTERS = 60


@dataclass
class Node:
    """A machine with its own folder: a web server, a worker, a dispatcher."""

    port: int
    processes: list[subprocess.Popen[bytes]]

    def call(self, method: str, path: str, token: str, body: Any = None, **headers: str) -> Any:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/v1{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Authorization": f"Bearer {token}",
                "Content-Type": "application/json",
                **{name.replace("_", "-"): value for name, value in headers.items()},
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as refusal:
            return refusal.code, None

    def kill(self) -> None:
        for process in self.processes:
            process.kill()
        for process in self.processes:
            process.wait(30)

    def answers(self) -> bool:
        address = f"http://127.0.0.1:{self.port}/readyz"
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
        return False


@contextlib.contextmanager
def node(folder: Path, port: int, **environment: str) -> Iterator[Node]:
    folder.mkdir()
    known = {**os.environ, **environment, "RMAPP_INSTANCE": str(folder)}
    commands = (["web", "--bind", f"127.0.0.1:{port}"], ["worker", "mail"], ["dispatcher"])
    running = Node(
        port,
        [
            subprocess.Popen([sys.executable, "-c", PROGRAM, *words], env=known, cwd=HOME)
            for words in commands
        ],
    )
    try:
        yield running
    finally:
        running.kill()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_two_nodes_serve_one_bank_and_one_may_be_lost(worker: str, room: Path) -> None:
    template = os.environ["RMTEST_TEMPLATE"]
    with (
        own_database(f"{template}_{worker}_nodes", template=template) as (_owner, serving),
        Engines(room / "engines", postgres=False) as engines,
        Sink() as sink,
        contextlib.ExitStack() as stack,
    ):
        app = create_app(database_url=serving)
        stack.callback(_let_go, app)
        with app.app_context(), transaction():
            fill(clients=60, seed_number=5)
        with app.app_context(), transaction():
            person = next(one for one in listed() if one["role"] == "acquisition_manager")
            actor = sessions.actor_of_login(person["login"])
            assert actor is not None
            token = account.make_token("nodes", actor=actor)[1]
        environment = {
            "RMAPP_DATABASE_URL": serving,
            "RMAPP_REDIS_URL": str(engines.redis_url),
            "RMAPP_SMTP_HOST": "127.0.0.1",
            "RMAPP_SMTP_PORT": str(sink.port),
            "RMAPP_SMTP_SECURITY": "none",
        }
        with (
            node(room / "one", _free_port(), **environment) as one,
            node(room / "two", _free_port(), **environment) as two,
        ):
            assert wait_until(lambda: one.answers() and two.answers(), 120)

            # A session opened on one node is good on the other, and ends on both at once.
            here, there = Browser(one.port), Browser(two.port)
            here.sign_in(person["login"], person["password"])
            there._cookies = here._cookies
            there.get("/clients")
            ending = there.form("/", "csrf_token")
            there.post("/sign-out", {"csrf_token": ending.fields["csrf_token"]})
            with pytest.raises(Unexpected):
                here.get("/clients")

            # What is made through one node is there through the other, once.
            body = {"kind": "organisation", "short_name": "ООО «Два узла»"}
            status, made = one.call("POST", "/clients", token, body, Idempotency_Key="twice")
            assert status == 201
            again = two.call("POST", "/clients", token, body, Idempotency_Key="twice")
            assert again == (201, made)
            assert two.call("GET", f"/clients/{made['id']}", token)[0] == 200

            # Letters leave once each, though two dispatchers and two workers look at them; half
            # of them after a node was lost.
            with app.app_context():
                _schedule(LETTERS)
                assert wait_until(lambda: len(sink.accepted) >= LETTERS, 60)
                one.kill()
                _schedule(LETTERS)
                assert wait_until(lambda: _sent() == 2 * LETTERS, 120)
            ids = [message_id for message_id, _to, _at in sink.accepted]
            assert len(ids) == len(set(ids)) == 2 * LETTERS
            assert two.call("GET", f"/clients/{made['id']}", token)[0] == 200


def _let_go(app: Flask) -> None:
    """Wait until the server has noticed that the others are gone; then go."""
    with app.app_context():
        wait_until(lambda: _others() == 0, 30)
        db.engine.dispose()


def _others() -> int:
    with transaction() as session:
        return session.execute(
            sa.text(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        ).scalar_one()


def _schedule(count: int) -> None:
    with transaction():
        known = db.session.scalar(sa.select(sa.func.count(Message.id))) or 0
        for number in range(known, known + count):
            address = operations.address_for(f"node{number}@client.example", actor=None)
            operations.schedule(
                actor=None,
                kind="node",
                address_id=address.id,
                purpose=Purpose.SERVICE,
                occasion="nodes",
                dedup_key=f"nodes:{number}",
            )


def _sent() -> int:
    with transaction():
        wanted = sa.select(sa.func.count()).where(
            Message.occasion == "nodes", Message.state == State.SENT
        )
        return int(db.session.scalar(wanted) or 0)
