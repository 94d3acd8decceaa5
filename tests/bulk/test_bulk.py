"""Deeds on many clients with their effect shown first, and undone (D16)."""

import datetime as dt
import re

import pytest
import sqlalchemy as sa

from rmapp.bulk import diaries, jobs, queries, wishes
from rmapp.bulk.models import BulkItem, Deed, Fate
from rmapp.bulk.operations import begin, undo
from rmapp.clients import custom
from rmapp.clients.models import (
    Assignment,
    AssignmentRole,
    ClientEvent,
    CustomType,
    Temperature,
    UnservedClient,
)
from rmapp.clients.queries import Filter, primary_manager
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.errors import Forbidden, Invalid
from rmapp.core.journal import Operation, OperationState, preview_undo
from rmapp.core.transaction import transaction
from rmapp.interactions.models import Interaction
from rmapp.interactions.words import Kind
from rmapp.plans import operations as plans
from rmapp.portfolios import operations as portfolios
from rmapp.schedules.models import ScheduleTemplate
from rmapp.segments.models import Segment
from rmapp.segments.operations import create_segment
from rmapp.segments.queries import count
from rmapp.staff.calendar import bank_calendar
from rmapp.staff.models import Absence, AbsenceKind
from rmapp.work.kinds import Task
from tests.clients.test_custom_fields import define
from tests.dossiers.test_creating import hidden
from tests.factories import a_client, a_person
from tests.plans.conftest import facts, target

SET_HOT = {"field": "temperature", "value": "hot"}


def do(actor, deed, params, *clients, everything=False):
    ids = [one.public_id for one in clients]
    statement = queries.chosen(actor, ids, Filter() if everything else None)
    return begin(deed, statement, actor=actor, params=params, title="Проверка")


def undone(bulk, actor):
    result = undo(db.session.get_one(Operation, bulk.operation_id), actor=actor)
    db.session.expire_all()
    return result


def test_d16_the_effect_is_known_before_and_what_was_left_out_after(scene, cast):
    sofia = cast.actor("sofia")
    one, hot = a_client(cast, name="А"), a_client(cast, name="Б", temperature=Temperature.HOT)
    foreign = a_client(cast, name="В", manager="otto")
    statement = queries.chosen(sofia, [c.public_id for c in (one, hot, foreign)], None)
    effect = queries.effect(statement, Deed.SET, SET_HOT, sofia)
    assert effect == {Fate.DUE: 1, Fate.SAME: 1}  # a foreign client is not even counted
    bulk = do(sofia, Deed.SET, SET_HOT, one, hot, foreign)
    assert queries.counts(bulk) == {Fate.DONE: 1, Fate.SAME: 1}
    db.session.expire_all()
    assert (one.temperature, foreign.temperature) == (Temperature.HOT, Temperature.COLD)


def test_d16_a_client_one_sees_but_may_not_edit_is_forbidden_and_named(scene, cast):
    mara, client = cast.actor("mara"), a_client(cast)
    mine = a_client(cast, name="Моё")
    sofia = cast.actor("sofia")
    sofia.grants["clients:edit"] = mara.grants["clients:edit"]  # own: Sofia serves nobody
    with pytest.raises(Invalid):
        do(sofia, Deed.SET, SET_HOT, client, mine)
    effect = queries.effect(queries.chosen(sofia, [client.public_id], None), Deed.SET, {}, sofia)
    assert effect == {Fate.FORBIDDEN: 1}


def test_d16_a_field_is_set_told_in_every_history_and_undone(scene, cast):
    mara = cast.actor("mara")
    clients = [a_client(cast, name=f"Фирма {n}") for n in range(3)]
    versions = {one.id: one.version for one in clients}
    bulk = do(mara, Deed.SET, SET_HOT, *clients)
    events = db.session.scalars(sa.select(ClientEvent).where(ClientEvent.kind == "changed")).all()
    assert [one.detail["changes"] for one in events] == [{"temperature": ["cold", "hot"]}] * 3
    db.session.expire_all()
    clients[0].temperature = Temperature.WARM  # later work stays
    db.session.flush()
    (preview,) = undone(bulk, mara)
    assert (preview.set_back, preview.kept) == (2, 1)
    assert [one.temperature for one in clients] == ["warm", "cold", "cold"]
    assert all(one.version > versions[one.id] for one in clients)


