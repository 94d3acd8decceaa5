"""Plans: target segments shared out, worked and sifted openly (C1)."""

import datetime as dt
import html
import re

import pytest
import sqlalchemy as sa

from rmapp.bulk.models import Deed, Fate
from rmapp.bulk.queries import counts as bulk_counts
from rmapp.clients.catalogue import offered
from rmapp.clients.catalogue.conditions import Condition, leaf_of
from rmapp.clients.models import Client, Lifecycle, Sharing
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.errors import Conflict, Forbidden, Invalid, NotFound
from rmapp.core.transaction import transaction
from rmapp.interactions.operations import Outcome, record_contact, undo_outcome
from rmapp.interactions.words import Kind, NoNextReason, Result
from rmapp.notices.models import Notice
from rmapp.plans import operations, queries
from rmapp.plans.models import PlanProspect, Way
from rmapp.plans.queries import Fate as Of
from rmapp.schedules.models import Schedule
from tests.bulk.test_bulk import do, undone
from tests.factories import a_client
from tests.plans.conftest import facts, target


def a_prospect(cast, name="ООО «Каркас»", **more):
    return a_client(cast, name=name, activity="Строительство домов", **more)


def rows(plan, actor, fate=Of.IN_WORK):
    return [one.client.display_name for one in queries.prospects(plan, actor=actor, fate=fate).rows]


REACHED = Outcome(result=Result.REACHED, no_next_reason=NoNextReason.WAITS)


def given_up(client, actor, reason=NoNextReason.REFUSED, note="Работают с другим банком"):
    refused = Outcome(result=Result.REFUSED, note=note, no_next_reason=reason, drop_early=True)
    return record_contact(client, refused, actor=actor, kind=Kind.CALL)


def test_c1_only_a_shared_segment_with_volume_and_deadline_becomes_a_plan(scene, cast):
    sofia, mara = cast.actor("sofia"), cast.actor("mara")
    shared = target(sofia)
    with pytest.raises(Invalid) as wrong:
        operations.make_plan(facts(target(sofia, Sharing.MINE, "Мой")), actor=sofia)
    assert set(wrong.value.fields) == {"segment"}
    yesterday = clock.today("Europe/Moscow") - dt.timedelta(days=1)
    with pytest.raises(Invalid) as wrong:
        operations.make_plan(facts(shared, title=" ", volume=0, deadline=yesterday), actor=sofia)
    assert set(wrong.value.fields) == {"title", "volume", "deadline"}
    with pytest.raises(Forbidden):
        operations.make_plan(facts(shared), actor=mara)


def test_c1_the_supervisor_shares_the_target_out_and_each_is_told_once(plan, cast):
    sofia, mara = cast.actor("sofia"), cast.actor("mara")
    told = sa.select(Notice.employee_id).where(Notice.kind == "plan:shared")
    assert set(db.session.scalars(told)) == {cast.ids["mara"], cast.ids["max"]}
    operations.share_out(plan, {cast.public_ids["mara"]: 25}, actor=sofia, version=plan.version)
    assert queries.shares_of(plan) == {cast.ids["mara"]: 25, cast.ids["max"]: 10}
    assert len(db.session.scalars(told).all()) == 2
    with pytest.raises(NotFound):
        operations.share_out(plan, {cast.public_ids["otto"]: 5}, actor=sofia, version=plan.version)
    with pytest.raises(Conflict):
        operations.share_out(plan, {}, actor=sofia, version=plan.version - 1)
    with pytest.raises(Forbidden):
        operations.share_out(plan, {}, actor=mara, version=plan.version)


def test_c1_who_serves_nobody_free_in_the_segment_is_told_of_beside_the_share(
    app, cast, browser_of
):
    with app.app_context(), transaction():
        plan = operations.make_plan(facts(target(cast.actor("sofia"))), actor=cast.actor("sofia"))
        a_prospect(cast, "ООО «Каркас»")
        address = f"/plans/{plan.public_id}/shares"
    shown = browser_of("sofia").get(address).text
    fields = {
        who: shown.partition(f'id="of_{cast.public_ids[who]}"')[2].partition("</td>")[0]
        for who in ("mara", "max")
    }
    assert "No free prospect of the segment to win" not in fields["mara"]
    assert "No free prospect of the segment to win" in fields["max"]


