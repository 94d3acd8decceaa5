"""A model of everything that may happen to letters, and mutants that prove the model sees.

The machine schedules, cancels, unsubscribes, delivers with crashes at every point, loses and
doubles the queue, lets stopped processes wake too late; after each step it compares what the
relay accepted with what was promised. Each mutant removes one protection and must be caught.
``RMAPP_MODEL_EXAMPLES`` asks for more examples, drawn at random, than the suite's.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import inspect
import os
import random
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.outbox import (
    conversation,
    delivery,
    dispatch,
    journal,
    operations,
    preparation,
    queries,
    tokens,
    transitions,
)
from rmapp.outbox.models import Message
from rmapp.outbox.rules import Limits
from rmapp.outbox.states import MOVING, Purpose, State
from rmapp.outbox.transitions import base, decisions, steps, sweeps
from rmapp.outbox.wire import Lost, Reply
from tests.outbox.conftest import ALWAYS, empty

LEASE = 60.0
LIMITS = Limits(
    lease=LEASE, redispatch=10, uncertain_grace=5, backoff=2, backoff_cap=2, attempts=200
)
#: Where a process may die; a delivery of one letter commits six times, the last two are T2 and
#: T3 ("handed": just before T2).
POINTS = ("open", "handed", "mail", "rcpt", "data", "body", "dot", "answer", "commit 3",
          "commit 4", "commit 5", "commit 6", "commit 6")  # fmt: skip
FAULTS = ("rcpt 451", "dot 451", "silence")
DURING = ("cancel", "cancel", "unsubscribe", "sleep", "sleep", "sleep")
READERS = 2
#: Deeds of one walk at most.
STEPS = 25


class Crash(BaseException):
    """The process dies here."""


class World:
    """What the fakes share: time, the plan of the present delivery, what the relay accepted."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.point: str | None = None
        self.fault: str | None = None
        self.hooks: dict[str, Callable[[], None]] = {}
        self.commits = 0
        self.accepted: Counter[str] = Counter()
        self.window: Counter[str] = Counter()
        self.unread: dict[str, int] = {}  # doubts about it when an answer was first not read
        self.early: list[str] = []
        self.due: dict[str, float] = {}
        self.queue: list[int] = []
        self.speaking = 0  # the letter spoken about

    def at(self, point: str) -> None:
        if self.point == point:
            self.point = None
            raise Crash(point)
        hook = self.hooks.pop(point, None)
        if hook is not None:
            hook()


