"""An import survives kill -9: it goes on at the row where it was, and makes nobody twice (D13)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from rmapp.clients.models import Client
from rmapp.core.transaction import transaction
from rmapp.exchange.models import Import, ImportRow
from rmapp.factory import create_app
from rmapp.seeds import seed
from rmapp.work import runner, transitions
from rmapp.work.models import WorkItem
from tests.cast import Cast
from tests.engines import own_database
from tests.exchange.importing import Desk, many

pytestmark = pytest.mark.crash
ROWS = 240
CHECKOUT = Path(__file__).resolve().parents[2]
WORKER = """
import sys, time
from rmapp.exchange.operations import running, understanding
from rmapp.factory import create_app
from rmapp.work import runner
understanding.CHUNK, running.BATCH = 20, 20
app = create_app(database_url=sys.argv[1])
with app.app_context():
    real = runner.transitions.step
    def step(*args, **kwargs):
        print("step", flush=True)
        time.sleep(0.02)
        return real(*args, **kwargs)
    runner.transitions.step = step
    print(runner.run(int(sys.argv[2])), flush=True)
"""


@pytest.fixture
def own(worker: str) -> Iterator[tuple[Flask, str]]:
    """An application on a database of its own, where commits are commits."""
    template = os.environ["RMTEST_TEMPLATE"]
    with own_database(f"{template}_{worker}_killed", template=template) as (_owner, url):
        app = create_app(database_url=url)
        with app.app_context(), transaction():
            seed()
        yield app, url
        with app.app_context():
            from rmapp.core.db import db

            db.engine.dispose()


def killed_after(steps: int, url: str, item: int) -> None:
    """A worker on ``item``, killed without warning in its ``steps``-th step."""
    process = subprocess.Popen(
        [sys.executable, "-c", WORKER, url, str(item)],
        cwd=CHECKOUT,
        env={**os.environ, "RMAPP_DATABASE_URL": url},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    for _ in range(steps):
        if process.stdout.readline().strip() != "step":
            break
    time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait(20)
    process.stdout.close()


def swept(app: Flask, item: int) -> None:
    """The lease of the dead is over and the sweep gives the work free again."""
    with app.app_context(), transaction() as session:
        session.execute(
            sa.text("UPDATE work_item SET lease_until = now() - interval '1 s' WHERE id = :id"),
            {"id": item},
        )
        transitions.sweep(10)


def test_d13_an_import_killed_again_and_again_makes_every_firm_once(
    own: tuple[Flask, str],
) -> None:
    app, url = own
    desk = Desk(app, Cast.enter(app))
    id = desk.bring(many(ROWS))
    from rmapp.exchange import operations, queries

    with app.app_context(), transaction():
        check = operations.begin_check(queries.locked(id), actor=desk.cast.actor("mara")).id
    for steps in (3, 4):
        killed_after(steps, url, check)
        swept(app, check)
    with app.app_context():
        assert runner.run(check) == "done"
    counts = desk.counts(id)
    assert (counts["all"], counts["create"]) == (ROWS, ROWS)
    run = desk.begin(id)
    seen = 0
    for steps in (2, 3, 2):
        killed_after(steps, url, run)
        with app.app_context(), transaction() as session:
            made = session.scalar(sa.select(sa.func.count(Client.id)))
            done = session.scalar(
                sa.select(sa.func.count()).where(ImportRow.import_id == id, ImportRow.is_done)
            )
            assert made == done == session.get_one(Import, id).created, "whole steps only"
            assert seen <= made < ROWS
            seen = made
        swept(app, run)
    assert seen > 0, "it went on where it was, not from the beginning"
    with app.app_context():
        assert runner.run(run) == "done"
    with app.app_context(), transaction() as session:
        assert session.scalar(sa.select(sa.func.count(Client.id))) == ROWS
        assert session.scalar(sa.select(sa.func.count(sa.distinct(Client.external_id)))) == ROWS
        assert session.get_one(Import, id).created == ROWS
        assert session.get_one(WorkItem, run).done == ROWS