@pytest.mark.parametrize(
    ("type", "value"),
    [
        (CustomType.CHOICE, "gold"), (CustomType.CHOICES, ["gold"]), (CustomType.NUMBER, "7.5"),
        (CustomType.DATE, "2026-11-24"), (CustomType.FLAG, True), (CustomType.MONEY, 100),
    ],
)  # fmt: skip
def test_d9_an_own_field_is_set_for_many_and_undone(scene, cast, type, value):
    mara = cast.actor("mara")
    row = define(cast, type, "own", kinds=["organisation"], is_searchable=True)
    one, two, person = a_client(cast, name="А"), a_client(cast, name="Б"), a_person(cast, "В Г")
    column = {"choice": "text", "choices": "codes", "number": "number", "date": "day"}.get(
        type.value, {"flag": "flag", "money": "minor"}.get(type.value)
    )
    params = {
        "custom_id": row.id, "key": row.key, "column": column, "kinds": row.kinds, "value": value,
    }  # fmt: skip
    bulk = do(mara, Deed.SET, params, one, two, person)
    assert queries.counts(bulk) == {Fate.DONE: 2, Fate.UNFIT: 1}
    assert row.key in custom.values_of(one.id)
    with pytest.raises(Invalid):  # everybody has it by now
        do(mara, Deed.SET, params, one, two)
    undone(bulk, mara)
    assert custom.values_of(one.id) == custom.values_of(two.id) == {}


def test_d16_a_field_is_emptied_for_many_and_undone(scene, cast):
    mara = cast.actor("mara")
    one = a_client(cast, name="А", banks_now="Банк Север")
    two = a_client(cast, name="Б")
    person = a_person(cast, "В Г", occupation="врач")
    params, title = wishes.set_field("banks_now", None, actor=mara)
    assert title.endswith("пусто")
    chosen = queries.chosen(mara, [c.public_id for c in (one, two, person)], None)
    assert queries.effect(chosen, Deed.SET, params, mara) == {Fate.DUE: 1, Fate.SAME: 2}
    bulk = do(mara, Deed.SET, params, one, two, person)
    db.session.expire_all()
    assert one.banks_now == ""
    event = db.session.scalars(sa.select(ClientEvent).where(ClientEvent.kind == "changed")).one()
    assert event.detail["changes"] == {"banks_now": ["Банк Север", None]}
    undone(bulk, mara)
    assert one.banks_now == "Банк Север"
    occupation, _title = wishes.set_field("occupation", None, actor=mara)
    assert queries.effect(chosen, Deed.SET, occupation, mara) == {Fate.DUE: 1, Fate.UNFIT: 2}
    left = queries.skipped(chosen, Deed.SET, occupation, mara)
    assert [(fate, name) for fate, _id, name in left] == [(Fate.UNFIT, "А"), (Fate.UNFIT, "Б")]
    with pytest.raises(Invalid):  # this one always says something
        wishes.set_field("temperature", None, actor=mara)


def test_d9_an_own_field_is_emptied_for_many_and_returns_where_nobody_filled_it_since(scene, cast):
    mara = cast.actor("mara")
    row = define(cast, CustomType.MONEY, "own", kinds=["organisation"])
    must = define(cast, CustomType.TEXT, "must", kinds=["organisation"], is_required=True)
    one, two, none = (a_client(cast, name=name) for name in "АБВ")
    for client in (one, two):
        custom.write(client, {row: 500})
    params, _title = wishes.set_field(row.key, None, actor=mara)
    bulk = do(mara, Deed.SET, params, one, two, none)
    assert queries.counts(bulk) == {Fate.DONE: 2, Fate.SAME: 1}
    assert custom.values_of(one.id) == {}
    custom.write(two, {row: 900})  # later work stays, and is foreseen
    operation = db.session.get_one(Operation, bulk.operation_id)
    assert [(p.set_back, p.kept) for p in preview_undo(operation)] == [(1, 1)]
    assert [(p.set_back, p.kept) for p in undone(bulk, mara)] == [(1, 1)]
    assert custom.values_of(one.id) == {row.key: 500}
    assert custom.values_of(two.id) == {row.key: 900}
    with pytest.raises(Invalid):
        wishes.set_field(must.key, None, actor=mara)


