"""Making dossiers: quick entry, checks, look-alikes."""

import datetime as dt
import json
import re

import pytest
import sqlalchemy as sa

from rmapp.audit.models import AuditEntry
from rmapp.clients import queries as clients
from rmapp.clients.models import Client, ClientEvent, ClientKind, ContactPerson
from rmapp.clients.operations import refresh_search
from rmapp.core.db import db
from rmapp.core.errors import Forbidden, Invalid
from rmapp.core.transaction import transaction
from rmapp.dossiers import operations
from rmapp.duplicates.operations import TAG
from tests.factories import a_client, a_person

FIRM = {"short_name": "ООО «Кедр»", "inn": "7707083893", "activity": "Мебель"}


def make(cast, who="mara", kind=ClientKind.ORGANISATION, fields=None, **more):
    return operations.create_client(actor=cast.actor(who), kind=kind, fields=fields or FIRM, **more)


def test_a_manager_makes_a_prospect_and_serves_it(scene, cast):
    """D1, D2."""
    client = make(
        cast,
        phones=["8 (495) 540-75-20 доб. 12", "+7 916 123 45 67"],
        emails=["Info@Kedr.Example"],
        addresses=["Москва, ул. Ленина, 1"],
        contact_person={"name": "Илья Кузнецов", "decision_role": "decides"},
    )
    assert client.lifecycle == "prospect"
    assert clients.primary_manager(client.id).login == "mara"
    assert clients.search(cast.actor("mara"), "5407520")[0].id == client.id
    assert clients.search(cast.actor("mara"), "kuznetsov")[0].id == client.id
    person = db.session.scalar(sa.select(ContactPerson).where(ContactPerson.client_id == client.id))
    assert person.decision_role == "decides"


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (ClientKind.ORGANISATION, {**FIRM, "external_id": "Д-17/4", "vat": "DE136695976"}),
        (
            ClientKind.PERSON,
            {"family_name": "О’Нил", "given_name": "Анна", "patronymic": "Ивановна"},
        ),
        (ClientKind.PERSON, {"family_name": "Ким"}),
    ],
)
def test_d15_a_new_client_is_found_by_all_that_a_changed_one_is(scene, cast, kind, fields):
    """Its search column is written with the row, later changes write it anew from its rows."""
    client = make(
        cast,
        kind=kind,
        fields=fields,
        phones=["8 (495) 540-75-20", "+7 916 123 45 67"],
        emails=["Info@Kedr.Example"],
        contact_person={"name": "Илья Кузнецов", "phone": "+74955407521", "email": "i@kedr.example"}
        if kind is ClientKind.ORGANISATION
        else None,
    )
    search = sa.select(sa.cast(Client.search, sa.Text), Client.name_key).where(
        Client.id == client.id
    )
    written = db.session.execute(search).one()
    refresh_search(client)
    assert db.session.execute(search).one() == written


def test_d11_making_a_client_takes_few_statements(cast, browser_of, statements):
    """quality.md: the check of the whole base among them."""
    mara, path = browser_of("mara"), "/clients/new?kind=organisation"
    said = {**FIRM, "phones": "84955407520", "emails": "a@kedr.example", "person_name": "Илья"}
    page = mara.get(path).text
    statements.clear()
    answer = mara.post(path, data={**hidden(page), **defaults(page), **said})
    assert answer.status_code == 302
    assert len(statements) <= 18, "\n".join(statements)


