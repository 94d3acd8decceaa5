"""Editing dossiers: both versions shown, histories, contact persons, the bin."""

import pytest
import sqlalchemy as sa

from rmapp.clients import queries as clients
from rmapp.clients.models import Client, ClientEvent, ClientPhone
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.errors import Conflict, Forbidden, Invalid, NotFound
from rmapp.core.transaction import transaction
from rmapp.dossiers import operations, queries
from rmapp.dossiers.rules import MASK, EmailEntry, PhoneEntry
from tests.dossiers.test_creating import defaults, hidden, post
from tests.factories import a_client, a_contact_person, a_person


def last_event(client, kind="changed"):
    return db.session.scalar(
        sa.select(ClientEvent)
        .where(ClientEvent.client_id == client.id, ClientEvent.kind == kind)
        .order_by(ClientEvent.id.desc())
        .limit(1)
    )


def test_a_change_says_what_was_before(scene, cast):
    """D18."""
    client = a_client(cast, phones=["+74955407520"])
    operations.edit_client(
        client,
        actor=cast.actor("mara"),
        version=client.version,
        fields={"banks_now": "ВТБ", "staff_count": 12},
        phones=["8 916 123 45 67"],
    )
    changes = last_event(client).detail["changes"]
    assert changes["banks_now"] == [None, "ВТБ"]
    assert changes["staff_count"] == [None, 12]
    assert changes["phones"] == ["+74955407520", "+74955407520, +79161234567"]
    assert clients.search(cast.actor("mara"), "9161234567")[0].id == client.id


def test_sensitive_values_are_masked_in_the_history(scene, cast):
    client = a_person(cast)
    operations.edit_client(
        client, actor=cast.actor("mara"), version=client.version, fields={"income_level": "500 000"}
    )
    assert last_event(client).detail["changes"] == {"income_level": [None, MASK]}


def test_nothing_changed_writes_nothing(scene, cast):
    client = a_client(cast)
    version = client.version
    operations.edit_client(
        client, actor=cast.actor("mara"), version=version, fields={"short_name": "ООО «Кедр»"}
    )
    assert client.version == version
    assert last_event(client) is None


def test_a_stale_save_shows_both_versions(scene, cast):
    client = a_client(cast, notes="старое", banks_now="Сбер")
    seen = client.version
    mara = cast.actor("mara")
    operations.edit_client(client, actor=mara, version=seen, fields={"notes": "их"})
    with pytest.raises(Conflict) as refusal:
        operations.edit_client(
            client, actor=mara, version=seen, fields={"notes": "мое", "banks_now": "Сбер"}
        )
    (line,) = refusal.value.extra["versions"]
    assert (line["field"], line["before"], line["theirs"], line["yours"]) == (
        "notes", "старое", "их", "мое",
    )  # fmt: skip
    assert refusal.value.extra["version"] == client.version
    assert client.notes == "их"


def test_a_contact_recorded_meanwhile_is_no_conflict(scene, cast):
    client = a_client(cast)
    seen = client.version
    client.last_contact_at = clock.now()
    db.session.flush()
    assert client.version > seen
    operations.edit_client(
        client, actor=cast.actor("mara"), version=seen, fields={"notes": "сохранено"}
    )
    assert client.notes == "сохранено"


def test_phones_change_row_by_row(scene, cast):
    """D4: kinds, validity and preference; rows of others stay."""
    client = a_client(cast, phones=["+74955407520", "+79161234567"], emails=["a@b.example"])
    rows = db.session.scalars(
        sa.select(ClientPhone).where(ClientPhone.client_id == client.id).order_by(ClientPhone.id)
    ).all()
    mara = cast.actor("mara")
    operations.edit_client(
        client,
        actor=mara,
        version=client.version,
        phones=[
            PhoneEntry("+74955407520", "12", "work", True, False, "приёмная", rows[0].public_id),
            PhoneEntry("", public_id=rows[1].public_id),
            PhoneEntry("+74955407521"),
        ],
        emails=[EmailEntry("A@B.example", is_invalid=True)],
    )
    kept = db.session.execute(
        sa.select(ClientPhone.number, ClientPhone.extension, ClientPhone.is_preferred)
        .where(ClientPhone.client_id == client.id)
        .order_by(ClientPhone.id)
    ).all()
    assert [tuple(row) for row in kept] == [
        ("+74955407520", "12", True), ("+74955407521", "", False),
    ]  # fmt: skip
    with pytest.raises(Invalid):
        operations.edit_client(client, actor=mara, version=client.version, phones=["1"])


def test_the_name_follows_its_parts(scene, cast):
    client = a_person(cast, "Левина Марина")
    operations.edit_client(
        client,
        actor=cast.actor("mara"),
        version=client.version,
        fields={"family_name": "Орлова", "patronymic": "Олеговна"},
    )
    assert client.display_name == "Орлова Марина Олеговна"
    assert client.name_key == "орлова марина олеговна"
    with pytest.raises(Invalid):
        operations.edit_client(
            client,
            actor=cast.actor("mara"),
            version=client.version,
            fields={"family_name": "", "given_name": "", "patronymic": ""},
        )


