"""D8: what is known, what to ask next, where the answer goes, and from whom it is."""

import datetime as dt

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from rmapp.clients import catalogue, custom
from rmapp.clients.models import (
    Client,
    ClientFact,
    ClientKind,
    ContactPerson,
    CustomType,
    Origin,
)
from rmapp.clients.queries import Filter, listed
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.errors import Invalid
from rmapp.core.transaction import transaction
from rmapp.dossiers import operations, queries
from rmapp.dossiers.questions import own_questions
from rmapp.dossiers.rules import completeness
from rmapp.interactions import operations as interactions
from rmapp.interactions.models import Interaction
from rmapp.interactions.words import Kind, NoNextReason, Purpose
from tests.clients.test_custom_fields import define
from tests.dossiers.test_creating import hidden
from tests.factories import a_client, a_person

KINDS = st.sampled_from(list(ClientKind))
NAMES = ["phones", "emails", "inn", "activity", "banks_now", "needs", "birth_date", "decides"]


@settings(deadline=None)
@given(KINDS, st.sets(st.sampled_from(NAMES)), st.sampled_from(NAMES), st.booleans())
def test_d8_knowing_more_never_makes_a_dossier_less_complete(kind, known, more, may_see):
    less = completeness(kind, known, may_see=may_see)
    full = completeness(kind, known | {more}, may_see=may_see)
    assert 0 <= less.percent <= full.percent <= 100
    assert len(less.questions) <= 3
    assert not set(less.known) & set(less.missing)
    assert [q.field for q in less.questions] == list(less.missing[:3])


@pytest.mark.parametrize("kind", list(ClientKind))
def test_d8_everything_known_is_a_hundred_per_cent(kind):
    nothing = completeness(kind, set())
    whole = completeness(kind, set(nothing.missing))
    assert (nothing.percent, whole.percent, whole.questions) == (0, 100, ())


def planned(app, cast, **fields):
    with app.app_context(), transaction():
        client = a_client(cast, **fields)
        contact = interactions.plan(
            actor=cast.actor("mara"), client=client, kind=Kind.CALL,
            at=clock.now() + dt.timedelta(days=1), minutes=30,
            matter=interactions.Matter(purpose=Purpose.FIRST_CONTACT),
        )  # fmt: skip
        return client.public_id, contact.public_id


def test_d8_the_next_three_questions_are_asked_at_the_outcome_and_answered_into_the_dossier(
    app, cast, browser_of
):
    client, contact = planned(app, cast, phones=["+74955407520"])
    mara, path = browser_of("mara"), f"/interactions/{contact}/outcome"
    page = mara.get(path).get_data(as_text=True)
    for question in ("Who decides on the choice of a bank?", "Which banks serve the firm now"):
        assert question in page
    form = {
        **hidden(page), "result": "reached", "next_kind": "call", "next_step": "",
        "no_next_reason": NoNextReason.NO_NEED.value, "next_purpose": "other",
        "promise_side": "bank",
        "temperature": "", "note": "разговор",
        "answer_banks_now": "ВТБ: счёт и зарплата", "answer_decides": "Кузнецов Илья",
        "answer_activity": "",
    }  # fmt: skip
    form["drop_early"] = "y"
    answer = mara.post(path, data=form)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    with app.app_context(), transaction():
        fact = db.session.scalar(sa.select(ClientFact).where(ClientFact.field == "banks_now"))
        assert (fact.told, fact.origin) == ("ВТБ: счёт и зарплата", Origin.CONTACT)
        assert (fact.object_kind, fact.object_public_id) == ("interaction", contact)
        assert fact.by_id == cast.ids["mara"]
        person = db.session.scalar(sa.select(ContactPerson))
        assert (person.name, person.decision_role) == ("Кузнецов Илья", "decides")
    card = mara.get(f"/clients/{client}").get_data(as_text=True)
    assert "ВТБ: счёт и зарплата" in card
    assert "told at: phone call" in card.lower() or "told at: call" in card.lower()


def test_d8_an_answer_to_what_is_known_meanwhile_is_refused_at_its_question(scene, cast):
    client, mara = a_client(cast, banks_now="Сбербанк"), cast.actor("mara")
    with pytest.raises(Invalid) as refusal:
        operations.learn(client, actor=mara, answers={"banks_now": "ВТБ"})
    assert list(refusal.value.fields) == ["answer_banks_now"]
    assert "Сбербанк" in str(refusal.value.fields["answer_banks_now"][0])
    assert client.banks_now == "Сбербанк"


def test_d8_a_wrong_answer_keeps_the_outcome_form_and_what_was_typed(app, cast, browser_of):
    _client, contact = planned(app, cast)
    mara, path = browser_of("mara"), f"/interactions/{contact}/outcome"
    page = mara.get(path).get_data(as_text=True)
    form = {
        **hidden(page), "result": "reached", "note": "важный разговор", "answer_phones": "12",
    }  # fmt: skip
    again = mara.post(path, data=form).get_data(as_text=True)
    assert "важный разговор" in again
    assert 'value="12"' in again
    with app.app_context(), transaction():
        row = db.session.scalar(sa.select(Interaction).where(Interaction.public_id == contact))
        assert row.state.value == "planned"