def test_d16_clients_are_assigned_and_return_unless_given_on(scene, cast):
    sofia = cast.actor("sofia")
    clients = [a_client(cast, name=f"Фирма {n}") for n in range(3)]
    vip = a_client(cast, name="ВИП", vip_tier="VIP")
    params = {
        "employee_id": cast.ids["max"], "name": "Max Orlov", "role": "acquisition",
        "is_certified": False,
    }  # fmt: skip
    bulk = do(sofia, Deed.ASSIGN, params, *clients, vip)
    assert queries.counts(bulk) == {Fate.DONE: 3, Fate.UNFIT: 1}
    assert {primary_manager(one.id).login for one in clients} == {"max"}
    assert primary_manager(vip.id).login == "mara"
    lena = cast.employee("lena")
    portfolios.assign(clients[0], lena, AssignmentRole.PERSONAL, actor=sofia, reason="")
    undone(bulk, sofia)
    assert [primary_manager(one.id).login for one in clients] == ["lena", "mara", "mara"]
    open_ = sa.select(sa.func.count()).where(Assignment.ended_at.is_(None), Assignment.is_primary)
    assert db.session.scalar(open_) == 4


def test_d16_calls_are_planned_in_the_managers_diaries_and_taken_back(scene, cast):
    sofia = cast.actor("sofia")
    one, two = a_client(cast, name="А"), a_client(cast, name="Б", manager="max")
    at = clock.now() + dt.timedelta(days=2)
    bulk = do(sofia, Deed.PLAN, {"at": at.isoformat(), "about": "Тариф"}, one, two)
    planned = db.session.scalars(sa.select(Interaction).order_by(Interaction.client_id)).all()
    assert [p.manager_id for p in planned] == [cast.ids["mara"], cast.ids["max"]]
    db.session.expire_all()
    assert one.next_contact_at == at
    undone(bulk, sofia)
    assert one.next_contact_at is None


def a_sunday():
    """A Sunday to come before two working days of the bank."""
    day = clock.today("Europe/Moscow") + dt.timedelta(days=8)
    day += dt.timedelta(days=6 - day.weekday())
    bank = bank_calendar()
    while bank.next_working_day(day) != day + dt.timedelta(days=1) or not bank.is_working(
        day + dt.timedelta(days=2)
    ):
        day += dt.timedelta(days=7)
    return day


def is_away(cast, who, day):
    leave = {"kind": AbsenceKind.LEAVE, "starts_on": day, "ends_on": day}
    db.session.add(Absence(employee_id=cast.ids[who], **leave))
    db.session.flush()


def test_c8_a_call_with_many_on_a_sunday_goes_to_the_next_working_day_and_the_preview_says_so(
    app, cast, browser_of
):
    with app.app_context(), transaction():
        sunday = a_sunday()
        monday = sunday + dt.timedelta(days=1)
        ids = [a_client(cast, name=name).public_id for name in ("А", "Б")]
        ids.append(a_client(cast, name="В", manager="max").public_id)
        is_away(cast, "max", monday)
    sofia = browser_of("sofia")
    page = sofia.get("/bulk/new", query_string={"deed": "plan", "ids": ids}).text
    given = {**hidden(page), "deed": "plan", "ids": ids, "day": sunday.isoformat()}
    told = sofia.post("/bulk/foreseen", data=given).text
    assert told.count("Calls that go to") == 2
    assert "Mara" in told
    assert sofia.post("/bulk/new", data=given).status_code == 302
    with app.app_context(), transaction():
        rows = db.session.scalars(sa.select(Interaction).order_by(Interaction.client_id)).all()
        days = [one.planned_at.date() for one in rows]
        assert days == [monday, monday, monday + dt.timedelta(days=1)]
    again = sofia.post("/bulk/foreseen", data=given).text
    assert "will be changed" not in again  # whom the call waits for already is told
    assert "A contact is planned at that time already." in again