def test_contact_persons_come_change_and_go(scene, cast):
    """D5."""
    client, mara = a_client(cast), cast.actor("mara")
    person = operations.add_contact_person(
        client, actor=mara, fields={"name": "Орлова Анна", "decision_role": "financial"}
    )
    with pytest.raises(Conflict):
        operations.edit_contact_person(
            person, client=client, actor=mara, version=99, fields={"name": "X"}
        )
    operations.edit_contact_person(
        person,
        client=client,
        actor=mara,
        version=person.version,
        fields={"attitude": "for", "phone": "8 916 111-22-33"},
    )
    assert (person.attitude, person.phone) == ("for", "+79161112233")
    assert clients.search(mara, "9161112233")[0].id == client.id
    operations.remove_contact_person(person, client=client, actor=mara)
    assert clients.search(mara, "9161112233") == []
    with pytest.raises(NotFound):
        queries.contact_person_of(person.public_id, client=client)
    for wrong in ({"name": ""}, {"name": "A", "phone": "1"}, {"name": "A", "decision_role": "?"}):
        with pytest.raises(Invalid):
            operations.add_contact_person(client, actor=mara, fields=wrong)


def test_a_prospect_becomes_a_client_once(scene, cast):
    client, mara = a_client(cast), cast.actor("mara")
    operations.convert(client, actor=mara)
    assert client.lifecycle == "client"
    assert client.client_since is not None
    with pytest.raises(Conflict):
        operations.convert(client, actor=mara)
    with pytest.raises(Forbidden):
        operations.convert(client, actor=cast.actor("ada"))


def test_the_bin_hides_and_gives_back(scene, cast):
    """D17."""
    client, mara, sofia = a_client(cast), cast.actor("mara"), cast.actor("sofia")
    operations.move_to_bin(client, actor=mara, reason="двойник")
    db.session.flush()
    assert clients.search(mara, "кедр") == []
    with pytest.raises(NotFound):
        clients.client_of(client.public_id, actor=mara)
    assert [c.id for c in queries.in_bin(sofia).rows] == [client.id]
    assert queries.in_bin(cast.actor("stefan")).rows == []
    with pytest.raises(Forbidden):
        operations.restore(client, actor=mara)
    operations.restore(queries.deleted_client_of(client.public_id, actor=sofia), actor=sofia)
    db.session.flush()
    assert clients.search(mara, "кедр")[0].id == client.id


def test_a_vip_does_not_go_to_the_bin(scene, cast):
    client = a_client(cast, vip_tier="VIP")
    with pytest.raises(Conflict):
        operations.move_to_bin(client, actor=cast.actor("mara"))


def test_the_form_saves_and_a_stale_one_shows_the_conflict_page(app, cast, browser_of):
    with app.app_context(), transaction():
        client = a_client(cast, phones=["+74955407520"], notes="старое")
        public_id = client.public_id
    browser, url = browser_of("mara"), f"/clients/{public_id}/edit"
    page = browser.get(url).get_data(as_text=True)
    old = {**defaults(page), **hidden(page), "short_name": "ООО «Кедр»"}
    first = post(browser, url, short_name="ООО «Кедр»", notes="их", **{"phones-0-number": "1"})
    assert first.status_code == 200, "a wrong phone is told in the row"
    first = post(browser, url, short_name="ООО «Кедр»", notes="их", possible_profit="1 284 000,50")
    assert first.status_code == 302
    stale = browser.post(url, data={**old, "notes": "мое", "possible_profit": "5"})
    text = stale.get_data(as_text=True)
    assert stale.status_code == 409
    assert "их" in text
    assert "мое" in text
    chosen = {**old, **hidden(text), "notes": "мое", "possible_profit": "5"}
    assert browser.post(url, data=chosen).status_code == 302
    with app.app_context(), transaction():
        client = db.session.scalar(sa.select(Client).where(Client.public_id == public_id))
        assert (client.notes, client.possible_profit) == ("мое", 500)


def test_the_pages_of_a_foreign_client_are_not_there(app, cast, browser_of):
    with app.app_context(), transaction():
        client = a_client(cast, manager="otto")
        person = a_contact_person(client)
        one, two = client.public_id, person.public_id
    browser = browser_of("mara")
    token = hidden(browser.get("/clients/new").get_data(as_text=True))
    for path in ("edit", "persons/new", f"persons/{two}"):
        assert browser.get(f"/clients/{one}/{path}").status_code == 404
    for path in ("edit", "convert", "bin", "persons/new", f"persons/{two}/remove"):
        answer = browser.post(f"/clients/{one}/{path}", data=token)
        assert answer.status_code == 404, path
    assert browser.post(f"/clients/{one}/restore", data=token).status_code == 403


def test_the_buttons_of_the_card_work(app, cast, browser_of):
    with app.app_context(), transaction():
        public_id = a_client(cast).public_id
    browser, here = browser_of("sofia"), f"/clients/{public_id}"
    token = {"csrf_token": hidden(browser.get(f"{here}/edit").get_data(as_text=True))["csrf_token"]}
    answer = post(browser, f"{here}/persons/new", name="Орлова Анна", phone="8 916 111 22 33")
    assert answer.status_code == 302
    card = browser.get(here).get_data(as_text=True)
    assert "Орлова Анна" in card
    assert browser.post(f"{here}/convert", data=token).status_code == 302
    assert browser.post(f"{here}/bin", data=token).status_code == 302
    assert browser.get(here).status_code == 404
    assert "ООО «Кедр»" in browser.get("/clients/bin").get_data(as_text=True)
    assert browser.post(f"{here}/restore", data=token).status_code == 302
    assert browser.get(here).status_code == 200
