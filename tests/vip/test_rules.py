"""The rules of the policy decide the same in SQL and in plain words (V1, V2, V5)."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rmapp.clients.models import Client
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.vip.models import Basis, StatusState, VipFigure, VipStatus, VipTier
from rmapp.vip.queries.economics import cost_columns
from rmapp.vip.queries.figures import NAMES
from rmapp.vip.queries.judging import Judged, meets
from rmapp.vip.rules import (
    NEAR,
    Criterion,
    Group,
    Rule,
    Standing,
    Terms,
    cost_of,
    judge,
    nearest,
    overlap_of_top,
    problems_of,
    reason_of,
    rule_of,
    share_in_top,
    verdict_of,
)
from rmapp.vip.rules.promises import other_promises
from tests.factories import a_client

TODAY = dt.date(2026, 11, 27)
MEASURES = ("profit", "balance", "turnover", "expected_profit", "years", "products")
criteria = st.builds(
    Criterion,
    st.sampled_from(MEASURES),
    st.integers(1, 60),
    st.sampled_from(["client", "group"]),
)
groups = st.lists(criteria, min_size=1, max_size=4).flatmap(
    lambda found: st.builds(Group, st.integers(1, len(found)), st.just(tuple(found)))
)
rules = st.builds(Rule, st.lists(groups, min_size=1, max_size=3).map(tuple), st.booleans())
figures = st.fixed_dictionaries({name: st.integers(-5, 100) for name in NAMES})


@given(rules, figures)
def test_v1_a_rule_survives_being_kept_and_near_is_a_weaker_rule(rule, values):
    assert rule_of(rule.plain()) == rule
    verdict = judge(rule, values)
    assert verdict.meets == rule.meets(values)
    assert 0 <= verdict.nearness <= 1
    assert (verdict.nearness >= 1) == verdict.meets
    if verdict.meets:
        assert rule.eased(NEAR).meets(values)
    assert len(verdict.evidence) == sum(len(group.criteria) for group in rule.groups)


def test_v1_without_criteria_nobody_is_vip():
    assert not Rule().meets(dict.fromkeys(NAMES, 10**12))
    assert not rule_of({})


def test_v2_the_nearest_tier_is_the_one_of_which_most_is_met():
    rules = {
        "gold": Rule((Group(1, (Criterion("profit", 1000),)),)),
        "silver": Rule((Group(1, (Criterion("profit", 400),)),)),
        "paid": Rule(),
    }
    assert nearest(rules, {"profit": 390}) == "silver"
    assert nearest(rules, {"profit": 0}) == "gold", "of equals the first"
    assert nearest({"paid": Rule()}, {"profit": 5}) == ""


def test_v1_what_is_wrong_with_a_rule_is_said_by_a_code():
    one = Criterion("profit", 1)
    assert problems_of(Rule((Group(1, (one,)),))) == []
    assert problems_of(Rule((Group(2, (one,)),))) == ["needed"]
    assert problems_of(Rule((Group(1, (one, one)),))) == ["twice"]
    assert problems_of(Rule((Group(1, (Criterion("profit", 0),)),))) == ["least"]
    assert problems_of(Rule((Group(1, (one,)),) * 4)) == ["many"]


@pytest.fixture(scope="module")
def some(app):
    """Three hundred clients nobody sees, for the rules alone: keys taken from far away."""
    return range(10**12, 10**12 + 60)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_v2_criteria_in_sql_say_what_the_rule_says(app, stage, some, data):
    """Every generated rule holds for exactly the clients for whom its plain reading holds."""
    rows = data.draw(st.lists(figures, min_size=5, max_size=12))
    rule = data.draw(rules)
    keys = list(some)[: len(rows)]
    with app.app_context(), transaction():
        db.session.execute(sa.delete(VipFigure).where(VipFigure.client_id.in_(keys)))
        db.session.execute(
            sa.insert(VipFigure),
            [
                {"client_id": key, "by_months": True, **values}
                for key, values in zip(keys, rows, strict=True)
            ],
        )
        found = set(
            db.session.scalars(
                sa.select(VipFigure.client_id).where(VipFigure.client_id.in_(keys), meets(rule))
            )
        )
        terms = Terms(
            concession_bp=data.draw(st.integers(0, 500)),
            bonus_bp=data.draw(st.integers(0, 500)),
            service_cost=data.draw(st.integers(0, 100)),
        )
        tier = VipTier(concession_bp=terms.concession_bp, bonus_bp=terms.bonus_bp,
                       service_cost=terms.service_cost, fee=0)  # fmt: skip
        costs = dict(
            db.session.execute(
                sa.select(VipFigure.client_id, cost_columns(tier).total).where(
                    VipFigure.client_id.in_(keys)
                )
            ).all()
        )
        db.session.execute(sa.delete(VipFigure).where(VipFigure.client_id.in_(keys)))
    for key, values in zip(keys, rows, strict=True):
        assert (key in found) == rule.meets(values)
        assert costs[key] == cost_of(terms, values).total


def test_v2_verdicts_in_sql_say_what_the_plain_reading_says(scene, cast):
    """Every standing at once: tier now, tier due, near, held, short since."""
    high = Rule((Group(1, (Criterion("profit", 80),)),))
    low = Rule((Group(1, (Criterion("profit", 40),)),))
    tiers = [
        VipTier(code="gold", rank=1, rule=high.plain()),
        VipTier(code="vip", rank=2, rule=low.plain()),
    ]
    expected, version = {}, 0
    version = scene.scalar(sa.text("SELECT id FROM vip_policy_version LIMIT 1"))
    ranks = {"": 0, "gold": 1, "vip": 2}
    for tier in ranks:
        for profit in (10, 35, 50, 90):
            for since in (None, TODAY, TODAY - dt.timedelta(days=90)):
                for basis in (Basis.CRITERIA, Basis.DECISION, Basis.PAID):
                    if not tier and (since or basis is not Basis.CRITERIA):
                        continue
                    client = a_client(cast, lifecycle="client", vip_tier=tier)
                    values = dict.fromkeys(NAMES, 0) | {"profit": profit}
                    scene.add(VipFigure(client_id=client.id, by_months=True, **values))
                    if tier:
                        scene.add(
                            VipStatus(
                                client_id=client.id,
                                policy_version_id=version,
                                tier=tier,
                                basis=basis,
                                decision_reason="x",
                                short_since=since,
                                state=StatusState.CONFIRMED,
                                proposed_at=dt.datetime.now(dt.UTC),
                            )
                        )
                    due = 1 if high.meets(values) else 2 if low.meets(values) else 0
                    expected[client.id] = verdict_of(
                        Standing(
                            now=ranks[tier],
                            due=due,
                            is_near=low.eased(NEAR).meets(values) or high.eased(NEAR).meets(values),
                            is_held=basis is not Basis.CRITERIA,
                            short_since=since,
                        ),
                        grace_days=90,
                        today=TODAY,
                    )
    scene.flush()
    judged = Judged(tiers, grace_days=90, today=TODAY)
    rows = scene.execute(
        judged.source(sa.select(Client.id, judged.kind)).where(Client.id.in_(expected))
    ).all()
    assert dict(rows) == expected
    assert set(expected.values()) == {
        None, "enter", "near", "up", "down", "leave", "grace",
    }  # fmt: skip


@given(st.integers(0, 400), st.integers(0, 200))
def test_v1_nobody_leaves_before_the_grace_period_is_over(days, grace):
    short = Standing(now=1, due=0, short_since=TODAY - dt.timedelta(days=days))
    assert verdict_of(short, grace_days=grace, today=TODAY) == (
        "grace" if days < grace else "leave"
    )
    assert verdict_of(Standing(now=1, due=0), grace_days=grace, today=TODAY) == (
        "grace" if grace else "leave"
    )


def test_v5_the_reason_names_what_weighs_most():
    terms = Terms(concession_bp=10, bonus_bp=100, service_cost=5)
    worth = cost_of(terms, {"profit": 10_000, "turnover": 1_000, "balance": 1_000})
    assert reason_of(worth) == ""
    assert reason_of(cost_of(terms, {"profit": 1, "balance": 100_000})) == "bonus"
    assert reason_of(cost_of(terms, {"profit": 1, "turnover": 9_000_000})) == "concession"
    assert reason_of(cost_of(terms, {"profit": 1})) == "service"
    assert reason_of(cost_of(terms, {"profit": -5})) == "loss"
    assert reason_of(cost_of(terms, {}), is_known=False) == "unknown", "no figures prove no loss"
    assert reason_of(cost_of(terms, {})) == "loss"


def test_v2_a_choice_is_worth_what_its_tenth_holds_later():
    later = [100.0, *[1.0] * 9]
    assert share_in_top([1.0, *[0.0] * 9], later) == pytest.approx(100 / 109)
    assert share_in_top([0.0, 1.0, *[0.0] * 8], later) == pytest.approx(1 / 109)
    assert overlap_of_top([1.0, *[0.0] * 9], later) == 1
    assert overlap_of_top([0.0, 1.0, *[0.0] * 8], later) == 0


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Contact at least every 30 days, an answer within 4 working hours.", []),
        ("Контакт не реже раза в 30 дней, ответ в течение 4 рабочих часов.", []),
        ("A contact every 21 days.", [("contact", 21, 30)]),
        ("Контакт раз в 21 день, ответ за 8 часов", [("contact", 21, 30), ("answer", 8, 4)]),
        ("We answer within 2 hours and call every 30 days", [("answer", 2, 4)]),
        ("Invoices within 5 days; 24 hours a day", []),
        ("", []),
    ],
)
def test_v6_written_terms_that_promise_another_norm_are_found(text, found):
    assert other_promises(text, contact_days=30, answer_hours=4) == found


@given(st.integers(1, 366), st.integers(1, 80), st.integers(1, 366))
def test_v6_a_text_that_says_the_norm_is_never_found(days, hours, other):
    for text in (
        f"A contact at least every {days} days, an answer within {hours} working hours.",
        f"Контакт не реже раза в {days} дней, ответ в течение {hours} рабочих часов.",
    ):
        assert other_promises(text, contact_days=days, answer_hours=hours) == []
        told = other_promises(text, contact_days=other, answer_hours=hours)
        assert told == ([("contact", days, other)] if other != days else [])
