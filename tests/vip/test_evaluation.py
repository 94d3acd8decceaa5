"""The evaluation of the whole base: by what it says, and what becomes of it (V2)."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from rmapp.clients.models import Assignment, AssignmentRole, Client, Relation, RelationKind
from rmapp.core import clock, journal
from rmapp.core.db import db
from rmapp.core.errors import Conflict, Forbidden, Invalid
from rmapp.core.transaction import transaction
from rmapp.exchange import book
from rmapp.figures.models import ClientMonth, FigureSource
from rmapp.figures.queries import whole_months
from rmapp.figures.rules import lasting_balance, lasting_year, months_before
from rmapp.vip import operations, queries
from rmapp.vip.jobs import evaluate
from rmapp.vip.models import (
    Basis,
    StatusState,
    VerdictKind,
    VerdictState,
    VipFigure,
    VipStatus,
    VipVerdict,
)
from rmapp.vip.operations import evaluating
from rmapp.vip.rules import Criterion, Group, Rule
from rmapp.work.kinds import Task
from tests.factories import a_client
from tests.vip.pages import token_of

MILLION = 100_000_000


def months(client, *, profit=0, balance=0, turnover=0, back=0):
    """Twelve equal months of a client, ``back`` months ago."""
    until = months_before(whole_months()[1], back)
    db.session.add_all(
        ClientMonth(
            client_id=client.id,
            month=months_before(until, place),
            profit=profit // 12,
            balance=balance,
            turnover=turnover // 12,
            source=FigureSource.API,
        )
        for place in range(1, 13)
    )


def evaluated(quality=False):
    """An evaluation of the base as it is now."""
    version = queries.policy_in_force()
    many = evaluating.gather_figures()
    found = evaluating.begin(version, requested_by_id=None)
    counts = evaluating.judge_all(found, version)
    evaluating.finish(found, clients=many, counts=counts, quality={})
    db.session.expire_all()
    return queries.latest()


def served(cast, name, manager="mara", **fields):
    """A client of eleven years."""
    role = AssignmentRole.ACQUISITION if manager in ("mara", "otto") else AssignmentRole.PERSONAL
    fields.setdefault("client_since", dt.date(2015, 1, 1))
    return a_client(cast, name=name, lifecycle="client", manager=manager, role=role, **fields)


def by_name(evaluation, actor, kind):
    return {row.client.display_name: row for row in queries.verdicts(actor, evaluation, kind).rows}


@pytest.fixture
def base(scene, cast):
    """Rich enters, modest is near, poor is nothing; otto's is of another team."""
    rich, near = served(cast, "ООО «Богатый»"), served(cast, "ООО «Скромный»")
    served(cast, "ООО «Бедный»")
    other = served(cast, "ООО «Чужой»", manager="otto")
    for one in (rich, other):
        months(one, profit=3 * MILLION, balance=90 * MILLION)
    months(near, profit=MILLION * 4 // 5, balance=MILLION)
    scene.flush()
    return rich, near, other


def test_v2_the_evaluation_shows_who_would_enter_and_who_is_near_and_changes_nothing(base, cast):
    sofia = cast.actor("sofia")
    found = evaluated()
    assert set(by_name(found, sofia, VerdictKind.ENTER)) == {"ООО «Богатый»"}
    assert set(by_name(found, sofia, VerdictKind.NEAR)) == {"ООО «Скромный»"}
    assert queries.counts(sofia, found)["enter"] == 1
    assert found.counts["enter"] == 2, "the other team's is counted over the whole base"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(VipStatus)) == 0
    assert not db.session.scalar(sa.select(Client.id).where(Client.vip_tier != ""))
    assert not by_name(found, cast.actor("ada"), VerdictKind.ENTER), "the auditor sees no client"