def test_c1_one_press_takes_the_most_promising_prospects_of_ones_own(plan, cast):
    mara = cast.actor("mara")
    for number in range(4):
        a_prospect(cast, f"ООО «Каркас {number}»", call_order=100 - number)
    a_prospect(cast, "ООО «Чужой»", manager="max", call_order=1)
    a_prospect(cast, "ООО «Отдыхает»", is_active=False)
    a_prospect(cast, "ООО «Клиент»", lifecycle=Lifecycle.CLIENT)
    a_client(cast, name="ООО «Пекарня»", activity="Хлеб")
    assert operations.take_more(plan, 2, actor=mara) == 2
    assert sorted(rows(plan, mara)) == ["ООО «Каркас 2»", "ООО «Каркас 3»"]
    assert operations.take_more(plan, 50, actor=mara) == 2
    assert operations.take_more(plan, 50, actor=mara) == 0
    with pytest.raises(Invalid):
        operations.take_more(plan, 0, actor=mara)


def test_c1_each_manager_sees_their_own_part_and_the_supervisor_all(plan, cast):
    a_prospect(cast, "ООО «Мары»")
    a_prospect(cast, "ООО «Макса»", manager="max")
    people = {who: cast.actor(who) for who in ("mara", "max", "sofia", "otto", "stefan")}
    for who in ("mara", "max"):
        operations.take_more(plan, 5, actor=people[who])
    assert rows(plan, people["mara"]) == ["ООО «Мары»"]
    assert sorted(rows(plan, people["sofia"])) == ["ООО «Макса»", "ООО «Мары»"]
    parts = {who: queries.managers_of(plan, actor=people[who]) for who in ("mara", "sofia")}
    assert [(one.volume, one.in_work, one.no_step) for one in parts["mara"]] == [(30, 1, 1)]
    assert sum(one.volume for one in parts["sofia"]) == 40
    for who in ("otto", "stefan"):
        with pytest.raises(NotFound):
            queries.plan_of(plan.public_id, actor=people[who])
    (row,) = queries.plans_of(people["mara"]).rows
    assert (row.totals.volume, row.totals.in_work) == (30, 1)


def test_c1_a_prospect_worked_in_one_plan_is_not_taken_into_another(plan, cast):
    sofia, mara = cast.actor("sofia"), cast.actor("mara")
    client = a_prospect(cast)
    operations.take_more(plan, 5, actor=mara)
    second = operations.make_plan(facts(plan.segment, title="Ещё один"), actor=sofia)
    operations.share_out(second, {cast.public_ids["mara"]: 5}, actor=sofia, version=1)
    assert operations.take_more(second, 5, actor=mara) == 0
    operations.close_plan(plan, actor=sofia, version=plan.version, reason="Перенесли")
    assert operations.take_more(second, 5, actor=mara) == 1
    assert queries.seat_in(client.id, actor=mara).title == "Ещё один"
    with pytest.raises(Conflict):
        operations.take_more(plan, 5, actor=mara)


def test_c1_prospects_of_a_list_are_taken_in_bulk_with_the_effect_first_and_an_undo(plan, cast):
    mara = cast.actor("mara")
    good = [a_prospect(cast, f"ООО «Дом {n}»") for n in range(3)]
    resting = a_prospect(cast, "ООО «Отдыхает»", is_active=False)
    bulk = do(mara, Deed.TAKE, {"plan_id": plan.id}, *good, resting)
    assert bulk_counts(bulk) == {Fate.DONE: 3, Fate.UNFIT: 1}
    assert len(rows(plan, mara)) == 3
    with pytest.raises(Invalid):
        do(mara, Deed.TAKE, {"plan_id": plan.id}, *good)
    given_up(good[0], mara)
    (preview,) = undone(bulk, mara)
    assert (preview.removed, preview.kept) == (2, 1)  # whom work has gone on with stays


