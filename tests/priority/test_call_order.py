"""C11 on the desk: the order of calls, learned by night, with reasons, against the stated rules."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.errors import Conflict, Forbidden, Invalid
from rmapp.core.transaction import transaction
from rmapp.home.rules import Need, Task, rank
from rmapp.interactions.models import Interaction, InteractionState
from rmapp.interactions.words import Kind, Result
from rmapp.priority import operations, queries
from rmapp.priority.jobs import learn_calls
from rmapp.priority.models import CallModel, CallSwitch, Verdict
from rmapp.priority.rules.stated import (
    NOBODY_KNOWS,
    Known,
    call_order,
    reasons,
    stated_chance,
    usual_numbers,
)
from rmapp.priority.words import reason_words
from rmapp.work.kinds import Task as Work
from rmapp.work.models import WorkItem
from tests.cast import Cast
from tests.factories import a_client


def learn() -> CallModel:
    """A night's work, step by step; returns what it came to."""
    for _step in learn_calls(Work(1, "test", {}, {}, 0, None, None)):
        db.session.flush()
    db.session.expire_all()
    model = queries.latest_model()
    assert model is not None
    return model


def past_of_the_bank(cast: Cast, clients: int = 120, contacts: int = 4) -> list[Any]:
    """Contacts whose success depends on the kind of contact: visits succeed, letters do not."""
    dice, now = random.Random(7), clock.now()
    mara = cast.actor("mara").employee_id
    made = [a_client(cast, name=f"ООО «Сосна {n}»", manager="mara") for n in range(clients)]
    rows = []
    for at in range(contacts * clients):
        client, number = made[at % clients], at // clients + 1
        kind = dice.choice([Kind.VISIT, Kind.LETTER, Kind.CALL])
        good = dice.random() < {Kind.VISIT: 0.6, Kind.CALL: 0.2, Kind.LETTER: 0.05}[kind]
        when = now - dt.timedelta(hours=contacts * clients - at + 1)
        rows.append(
            Interaction(
                client_id=client.id, manager_id=mara, diary_id=mara, kind=kind,
                state=InteractionState.DONE, planned_at=when,
                ends_at=when + dt.timedelta(minutes=30), minutes=30, contact_number=number,
                result=Result.AGREED if good else Result.NOT_REACHED, outcome_at=when,
                created_at=when,
            )
        )  # fmt: skip
    db.session.add_all(rows)
    db.session.flush()
    return made


def test_c11_too_little_past_leaves_it_to_the_stated_rules(cast: Cast, scene: Any) -> None:
    hot = a_client(cast, name="ООО «Жар»", temperature="hot", possible_profit=10_000_00)
    cold = a_client(cast, name="ООО «Лёд»", temperature="cold", possible_profit=10_000_00)
    model = learn()
    assert (model.verdict, model.is_used, model.area) == (Verdict.LITTLE, False, None)
    assert hot.call_order < cold.call_order < NOBODY_KNOWS
    assert (hot.call_chance, hot.call_why) == (30, "hot")


def test_c11_what_the_past_teaches_decides_where_it_is_better(cast: Cast, scene: Any) -> None:
    clients = past_of_the_bank(cast)
    mara, now = cast.actor("mara").employee_id, clock.now()
    visited, written = clients[0], clients[1]
    for client, kind in ((visited, Kind.VISIT), (written, Kind.LETTER)):
        at = now + dt.timedelta(days=1 + clients.index(client))
        db.session.add(
            Interaction(
                client_id=client.id, manager_id=mara, diary_id=mara, kind=kind, planned_at=at,
                ends_at=at + dt.timedelta(minutes=30), contact_number=5, created_at=now,
            )
        )  # fmt: skip
    versions = [client.version for client in clients]
    model = learn()
    assert model.verdict is Verdict.LEARNED
    assert model.area > model.rules_area
    assert (model.is_used, model.ranked >= len(clients)) == (True, True)
    assert model.weights["columns"][0]["column"] == "kind"
    assert model.weights["values"]["kind"]["visit"] > 0 > model.weights["values"]["kind"]["letter"]
    assert visited.call_order < written.call_order
    assert visited.call_chance > written.call_chance
    assert [client.version for client in clients] == versions, "this is no edit of the dossier"


def test_c11_nothing_known_only_after_a_contact_describes_it(cast: Cast, scene: Any) -> None:
    """What came of the contacts is turned round: what was known before each stays the same."""
    past_of_the_bank(cast, clients=6, contacts=1)
    before = queries.past_contacts("Europe/Moscow")
    db.session.execute(
        sa.update(Interaction)
        .where(Interaction.result == Result.NOT_REACHED)
        .values(result=Result.REFUSED, outcome_note="spoke for long", temperature_after="hot")
    )
    after = queries.past_contacts("Europe/Moscow")
    assert [one.before for one in after] == [one.before for one in before]
    assert all(dict(zip(queries.COLUMNS, one.before.cells, strict=True))["last_result"] == ""
               for one in after)  # fmt: skip


