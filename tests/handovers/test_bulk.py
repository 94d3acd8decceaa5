"""A handover of a whole portfolio in a bank of its own: one transaction, whatever happens (V8)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from rmapp.clients.models import Assignment
from rmapp.core import clock, registry
from rmapp.core.db import Base, db
from rmapp.core.registry import AtHandover
from rmapp.core.transaction import transaction
from rmapp.demo.filling import fill
from rmapp.factory import create_app
from rmapp.handovers import operations, queries
from rmapp.handovers.models import Handover, HandoverReason, HandoverState
from rmapp.policy.models import Role
from rmapp.policy.table import ACQUISITION, SUPERVISOR
from rmapp.settings import settings
from rmapp.staff import sessions
from rmapp.staff.models import Employee
from tests.engines import own_database

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Bank:
    """The bank with those who take part."""

    app: Flask
    url: str
    managers: list[int] = field(default_factory=list)  # acquisition, most clients first
    maker: int = 0
    signer: int = 0

    @contextmanager
    def room(self) -> Iterator[None]:
        with self.app.app_context(), transaction():
            yield

    def ask(self, leaver: int, *, only: int | None = None) -> str:
        """A handover of everything ``leaver`` has, ready to be signed; its public key."""
        with self.room():
            if only is not None:
                _leave(leaver, only)
            actor = sessions.actor_of_employee(self.maker)
            assert actor is not None
            handover = operations.start(
                db.session.get_one(Employee, leaver),
                reason=HandoverReason.ROTATION,
                effective_on=clock.today(settings().bank_zone),
                returns_on=None,
                closes_access=False,
                note="",
                actor=actor,
            )
            receivers = [one for one in self.managers[-3:] if one != leaver][:2]
            operations.share_out(handover, receivers, keep_families=True, actor=actor)
            handover.state = HandoverState.WAITING
            db.session.flush()
            return handover.public_id

    def sign(self, key: str) -> Handover:
        """Inside a room."""
        actor = sessions.actor_of_employee(self.signer)
        assert actor is not None
        handover = queries.handover_of(key, actor=actor, lock=True)
        return operations.sign(handover, version=handover.version, actor=actor)

    def hanging(self, employee: int) -> dict[str, int]:
        """What is open and hangs on an employee, counted, as the registry names it."""
        found = {}
        with self.room():
            for one in registry.on_employee():
                if one.rule is AtHandover.MOVES:
                    table = Base.metadata.tables[one.table]
                    rows = sa.select(sa.func.count()).where(table.c[one.column] == employee)
                    if one.is_open is not None:
                        rows = rows.where(one.is_open(table))
                    found[str(one)] = int(db.session.scalar(rows) or 0)
            served = sa.select(sa.func.count()).where(
                Assignment.employee_id == employee, Assignment.ended_at.is_(None)
            )
            found["assignment"] = int(db.session.scalar(served) or 0)
        return found


def _leave(leaver: int, count: int) -> None:
    """Let ``leaver`` keep ``count`` assignments."""
    rest = (
        sa.select(Assignment.id)
        .where(Assignment.employee_id == leaver, Assignment.ended_at.is_(None))
        .order_by(Assignment.id)
        .offset(count)
    )
    db.session.execute(
        sa.update(Assignment).where(Assignment.id.in_(rest)).values(ended_at=Assignment.started_at)
    )


@pytest.fixture(scope="module")
def bank(worker: str) -> Iterator[Bank]:
    """A made-up bank of 600 clients in a database of its own, really committed."""
    settings.cache_clear()
    template = os.environ["RMTEST_TEMPLATE"]
    with own_database(f"{template}_{worker}_bulk", template=template) as (_owner, serving):
        app = create_app(database_url=serving)
        app.testing = True
        bank = Bank(app, serving)
        with bank.room():
            fill(clients=600, seed_number=3)
        with bank.room():
            bank.managers = [
                row[0]
                for row in db.session.execute(
                    sa.select(Employee.id, sa.func.count())
                    .join(Role, Role.id == Employee.role_id)
                    .join(Assignment, Assignment.employee_id == Employee.id)
                    .where(Role.code == ACQUISITION, Assignment.ended_at.is_(None))
                    .group_by(Employee.id)
                    .order_by(sa.func.count().desc(), Employee.id)
                )
            ]
            heads = db.session.execute(
                sa.select(Employee.id, Employee.team_id)
                .join(Role, Role.id == Employee.role_id)
                .where(Role.code == SUPERVISOR)
            ).all()
            heads = sorted(heads, key=lambda row: -len(sessions.teams_under(row.team_id)))
            bank.maker, bank.signer = heads[0].id, heads[1].id
        yield bank
        with app.app_context():
            db.engine.dispose()


def test_v8_readers_do_not_wait_for_a_handover_and_see_it_whole_or_not_at_all(bank: Bank) -> None:
    leaver = bank.managers[0]
    before = bank.hanging(leaver)
    assert before["assignment"] > 20
    assert before["interaction.manager_id"] > 10
    key = bank.ask(leaver)
    carried_out, may_commit = threading.Event(), threading.Event()

    def hand_over() -> None:
        with bank.room():
            bank.sign(key)
            db.session.flush()
            carried_out.set()
            may_commit.wait(60)

    deed = threading.Thread(target=hand_over)
    deed.start()
    try:
        assert carried_out.wait(60)
        assert bank.hanging(leaver) == before, "nothing shows before the commit, nobody waits"
    finally:
        may_commit.set()
        deed.join(60)
    assert set(bank.hanging(leaver).values()) == {0}


_CHILD = """
import sys
import sqlalchemy as sa
from rmapp.core.db import db
from rmapp.factory import create_app
from tests.handovers.test_bulk import Bank
bank = Bank(create_app(database_url=sys.argv[1]), sys.argv[1], signer=int(sys.argv[3]))
with bank.room():
    print(bank.sign(sys.argv[2]).state.value, flush=True)
    sys.stdin.read()