def test_the_history_and_the_trail_tell_who_made_it(app, stage, cast):
    with app.app_context(), transaction():
        client = make(cast)
        key = client.id
    with app.app_context(), transaction():
        kinds = db.session.scalars(
            sa.select(ClientEvent.kind).where(ClientEvent.client_id == key).order_by(ClientEvent.id)
        ).all()
        assert kinds == ["created", "assigned"]
        entry = db.session.scalar(sa.select(AuditEntry).where(AuditEntry.client_id == key))
        assert (entry.tag, entry.actor_id) == ("client:created", cast.ids["mara"])


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"short_name": ""}, "short_name"),
        ({"short_name": "Кедр", "inn": "7707083894"}, "inn"),
        ({"short_name": "Кедр", "inn": "123"}, "inn"),
        ({"short_name": "x" * 501}, "short_name"),
        ({"short_name": "Кедр\x00"}, "short_name"),
        ({"short_name": "Кедр", "possible_profit": -1}, "possible_profit"),
        ({"short_name": "Кедр", "possible_profit": 2**70}, "possible_profit"),
        ({"short_name": "Кедр", "zone": "Mars/Olympus"}, "zone"),
        ({"short_name": "Кедр", "vip_tier": "VIP"}, "vip_tier"),
        ({"short_name": "Кедр", "deleted_at": None}, "deleted_at"),
        ({"short_name": "Кедр", "birth_date": dt.date(1, 1, 1)}, "birth_date"),
        ({"short_name": "Кедр", "source_id": 2**63}, "source_id"),
        ({"short_name": 7}, "short_name"),
    ],
)
def test_what_does_not_fit_is_told_at_its_field(scene, cast, fields, wrong):
    with pytest.raises(Invalid) as refusal:
        make(cast, fields=fields)
    assert list(refusal.value.fields) == [wrong]


def test_phones_and_mails_are_checked_too(scene, cast):
    for wrong, more in (
        ("phones", {"phones": ["12"]}),
        ("emails", {"emails": ["nobody"]}),
        ("addresses", {"addresses": ["x" * 600]}),
        ("phones", {"phones": [f"+7916123{n:04d}" for n in range(40)]}),
    ):
        with pytest.raises(Invalid) as refusal:
            make(cast, **more)
        assert wrong in refusal.value.fields


def test_who_may_not_create_is_refused(scene, cast):
    for who in ("ada", "adam"):
        with pytest.raises(Forbidden):
            make(cast, who)


def test_a_supervisor_gives_a_client_to_the_own_team_only(scene, cast):
    client = make(cast, "sofia", assign_to=cast.ids["lena"])
    assert clients.primary_manager(client.id).login == "lena"
    for foreign in (cast.ids["otto"], cast.ids["greta"], 0):
        with pytest.raises(Invalid) as refusal:
            make(cast, "sofia", fields={"short_name": "Другой"}, assign_to=foreign)
        assert "assign_to" in refusal.value.fields
    with pytest.raises(Invalid):
        make(cast, "mara", fields={"short_name": "Третий"}, assign_to=cast.ids["max"])


def test_a_strong_look_alike_needs_a_word(scene, cast):
    """D12: same INN and name; it is saved only when a person says it is someone else."""
    first = make(cast)
    with pytest.raises(Invalid) as refusal:
        make(cast, fields={**FIRM, "short_name": "Кедр ООО"})
    assert "is_different" in refusal.value.fields
    assert refusal.value.extra["duplicates"][0].candidate.id == first.id
    assert make(cast, is_different=True).id != first.id


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("Кедр", {"phones": ["+74955407520"], "emails": ["info@kedr.example"]}),
        ("KEDR LLC", {"phones": ["+74955407520"], "emails": ["info@kedr.example"]}),
    ],
)
def test_another_writing_of_the_name_is_recognised(scene, cast, name, more):
    a_client(
        cast, name="ООО «Кедр»", phones=["+74955407520"], emails=["info@kedr.example"],
        address="Москва, ул. Ленина, 1",
    )  # fmt: skip
    found = operations.look_alikes(
        actor=cast.actor("mara"), kind=ClientKind.ORGANISATION, fields={"short_name": name}, **more
    )
    assert [one.candidate.name for one in found] == ["ООО «Кедр»"]