def test_c11_a_supervisor_switches_it_off_with_a_reason(cast: Cast, scene: Any) -> None:
    sofia = cast.actor("sofia")
    past_of_the_bank(cast)
    with pytest.raises(Invalid):
        operations.switch(False, reason="  ", actor=sofia)
    with pytest.raises(Forbidden):
        operations.switch(False, reason="I do not like it", actor=cast.actor("mara"))
    operations.switch(False, reason="The campaign has changed", actor=sofia)
    assert db.session.scalar(sa.select(WorkItem.kind)) == operations.WORK
    with pytest.raises(Conflict):
        operations.learn_now(actor=sofia)
    model = learn()
    assert (model.verdict, model.is_used) == (Verdict.LEARNED, False)
    operations.switch(True, actor=cast.actor("adam"))  # the administrator may as well
    assert learn().is_used


def test_c11_the_page_tells_what_it_is_and_how_good(
    app: Flask, cast: Cast, browser_of: Any
) -> None:
    sofia, mara = browser_of("sofia"), browser_of("mara")
    assert "the stated rules decide" in sofia.get("/call-order?lang=en").text
    assert mara.get("/call-order").status_code == 403
    with app.app_context(), transaction():
        past_of_the_bank(cast)
        learn()
    page = sofia.get("/call-order").text
    assert "of a hundred pairs of a success and a failure" in page
    assert "Kind of contact" in page
    token = {"csrf_token": page.split('name="csrf-token" content="')[1].split('"')[0]}
    refused = sofia.post("/call-order/switch/off", data={"reason": "", **token})
    assert refused.status_code == 422
    assert "Say why it is switched off." in refused.text
    sofia.post("/call-order/switch/off", data={"reason": "<b>new campaign", **token})
    assert "&lt;b&gt;new campaign" in sofia.get("/call-order").text
    with app.app_context(), transaction():
        assert db.session.scalar(sa.select(CallSwitch.is_on)) is False


def test_c11_my_day_and_the_list_follow_the_order(app: Flask, cast: Cast, browser_of: Any) -> None:
    with app.app_context(), transaction():
        for name, order, why in (("Вторая", 5_000, ""), ("Первая", 1_000, "answered:2 sale")):
            a_client(cast, name=f"ООО «{name}»", call_order=order, call_why=why, call_chance=20)
    mara = browser_of("mara")
    for address in ("/", "/clients?sort=call_chance"):
        page = mara.get(address).text
        assert page.index("Первая") < page.index("Вторая"), address
    assert "answered 2 times · an open sale" in mara.get("/").text


# --- rules ---------------------------------------------------------------------------------

KNOWN = st.builds(
    Known,
    number=st.integers(1, 60),
    heat=st.sampled_from(["", "cold", "warm", "hot"]),
    last_result=st.sampled_from(["", "agreed", "refused"]),
    answered=st.integers(0, 50),
    has_open_sale=st.booleans(),
)


@settings(max_examples=80)
@given(KNOWN, st.integers(0, 10**14), st.integers(0, 10**14))
def test_c11_more_chance_or_worth_never_stands_later(known: Known, one: int, other: int) -> None:
    chance = stated_chance(known)
    assert 0 < chance <= 0.9
    low, high = sorted((one, other))
    assert 0 <= call_order(chance, high) <= call_order(chance, low) < NOBODY_KNOWS
    assert call_order(0.9, low) <= call_order(chance, low)


@settings(max_examples=80)
@given(KNOWN, st.sampled_from([None, (1, 1), (3, 5)]), st.sampled_from([None, ["heat"], []]))
def test_c11_every_reason_can_be_said(known: Known, usual: Any, helpful: Any) -> None:
    codes = reasons(known, usual, helpful)
    assert len(codes) <= 120
    assert len(codes.split()) <= 3


def test_c11_the_reasons_are_words_of_both_languages(app: Flask) -> None:
    from flask_babel import force_locale

    with app.test_request_context():
        with force_locale("en"):
            assert reason_words("answered:2 number:3:3:5 junk:x number:") == [
                "answered 2 times",
                "contact 3: most agree at 3 to 5",
            ]
        with force_locale("ru"):
            assert reason_words("hot agreed answered:2") == [
                "горячий", "согласие на прошлом контакте", "отвечал 2 раза",
            ]  # fmt: skip


def test_c6_the_usual_numbers_hold_most_of_the_successes() -> None:
    assert usual_numbers([1, 2, 8, 9, 7, 1]) == (3, 4)
    assert usual_numbers([20, 1, 1]) == (1, 1)
    assert usual_numbers([3, 3, 3]) is None


def test_c11_the_need_and_the_vip_come_before_what_was_learned() -> None:
    def task(name: str, need: Need = Need.SILENT, **values: Any) -> Task:
        return Task(need=need, client_public_id=name, client_name=name, days=1, **values)

    order = rank(
        [
            task("late", call_order=9_000),
            task("early", call_order=10, temperature="cold"),
            task("vip", call_order=9_999, vip_tier="gold"),
            task("open", Need.NO_STEP, call_order=9_999),
        ]
    )
    assert [one.client_name for one in order] == ["open", "vip", "early", "late"]