def test_v2_the_average_is_taken_from_the_first_month_on_and_a_group_counts_together(scene, cast):
    young = served(cast, "ООО «Новый»")
    since = whole_months()[1]
    scene.add_all(
        ClientMonth(client_id=young.id, month=months_before(since, place), profit=10, turnover=7,
                    balance=90, source=FigureSource.API)
        for place in (1, 2, 3)
    )  # fmt: skip
    sister, brother = served(cast, "ООО «Сестра»"), served(cast, "ООО «Брат»")
    months(sister, profit=1200, balance=500)
    months(brother, profit=2400, balance=100)
    scene.add(Relation(client_id=sister.id, other_id=young.id, kind=RelationKind.GROUP))
    scene.add(Relation(client_id=young.id, other_id=brother.id, kind=RelationKind.HOUSEHOLD))
    scene.add(Relation(client_id=young.id, other_id=served(cast, "ООО «Партнёр»").id,
                       kind=RelationKind.PARTNER))  # fmt: skip
    scene.flush()
    evaluating.gather_figures()
    kept = scene.get(VipFigure, young.id)
    assert (kept.balance, kept.profit, kept.turnover, kept.years) == (90, 30, 21, 11)
    assert (kept.group_profit, kept.group_balance, kept.members) == (3630, 690, 3)
    alone = queries.figures_of(young.id).values
    assert alone == {name: getattr(kept, name) for name in alone}, "one and all are read alike"


@pytest.mark.parametrize("shape", ["rising", "falling", "gaps", "loss"])
def test_v1_what_is_expected_in_sql_is_what_the_rule_says(scene, cast, shape):
    client = served(cast, "ООО «Волна»")
    amounts = {
        "rising": [(place + 1) * 1000 for place in range(12)],
        "falling": [(12 - place) * 1000 for place in range(12)],
        "gaps": [1000 if place % 3 == 0 else 0 for place in range(12)],
        "loss": [-1000 + 50 * place for place in range(12)],
    }[shape]
    until = whole_months()[1]
    scene.add_all(
        ClientMonth(client_id=client.id, month=months_before(until, 12 - place), profit=amount,
                    balance=amount * 7, turnover=0, source=FigureSource.API)
        for place, amount in enumerate(amounts)
    )  # fmt: skip
    scene.flush()
    found = queries.figures_of(client.id).values
    assert found["expected_profit"] == pytest.approx(lasting_year(amounts[::-1]), abs=1)
    stays = lasting_balance(sum(amounts) * 7 / 12, amounts[-1] * 7)
    assert found["expected_balance"] == pytest.approx(stays, abs=1)


def test_v2_groups_are_what_ties_join_over_any_number_of_steps():
    assert evaluating.groups_of([(1, 2), (3, 4), (2, 3), (9, 8)]) == {
        1: 1, 2: 1, 3: 1, 4: 1, 9: 8, 8: 8,
    }  # fmt: skip


def test_v2_confirming_gives_status_evidence_version_and_manager_and_can_be_undone(base, cast):
    rich, _near, _other = base
    sofia, found = cast.actor("sofia"), evaluated()
    enter = by_name(found, sofia, VerdictKind.ENTER)["ООО «Богатый»"]
    with pytest.raises(Invalid) as refused:
        operations.confirm_verdicts(found, [enter.public_id], manager=None, actor=sofia)
    assert "employee" in refused.value.fields
    with pytest.raises(Invalid):
        operations.confirm_verdicts(
            found, [enter.public_id], manager=cast.employee("max"), actor=sofia
        )
    operation = operations.confirm_verdicts(
        found, [enter.public_id], manager=cast.employee("lena"), actor=sofia
    )
    status = db.session.scalar(sa.select(VipStatus).where(VipStatus.client_id == rich.id))
    assert (status.state, status.basis, status.tier) == (
        StatusState.CONFIRMED, Basis.CRITERIA, "vip",
    )  # fmt: skip
    assert status.policy_version_id == found.policy_version_id
    assert {one["measure"]: one["source"] for one in status.evidence}["profit"] == "months"
    primary = sa.select(Assignment.employee_id).where(
        Assignment.client_id == rich.id, Assignment.ended_at.is_(None), Assignment.is_primary
    )
    assert db.session.scalars(primary).all() == [cast.ids["lena"]]
    assert db.session.scalar(sa.select(Client.vip_tier).where(Client.id == rich.id)) == "vip"
    undone = book.undo(operation, actor=sofia)
    assert not sum(one.kept for one in undone)
    assert db.session.scalars(primary).all() == [cast.ids["mara"]]
    assert db.session.scalar(sa.select(Client.vip_tier).where(Client.id == rich.id)) == ""
    assert not db.session.scalar(sa.select(VipStatus.id))
    assert by_name(found, sofia, VerdictKind.ENTER), "it can be confirmed again"