def test_c8_a_call_with_many_on_a_working_day_stays_there_unless_somebody_is_away(scene, cast):
    sofia = cast.actor("sofia")
    one, two = a_client(cast, name="А"), a_client(cast, name="Б", manager="max")
    monday = a_sunday() + dt.timedelta(days=1)
    is_away(cast, "max", monday)
    chosen = queries.chosen(sofia, [one.public_id, two.public_id], None)
    params, _title = wishes.plan(monday, "", chosen, actor=sofia)
    (moved,) = diaries.moved(chosen, params, actor=sofia)
    assert (moved.day, moved.calls) == (monday + dt.timedelta(days=1), 1)
    assert "Max" in moved.names
    with pytest.raises(Invalid):
        wishes.plan(clock.today(sofia.zone) - dt.timedelta(days=1), "", chosen, actor=sofia)


def test_d16_the_preview_of_assigning_tells_those_who_are_theirs_already_before_the_button(
    app, cast, browser_of
):
    with app.app_context(), transaction():
        ids = [a_client(cast, name=f"Её {n}").public_id for n in range(3)]
        ids.append(a_client(cast, name="Его", manager="max").public_id)
    sofia = browser_of("sofia")
    page = sofia.get("/bulk/new", query_string={"deed": "assign", "ids": ids}).text
    assert 'data-post="/bulk/foreseen"' in page
    given = {**hidden(page), "deed": "assign", "ids": ids}
    told = sofia.post("/bulk/foreseen", data={**given, "employee": cast.public_ids["mara"]}).text
    assert re.findall(r'<b class="end num">(\d+)</b>', told) == ["1", "3"]
    assert "This colleague serves the client already." in told
    assert "Её 0" in told
    assert "Его" not in told
    other = sofia.post("/bulk/foreseen", data={**given, "employee": cast.public_ids["max"]}).text
    assert re.findall(r'<b class="end num">(\d+)</b>', other) == ["3", "1"]
    first = re.search(r'<select[^>]*name="employee".*?<option[^>]*value="([^"]+)"', page, re.S)
    drawn = sofia.post("/bulk/foreseen", data={**given, "employee": first.group(1)}).text
    numbers = re.findall(r'<b class="end num">(\d+)</b>', drawn)
    assert re.findall(r'<b class="end num">(\d+)</b>', page) == numbers  # as the list is drawn


def test_d16_clients_go_on_a_list_that_is_made_on_the_way(app, cast, browser_of):
    with app.app_context(), transaction():
        ids = [a_client(cast, name=f"Фирма {n}").public_id for n in range(2)]
    mara = browser_of("mara")
    address = {"deed": "list-add", "ids": ids}
    page = mara.get("/bulk/new", query_string=address).text
    assert 'name="list"' not in page
    given = {**hidden(page), **address}
    assert mara.post("/bulk/new", data={**given, "name": " "}).status_code == 422
    told = mara.post("/bulk/foreseen", data={**given, "name": "Обзвон"}).text
    assert "will be changed" in told
    done = mara.post("/bulk/new", data={**given, "name": "Обзвон"})
    assert done.status_code == 302, done.text
    page = mara.get("/bulk/new", query_string=address).text
    assert "Обзвон" in page  # the list is there, and has them all
    assert "The list has the client already." in page
    given = {**hidden(page), **address, "list": ""}
    same = mara.post("/bulk/new", data={**given, "name": "Обзвон"})
    assert "You have a segment of this name." in same.text
    with app.app_context(), transaction():
        lists = db.session.scalars(sa.select(Segment.name)).all()
        assert lists == ["Обзвон"]  # what was only foreseen or refused made none