def test_beyond_reach_only_existence_and_keeper_are_told(app, stage, cast):
    """Ruling 17: on a strong match only, and written down."""
    with app.app_context(), transaction():
        a_client(cast, name="ООО «Кедр»", inn="7707083893", manager="otto")
        a_client(cast, name="ООО «Липа»", manager="otto")
    asked = {"kind": ClientKind.ORGANISATION}
    for _again in range(2):
        with app.app_context(), transaction():
            mara = cast.actor("mara")
            (one,) = operations.look_alikes(actor=mara, fields=FIRM, **asked)
            assert one.candidate is None
            assert one.keeper == "Otto Klein"
            weak = operations.look_alikes(actor=mara, fields={"short_name": "Липа"}, **asked)
            assert weak == []
    with app.app_context(), transaction():
        entries = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.tag == TAG)).all()
        assert len(entries) == 1, "typing on about one client is one disclosure"
        assert entries[0].actor_id == cast.ids["mara"]


def test_disclosures_are_throttled(app, stage, cast, monkeypatch):
    monkeypatch.setattr("rmapp.duplicates.operations.revealing.MOST_AN_HOUR", 2)
    inns = ["7707083893", "7702070139", "7728168971"]
    with app.app_context(), transaction():
        for inn in inns:
            a_client(cast, name=f"ООО «Фирма {inn}»", inn=inn, manager="otto")
    told = []
    for inn in inns:
        with app.app_context(), transaction():
            told.append(
                len(
                    operations.look_alikes(
                        actor=cast.actor("mara"),
                        kind=ClientKind.ORGANISATION,
                        fields={"short_name": f"Фирма {inn}", "inn": inn},
                    )
                )
            )
    assert told == [1, 1, 0]


def hidden(page):
    names = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: value for name, value in names if name in ("csrf_token", "form_key", "version")}


def post(browser, url, **values):
    page = browser.get(url).get_data(as_text=True)
    return browser.post(url, data={**defaults(page), **hidden(page), **values})


def defaults(page):
    """The chosen values of the selects and checked boxes of the page's form."""
    found = {"is_active": "y"} if 'name="is_active"' in page else {}
    for name, body in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'<option selected value="([^"]*)"', body) or re.search(
            r'<option value="([^"]*)"', body
        )
        found[name] = chosen[1] if chosen else ""
    return found


def test_quick_entry_opens_the_next_empty_record_at_once(app, cast, browser_of):
    """D11."""
    browser = browser_of("mara")
    answer = post(
        browser,
        "/clients/new?kind=person",
        family_name="Петров", given_name="Иван", phones="8 916 123 45 67, +7 495 540-75-20",
        emails="ivan@petrov.example", birth_date="24 ноября 1980", then="next", kind="person",
        possible_profit="1,2 млн",
    )  # fmt: skip
    assert answer.status_code == 302
    assert answer.location.startswith("/clients/new?kind=person")
    with app.app_context(), transaction():
        client = db.session.scalar(sa.select(Client).where(Client.family_name == "Петров"))
        assert client.display_name == "Петров Иван"
        assert client.birth_date == dt.date(1980, 11, 24)
        assert client.possible_profit == 120_000_000


def test_a_double_submit_makes_one_dossier(app, cast, browser_of):
    browser = browser_of("mara")
    page = browser.get("/clients/new").get_data(as_text=True)
    data = {**defaults(page), **hidden(page), "short_name": "ООО «Дважды»"}
    answers = [browser.post("/clients/new", data=data) for _twice in range(2)]
    assert [a.status_code for a in answers] == [302, 302]
    assert answers[0].location == answers[1].location
    with app.app_context(), transaction():
        count = sa.select(sa.func.count()).where(Client.short_name == "ООО «Дважды»")
        assert db.session.scalar(count) == 1