def test_d8_one_field_is_changed_on_a_small_page_with_its_source(app, cast, browser_of):
    with app.app_context(), transaction():
        public_id = a_client(cast).public_id
    mara, path = browser_of("mara"), f"/clients/{public_id}/fields/must_know"
    page = mara.get(path).get_data(as_text=True)
    assert "<main" in page
    form = {**hidden(page), "value": "Звонить после обеда", "origin": "colleague"}
    assert mara.post(path, data=form).status_code == 302
    card = mara.get(f"/clients/{public_id}").get_data(as_text=True)
    assert "Звонить после обеда" in card
    piece = mara.get(path, headers={"X-Fragment": "1"}).get_data(as_text=True)
    assert "<main" not in piece
    assert "Звонить после обеда" in piece
    stale = mara.post(path, data={**form, "form_key": "", "value": "другое"})
    assert stale.status_code == 409
    assert "Звонить после обеда" in stale.get_data(as_text=True)
    for name in ("nonsense", "birth_date", "search", "vip_tier", "id"):
        assert mara.get(f"/clients/{public_id}/fields/{name}").status_code == 404, name
    assert browser_of("max").get(path).status_code == 404


def test_d8_a_sensitive_answer_is_masked_where_it_comes_from_is_kept(scene, cast):
    person, mara = a_person(cast), cast.actor("mara")
    operations.learn(person, actor=mara, answers={"income_level": "500 000"})
    assert person.income_level == "500 000"
    assert db.session.scalars(sa.select(ClientFact.told)).all() == ["•••"]


def test_d8_what_is_known_is_read_from_fields_and_lists(scene, cast):
    client = a_client(cast, phones=["+74955407520"], activity="Мебель")
    known, may_see = queries.known_of(client, actor=cast.actor("mara"))
    assert may_see
    assert {"phones", "activity", "short_name"} <= known
    assert not {"emails", "banks_now", "decides", "messengers"} & known


def test_d9_an_own_field_is_asked_counted_and_answered_where_the_administrator_says_so(
    app, cast, browser_of
):
    with app.app_context(), transaction():
        define(cast, CustomType.FLAG, "quiet", kinds=["organisation"])
        row = define(
            cast, CustomType.FLAG, "abroad", kinds=["organisation"], is_asked=True,
            hint_en="Does the firm pay abroad?",
        )  # fmt: skip
        key = row.key
    client, contact = planned(
        app, cast, phones=["+74955407520"], banks_now="ВТБ", emails=["a@b.ru"]
    )
    mara, path = browser_of("mara"), f"/interactions/{contact}/outcome"
    card = mara.get(f"/clients/{client}").text
    assert "Does the firm pay abroad?" in card
    page = mara.get(path).text
    assert f'name="answer_{key}"' in page
    form = {
        **hidden(page), "result": "reached", "next_kind": "call", "next_step": "",
        "no_next_reason": NoNextReason.NO_NEED.value, "next_purpose": "other",
        "promise_side": "bank", "temperature": "", f"answer_{key}": "y",
    }  # fmt: skip
    done = mara.post(path, data=form)
    assert done.status_code == 302, done.text
    assert "Does the firm pay abroad?" not in mara.get(f"/clients/{client}").text
    small = mara.get(f"/clients/{client}/fields/{key}").text
    assert '<option selected value="y">' in small
    answer = {**hidden(small), "value": "n", "origin": "client"}
    assert mara.post(f"/clients/{client}/fields/{key}", data=answer).status_code == 302
    with app.app_context(), transaction():
        found = db.session.scalar(sa.select(Client).where(Client.public_id == client))
        assert custom.values_of(found.id) == {key: False}


@pytest.mark.parametrize("sees", [True, False])
def test_d8_the_list_says_of_every_dossier_the_per_cent_that_its_card_says(scene, cast, sees):
    mara = cast.actor("mara")
    if not sees:
        del mara.grants["clients:read-sensitive"]
    own = define(cast, CustomType.TEXT, "own", is_asked=True)
    define(cast, CustomType.TEXT, "hidden", is_asked=True, is_sensitive=True)
    clients = [
        a_client(cast, name="Пусто"),
        a_client(cast, name="Звонок", phones=["+74955407520"], activity="торговля", revenue=0),
        a_client(cast, name="Своё", banks_now="Север", staff_count=12, inn="7707083893"),
        a_person(cast, "Левина Анна", income_level="высокий", hobbies="лыжи"),
    ]
    custom.write(clients[2], {own: "что-то"})
    db.session.flush()
    field = catalogue.offered(mara)["completeness"]
    rows = listed(mara, Filter(columns=(field,), sort="completeness", order=field)).rows
    said = {row.id: row.values["completeness"] for row in rows}
    for client in clients:
        known, may_see = queries.known_of(client, actor=mara)
        asked = own_questions(client.kind, may_see=may_see)
        known |= set(custom.values_of(client.id))
        drawn = completeness(client.kind, known, may_see=may_see, own=asked).percent
        assert said[client.id] == drawn, client.display_name
    assert list(said.values()) == sorted(said.values())
    assert len(set(said.values())) >= 3
