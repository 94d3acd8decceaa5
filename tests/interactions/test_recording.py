"""A contact that nobody planned: the client called, and it is recorded from the card (C5)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from rmapp.clients.models import Client, ClientFact
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.errors import Invalid
from rmapp.core.transaction import transaction
from rmapp.interactions import operations
from rmapp.interactions.models import Interaction
from rmapp.interactions.words import Kind, NoNextReason, Result
from tests.cast import Cast
from tests.factories import a_client, a_contact_person
from tests.interactions.conftest import MOSCOW, in_days
from tests.interactions.reading import fields_of

HELD = operations.Outcome(result=Result.REACHED, no_next_reason=NoNextReason.WAITS)


@pytest.fixture
def client(app: Flask, cast: Cast) -> str:
    """The public id of a firm of Mara's with a contact person."""
    with app.app_context(), transaction():
        made = a_client(cast, name="ООО «Кедр»", banks_now="")
        a_contact_person(made, name="Кузнецова Анна")
        return made.public_id


def test_c5_who_called_is_recorded_with_what_was_learned_and_what_comes_next(
    app: Flask, browser_of: Any, client: str
) -> None:
    mara, path = browser_of("mara"), f"/interactions/record?client={client}&back=/day/silent"
    card = mara.get(f"/clients/{client}").text
    assert f"/interactions/record?client={client}" in card
    assert "<main" not in mara.get(path, headers={"X-Fragment": "1"}).text
    found = fields_of(mara.get(path).text)
    assert found["next_step"], "a next step is proposed"
    yesterday = dt.datetime.now(MOSCOW).replace(hour=12, minute=0) - dt.timedelta(days=1)
    said = {
        "result": "reached", "note": "Спросил про лизинг", "answer_phones": "8 495 540-75-20",
        "ended_at": yesterday.strftime("%Y-%m-%dT%H:%M"), "need": "Лизинг",
    }  # fmt: skip
    wrong = mara.post(path, data={**found, **said, "answer_phones": "12"})
    assert "Спросил про лизинг" in wrong.text
    answer = mara.post(path, data={**fields_of(wrong.text), **said})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/day/silent")
    with app.app_context(), transaction():
        one = db.session.scalar(sa.select(Interaction).where(Interaction.result.is_not(None)))
        assert one is not None
        assert (one.kind, one.outcome_note, one.need) == (Kind.CALL, said["note"], "Лизинг")
        assert one.outcome_at == yesterday.replace(second=0, microsecond=0)
        assert one.next_id is not None
        row = db.session.scalar(sa.select(Client).where(Client.public_id == client))
        assert row is not None
        assert row.last_contact_at == one.outcome_at
        fact = db.session.scalar(sa.select(ClientFact).where(ClientFact.field == "phones"))
        assert fact is not None
        assert fact.object_public_id == one.public_id


def test_c5_the_results_and_the_next_step_follow_the_kind(browser_of: Any, client: str) -> None:
    mara = browser_of("mara")
    page = mara.get(f"/interactions/record?client={client}&kind=letter").text
    assert 'value="sent"' in page
    proposed = mara.get(f"/interactions/record/next?client={client}&kind=letter&result=sent").text
    assert '<option selected value="call">' in proposed
    assert mara.get("/interactions/record?text=Кед").text.count(f"record?client={client}") == 1


def test_c5_what_is_still_to_come_or_long_past_is_not_recorded(cast: Cast, scene: Any) -> None:
    client, mara = a_client(cast), cast.actor("mara")
    for at in (in_days(1), clock.now() - dt.timedelta(days=32)):
        with pytest.raises(Invalid) as refused, db.session.begin_nested():
            operations.record_contact(client, HELD, actor=mara, kind=Kind.CALL, ended_at=at)
        assert list(refused.value.fields) == ["ended_at"]
    soon = clock.now() + dt.timedelta(minutes=5)
    made = operations.record_contact(client, HELD, actor=mara, kind=Kind.CALL, ended_at=soon)
    assert made.outcome_at is not None
    assert made.outcome_at <= clock.now(), "a clock that is a little ahead is no future"