def test_a_look_alike_stops_the_form_until_it_is_said_to_be_another(app, cast, browser_of):
    with app.app_context(), transaction():
        a_client(cast, name="ООО «Кедр»", inn="7707083893")
    browser = browser_of("mara")
    answer = post(browser, "/clients/new", short_name="Кедр", inn="7707083893")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert 'name="is_different"' in text
    assert "same INN" in text
    answer = post(browser, "/clients/new", short_name="Кедр", inn="7707083893", is_different="y")
    assert answer.status_code == 302


def test_the_box_of_look_alikes_answers_while_one_types(app, cast, browser_of):
    with app.app_context(), transaction():
        a_person(cast, "Левина Марина Олеговна", phones=["+79161234567"])
    browser = browser_of("mara")
    page = browser.get("/clients/new?kind=person").get_data(as_text=True)
    data = {**defaults(page), **hidden(page), "kind": "person"}
    answer = browser.post(
        "/clients/duplicates",
        data={**data, "family_name": "Levina", "given_name": "Marina", "phones": "8916 1234567"},
    )
    assert "Левина Марина Олеговна" in answer.get_data(as_text=True)
    assert "8 (916) 123-45-67" in answer.get_data(as_text=True), "how the phone was read"
    nothing = browser.post("/clients/duplicates", data={**data, "family_name": "Q"})
    assert nothing.status_code == 200


def test_d12_who_types_a_phone_that_another_has_is_told_whoever_the_other_is(app, cast, browser_of):
    with app.app_context(), transaction():
        a_person(cast, "Левина Марина Олеговна", phones=["+79161234567"])
        a_person(cast, "Громова Анна", manager="otto", phones=["+79161234567"])
        a_client(cast, name="ООО «Кедр»", inn="7707083893", phones=["+74957654321"])
    browser = browser_of("mara")
    page = browser.get("/clients/new").get_data(as_text=True)
    typed = {**defaults(page), **hidden(page), "short_name": "АО «Терем»", "inn": "7710140679"}
    told = browser.post("/clients/duplicates", data={**typed, "phones": "8 916 123-45-67"}).text
    assert "Others have the same phone or e-mail" in told
    assert "Левина Марина Олеговна" in told
    assert "same phone" in told
    assert "Perhaps it is in the base already" not in told
    assert "Громова" not in told, "a phone alone tells nothing of a client beyond reach"
    told = browser.post("/clients/duplicates", data={**typed, "phones": "+7 495 765-43-21"}).text
    assert "Кедр" in told, "another firm by its number, with the same phone"
    answer = post(browser, "/clients/new", short_name="АО «Терем»", phones="8 916 123-45-67")
    assert answer.status_code == 302, "nothing to confirm: two may share a phone"


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "{{7*7}}", "=cmd|' /C calc'!A0", "Robert'); DROP TABLE client;--",
     "‮gnirts", "💩" * 50, "%s%n%x", "${jndi:ldap://x}", "ﷺ", "Ω≈ç√∫", "null", "'\"><img src=x>"],
)  # fmt: skip
def test_hostile_text_is_kept_as_text(app, cast, browser_of, text):
    browser = browser_of("mara")
    answer = post(browser, "/clients/new", short_name=f"Фирма {text}", must_know=text, needs=text)
    assert answer.status_code == 302
    page = browser.get(answer.location).get_data(as_text=True)
    assert "<script>alert" not in page
    assert "<img src=x>" not in page
    assert "Фирма 49" not in page


def test_wrong_values_are_shown_again_with_words(browser_of):
    browser = browser_of("mara")
    answer = post(
        browser,
        "/clients/new",
        short_name="", inn="7707083894", phones="12", emails="x", possible_profit="много",
        source_id="99999999999999999999", language="xx", hours_from="25:99", staff_count="1e9",
    )  # fmt: skip
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    for words in ("Write the name.", "The check digit does not fit", "too short", "no e-mail"):
        assert words in text
    assert json.dumps("много", ensure_ascii=False)[1:-1] in text, "what was typed is not lost"