"""


def test_v8_a_kill_in_the_middle_leaves_nothing_moved(bank: Bank) -> None:
    leaver = bank.managers[1]
    before = bank.hanging(leaver)
    key = bank.ask(leaver)
    child = subprocess.Popen(
        [sys.executable, "-c", _CHILD, bank.url, key, str(bank.signer)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    assert child.stdout.readline().strip() == "done"  # every statement was sent, none committed
    child.send_signal(signal.SIGKILL)
    child.wait(30)
    child.stdin.close()
    child.stdout.close()

    assert bank.hanging(leaver) == before
    with bank.room():
        state = db.session.scalar(sa.select(Handover.state).where(Handover.public_id == key))
        assert state is HandoverState.WAITING
        moved = bank.sign(key)  # the next one waits for no lock of the dead
        assert moved.state is HandoverState.DONE
    assert set(bank.hanging(leaver).values()) == {0}


def test_v8_a_handover_and_its_undo_send_as_many_statements_for_few_clients_as_for_many(
    bank: Bank,
) -> None:
    counts: list[tuple[int, int]] = []
    for leaver, clients in ((bank.managers[2], 3), (bank.managers[3], None)):
        before = bank.hanging(leaver)
        key = bank.ask(leaver, only=clients)
        with bank.room(), _counted() as there:
            done = bank.sign(key)
        with bank.room(), _counted() as back:
            actor = sessions.actor_of_employee(bank.maker)
            assert actor is not None
            handover = queries.handover_of(key, actor=actor, lock=True)
            operations.undo(handover, version=handover.version, actor=actor)
        counts.append((len(there), len(back)))
        if clients is None:
            assert done.counts["clients"] > 20
            after = bank.hanging(leaver)
            assert after == before, "an undo at once gives everything back"
    assert counts[1][0] <= counts[0][0] + 2, counts
    assert counts[1][0] <= 45
    # eight for each table that was touched (a dozen may be), and what acceptance began
    tables = sum(statement.startswith("SAVEPOINT") for statement in back)
    assert counts[1][1] <= 31 + 8 * tables, counts
    assert tables <= 14


@contextmanager
def _counted() -> Iterator[list[str]]:
    sent: list[str] = []

    def note(_c: Any, _k: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)