def test_c1_newcomers_of_imports_and_intake_come_in_by_themselves(plan, cast):
    sofia = cast.actor("sofia")
    a_prospect(cast, "ООО «Давно здесь»", days_ago=10)
    a_prospect(cast, "ООО «Пришёл»")
    assert operations.take_newcomers() == 0
    wanted = facts(plan.segment, takes_newcomers=True)
    operations.change_plan(plan, wanted, actor=sofia, version=plan.version)
    assert operations.take_newcomers() == 1
    assert operations.take_newcomers() == 0
    seat = db.session.scalars(sa.select(PlanProspect)).one()
    assert (seat.way, seat.manager_id) == (Way.NEWCOMER, cast.ids["mara"])


def test_c1_who_is_given_up_is_sifted_out_with_contact_reason_and_name(plan, cast):
    mara = cast.actor("mara")
    client = a_prospect(cast)
    operations.take_more(plan, 5, actor=mara)
    record_contact(client, REACHED, actor=mara, kind=Kind.CALL)
    assert len(rows(plan, mara)) == 1  # the client comes back: nobody gave up
    given_up(client, mara)
    (one,) = queries.prospects(plan, actor=mara, fate=Of.DROPPED).rows
    seat = one.prospect
    assert (seat.drop_contact, seat.drop_reason, seat.dropped_by_id) == (
        2, "refused", cast.ids["mara"],
    )  # fmt: skip
    assert seat.drop_note == "Работают с другим банком"
    assert queries.by_contact(plan, actor=mara) == [(2, "dropped", 1)]
    record_contact(client, REACHED, actor=mara, kind=Kind.CALL)
    assert rows(plan, mara, Of.DROPPED) == []  # they called after all


def test_c1_an_undone_outcome_brings_the_prospect_it_sifted_out_back(plan, cast):
    mara = cast.actor("mara")
    client = a_prospect(cast)
    operations.take_more(plan, 5, actor=mara)
    contact = given_up(client, mara)
    assert rows(plan, mara) == []
    undo_outcome(contact, actor=mara, version=contact.version, reason="Another firm")
    assert rows(plan, mara) == [client.display_name]


def test_c1_a_prospect_taken_out_by_hand_says_why_and_comes_back_by_hand(plan, cast):
    mara, client = cast.actor("mara"), a_prospect(cast)
    operations.take_more(plan, 5, actor=mara)
    seat = db.session.scalars(sa.select(PlanProspect)).one()
    with pytest.raises(Invalid):
        operations.drop(seat, plan, actor=mara, reason=" ")
    operations.drop(seat, plan, actor=mara, reason="Дубль другого")
    assert (seat.drop_contact, seat.drop_reason) == (0, "by-hand")
    with pytest.raises(Conflict):
        operations.drop(seat, plan, actor=mara, reason="Ещё раз")
    operations.take_back(seat, plan, actor=mara)
    assert rows(plan, mara) == [client.display_name]


def test_c1_won_is_who_became_a_client_meanwhile_week_by_week(plan, cast):
    mara, today = cast.actor("mara"), clock.today("Europe/Moscow")
    client = a_prospect(cast)
    a_prospect(cast, "ООО «Второй»")
    operations.take_more(plan, 5, actor=mara)
    client.lifecycle, client.client_since = Lifecycle.CLIENT, today
    db.session.flush()
    assert rows(plan, mara, Of.WON) == [client.display_name]
    monday = today - dt.timedelta(days=today.weekday())
    found = queries.weekly(plan, actor=mara, zone="Europe/Moscow")
    assert (found[monday].taken, found[monday].won, found[monday].dropped) == (2, 1, 0)