def test_v2_nobody_confirms_what_lies_beyond_reach_or_by_an_old_evaluation(base, cast):
    sofia, old = cast.actor("sofia"), evaluated()
    foreign = by_name(old, cast.actor("stefan"), VerdictKind.ENTER)["ООО «Чужой»"]
    with pytest.raises(Invalid):
        operations.confirm_verdicts(
            old, [foreign.public_id], manager=cast.employee("lena"), actor=sofia
        )
    with pytest.raises(Forbidden):
        operations.confirm_verdicts(
            old, [foreign.public_id], manager=None, actor=cast.actor("mara")
        )
    evaluated()
    with pytest.raises(Conflict):
        operations.confirm_verdicts(old, [foreign.public_id], manager=None, actor=sofia)


def test_v1_who_falls_short_is_in_grace_then_would_leave_and_keeps_the_status_till_confirmed(
    base, cast
):
    _rich, near, _other = base
    sofia = cast.actor("sofia")
    version = queries.policy_in_force()
    near.vip_tier = "vip"
    near.client_since = None
    status = VipStatus(
        client_id=near.id, policy_version_id=version.id, tier="vip", state=StatusState.CONFIRMED,
        evidence=[{"measure": "years"}], proposed_at=clock.now(),
    )  # fmt: skip
    db.session.add(status)
    db.session.flush()
    found = evaluated()
    grace = by_name(found, sofia, VerdictKind.GRACE)["ООО «Скромный»"]
    today = clock.today("Europe/Moscow")
    assert grace.grace_until == today + dt.timedelta(days=version.grace_days)
    with pytest.raises(Invalid):
        operations.confirm_verdicts(found, [grace.public_id], manager=None, actor=sofia)
    status = db.session.get_one(VipStatus, status.id)
    assert status.short_since == today
    status.short_since = today - dt.timedelta(days=version.grace_days)
    db.session.flush()
    found = evaluated()
    leave = by_name(found, sofia, VerdictKind.LEAVE)["ООО «Скромный»"]
    operation = operations.confirm_verdicts(found, [leave.public_id], manager=None, actor=sofia)
    status = db.session.get_one(VipStatus, status.id)
    assert (status.state, status.client_id) == (StatusState.ENDED, near.id)
    assert db.session.scalar(sa.select(Client.vip_tier).where(Client.id == near.id)) == ""
    journal.undo(operation, author_id=sofia.employee_id)
    status = db.session.get_one(VipStatus, status.id)
    assert (status.state, status.ended_at, status.end_reason) == (StatusState.CONFIRMED, None, "")


def test_v2_who_is_declined_is_not_offered_anew(base, cast):
    sofia, found = cast.actor("sofia"), evaluated()
    enter = by_name(found, sofia, VerdictKind.ENTER)["ООО «Богатый»"]
    with pytest.raises(Invalid):
        operations.decline_verdict(enter, reason=" ", actor=sofia)
    operations.decline_verdict(enter, reason="a dispute is open", actor=sofia)
    db.session.flush()
    said = f"как есть: {sofia.name}, .+: a dispute is open"
    with pytest.raises(Conflict, match=said):
        operations.decline_verdict(enter, reason="once more", actor=sofia)
    with pytest.raises(Conflict, match=said):
        operations.confirm_verdicts(found, [enter.public_id], manager=None, actor=sofia)
    assert not by_name(evaluated(), sofia, VerdictKind.ENTER)
    assert db.session.scalar(
        sa.select(VipVerdict.reason).where(VipVerdict.state == VerdictState.DECLINED)
    ) == ("a dispute is open")


