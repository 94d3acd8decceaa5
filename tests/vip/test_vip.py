"""VIP by written criteria, proposed, confirmed by a second person, with evidence (V1, V2)."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from rmapp.clients.models import Assignment, AssignmentRole, Client
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.errors import Conflict, Forbidden, Invalid
from rmapp.core.transaction import transaction
from rmapp.products.models import Holding, Product
from rmapp.vip import operations, queries
from rmapp.vip.models import Measure, StatusState, VipStatus
from rmapp.vip.rules import Required, judge
from tests.factories import a_client

MILLION = 100_000_000


@given(
    st.dictionaries(
        st.sampled_from(["balance", "profit", "years", "products"]), st.integers(0, 100)
    )
)
def test_a_verdict_is_positive_exactly_when_enough_criteria_are_met(figures):
    criteria = [Required("balance", 50), Required("years", 3), Required("products", 4)]
    verdict = judge(criteria, figures, 2)
    met = sum(figures.get(one.measure, 0) >= one.least for one in criteria)
    assert verdict.met == met
    assert verdict.meets == (met >= 2)
    assert 0 <= verdict.nearness <= 1


def test_without_criteria_nobody_is_vip():
    assert not judge([], {"balance": 10**12}, 0).meets


@pytest.fixture
def rich(app, cast):
    """A client of Mara's with a large balance and profit."""
    with app.app_context(), transaction():
        client = a_client(
            cast,
            name="АО «Богатырь»",
            lifecycle="client",
            manager="mara",
            role=AssignmentRole.ACQUISITION,
            client_since=dt.date(2015, 1, 1),
        )
        product = db.session.scalars(sa.select(Product).limit(1)).first()
        db.session.add(
            Holding(
                client_id=client.id,
                product_id=product.id,
                balance=90 * MILLION,
                profit_12m=5 * MILLION,
            )
        )
        a_client(
            cast,
            name="ООО «Скромный»",
            lifecycle="client",
            manager="mara",
            role=AssignmentRole.ACQUISITION,
        )
        return client.public_id


def client_by(public_id):
    return db.session.scalar(sa.select(Client).where(Client.public_id == public_id))


def test_the_evaluation_shows_who_would_enter_and_changes_nothing(app, cast, rich):
    with app.app_context(), transaction():
        found = queries.evaluate(cast.actor("sofia"), queries.policy_in_force())
        assert [one.client.public_id for one in found.enter] == [rich]
        evidence = {one.measure: (one.actual, one.met) for one in found.enter[0].verdict.evidence}
        assert evidence["balance"] == (90 * MILLION, True)
        assert db.session.scalar(sa.select(sa.func.count()).select_from(VipStatus)) == 0
        assert not queries.evaluate(cast.actor("otto"), queries.policy_in_force()).enter


def test_a_confirmed_vip_gets_a_personal_manager_and_the_hunter_steps_back(app, cast, rich):
    with app.app_context(), transaction():
        status = operations.propose(client_by(rich), actor=cast.actor("mara"))
        assert client_by(rich).vip_tier == ""
        operations.confirm(
            status, cast.employee("lena"), version=status.version, actor=cast.actor("sofia")
        )
        client = client_by(rich)
        assert client.vip_tier == "vip"
        rows = db.session.execute(
            sa.select(Assignment.employee_id, Assignment.role, Assignment.ended_at.is_(None)).where(
                Assignment.client_id == client.id
            )
        ).all()
        assert (cast.ids["lena"], AssignmentRole.PERSONAL, True) in rows
        assert (cast.ids["mara"], AssignmentRole.ACQUISITION, False) in rows


def test_who_proposes_never_confirms(app, cast, rich):
    with app.app_context(), transaction():
        status = operations.propose(client_by(rich), actor=cast.actor("sofia"))
        with pytest.raises(Forbidden):
            operations.confirm(
                status, cast.employee("lena"), version=status.version, actor=cast.actor("sofia")
            )