def test_c1_pages_of_a_plan_speak_in_few_statements_to_manager_and_supervisor(
    app, cast, browser_of, statements
):
    with app.app_context(), transaction():
        sofia, mara = cast.actor("sofia"), cast.actor("mara")
        plan = operations.make_plan(facts(target(sofia)), actor=sofia)
        shares = {cast.public_ids["mara"]: 30}
        operations.share_out(plan, shares, actor=sofia, version=plan.version)
        first, second = a_prospect(cast), a_prospect(cast, "ООО «Второй»")
        operations.take_more(plan, 5, actor=mara)
        given_up(second, mara)
        won = a_prospect(cast, "ООО «Третий»")
        operations.take_more(plan, 5, actor=mara)
        won.lifecycle, won.client_since = Lifecycle.CLIENT, clock.today("Europe/Moscow")
        address, names = f"/plans/{plan.public_id}", [first.display_name, "Второй", "Третий"]
    for who in ("mara", "sofia"):
        page = browser_of(who)
        for view, name in zip(("in_work", "dropped", "won"), names, strict=True):
            statements.clear()
            shown = page.get(f"{address}?view={view}")
            assert len(statements) <= 12, "\n".join(
                one[:150] + " … " + one[-160:] for one in statements
            )
            assert shown.status_code == 200
            assert name in shown.text
            assert len(shown.text.encode()) < 60_000
        statements.clear()
        assert "Строители" in page.get("/plans").text
        assert len(statements) <= 8, statements
    sofia = browser_of("sofia")
    for path in (f"{address}/shares?by=free", f"{address}/edit", f"{address}/close", "/plans/new"):
        assert sofia.get(path).status_code == 200


def test_c1_whoever_has_no_step_in_a_plan_gets_a_schedule_in_three_presses(app, cast, browser_of):
    """All of them from the page of the plan: a template, its dates, the start."""
    with app.app_context(), transaction():
        sofia, mara = cast.actor("sofia"), cast.actor("mara")
        plan = operations.make_plan(facts(target(sofia)), actor=sofia)
        operations.share_out(plan, {cast.public_ids["mara"]: 30}, actor=sofia, version=plan.version)
        a_prospect(cast), a_prospect(cast, "ООО «Второй»")
        operations.take_more(plan, 5, actor=mara)
        a_prospect(cast, "ООО «Чужой плану»")
        address = f"/plans/{plan.public_id}"
    mara = browser_of("mara")
    shown = html.unescape(mara.get(address).text)
    assert "2 without a next step:" in shown
    [way] = re.findall(r'href="([^"]+)">Start a schedule<', shown)
    offered = mara.get(way).text
    [template] = re.findall(r'<option value="(\w{16})"[^>]*>Approach to a firm<', offered)
    dated = mara.get(f"{way}&field={template}").text
    assert "What it does to the diaries" in dated
    sent = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', dated))
    [day] = re.findall(r'name="starts_on"[^>]*value="([^"]+)"', dated)
    sent = {name: html.unescape(value) for name, value in sent.items()}
    assert mara.post("/bulk/new", data={**sent, "starts_on": day}).status_code == 302
    assert "without a next step:" not in mara.get(address).text
    with app.app_context():
        kinds = db.session.scalars(sa.select(Schedule.client_id)).all()
        assert len(kinds) == 2, "whom the plan does not work got none"


def test_c1_the_list_is_narrowed_to_the_prospects_of_a_plan(plan, cast):
    mara, max_ = cast.actor("mara"), cast.actor("max")
    inside, outside = a_prospect(cast), a_client(cast, name="ООО «Снаружи»")
    operations.take_more(plan, 5, actor=mara)
    known = offered(mara)["plan"]
    assert known.choices == {plan.public_id: plan.title}
    condition = Condition(((leaf_of(known, "is", [plan.public_id]),),))
    found = db.session.scalars(sa.select(Client.id).where(*condition.sql(mara))).all()
    assert inside.id in found
    assert outside.id not in found
    assert offered(max_)["plan"].choices == {plan.public_id: plan.title}