class FakeWire:
    """A relay without a network."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.content = b""

    def open(self) -> None:
        self.world.at("open")

    def mail(self, sender: str) -> Reply:
        self.world.at("mail")
        return Reply(250, "ok")

    def rcpt(self, address: str) -> Reply:
        self.world.at("rcpt")
        return Reply(451, "later") if self.world.fault == "rcpt 451" else Reply(250, "ok")

    def data(self) -> Reply:
        self.world.at("data")
        return Reply(354, "go on")

    def body(self, content: bytes) -> None:
        self.world.at("body")
        self.content = content

    def dot(self) -> Reply:
        world = self.world
        world.at("dot")
        if world.fault == "dot 451":
            return Reply(451, "later")
        id = next(
            line.split(b":", 1)[1].strip().decode()
            for line in self.content.splitlines()
            if line.lower().startswith(b"message-id:")
        )
        world.accepted[id] += 1
        if world.seconds < world.due.get(id, 0.0):
            world.early.append(id)
        if world.point == "answer" or world.fault == "silence":
            world.window[id] += 1
            world.unread.setdefault(id, self.doubts(id))
        world.at("answer")
        if world.fault == "silence":
            raise Lost("nothing came")
        return Reply(250, "queued")

    def doubts(self, message_id: str) -> int:
        with transaction() as session:
            counts = sa.select(Message.uncertain_count).where(Message.message_id == message_id)
            return session.scalars(counts).one()

    def reset(self) -> None: ...

    def close(self) -> None: ...


class Letters(RuleBasedStateMachine):
    """The machine."""

    #: What happens more often than by chance, where one danger is looked for.
    leaning: ClassVar[dict[str, str | None]] = {}
    app: ClassVar[Flask]
    world: ClassVar[World]

    @initialize()
    def begin(self) -> None:
        empty(self.app)
        world = self.world
        world.__init__()  # type: ignore[misc]
        self.context = self.app.app_context()
        self.context.push()
        self.ids: list[int] = []
        self.keys: dict[int, tuple[str, str, int]] = {}  # id → message id, public id, reader
        self.never_again: dict[str, int] = {}  # message id → letters accepted when it was promised
        self.unsubscribed: set[int] = set()
        self.readers = []
        with transaction():
            for number in range(READERS):
                row = operations.address_for(f"reader{number}@client.example", actor=None)
                operations.give(
                    row.id, Purpose.MARKETING, text_version="1", source="model", actor=None
                )
                self.readers.append(row.id)
        for number in range(3):
            self._schedule(number % READERS, 0)
        self._schedule(0, 20)

    # ---------------------------------------------------------------------------- deeds

    @rule(seed=st.integers(0, 2**62))
    def happen(self, seed: int) -> None:
        """Something, drawn from ``seed``: the choices of Hypothesis alone are too much alike."""
        dice = random.Random(seed)
        deed = dice.choices(
            [self.work, self.cancel, self.schedule, self.break_queue, self.unsubscribe],
            weights=[12, 3, 2, 2, 1],
        )[0]
        deed(dice)

    def _drawn(
        self, dice: random.Random, name: str, chance: float, among: Sequence[str]
    ) -> str | None:
        if name in self.leaning and dice.random() < 0.7:
            return self.leaning[name]
        return dice.choice(among) if dice.random() < chance else None

    def schedule(self, dice: random.Random) -> None:
        self._schedule(dice.randrange(READERS), dice.choice([0, 0, 20]))

    def break_queue(self, dice: random.Random) -> None:
        if dice.random() < 0.5:
            self.world.queue.clear()
        else:
            self.world.queue.extend(self.world.queue)

    def cancel(self, dice: random.Random) -> None:
        """The next in the queue half the time, else any."""
        queue = self.world.queue
        self._cancel(queue[0] if queue and dice.random() < 0.5 else dice.choice(self.ids))

    def unsubscribe(self, dice: random.Random) -> None:
        self._unsubscribe(dice.randrange(READERS))

    def work(self, dice: random.Random) -> None:
        """A look around, then a delivery in which much may go wrong."""
        world = self.world
        self._turn(dice.choice([0, 0, 3, 70]))
        self._tick()
        if not world.queue:
            return
        if "queue" in self.leaning and dice.random() < 0.7:
            world.queue.extend(world.queue)
        many = int(self._drawn(dice, "group", 1.0, "113") or 1)
        group = [world.queue.pop(0) for _ in range(min(len(world.queue), many))]
        world.commits = 0
        world.point = self._drawn(dice, "point", 0.45, POINTS)
        world.fault = self._drawn(dice, "fault", 0.25, FAULTS)
        during = self._drawn(dice, "during", 0.35, DURING)
        where = self._drawn(dice, "where", 1.0, ("handed", "rcpt", "data")) or "rcpt"
        if during is not None:
            world.hooks = {where: lambda: self._meanwhile(during, group[0], where, dice)}
        try:
            self._deliver(*group)
        except Crash:
            pass
        finally:
            world.point = world.fault = None
            world.hooks = {}

    # ------------------------------------------------------------------------- promises

    @invariant()
    def promises_hold(self) -> None:
        if not hasattr(self, "ids"):
            return
        world = self.world
        assert not world.early, "sent before it was due"
        for id, number in world.accepted.items():
            assert number <= 1 + world.window[id], "sent twice outside the window"
            if id in self.never_again:
                assert number <= self.never_again[id], "sent after an acknowledged no"

    def teardown(self) -> None:
        if not hasattr(self, "ids"):
            return
        try:
            self._finish()
        finally:
            self.context.pop()

    def _finish(self) -> None:
        for _ in range(30):
            self._turn(LEASE + 11)
            self._tick()
            while self.world.queue:
                self._deliver(self.world.queue.pop(0))
            if not self._unfinished():
                break
        self.promises_hold()
        with transaction() as session:
            rows = session.scalars(sa.select(Message)).all()
        assert len(rows) == len(self.ids)
        for row in rows:
            number = self.world.accepted[row.message_id]
            assert row.state not in MOVING, f"never finished: {row.state}"
            assert row.state is not State.EXPIRED
            assert row.state is not State.FAILED
            if row.state is State.SENT:
                assert number >= 1, "lost: called sent, never accepted"
            if number > 1:
                flagged = row.uncertain_count > self.world.unread.get(row.message_id, 0)
                assert flagged, "a double nobody was told of"
            if row.state is State.HELD:
                assert row.uncertain_count >= 2, "held without a reason"
            assert number <= 2, "sent again more than once"

    # ---------------------------------------------------------------------------- hands

    def _schedule(self, reader: int, delay: int) -> None:
        number = len(self.ids)
        with transaction() as session:
            made = operations.schedule(
                actor=None,
                kind="test",
                address_id=self.readers[reader],
                purpose=Purpose.MARKETING,
                occasion=f"occasion:{number}",
                dedup_key=f"occasion:{number}",
                due_at=clock.now() + dt.timedelta(seconds=delay),
            )
            row = session.get_one(Message, made.id)
            self.keys[made.id] = (row.message_id, row.public_id, reader)
        self.world.due[row.message_id] = self.world.seconds + delay - 1
        self.ids.append(made.id)
        if reader in self.unsubscribed:
            self.never_again[row.message_id] = 0

    def _meanwhile(self, during: str, id: int, where: str, dice: random.Random) -> None:
        if where != "handed":
            id = self.world.speaking
        message_id, _key, reader = self.keys[id]
        if during == "cancel":
            self._cancel(id)
        elif during == "unsubscribe":
            self._unsubscribe(reader)
            if where != "handed" and message_id in self.never_again:
                self.never_again[message_id] += 1  # it was beyond the point of no return
        else:
            world = self.world
            kept = world.point, world.fault
            for _ in range(dice.choice([1, 2])):  # the lease ends, then the grace of a doubt
                world.point = self._drawn(dice, "asleep", 0.3, ("answer", "handed"))
                world.fault = None
                self._turn(LEASE + 11)
                self._tick()
                while world.queue:
                    with contextlib.suppress(Crash):
                        self._deliver(world.queue.pop(0))
            world.point, world.fault = kept

    def _cancel(self, id: int) -> None:
        message_id, key, _reader = self.keys[id]
        with transaction():
            said = operations.cancel(key, actor=None)
        if said.cancelled:
            self.never_again[message_id] = self.world.accepted[message_id]

    def _unsubscribe(self, reader: int) -> None:
        with transaction():
            operations.unsubscribe(tokens.unsubscription(self.readers[reader], Purpose.MARKETING))
        if reader in self.unsubscribed:
            return
        self.unsubscribed.add(reader)
        for message_id, _key, of in self.keys.values():
            if of == reader:
                self.never_again.setdefault(message_id, self.world.accepted[message_id])

    def _deliver(self, *ids: int) -> None:
        delivery.deliver(ids, connect=lambda: FakeWire(self.world))

    def _turn(self, seconds: float) -> None:
        if seconds:
            with transaction():
                clock.turn(dt.timedelta(seconds=seconds))
            self.world.seconds += seconds

    def _tick(self) -> None:
        dispatch.Dispatcher().tick()

    def _unfinished(self) -> int:
        with transaction() as session:
            return session.scalar(sa.select(sa.func.count()).where(Message.state.in_(MOVING))) or 0


@pytest.fixture
def letters(
    own_app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[type[Letters]]:
    """The machine on a database, with the queue and the relay in its hands."""
    world = World()
    own_app.config.update(
        REDIS_URL="redis://nobody",
        OUTBOX_LIMITS=LIMITS,
        OUTBOX_HOURS=ALWAYS,
        OUTBOX_FOLDER=tmp_path,
    )
    Letters.app, Letters.world = own_app, world
    monkeypatch.setattr(dispatch.jobs, "waiting", lambda _queue: 0)
    monkeypatch.setattr(
        dispatch.jobs, "enqueue", lambda _queue, _name, ids, chunk: world.queue.extend(ids)
    )
    monkeypatch.setattr(delivery, "elapsed", lambda: world.seconds)
    handing, send = journal.Journal.handing, delivery.Delivery._send

    def handed(self: journal.Journal, attempts: Collection[journal.Attempt]) -> None:
        handing(self, attempts)
        world.at("handed")

    def spoken(self: delivery.Delivery, wire: Any, ready: Any, since: float) -> None:
        world.speaking = ready.claim.id
        send(self, wire, ready, since)

    monkeypatch.setattr(journal.Journal, "handing", handed)
    monkeypatch.setattr(delivery.Delivery, "_send", spoken)
    with own_app.app_context():
        engine = db.engine

    def count(_connection: Any) -> None:
        world.commits += 1
        world.at(f"commit {world.commits}")

    sa.event.listen(engine, "commit", count)
    yield Letters
    sa.event.remove(engine, "commit", count)
    own_app.config["REDIS_URL"] = None


def explore(machine: type[Letters], examples: int) -> None:
    """Walk ``examples`` times. More that are asked for are drawn by Hypothesis, which also makes
    the shortest walk of one that breaks a promise; the suite's, whose deeds are drawn from a seed
    anyway, need no more than a number each."""
    if asked := os.environ.get("RMAPP_MODEL_EXAMPLES"):
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=int(asked),
                stateful_step_count=STEPS,
                deadline=None,
                database=None,
                print_blob=True,
                suppress_health_check=list(HealthCheck),
                phases=[Phase.generate, Phase.shrink],
                report_multiple_bugs=False,
            ),
        )
        return
    for number in range(examples):
        walk(machine(), random.Random(number))


def walk(letters: Letters, dice: random.Random) -> None:
    """One life of ``letters``, its promises asked after every deed and at its end."""
    letters.begin()
    try:
        for _step in range(dice.randint(STEPS // 2, STEPS)):
            letters.happen(dice.getrandbits(62))
            letters.promises_hold()
    finally:
        letters.teardown()


def test_no_letter_is_lost_doubled_or_sent_after_a_no(letters: type[Letters]) -> None:
    explore(letters, 15)


Mutant = tuple[Callable[..., Any], *tuple[str, ...]]  # function, old, new, old, new …
MUTANTS: dict[str, Mutant] = {
    "consent is not asked": (queries.why_not, 'f"no consent: {purpose.value}"', "None"),
    "a cancel claims what has left": (
        decisions.cancel,
        "T.state.in_(RECALLABLE)",
        "T.state.in_([*RECALLABLE, State.HANDOFF])",
    ),
    "a claim takes what is taken": (
        steps.claim,
        "T.state == State.PENDING",
        "T.state.in_([State.PENDING, State.CLAIMED, State.SENT])",
    ),
    "a claim takes what is cancelled": (
        steps.claim,
        "T.state == State.PENDING",
        "T.state.in_([State.PENDING, State.CANCELLED])",
    ),
    "dead claims are not swept": (
        sweeps.sweep_claims,
        "T.lease_until < sql_now()",
        "T.lease_until.is_(None)",
    ),
    "the handoff calls it sent": (steps.hand_off, "T.state: State.HANDOFF", "T.state: State.SENT"),
    "the handoff looks at nothing": (
        steps.hand_off,
        "*_held(given, State.CLAIMED)",
        "T.id == given.c.id",
        "T.lease_until > sql_now(),",
        "",
    ),
    "the token is not compared": (base.mine, "T.lease_token == token, ", ""),
    "the token is not compared in a group": (
        steps._held,
        "T.lease_token == given.c.token,",
        "",
    ),
    "the journal is not read": (dispatch.tell_journals, "left.answers", "()"),
    "slowness before the dot is not seen": (
        conversation.speak,
        "is_late()",
        "False",
    ),
    "consent is not asked again in a group": (
        delivery.Delivery._is_still_wanted,
        "reason is None",
        "True",
    ),
    "the journal is silent about beginnings": (
        conversation.speak,
        "journal.begun((ready.claim.id, ready.claim.token))",
        "pass",
    ),
    "doubt is forgotten by the journal": (
        journal._untouched,
        "attempt not in begun",
        "True",
    ),
    "doubt is settled for ever": (
        sweeps.settle_doubt,
        "T.uncertain_count <= 1",
        "T.uncertain_count <= 9",
    ),
    "due is not waited for": (sweeps.dispatch, "T.next_at <= sql_now(),", ""),
}
#: What a danger needs to show itself soon.
LEANINGS: dict[str, dict[str, str | None]] = {
    "consent is not asked": {"point": None, "fault": None, "during": "unsubscribe"},
    "a cancel claims what has left": {"during": "cancel", "where": "data", "point": None},
    "a claim takes what is cancelled": {
        "point": None,
        "fault": None,
        "during": None,
        "queue": "twice",
        "group": "1",
    },
    "a claim takes what is taken": {
        "point": None,
        "fault": None,
        "during": None,
        "queue": "twice",
        "group": "1",
    },
    "dead claims are not swept": {"point": "rcpt", "fault": None, "during": None},
    "the handoff calls it sent": {"point": "body", "fault": None, "during": None},
    "the handoff looks at nothing": {
        "during": "cancel",
        "where": "handed",
        "point": None,
        "fault": None,
    },
    "the token is not compared": {
        "during": "sleep",
        "where": "rcpt",
        "fault": "rcpt 451",
        "point": None,
        "asleep": "answer",
    },
    "the token is not compared in a group": {
        "group": "3",
        "during": "sleep",
        "where": "handed",
        "asleep": "handed",
        "point": "answer",
        "fault": None,
    },
    "consent is not asked again in a group": {
        "group": "3",
        "during": "unsubscribe",
        "where": "data",
        "point": None,
        "fault": None,
    },
    "the journal is silent about beginnings": {"point": "answer", "fault": None, "during": None},
    "doubt is forgotten by the journal": {"point": "answer", "fault": None, "during": None},
    "the journal is not read": {"point": "commit 6", "fault": None, "during": None},
    "slowness before the dot is not seen": {"during": "sleep", "where": "data", "point": None},
    "doubt is settled for ever": {"fault": "silence", "point": None},
    "due is not waited for": {"point": None, "fault": None, "during": None, "group": "3"},
}
#: Where a mutated function is known by name.
KNOWN_IN: tuple[ModuleType | type, ...] = (
    transitions, steps, sweeps, decisions, base, queries, dispatch, delivery.Delivery, preparation,
    conversation, journal,
)  # fmt: skip


def mutate(monkeypatch: pytest.MonkeyPatch, mutant: Mutant) -> None:
    function, *changes = mutant
    source = inspect.cleandoc("\n" + inspect.getsource(function))
    for old, new in zip(changes[::2], changes[1::2], strict=True):
        assert old in source, "the mutant does not fit the code any more"
        source = source.replace(old, new)
    module = inspect.getmodule(function)
    assert module is not None
    scope: dict[str, Any] = {}
    exec(compile(source, "<mutant>", "exec"), module.__dict__, scope)
    for place in KNOWN_IN:
        if getattr(place, function.__name__, None) is function:
            monkeypatch.setattr(place, function.__name__, scope[function.__name__])


@pytest.mark.parametrize("name", MUTANTS)
def test_the_model_catches(
    name: str, letters: type[Letters], monkeypatch: pytest.MonkeyPatch
) -> None:
    mutate(monkeypatch, MUTANTS[name])
    if name == "due is not waited for":
        mutate(monkeypatch, (steps.claim, "T.next_at <= sql_now(),", ""))
    monkeypatch.setattr(letters, "leaning", LEANINGS.get(name, {}))
    with pytest.raises(AssertionError):
        explore(letters, 60)