def test_d16_the_page_of_a_deed_by_work_says_what_came_of_it_when_it_ends(app, cast, browser_of):
    with app.app_context(), transaction():
        for number in range(60):
            a_client(cast, name=f"Фирма {number:02}")
        bulk = do(cast.actor("mara"), Deed.SET, SET_HOT, everything=True)
        key, number = bulk.public_id, bulk.id
    mara = browser_of("mara")
    assert "data-poll" in mara.get(f"/bulk/{key}").text
    piece = mara.get(f"/bulk/{key}", headers={"X-Fragment": "1"}).text
    assert "data-poll" in piece
    assert "<main" not in piece
    with app.app_context(), transaction():
        list(jobs.run(Task(1, "0" * 16, {"bulk": number}, {}, 0, 60, cast.ids["mara"])))
    piece = mara.get(f"/bulk/{key}", headers={"X-Fragment": "1"}).text
    assert "will be changed" not in piece
    assert "data-poll" not in piece
    assert re.search(r'id="bulk-undo" data-oob><a class="btn" href="/journal/', piece)


def test_d16_the_bin_takes_no_vip_and_gives_back(scene, cast):
    mara = cast.actor("mara")
    one, vip = a_client(cast, name="А"), a_client(cast, name="Б", vip_tier="VIP")
    bulk = do(mara, Deed.BIN, {"reason": "закрылись"}, one, vip)
    assert queries.counts(bulk) == {Fate.DONE: 1, Fate.UNFIT: 1}
    db.session.expire_all()
    assert one.deleted_at
    undone(bulk, mara)
    assert one.deleted_at is None


def test_d17_many_on_their_way_to_the_bin_tell_what_is_open_with_them(browser_of, app, cast):
    with app.app_context(), transaction():
        mara = cast.actor("mara")
        busy, vip, idle = (
            a_client(cast, name="А"),
            a_client(cast, name="Б", vip_tier="VIP"),
            a_client(cast, name="В"),
        )
        day = bank_calendar().next_working_day(clock.today(mara.zone) + dt.timedelta(days=3))
        statement = queries.chosen(mara, [busy.public_id, vip.public_id], None)
        do(mara, Deed.PLAN, diaries.laid(day, statement, actor=mara), busy, vip)
        ids, alone = [busy.public_id, vip.public_id, idle.public_id], idle.public_id
    desk = browser_of("mara")
    page = desk.get("/bulk/new", query_string={"deed": "bin", "ids": ids}).text
    lines = re.findall(r'Open with them: ([^<]+)</div><b class="end num">(\d+)<', page)
    assert [rows for _what, rows in lines] == ["1"], "what the VIP waits for is not counted"
    assert "What is open rests with the dossiers" in page
    page = desk.get("/bulk/new", query_string={"deed": "bin", "ids": [alone]}).text
    assert "Open with them" not in page


def test_d16_a_list_by_hand_takes_clients_in_and_off_with_undo(scene, cast):
    mara = cast.actor("mara")
    clients = [a_client(cast, name=f"Фирма {n}") for n in range(3)]
    segment = create_segment(actor=mara, name="Обзвон", condition=None)
    params = {"segment_id": segment.id}
    added = do(mara, Deed.LIST_ADD, params, *clients)
    assert count(segment, actor=mara) == 3
    removed = do(mara, Deed.LIST_REMOVE, params, *clients[:2])
    assert count(segment, actor=mara) == 1
    undone(removed, mara)
    assert count(segment, actor=mara) == 3
    undone(added, mara)
    assert count(segment, actor=mara) == 2  # those put back later are somebody's later work


def test_d16_more_than_fifty_go_by_work_and_every_one_once(app, scene, cast):
    mara = cast.actor("mara")
    for number in range(60):
        a_client(cast, name=f"Фирма {number:02}")
    bulk = do(mara, Deed.SET, SET_HOT, everything=True)
    assert bulk.work_item_id
    assert queries.counts(bulk) == {Fate.DUE: 60}
    task = Task(1, "0" * 16, {"bulk": bulk.id}, {}, 0, 60, cast.ids["mara"])
    progress = list(jobs.run(task))
    assert progress[-1].done == 60
    assert queries.counts(bulk) == {Fate.DONE: 60}
    operation = db.session.get_one(Operation, bulk.operation_id)
    assert operation.state is OperationState.DONE
    items = sa.select(sa.func.count()).select_from(BulkItem)
    assert db.session.scalar(items) == 60


