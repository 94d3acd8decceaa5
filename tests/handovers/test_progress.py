"""A large handover is carried out by a worker: all or nothing, and everybody sees how far (V8)."""

from __future__ import annotations

import datetime as dt
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from rmapp.clients.models import Assignment, Client
from rmapp.core import clock, processes
from rmapp.core.db import db
from rmapp.handovers import operations, queries
from rmapp.handovers.models import Handover, HandoverState
from rmapp.handovers.operations import carrying
from rmapp.notices.models import Notice
from rmapp.opportunities.models import Opportunity
from rmapp.staff import sessions
from rmapp.work import beside, runner, transitions
from rmapp.work import operations as work
from rmapp.work.models import WorkItem, WorkState
from tests.handovers.test_bulk import Bank, bank

__all__ = ["bank"]


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every handover counts as large, and a process that says nothing is soon a dead one."""
    monkeypatch.setattr(carrying, "AT_ONCE", 0)
    monkeypatch.setattr(beside, "BEAT", 0.2)
    monkeypatch.setattr(beside, "SILENT", 2.0)


def _signed(bank: Bank, leaver: int) -> tuple[str, int]:
    """A signed handover and the key of the work that carries it out."""
    key = bank.ask(leaver)
    with bank.room():
        assert bank.sign(key).state is HandoverState.SIGNED
    with bank.room():
        item = queries.execution(_handover(key))
        assert item is not None
        return key, item.id


def _handover(key: str) -> Handover:
    return db.session.scalars(sa.select(Handover).where(Handover.public_id == key)).one()


def _state(bank: Bank, key: str) -> HandoverState:
    with bank.room():
        return _handover(key).state


def _item(bank: Bank, work_id: int) -> WorkItem:
    with bank.room():
        return db.session.get_one(WorkItem, work_id)


@contextmanager
def _held_up(bank: Bank, leaver: int) -> Iterator[threading.Event]:
    """Somebody edits an opportunity of the leaver: the execution waits in the middle."""
    begun, may_end = threading.Event(), threading.Event()

    def edit() -> None:
        with bank.room():
            db.session.execute(
                sa.select(Opportunity.id)
                .where(Opportunity.manager_id == leaver, Opportunity.closed_at.is_(None))
                .with_for_update()
            ).all()
            begun.set()
            may_end.wait(60)

    editing = threading.Thread(target=edit)
    editing.start()
    try:
        assert begun.wait(30)
        yield may_end
    finally:
        may_end.set()
        editing.join(30)


def _has_told(bank: Bank, work_id: int) -> bool:
    item = _item(bank, work_id)
    return item.state is WorkState.CLAIMED and 0 < item.done < (item.total or 0)


def _is_swept(bank: Bank, work_id: int) -> bool:
    with bank.room():
        return (work_id, WorkState.QUEUED) in [tuple(row) for row in transitions.sweep(10)]


def test_v8_a_large_handover_tells_how_far_it_is_while_nothing_has_moved(
    bank: Bank, large: None
) -> None:
    leaver = bank.managers[0]
    before = bank.hanging(leaver)
    key, work_id = _signed(bank, leaver)
    assert bank.hanging(leaver) == before

    def work() -> None:
        with bank.app.app_context():
            runner.run(work_id)

    worker = threading.Thread(target=work)
    with _held_up(bank, leaver):
        worker.start()
        assert processes.wait_until(lambda: _has_told(bank, work_id), 30)
        assert bank.hanging(leaver) == before, "readers see it whole or not at all, and wait not"
        assert not _is_swept(bank, work_id), "its process lives"
        first = _item(bank, work_id).lease_until
        assert first is not None
        assert processes.wait_until(lambda: _lease(bank, work_id) > first, 30), "and shows it"
        with bank.room():
            locks = sa.text(
                "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database"
                " WHERE locktype = 'advisory' AND datname = current_database()"
            )
            assert db.session.scalar(locks) == 0, "by its row alone: a pooler may lie between"
    worker.join(60)

    assert _state(bank, key) is HandoverState.DONE
    assert set(bank.hanging(leaver).values()) == {0}
    item = _item(bank, work_id)
    assert item.state is WorkState.DONE
    assert item.done == item.total


def _lease(bank: Bank, work_id: int) -> dt.datetime:
    until = _item(bank, work_id).lease_until
    assert until is not None
    return until


def test_v8_who_was_overtaken_gives_no_sign_of_life_for_another(bank: Bank, large: None) -> None:
    """The lease is moved on for the claim that has it: a process that stood still too long and
    comes back leaves the lease of its follower alone, and its own step ends in a rollback."""
    with bank.room():
        params = {"public_id": "nobody", "handover": 0}
        work_id = work.submit(carrying.WORK, actor=None, params=params, label="", total=10).id
    with bank.room():
        stale = transitions.claim(work_id, owner="stale", lease=-1.0)
        assert stale is not None
        task = runner._task(work_id)
    with bank.room():
        assert (work_id, WorkState.QUEUED) in [tuple(row) for row in transitions.sweep(10)]
    with bank.room():
        assert transitions.claim(work_id, owner="follower", lease=300.0) is not None
    until, done = _lease(bank, work_id), _item(bank, work_id).done
    with bank.app.app_context(), beside.telling(task, total=10) as tell:
        tell(5)
        time.sleep(3 * beside.BEAT)
    assert _lease(bank, work_id) == until
    assert _item(bank, work_id).done == done
    with bank.room():
        assert not transitions.finish(stale, None)
        db.session.execute(sa.delete(WorkItem).where(WorkItem.id == work_id))


def test_v8_killed_while_it_tells_nothing_has_moved_and_it_is_soon_taken_up(
    bank: Bank, large: None
) -> None:
    leaver = bank.managers[1]
    before = bank.hanging(leaver)
    key, work_id = _signed(bank, leaver)
    with _held_up(bank, leaver):
        child = os.fork()
        if child == 0:
            try:
                with bank.app.app_context():
                    db.engine.dispose(close=False)  # the connections are the parent's
                    runner.run(work_id)
            finally:
                os._exit(0)
        assert processes.wait_until(lambda: _has_told(bank, work_id), 30)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)

    assert bank.hanging(leaver) == before
    assert _state(bank, key) is HandoverState.SIGNED
    with bank.room():
        lease_until = db.session.get_one(WorkItem, work_id).lease_until
        assert lease_until is not None
        assert lease_until < clock.now() + dt.timedelta(seconds=3), "it ends by itself"
    assert processes.wait_until(lambda: _is_swept(bank, work_id), 30)
    with bank.app.app_context():
        assert runner.run(work_id) == "done"
    assert set(bank.hanging(leaver).values()) == {0}


def test_v8_killed_before_it_has_told_anything_it_is_as_soon_taken_up(
    bank: Bank, large: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The claim itself gives no more than the time between two signs of life: killed before the
    first of them, an execution waits no longer than killed after it."""
    with bank.room():
        params = {"public_id": "nobody", "handover": 0}
        work_id = work.submit(carrying.WORK, actor=None, params=params, label="", total=10).id

    def die(_task: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(carrying, "telling", die)
    with bank.app.app_context(), pytest.raises(KeyboardInterrupt):
        runner.run(work_id)
    item = _item(bank, work_id)
    assert item.state is WorkState.CLAIMED, "its process is gone without a word"
    assert item.started_at is not None
    assert _lease(bank, work_id) <= item.started_at + dt.timedelta(seconds=12)
    with bank.room():
        db.session.execute(sa.delete(WorkItem).where(WorkItem.id == work_id))


def test_v8_stopped_while_it_is_carried_out_nothing_has_moved_and_it_can_be_carried_out_again(
    bank: Bank, large: None
) -> None:
    leaver = bank.managers[2]
    before = bank.hanging(leaver)
    key, work_id = _signed(bank, leaver)
    ended: list[str] = []

    def work() -> None:
        with bank.app.app_context():
            ended.append(runner.run(work_id))

    worker = threading.Thread(target=work)
    with _held_up(bank, leaver):
        worker.start()
        assert processes.wait_until(lambda: _has_told(bank, work_id), 30)
        with bank.room():
            transitions.wish(work_id, transitions.Wish.STOP)
    worker.join(60)
    assert ended == ["stopped"]
    assert bank.hanging(leaver) == before, "all or nothing: stopped, it is nothing"
    assert _state(bank, key) is HandoverState.SIGNED
    assert _item(bank, work_id).state is WorkState.STOPPED
    with bank.room():
        actor = sessions.actor_of_employee(bank.maker)
        assert actor is not None
        operations.carry_on(queries.handover_of(key, actor=actor, lock=True), actor=actor)
    with bank.room():
        item = queries.execution(_handover(key))
        assert item is not None
        again = item.id
    with bank.app.app_context():
        assert runner.run(again) == "done"
    assert set(bank.hanging(leaver).values()) == {0}


def test_v8_an_execution_that_was_stopped_is_offered_again(bank: Bank, large: None) -> None:
    leaver = bank.managers[1]
    key, work_id = _signed(bank, leaver)
    with bank.room():
        transitions.wish(work_id, transitions.Wish.STOP)
    with bank.room():
        actor = sessions.actor_of_employee(bank.maker)
        assert actor is not None
        assert operations.execute_due() == 0, "a person has stopped it, a person takes it up"
        operations.carry_on(queries.handover_of(key, actor=actor, lock=True), actor=actor)
    with bank.room():
        item = queries.execution(_handover(key))
        assert item is not None
        again = item.id
    assert again != work_id
    with bank.app.app_context():
        assert runner.run(again) == "done"
    assert _state(bank, key) is HandoverState.DONE


def test_v8_what_does_not_hold_any_more_is_a_draft_again_and_its_maker_is_told(
    bank: Bank, large: None
) -> None:
    leaver = bank.managers[3]
    key, work_id = _signed(bank, leaver)
    with bank.room():  # a client comes after the signature
        stranger = db.session.scalars(
            sa.select(Client.id).where(
                ~sa.exists().where(
                    Assignment.client_id == Client.id, Assignment.employee_id == leaver
                )
            )
        ).first()
        db.session.add(
            Assignment(
                client_id=stranger, employee_id=leaver, role="deputy", is_primary=False,
                started_at=clock.now(),
            )
        )  # fmt: skip
    before = bank.hanging(leaver)
    with bank.app.app_context():
        assert runner.run(work_id) == "done"
    assert bank.hanging(leaver) == before
    with bank.room():
        handover = _handover(key)
        assert handover.state is HandoverState.DRAFT
        assert handover.failure
        assert queries.execution(handover) is None
        told = db.session.scalars(
            sa.select(Notice).where(Notice.kind == "handover:not-carried-out")
        ).one()
        assert told.employee_id == bank.maker


class _Elsewhere:
    """Gives each statement another connection, as a pooler in transaction mode may."""

    def __init__(self, url: sa.URL) -> None:
        self.engine = self
        self.pids: list[int] = []
        self._real = sa.create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")

    def connect(self) -> _Elsewhere:
        return self

    def execution_options(self, **_options: str) -> _Elsewhere:
        return self

    def __enter__(self) -> _Elsewhere:
        return self

    def __exit__(self, *_error: object) -> None:
        self._real.dispose()

    def execute(self, statement: sa.Executable) -> None:
        with self._real.connect() as connection:
            self.pids.append(connection.scalar(sa.text("SELECT pg_backend_pid()")) or 0)
            connection.execute(statement)


def test_v8_the_lease_is_kept_where_every_statement_has_another_connection(
    bank: Bank, large: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with bank.room():
        params = {"public_id": "nobody", "handover": 0}
        work_id = work.submit(carrying.WORK, actor=None, params=params, label="", total=10).id
    with bank.room():
        claim = transitions.claim(work_id, owner="mine", lease=1.0)
        assert claim is not None
        task = runner._task(work_id)
        elsewhere = _Elsewhere(db.engine.url)
    monkeypatch.setattr(beside, "db", elsewhere)
    with bank.app.app_context(), beside.telling(task, total=10) as tell:
        tell(5)
        assert processes.wait_until(lambda: len(set(elsewhere.pids)) >= 5, 30)
        assert not _is_swept(bank, work_id), "the lease of a second is moved on and on"
        assert _item(bank, work_id).done == 5
    with bank.room():
        assert transitions.finish(claim, None)
        db.session.execute(sa.delete(WorkItem).where(WorkItem.id == work_id))
