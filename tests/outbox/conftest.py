"""The outbox commits for real: a database of its own, a sink for letters, short times."""

from __future__ import annotations

import datetime as dt
import os
import secrets
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.factory import create_app
from rmapp.outbox import delivery, operations, renderers, transitions
from rmapp.outbox.models import Message, RecipientAddress
from rmapp.outbox.renderers import Letter
from rmapp.outbox.rules import Hours, Limits
from rmapp.outbox.states import Purpose, State
from rmapp.outbox.wire import Server
from rmapp.policy.enforce import Actor
from rmapp.settings import settings
from tests.engines import own_database
from tests.outbox.sink import Sink

LIMITS = Limits(lease=60, redispatch=10, uncertain_grace=5, backoff=10, relay_backoff=5)
ALWAYS = Hours(start=dt.time(0), end=dt.time(23, 59, 59))


def _words(message: Message) -> Letter:
    return Letter(
        subject=str(message.params.get("subject", "Ваше предложение")),
        text=str(message.params.get("text", "Здравствуйте!\n\nПредложение готово.\n")),
    )


if "test" not in renderers.kinds():
    renderers.renders("test")(_words)


@pytest.fixture(scope="session")
def own_app(worker: str) -> Iterator[Flask]:
    """An application on a database of its own, in which everything is really committed."""
    settings.cache_clear()
    template = os.environ["RMTEST_TEMPLATE"]
    name = f"{template}_{worker}_{secrets.token_hex(2)}"  # tests/work has one of its own
    with own_database(name, template=template) as urls:
        app = create_app(database_url=urls[1])
        app.testing = True
        app.config["OWNER_URL"] = urls[0]
        app.config["REDIS_URL"] = None
        yield app
        with app.app_context():
            db.engine.dispose()


TABLES = (
    "outbox_event, rendered_mail, outbox_message, consent, recipient_address, outbox_relay,"
    " clock_shift, work_item, timetable_run"
)


def empty(app: Flask) -> None:
    """Forget everything."""
    names = [name.strip() for name in TABLES.split(",")]
    with app.app_context(), transaction() as session:
        for name in names:
            session.execute(sa.text(f"DELETE FROM {name}"))


class Post:
    """A hand for the tests: letters in, ticks, deliveries, states out."""

    def __init__(self, app: Flask, sink: Sink) -> None:
        self.app = app
        self.sink = sink
        self._number = 0

    def address(self, address: str | None = None, *purposes: Purpose) -> int:
        self._number += 1
        with transaction():
            row = operations.address_for(
                address or f"reader{self._number}@client.example", actor=None
            )
            for purpose in purposes:
                operations.give(row.id, purpose, text_version="1", source="test", actor=None)
            return row.id

    def letter(self, address_id: int | None = None, **values: object) -> int:
        self._number += 1
        merged: dict[str, object] = {
            "actor": None,
            "kind": "test",
            "address_id": address_id or self.address(),
            "purpose": Purpose.SERVICE,
            "occasion": f"proposal:{self._number}",
            "dedup_key": f"proposal:{self._number}:sent",
            **values,
        }
        with transaction():
            return operations.schedule(**merged).id  # type: ignore[arg-type]

    def deliver(self, *ids: int, **values: object) -> Counter[str]:
        return delivery.deliver(ids, **values)  # type: ignore[arg-type]

    def row(self, id: int) -> Message:
        with transaction() as session:
            return session.get_one(Message, id)

    def state(self, id: int) -> State:
        return self.row(id).state

    def row_public_id(self, id: int) -> str:
        return self.row(id).public_id

    def address_row(self, id: int) -> RecipientAddress:
        with transaction() as session:
            return session.get_one(RecipientAddress, id)

    def events(self, id: int) -> list[str]:
        with transaction() as session:
            rows = session.execute(
                sa.text("SELECT what FROM outbox_event WHERE outbox_message_id = :id ORDER BY id"),
                {"id": id},
            )
            return [row.what for row in rows]

    def turn(self, **by: float) -> None:
        with transaction():
            clock.turn(dt.timedelta(**by))

    def claim(self, id: int) -> transitions.Claim | None:
        with transaction():
            taken = transitions.claim([id], owner="test", lease=dt.timedelta(seconds=60))
        return taken[0] if taken else None

    @property
    def received(self) -> list[str]:
        """Recipients in the order in which the relay accepted their letters."""
        return [recipient for _id, recipient, _at in self.sink.accepted]


@pytest.fixture
def sink() -> Iterator[Sink]:
    """A relay on this machine."""
    with Sink() as sink:
        yield sink


@pytest.fixture
def post(own_app: Flask, sink: Sink, tmp_path: Path) -> Iterator[Post]:
    """An empty outbox whose letters go to ``sink``."""
    own_app.config["OUTBOX_SERVER"] = Server(
        "127.0.0.1", sink.port, security="none", timeout=3, dot_timeout=3
    )
    own_app.config["OUTBOX_LIMITS"] = LIMITS
    own_app.config["OUTBOX_HOURS"] = ALWAYS
    own_app.config["OUTBOX_FOLDER"] = tmp_path
    own_app.config["REDIS_URL"] = None
    empty(own_app)
    with own_app.app_context():
        yield Post(own_app, sink)


@pytest.fixture
def director(post: Post) -> Actor:
    """A person who decides about letters in doubt."""
    from rmapp.seeds import seed
    from tests.cast import Cast

    with transaction() as session:
        known = session.execute(sa.text("SELECT count(*) FROM employee")).scalar_one()
    if not known:
        with transaction():
            seed()
        Cast.enter(post.app)
    from rmapp.staff import sessions

    with transaction() as session:
        id = session.execute(sa.text("SELECT id FROM employee WHERE login = 'sofia'")).scalar_one()
        actor = sessions.actor_of_employee(id)
    assert actor is not None
    return actor


def shortened(**values: float) -> Limits:
    """The tests' limits with some changed."""
    return replace(LIMITS, **values)  # type: ignore[arg-type]
