"""Two merges at the same moment, and one that is killed in its middle (D12)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from rmapp.clients.models import Client
from rmapp.core.db import db
from rmapp.core.errors import Conflict
from rmapp.core.transaction import transaction
from rmapp.factory import create_app
from rmapp.merges import operations
from rmapp.merges.models import Merge
from rmapp.merges.operations import moving
from rmapp.merges.rules import Choices
from rmapp.seeds import seed
from tests.cast import Cast
from tests.engines import own_database
from tests.factories import a_client
from tests.merges.loaded import load, snapshot

CHECKOUT = Path(__file__).resolve().parents[2]
DYING = """
import sys, time
from rmapp.clients.models import Client
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.factory import create_app
from rmapp.merges import operations
from rmapp.merges.operations import merging
from rmapp.merges.rules import Choices
app = create_app(database_url=sys.argv[1])
def stop(*_args):
    db.session.flush()
    print("moved", flush=True)
    time.sleep(60)
merging._tell = stop  # everything has moved, nothing is committed
with app.app_context(), transaction():
    one, other = (db.session.get_one(Client, int(key)) for key in sys.argv[2:4])
    operations.merge(one, other, choices=Choices(), actor=None)
"""


@pytest.fixture(scope="module")
def bank(worker: str) -> Iterator[tuple[Flask, str]]:
    """An application with a database of its own, in which commits are real, and its address."""
    template = os.environ["RMTEST_TEMPLATE"]
    with own_database(f"{template}_merging_{worker}", template=template) as (_owner, serving):
        app = create_app(database_url=serving)
        with app.app_context(), transaction():
            seed()
        yield app, serving
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(scope="module")
def people(bank: tuple[Flask, str]) -> Cast:
    return Cast.enter(bank[0])


def pair(cast: Cast) -> tuple[int, int]:
    """Two full records of one client."""
    third = a_client(cast, name="ООО «Третий»")
    keys = [a_client(cast, name=name).id for name in ("ООО «Ромашка»", "Ромашка")]
    for key in keys:
        load(key, third.id, cast.ids["mara"])
    return keys[0], keys[1]


def at_once(app: Flask, cast: Cast, orders: list[tuple[int, int]]) -> list[str]:
    """What each of the merges (survivor, loser) that begin together comes to."""
    together, outcomes = threading.Barrier(len(orders)), []

    def one(survivor: int, loser: int) -> None:
        with app.app_context():
            together.wait(10)
            try:
                with transaction() as session:
                    clients = [session.get_one(Client, key) for key in (survivor, loser)]
                    operations.merge(*clients, choices=Choices(), actor=cast.actor("mara"))
                outcomes.append("merged")
            except Conflict as refusal:
                outcomes.append(str(refusal.message))

    threads = [threading.Thread(target=one, args=order) for order in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(outcomes) == len(orders), "each merge came to an answer"
    return sorted(outcomes)


def counted(one: int, other: int) -> dict[str, int]:
    return {name: sum(rows) for name, rows in moving.counts(one, other).items()}


@pytest.mark.parametrize("is_crossed", [False, True])
def test_d12_of_two_merges_of_one_pair_at_once_one_wins_and_the_other_is_told(
    bank: tuple[Flask, str], people: Cast, is_crossed: bool
) -> None:
    """Also when each would keep the other record."""
    app, _url = bank
    with app.app_context(), transaction():
        one, other = pair(people)
        before = counted(one, other)
    second = (other, one) if is_crossed else (one, other)
    outcomes = at_once(app, people, [(one, other), second])
    assert outcomes.count("merged") == 1
    assert [one for one in outcomes if "уже объединена с другой" in one], outcomes
    with app.app_context(), transaction() as session:
        after = counted(one, other)
        made = sa.select(sa.func.count(Merge.id)).where(Merge.survivor_id.in_([one, other]))
        assert session.scalar(made) == 1
        merged = sa.select(Client.id).where(Client.merged_into_id.in_([one, other]))
        assert len(session.scalars(merged).all()) == 1
    told = {"client_event.client_id": 2, "client.merged_into_id": 1}
    assert {name: after[name] - before[name] for name in after if after[name] != before[name]} == {
        name: told[name] for name in told if name in after
    }


def test_d12_merges_that_share_a_record_leave_no_knot(
    bank: tuple[Flask, str], people: Cast
) -> None:
    """A into B while B goes into C, and C into A: as if one after the other, no deadlock."""
    app, _url = bank
    with app.app_context(), transaction():
        keys = [a_client(people, name=f"ООО «Ель {n}»").id for n in range(3)]
    outcomes = at_once(app, people, [(keys[1], keys[0]), (keys[2], keys[1]), (keys[0], keys[2])])
    assert "merged" in outcomes
    with app.app_context(), transaction() as session:
        rows = session.execute(
            sa.select(Client.merged_into_id, Client.deleted_at).where(Client.id.in_(keys))
        ).all()
    assert sum(row.merged_into_id is not None for row in rows) == outcomes.count("merged")
    assert any(row.deleted_at is None for row in rows), "one of them lives on"


def test_d12_a_merge_killed_in_its_middle_has_not_happened(
    bank: tuple[Flask, str], people: Cast
) -> None:
    app, url = bank
    with app.app_context(), transaction():
        one, other = pair(people)
    with app.app_context(), transaction():
        before = snapshot(one, other)
    process = subprocess.Popen(
        [sys.executable, "-c", DYING, url, str(one), str(other)],
        cwd=CHECKOUT,
        env={**os.environ, "RMAPP_DATABASE_URL": url},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "moved"
    process.send_signal(signal.SIGKILL)
    process.wait(20)
    process.stdout.close()
    with app.app_context(), transaction() as session:
        clients: list[Any] = [session.get_one(Client, key) for key in (one, other)]
        session.execute(sa.text("SET LOCAL lock_timeout = '10s'"))
        assert snapshot(one, other) == before, "nothing is half-merged"
        assert session.scalar(sa.select(Merge.id).where(Merge.survivor_id == one)) is None
        operations.merge(*clients, choices=Choices(), actor=people.actor("mara"))
