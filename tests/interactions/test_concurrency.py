"""Two at the same moment, on connections of their own."""

from __future__ import annotations

import threading
from typing import Any

import sqlalchemy as sa
from flask import Flask

from rmapp.clients.models import Client
from rmapp.core.db import db
from rmapp.core.errors import Invalid
from rmapp.core.transaction import transaction
from rmapp.interactions import operations
from rmapp.interactions.models import Interaction
from rmapp.interactions.words import Kind
from tests.cast import Cast
from tests.factories import a_client
from tests.interactions.conftest import in_days


def test_of_many_visits_booked_at_once_one_is_kept(own_app: Flask) -> None:
    """C8: no double booking, and the client's next contact is the one that was kept."""
    cast = Cast.enter(own_app)
    with own_app.app_context(), transaction():
        ids = [a_client(cast, name=f"ООО «Ель {n}»").id for n in range(6)]
    together = threading.Barrier(len(ids))
    outcomes: list[str] = []

    def book(client_id: int) -> None:
        with own_app.app_context():
            together.wait()
            try:
                with transaction():
                    operations.plan(
                        actor=cast.actor("mara"),
                        client=db.session.get_one(Client, client_id),
                        kind=Kind.VISIT,
                        at=in_days(1),
                        minutes=60,
                    )
                outcomes.append("kept")
            except Invalid as refusal:
                outcomes.append("refused" if "at" in refusal.fields else str(refusal.fields))

    run([threading.Thread(target=book, args=(one,)) for one in ids])
    assert sorted(outcomes) == ["kept"] + ["refused"] * (len(ids) - 1)
    with own_app.app_context(), transaction() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Interaction)) == 1
        planned = sa.select(sa.func.count()).where(Client.next_contact_at.is_not(None))
        assert session.scalar(planned) == 1


def test_contacts_planned_at_once_leave_the_earliest_as_the_next(own_app: Flask) -> None:
    cast = Cast.enter(own_app)
    with own_app.app_context(), transaction():
        client_id = a_client(cast).id
    together = threading.Barrier(4)

    def call(days: int) -> None:
        with own_app.app_context():
            together.wait()
            with transaction():
                operations.plan(
                    actor=cast.actor("mara"),
                    client=db.session.get_one(Client, client_id),
                    kind=Kind.CALL,
                    at=in_days(days),
                )

    run([threading.Thread(target=call, args=(days,)) for days in (4, 3, 2, 1)])
    with own_app.app_context(), transaction() as session:
        assert session.get_one(Client, client_id).next_contact_at == in_days(1)


def run(threads: list[Any]) -> None:
    """Run all to the end."""
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert not any(thread.is_alive() for thread in threads)
