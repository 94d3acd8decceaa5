"""Two at the same moment, on connections of their own."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from rmapp.clients.models import Client
from rmapp.core.db import db
from rmapp.core.errors import Invalid
from rmapp.core.transaction import transaction
from rmapp.interactions import operations
from rmapp.interactions.models import Interaction
from rmapp.interactions.words import Kind, NoNextReason, Result
from tests.cast import Cast
from tests.factories import a_client
from tests.interactions.conftest import in_days
from tests.interactions.reading import fields_of


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


def test_c8_two_who_wait_for_each_others_hours_are_answered_in_words(own_app: Flask) -> None:
    """Each takes the hour the other wants next: PostgreSQL ends one of them, and that one reads
    that the diary is taken."""
    cast = Cast.enter(own_app)
    with own_app.app_context(), transaction():
        ids = [a_client(cast, name=f"ООО «Пихта {n}»").id for n in range(4)]
    together = threading.Barrier(2)
    outcomes: list[str] = []

    def book(first: int, second: int, days: tuple[int, int]) -> None:
        def visit(client_id: int, day: int) -> None:
            operations.plan(
                actor=cast.actor("mara"),
                client=db.session.get_one(Client, client_id),
                kind=Kind.VISIT,
                at=in_days(day),
                minutes=60,
            )

        with own_app.app_context():
            try:
                with transaction():
                    visit(first, days[0])
                    together.wait()
                    visit(second, days[1])
                outcomes.append("kept")
            except Invalid as refusal:
                outcomes.append("refused" if "at" in refusal.fields else str(refusal.fields))

    run(
        [
            threading.Thread(target=book, args=(ids[0], ids[1], (1, 2))),
            threading.Thread(target=book, args=(ids[2], ids[3], (2, 1))),
        ]
    )
    assert sorted(outcomes) == ["kept", "refused"]
    with own_app.app_context(), transaction() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Interaction)) == 2


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


def _while_one_is_recorded(app: Flask, cast: Cast, call: str, press: Any) -> Any:
    """What ``press`` answers when it comes while the outcome of ``call`` is being recorded: it has
    read the contact as planned, and waits for the lock of whoever was first."""
    answers: list[Any] = []
    second = threading.Thread(target=lambda: answers.append(press()))
    with app.app_context(), transaction() as session:
        operations.record_outcome(
            session.execute(sa.select(Interaction).filter_by(public_id=call)).scalar_one(),
            operations.Outcome(
                result=Result.REACHED, note="Первый", no_next_reason=NoNextReason.WAITS
            ),
            actor=cast.actor("mara"),
            version=1,
        )
        second.start()
        waits = sa.text(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND wait_event_type = 'Lock'"
        )
        until = time.monotonic() + 20
        while not session.scalar(waits):
            assert time.monotonic() < until, "the second one never waited"
            assert second.is_alive(), answers
            session.execute(sa.text("SELECT pg_stat_clear_snapshot(), pg_sleep(0.01)"))
    second.join(timeout=30)
    [answer] = answers
    return answer


@pytest.fixture
def call(own_app: Flask) -> tuple[Cast, str]:
    """A call of Mara's, committed."""
    cast = Cast.enter(own_app)
    with own_app.app_context(), transaction():
        made = operations.plan(
            actor=cast.actor("mara"), client=a_client(cast), kind=Kind.CALL, at=in_days(1)
        )
        return cast, made.public_id


def test_c5_of_two_outcomes_in_the_same_instant_the_second_is_told_the_first_and_loses_nothing(
    own_app: Flask, call: tuple[Cast, str]
) -> None:
    cast, public_id = call
    mara, path = cast.browser(own_app, "mara"), f"/interactions/{public_id}/outcome"
    sent = {**fields_of(mara.get(path).text), "result": "agreed", "note": "Второй, с подробностями"}
    late = _while_one_is_recorded(own_app, cast, public_id, lambda: mara.post(path, data=sent))
    assert late.status_code == 409
    assert "Первый" in late.text, "what is recorded"
    typed = fields_of(late.text)
    assert (typed["note"], typed["result"]) == ("Второй, с подробностями", "agreed")
    assert f"/interactions/{public_id}/correct" in late.text
    with own_app.app_context(), transaction() as session:
        [one] = session.execute(sa.select(Interaction)).scalars()
        assert (one.outcome_note, one.result) == ("Первый", Result.REACHED)


def test_c5_a_tap_in_the_same_instant_leads_to_what_is_recorded(
    own_app: Flask, call: tuple[Cast, str]
) -> None:
    cast, public_id = call
    mara, path = cast.browser(own_app, "mara"), f"/interactions/{public_id}/outcome"
    sent = {**fields_of(mara.get(path).text), "at_once": "agreed"}
    late = _while_one_is_recorded(own_app, cast, public_id, lambda: mara.post(path, data=sent))
    assert late.status_code == 302
    assert "Первый" in mara.get(late.headers["Location"]).text


def run(threads: list[Any]) -> None:
    """Run all to the end."""
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert not any(thread.is_alive() for thread in threads)
