"""D18: what did we know on that day of people, ways to the client and ties; one of them goes back
to what it was; merges are told apart."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from rmapp.card.queries import dossier_of
from rmapp.card.records_then import records_then
from rmapp.clients.models import Client, ClientPast, ClientPhone, ContactPerson, Relation
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.errors import Conflict, Invalid
from rmapp.core.transaction import transaction
from rmapp.dossiers import operations, queries
from rmapp.dossiers.rules import AddressEntry, Known, PhoneEntry, State, comes_back, known_at
from rmapp.merges import operations as merges
from rmapp.merges.models import Merge
from rmapp.merges.rules import Choices
from tests.dossiers.test_creating import hidden
from tests.factories import a_client, a_contact_person

MOMENT = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
OLD, NEW = "+74951112233", "+74954445566"


@given(st.lists(st.sampled_from(["a", "b", None]), min_size=1, max_size=8), st.integers(-1, 9))
def test_d18_a_row_is_told_as_it_stood_on_every_day_of_its_life(steps, day):
    """The row takes a step a day; whatever the day, the state of that day is found."""
    states = [
        State("client_phone", 1, {"number": step} if step else None, MOMENT + number * DAY)
        for number, step in enumerate(steps[:-1])
    ]
    last = steps[-1]
    if last is not None:
        states.append(State("client_phone", 1, {"number": last}))
    [*found] = known_at(states, MOMENT + day * DAY)
    then = steps[min(max(day + 1, 0), len(steps) - 1)]
    if then is None and last is None:
        assert found == []
    else:
        assert (found[0].was or {}).get("number") == then
        assert (found[0].now or {}).get("number") == last


def test_d18_a_value_whose_history_is_cut_or_hidden_does_not_come_back():
    assert comes_back("banks_now", "ВТБ")
    assert not comes_back("notes", "x" * 500)  # the history keeps the beginning alone
    for name in ("income_level", "temperature", "is_active", "display_name", "phones"):
        assert not comes_back(name, "x")


def settle(client_id: int) -> None:
    """Forget the past so far: what stands there has ever been there."""
    db.session.flush()
    db.session.execute(sa.delete(ClientPast).where(ClientPast.client_id == client_id))


def lists(client_id: int) -> dict[str, list[tuple]]:
    """Table → (then, now) of the rows of yesterday, by what names them."""
    night = clock.now() - DAY
    told: dict[str, list[tuple]] = {}
    for one in queries.lists_at([client_id], night).get(client_id, []):
        key = {"client_phone": "number", "contact_person": "position", "relation": "note"}.get(
            one.of, "text"
        )
        pair = tuple(row and row[key] for row in (one.was, one.now))
        told.setdefault(one.of, []).append(pair)
    return told


def known(client_id: int, of: str) -> Known:
    return next(
        one for one in queries.lists_at([client_id], clock.now() - DAY)[client_id] if one.of == of
    )


@pytest.fixture
def firm(scene, cast):
    """A firm with a phone, an address, a contact person and a tie, all of them of old."""
    mara = cast.actor("mara")
    client = a_client(cast, phones=[OLD], address="Тверь, Лесная, 1", days_ago=90)
    other = a_client(cast, name="ООО «Дуб»", days_ago=90)
    person = a_contact_person(client, position="Бухгалтер")
    db.session.flush()
    tie = operations.relate(
        client, other.public_id, actor=mara, fields={"kind": "partner", "note": "с 2020"}
    )
    settle(client.id)
    settle(other.id)
    return client, person, tie


def test_d18_lists_are_told_as_they_were_whatever_way_they_were_changed(firm, cast):
    client, person, tie = firm
    mara, phone = cast.actor("mara"), db.session.scalars(sa.select(ClientPhone)).one()
    assert lists(client.id)["client_phone"] == [(OLD, OLD)]
    entry = PhoneEntry(NEW, public_id=phone.public_id)
    operations.edit_client(client, actor=mara, version=client.version, phones=[entry])
    operations.edit_contact_person(
        person, client=client, actor=mara, version=1, fields={"position": "Директор"}
    )
    operations.undo_relation(
        tie, client=client, other=db.session.get_one(Client, tie.other_id), actor=mara
    )
    db.session.execute(sa.text("UPDATE client_address SET text = 'Тверь, Садовая, 2'"))
    db.session.add(ClientPhone(client_id=client.id, number="+74957778899"))
    db.session.flush()
    told = lists(client.id)
    assert sorted(told["client_phone"], key=str) == [(OLD, NEW), (None, "+74957778899")]
    assert told["contact_person"] == [("Бухгалтер", "Директор")]
    assert told["client_address"] == [("Тверь, Лесная, 1", "Тверь, Садовая, 2")]
    assert told["relation"] == [("с 2020", None)]
    assert lists(tie.other_id)["relation"] == [("с 2020", None)]  # both ends know


def test_d18_one_row_goes_back_to_what_it_was_and_nothing_else_does(firm, cast):
    client, person, tie = firm
    mara, phone = cast.actor("mara"), db.session.scalars(sa.select(ClientPhone)).one()
    other = db.session.get_one(Client, tie.other_id)
    entry = PhoneEntry(NEW, public_id=phone.public_id, is_opted_out=True)
    operations.edit_client(client, actor=mara, version=client.version, phones=[entry])
    operations.edit_contact_person(
        person, client=client, actor=mara, version=1, fields={"position": "Директор"}
    )
    operations.undo_relation(tie, client=client, other=other, actor=mara)
    back = {"actor": mara, "version": client.version}
    with pytest.raises(Conflict):  # somebody changed the person since it was shown
        operations.bring_back(client, known(client.id, "contact_person"), seen=1, **back)
    operations.bring_back(client, known(client.id, "contact_person"), seen=person.version, **back)
    operations.bring_back(client, known(client.id, "relation"), seen=0, **back)
    operations.bring_back(client, known(client.id, "client_phone"), seen=0, **back)
    assert person.position == "Бухгалтер"
    assert db.session.scalars(sa.select(Relation.note)).all() == ["с 2020"]
    row = db.session.scalars(sa.select(ClientPhone)).one()
    assert row.number == OLD
    assert row.is_opted_out  # what was said against it stays said


def test_d18_a_removed_person_and_a_removed_address_come_back(firm, cast):
    client, person, _tie = firm
    mara = cast.actor("mara")
    operations.remove_contact_person(person, client=client, actor=mara)
    public_id = known(client.id, "client_address").row["public_id"]
    operations.edit_client(
        client,
        actor=mara,
        version=client.version,
        addresses=[AddressEntry("", public_id=public_id)],
    )
    assert lists(client.id)["contact_person"] == [("Бухгалтер", None)]
    back = {"actor": mara, "version": client.version, "seen": 0}
    operations.bring_back(client, known(client.id, "contact_person"), **back)
    operations.bring_back(client, known(client.id, "client_address"), **back)
    assert db.session.get_one(ContactPerson, person.id).deleted_at is None
    assert ("Тверь, Лесная, 1", None) in lists(client.id)["client_address"]
    assert (None, "Тверь, Лесная, 1") in lists(client.id)["client_address"]


def test_d18_before_a_merge_each_record_tells_its_own_and_after_its_undo_too(app, cast):
    with app.app_context(), transaction():
        sofia = cast.actor("sofia")
        one = a_client(cast, phones=[OLD], days_ago=90, banks_now="Сбербанк")
        two = a_client(cast, name="ООО «Кедры»", phones=[NEW], days_ago=90, banks_now="ВТБ")
        for client in (one, two):
            settle(client.id)
        operations.edit_client(
            two, actor=cast.actor("mara"), version=two.version, fields={"banks_now": "Альфа"}
        )
        ids, public_id = (one.id, two.id), one.public_id
    with app.app_context(), transaction() as session:
        merges.merge(*[session.get_one(Client, key) for key in ids], choices=Choices(), actor=sofia)
    with app.app_context(), transaction() as session:
        dossier = dossier_of(public_id, actor=sofia)
        records, _cut = records_then(dossier, clock.now() - DAY, actor=sofia)
        assert [record.merged for record in records] == [False, True]
        banks = [
            next(field for field in record.fields if field.name == "banks_now")
            for record in records
        ]
        assert [field.was for field in banks] == ["Сбербанк", "ВТБ"]
        rows = [[row.was for rows in record.lists.values() for row in rows] for record in records]
        assert "8 (495) 111-22-33 " in rows[0][0]
        assert rows[0][1] == ""  # came with the merge: it was not there
        assert "8 (495) 444-55-66 " in rows[1][0]
        assert len(rows[1]) == 1
        undone = session.scalars(sa.select(Merge)).one()
        merges.undo(undone, version=undone.version, actor=sofia)
    with app.app_context(), transaction():
        assert lists(ids[0])["client_phone"] == [(OLD, OLD)]
        assert lists(ids[1])["client_phone"] == [(NEW, NEW)]


def test_d18_a_field_is_brought_back_on_the_page_and_a_stranger_is_refused(app, cast, browser_of):
    with app.app_context(), transaction():
        mara = cast.actor("mara")
        client = a_client(cast, days_ago=90, banks_now="Сбербанк", phones=[OLD])
        settle(client.id)
        phone = db.session.scalars(sa.select(ClientPhone)).one()
        operations.edit_client(
            client, actor=mara, version=client.version, fields={"banks_now": "ВТБ"},
            phones=[PhoneEntry(NEW, public_id=phone.public_id)],
        )  # fmt: skip
        key, path = client.id, f"/clients/{client.public_id}/as-of"
        row = f"client_phone:{phone.public_id}"
    browser = browser_of("mara")
    page = browser.get(path).get_data(as_text=True)
    assert "(495) 111-22-33" in page
    assert "Mara Lindt" in page[page.index("(495) 111-22-33") :]
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    given = {**hidden(page), "version": version}
    otto = browser_of("otto")
    token = hidden(otto.get("/clients/new").get_data(as_text=True))
    assert otto.post(path, data={**given, **token, "what": row}).status_code == 404
    for what in (
        "",
        "x",
        "field:",
        "field:nonsense",
        "field:temperature",
        "client:1",
        "relation:1",
    ):
        token = {**hidden(browser.get(path).get_data(as_text=True)), "version": version}
        assert browser.post(path, data={**token, "what": what}).status_code in (404, 422), what
    for what in ("field:banks_now", row):
        page = browser.get(path).get_data(as_text=True)
        now = re.search(r'name="version" value="(\d+)"', page)[1]
        answer = browser.post(path, data={**hidden(page), "version": now, "what": what})
        assert answer.status_code == 302, what
    with app.app_context(), transaction() as session:
        client = session.get_one(Client, key)
        assert client.banks_now == "Сбербанк"
        assert session.scalars(sa.select(ClientPhone.number)).one() == OLD
    stale = {**hidden(browser.get(path).get_data(as_text=True)), "version": version, "what": row}
    assert browser.post(path, data=stale).status_code in (302, 404, 409)


def test_d18_dates_lists_and_own_words_come_back_typed(scene, cast):
    mara = cast.actor("mara")
    client = a_client(cast, days_ago=90)
    source = queries.sources()[0]
    for name, was in (
        ("reference_on", "2025-02-03"), ("hours_from", "10:00:00"), ("revenue", 500),
        ("source_id", source.name_ru), ("inn", None), ("staff_count", None),
    ):  # fmt: skip
        operations.bring_back_field(client, name, was, actor=mara, version=client.version)
    assert client.reference_on == dt.date(2025, 2, 3)
    assert client.hours_from == dt.time(10)
    assert (client.revenue, client.source_id, client.inn) == (500, source.id, "")
    for name, was in (("source_id", "нет такого"), ("notes", "x" * 500), ("custom.none", "x")):
        with pytest.raises(Invalid):
            operations.bring_back_field(client, name, was, actor=mara, version=client.version)