def test_v2_what_if_counts_whom_other_limits_would_choose_and_what_they_cost(base, cast):
    evaluated()
    version = queries.policy_in_force()
    written = queries.try_out(version)
    assert (written.counts["enter"], written.vips) == (2, 2)
    vip = next(one for one in written.tiers if one.code == "vip")
    assert vip.cost == 2 * (90 * MILLION * 20 // 10_000 + 12 * 500_000)
    easy = Rule((Group(1, (Criterion("profit", MILLION // 2),)),))
    tried = queries.try_out(version, {"vip": easy})
    assert (tried.counts["enter"], tried.counts["near"]) == (3, 0)
    assert queries.try_out(version).counts["enter"] == 2, "nothing was saved"


def test_v2_the_choice_is_measured_on_what_came_after_it(scene, cast):
    """A hundred clients: the ten that were large a year ago hold what the rule says they hold."""
    for place in range(100):
        client = served(cast, f"ООО «Фирма {place}»")
        large = place < 10
        months(client, profit=6 * MILLION if large else 0, back=12)
        months(client, profit=12_000 if large else 1_200)
    scene.flush()
    evaluating.gather_figures()
    found = evaluating.measure(queries.policy_in_force())
    assert (found["clients"], found["chosen"]) == (100, 10)
    assert found["held"] == pytest.approx(10 * 12_000 / (10 * 12_000 + 90 * 1_200), abs=1e-3)
    assert found["best"] == found["held"]
    assert found["stayed"] == 0, "nobody of them meets the limits today"


def test_v2_the_job_evaluates_in_steps_and_a_second_one_waits(app, cast):
    with app.app_context():
        with transaction():
            operations.evaluate_now(actor=cast.actor("sofia"))
            with pytest.raises(Conflict):
                operations.evaluate_now(actor=cast.actor("stefan"))
            assert operations.evaluate_tonight() is None
        steps = evaluate(Task(1, "x", {}, {}, 0, None, None))
        done = 0
        while True:
            with transaction():
                if next(steps, None) is None:
                    break
                done += 1
        with transaction():
            assert queries.latest() is not None
        assert done == 3


def test_v2_the_lists_are_pages_of_fifty_and_the_costliest_stays_small(app, cast, browser_of):
    with app.app_context(), transaction():
        for place in range(60):
            months(served(cast, f"ООО «Клиент {place}»"), profit=3 * MILLION, balance=90 * MILLION)
        evaluated()
    sofia = browser_of("sofia")
    page = sofia.get("/vip/evaluation?list=enter")
    assert page.text.count("data-item") == 50
    assert len(page.data) <= 61_440
    assert "cursor=" in page.text
    token = token_of(page)
    ids = [part.split('"')[0] for part in page.text.split('name="ids" value="')[1:3]]
    data = {"csrf_token": token, "ids": ids, "employee": cast.public_ids["lena"], "list": "enter"}
    answer = sofia.post("/vip/evaluation/confirm?list=enter", data=data)
    assert answer.status_code == 302, answer.text
    assert answer.headers["Location"].startswith("/journal/")
    journal = sofia.get(answer.headers["Location"]).text
    assert "Became VIP" in journal
    assert "VIP statuses confirmed" in sofia.get("/journal/").text
    assert "bin and can be restored" not in journal, "no client is removed by the undo"
    data = {"csrf_token": token_of(sofia.get(answer.headers["Location"]))}
    assert sofia.post(answer.headers["Location"] + "/undo", data=data).status_code == 302
    assert "Undone" in sofia.get(answer.headers["Location"]).text
    one = sofia.get(f"/vip/evaluation/{ids[0]}")
    assert one.status_code == 200
    assert browser_of("otto").get(f"/vip/evaluation/{ids[0]}").status_code == 404