def test_d16_without_the_permission_nothing_is_done_to_anybody(scene, cast):
    mara, client = cast.actor("mara"), a_client(cast)
    with pytest.raises(Forbidden):
        do(mara, Deed.ASSIGN, {"employee_id": cast.ids["max"]}, client)


def test_d16_the_browser_empties_a_field_after_saying_whom_it_will_not_change(
    app, cast, browser_of
):
    with app.app_context(), transaction():
        one = a_client(cast, name="Фирма", activity="торговля").public_id
        person = a_person(cast, "Левина Анна").public_id
    mara = browser_of("mara")
    query = f"deed=set&field=activity&ids={one}&ids={person}"
    assert 'name="empty"' in mara.get(f"/bulk/new?{query}").text
    page = mara.get(f"/bulk/new?{query}&empty=y").text
    assert "does not belong to this kind" in page
    assert "Левина Анна" in page
    data = {**hidden(page), "deed": "set", "field": "activity", "empty": "y", "ids": [one, person]}
    done = mara.post("/bulk/new", data=data)
    assert done.status_code == 302, done.text
    assert "торговля" not in mara.get(f"/clients/{one}/edit").text
    page = mara.get(f"/bulk/new?{query}").text
    data = {**hidden(page), "deed": "set", "field": "activity", "ids": [one], "value": ""}
    assert "choose to empty" in mara.post("/bulk/new", data=data).text


def test_d16_the_browser_shows_the_effect_then_does_it_then_leads_to_the_undo(
    app, cast, browser_of
):
    with app.app_context(), transaction():
        ids = [a_client(cast, name=f"Фирма {n}").public_id for n in range(3)]
    mara = browser_of("mara")
    listing = mara.get("/clients").text
    assert 'name="deed" value="set"' in listing
    assert 'value="assign"' not in listing  # a manager assigns nobody
    query = "&".join(f"ids={one}" for one in ids)
    page = mara.get(f"/bulk/new?deed=set&field=temperature&{query}").text
    assert "will be changed" in page
    data = {**hidden(page), "deed": "set", "field": "temperature", "ids": ids, "value": "hot"}
    done = mara.post("/bulk/new", data=data)
    assert done.status_code == 302
    shown = mara.get(done.location).text
    assert "changed" in shown
    assert "/journal/" in shown
    token = {"csrf_token": hidden(page)["csrf_token"]}
    effect = mara.post("/bulk/effect", data={"ids": ids, **token}).text
    assert "3 clients" in effect
    assert browser_of("max").get(done.location).status_code == 404


def test_d16_clients_nobody_serves_are_assigned_in_one_go_by_their_supervisor(
    app, cast, browser_of
):
    with app.app_context(), transaction():
        waiting = [a_client(cast, name=f"ООО «Ждёт {n}»", manager=None) for n in range(3)]
        foreign = a_client(cast, name="ООО «Чужой»", manager="otto")
        keys = [one.id for one in waiting]
        ids = [one.public_id for one in (*waiting, foreign)]
    sofia = browser_of("sofia")
    page = sofia.get("/portfolios/")
    assert all(f'value="{one}"' in page.text for one in ids[:3])
    chosen = sofia.get("/bulk/new", query_string={"deed": "assign", "ids": ids})
    given = {**hidden(chosen.text), "deed": "assign", "ids": ids}
    token = {"csrf_token": given["csrf_token"]}
    effect = sofia.post("/bulk/effect?deed=assign", data={"ids": ids, **token})
    assert "3 clients" in effect.text
    assert chosen.status_code == 200
    assert "Чужой" not in chosen.text
    done = sofia.post(
        "/bulk/new",
        data={**given, "employee": cast.public_ids["mara"], "reason": "queue"},
        follow_redirects=True,
    )
    assert done.status_code == 200, done.text
    with app.app_context(), transaction():
        served = sa.select(Assignment.client_id).where(
            Assignment.ended_at.is_(None), Assignment.employee_id == cast.ids["mara"]
        )
        assert set(db.session.scalars(served)) >= set(keys)
        assert not db.session.scalars(sa.select(UnservedClient.client_id)).all()
    assert browser_of("mara").get("/portfolios/").status_code == 403