def test_a_vip_is_never_given_to_somebody_who_may_not_serve_vips(app, cast, rich):
    with app.app_context(), transaction():
        status = operations.propose(client_by(rich), actor=cast.actor("mara"))
        with pytest.raises(Invalid):
            operations.confirm(
                status, cast.employee("max"), version=status.version, actor=cast.actor("sofia")
            )


def test_below_the_criteria_a_decision_needs_its_reason(app, cast, rich):
    with app.app_context(), transaction():
        modest = db.session.scalar(sa.select(Client).where(Client.display_name.like("%Скромный%")))
        with pytest.raises(Invalid) as refused:
            operations.propose(modest, actor=cast.actor("mara"))
        assert "decision_reason" in refused.value.fields
        status = operations.propose(
            modest, actor=cast.actor("mara"), decision_reason="owner of the group"
        )
        assert status.decision_reason == "owner of the group"


def test_nobody_is_proposed_twice_nor_a_prospect(app, cast, rich):
    with app.app_context(), transaction():
        operations.propose(client_by(rich), actor=cast.actor("mara"))
        with pytest.raises(Conflict):
            operations.propose(client_by(rich), actor=cast.actor("mara"))
        prospect = a_client(cast, name="ООО «Новый»")
        with pytest.raises(Conflict):
            operations.propose(prospect, actor=cast.actor("mara"))


def test_each_status_keeps_its_version_when_the_policy_changes(app, cast, rich):
    with app.app_context(), transaction():
        status = operations.propose(client_by(rich), actor=cast.actor("mara"))
        first = status.policy_version_id
        draft = operations.write_version(
            fields={
                "title_en": "VIP 2",
                "title_ru": "VIP 2",
                "least_criteria": 1,
                "contact_days": 14,
                "answer_hours": 2,
            },
            criteria={Measure.BALANCE: 500 * MILLION},
            actor=cast.actor("sofia"),
        )
        with pytest.raises(Forbidden):
            operations.approve_version(draft, actor=cast.actor("sofia"))
        operations.approve_version(draft, actor=cast.actor("stefan"))
        assert queries.policy_in_force().id == draft.id
        assert status.policy_version_id == first
        assert not queries.evaluate(cast.actor("sofia"), queries.policy_in_force()).enter


def token_of(answer):
    return re.search(r'name="csrf_token" value="([^"]+)"', answer.text).group(1)


def test_the_pages_from_the_evaluation_to_the_confirmation(app, cast, rich, browser_of):
    mara, sofia = browser_of("mara"), browser_of("sofia")
    assert "Богатырь" in mara.get("/vip/evaluation").text
    page = mara.get(f"/vip/propose/{rich}")
    answer = mara.post(f"/vip/propose/{rich}", data={"csrf_token": token_of(page)})
    assert answer.status_code == 302, answer.text
    place = answer.headers["Location"]
    assert place in sofia.get("/vip/").text
    page = sofia.get(place)
    version = re.search(r'name="version" value="(\d+)"', page.text).group(1)
    data = {"csrf_token": token_of(page), "employee": cast.public_ids["lena"], "version": version}
    assert sofia.post(f"{place}/confirm", data=data).status_code == 302
    assert "Богатырь" in browser_of("lena").get("/vip/").text
    assert browser_of("otto").get(place).status_code == 404
    with app.app_context(), transaction():
        assert db.session.scalar(sa.select(VipStatus.state)) is StatusState.CONFIRMED
        assert clock.now()


def test_the_policy_is_written_on_a_page_and_shown(browser_of):
    sofia = browser_of("sofia")
    page = sofia.get("/vip/policy/new")
    data = {
        "csrf_token": token_of(page),
        "title_en": "Third",
        "title_ru": "Третья",
        "balance": "10 000 000",
        "years": "",
        "least_criteria": "1",
        "contact_days": "21",
        "answer_hours": "4",
        "terms_en": "One\nTwo",
        "terms_ru": "Раз",
    }
    assert sofia.post("/vip/policy/new", data=data).status_code == 302
    assert "Third" in sofia.get("/vip/policy").text
    nothing = sofia.post("/vip/policy/new", data={**data, "balance": ""})
    assert nothing.status_code == 422