def test_c2_the_undo_of_started_schedules_names_them_in_words(app, cast, browser_of):
    """The page that says what an undo would take back knows every kind of record it counts."""
    with app.app_context(), transaction():
        one = a_client(cast, name="ООО «Кедр»").public_id
        template = db.session.execute(
            sa.select(ScheduleTemplate.public_id).where(ScheduleTemplate.code == "approach-firm")
        ).scalar_one()
    mara = browser_of("mara")
    page = mara.get(f"/bulk/new?deed=schedule-start&field={template}&ids={one}").text
    start = re.search(r'name="starts_on"[^>]*value="([^"]+)"', page)
    assert start
    given = {"deed": "schedule-start", "field": template, "starts_on": start[1], "ids": [one]}
    done = mara.post("/bulk/new", data={**hidden(page), **given})
    assert done.status_code == 302
    shown = mara.get(done.location).text
    address = re.search(r'href="(/journal/[^"]+)"', shown)
    assert address
    table = mara.get(address[1]).text.split("<tbody>")[1]
    assert "Contact schedules" in table
    assert "schedule</" not in table


def test_c1_who_is_not_in_the_target_segment_is_told_before_they_are_taken_into_the_plan(
    app, cast, browser_of
):
    with app.app_context(), transaction():
        sofia = cast.actor("sofia")
        plan = plans.make_plan(facts(target(sofia)), actor=sofia)
        plans.share_out(plan, {cast.public_ids["mara"]: 40}, actor=sofia, version=plan.version)
        key = plan.public_id
        builder = a_client(cast, name="Стройка", activity="Строительство домов").public_id
        baker = a_client(cast, name="Пекарня", activity="Хлеб").public_id
    mara, words = browser_of("mara"), "are not in the target segment of the plan"
    where = f"/bulk/new?deed=plan-take&plan={key}"
    assert words not in mara.get(f"{where}&ids={builder}").text
    both = mara.get(f"{where}&ids={builder}&ids={baker}").text
    assert re.search(rf"{words}.*?num\">1</b>", both, re.S)


def test_d16_a_contact_with_many_spares_those_who_have_one_and_the_preview_tells_of_them(
    app, cast, browser_of
):
    with app.app_context(), transaction():
        free, busy = a_client(cast, name="А"), a_client(cast, name="Б")
        day = a_sunday() + dt.timedelta(days=1)
        chosen = queries.chosen(cast.actor("mara"), [busy.public_id], None)
        params, _title = wishes.plan(day, "", chosen, actor=cast.actor("mara"))
        begin(Deed.PLAN, chosen, actor=cast.actor("mara"), params=params, title="x")
        ids = [free.public_id, busy.public_id]
    mara = browser_of("mara")
    page = mara.get("/bulk/new", query_string={"deed": "plan", "ids": ids}).text
    assert "have a contact planned already" in page
    assert 'value="visit"' not in page, "a visit takes an hour of its own"
    later = (day + dt.timedelta(days=7)).isoformat()
    given = {**hidden(page), "deed": "plan", "ids": ids, "day": later, "kind": "letter"}
    both = mara.post("/bulk/foreseen", data=given).text
    assert "have a contact planned already" in both
    given["spares"] = "y"
    for answers in (given, {**given, "day": ""}):
        told = mara.post("/bulk/foreseen", data=answers).text
        assert "A contact is planned with the client already." in told
        assert "have a contact planned already" not in told
    assert mara.post("/bulk/new", data={**given, "kind": "visit"}).status_code == 422
    assert mara.post("/bulk/new", data=given).status_code == 302
    with app.app_context(), transaction():
        rows = db.session.scalars(sa.select(Interaction).order_by(Interaction.id)).all()
        assert [(one.client_id == busy.id, one.kind, one.minutes) for one in rows] == [
            (True, Kind.CALL, 15), (False, Kind.LETTER, 15),
        ]  # fmt: skip
