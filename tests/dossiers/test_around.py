"""What stands around a client: ties (D6), lists (D7), identity documents (D3), activity (D1)."""

import datetime as dt
import re
from decimal import Decimal

import pytest
import sqlalchemy as sa

from rmapp.audit.models import AuditEntry
from rmapp.clients.models import (
    ClientEvent,
    ClientKind,
    DocumentKind,
    IdentityDocument,
    Level,
    Relation,
    RelationKind,
    Source,
    SourceKind,
)
from rmapp.core.db import db
from rmapp.core.errors import Conflict, Forbidden, Invalid, NotFound
from rmapp.core.transaction import transaction
from rmapp.dossiers import operations, queries
from rmapp.dossiers.rules import Size, size_of
from rmapp.dossiers.rules.identity import number_of, tail_of
from rmapp.dossiers.rules.ties import kinds_between
from tests.dossiers.test_creating import hidden
from tests.factories import a_client, a_contact_person, a_person

REASON = "Проверка паспорта перед выдачей карты"


def events(client):
    return db.session.scalars(
        sa.select(ClientEvent.kind).where(ClientEvent.client_id == client.id)
    ).all()


# --- ties ----------------------------------------------------------------------------------------


def test_d6_a_tie_stands_in_both_histories_and_ends_by_its_date(scene, cast):
    mara, firm, owner = cast.actor("mara"), a_client(cast), a_person(cast)
    relation = operations.relate(
        firm, owner.public_id, actor=mara,
        fields={"kind": "owner", "share": Decimal("25.5"), "since": dt.date(2020, 1, 1)},
    )  # fmt: skip
    assert (relation.kind, relation.share) == (RelationKind.OWNER, Decimal("25.5"))
    operations.change_relation(
        relation, client=firm, other=owner, actor=mara, version=relation.version,
        fields={"share": relation.share, "since": relation.since, "until": dt.date(2026, 1, 1)},
    )  # fmt: skip
    for one in (firm, owner):
        assert {"related", "relation-ended"} <= set(events(one))


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"kind": "friend"}, "kind"),
        ({"kind": "owner", "share": Decimal(101)}, "share"),
        ({"kind": "group", "since": dt.date(2026, 2, 1), "until": dt.date(2026, 1, 1)}, "until"),
        ({"kind": "reference"}, "consented_on"),
        ({"kind": "group", "note": "x" * 600}, "note"),
    ],
)
def test_d6_a_tie_that_does_not_fit_is_refused_at_its_field(scene, cast, fields, field):
    one, two = a_client(cast), a_client(cast, name="ООО «Дуб»")
    with pytest.raises(Invalid) as refusal:
        operations.relate(one, two.public_id, actor=cast.actor("mara"), fields=fields)
    assert field in refusal.value.fields


def test_d6_a_reference_client_brings_its_consent_along(scene, cast):
    agreed = dt.date(2026, 5, 1)
    one, speaks = a_client(cast), a_client(cast, name="ООО «Дуб»", reference_on=agreed)
    relation = operations.relate(
        one, speaks.public_id, actor=cast.actor("mara"), fields={"kind": "reference"}
    )
    assert relation.consented_on == agreed


def test_d6_no_tie_twice_none_to_itself_none_to_a_foreign_client(scene, cast):
    mara, one, two = cast.actor("mara"), a_client(cast), a_client(cast, name="ООО «Дуб»")
    foreign = a_client(cast, name="Чужой", manager="otto")
    operations.relate(one, two.public_id, actor=mara, fields={"kind": "group"})
    with pytest.raises(Conflict):
        operations.relate(two, one.public_id, actor=mara, fields={"kind": "group"})
    with pytest.raises(Invalid):
        operations.relate(one, one.public_id, actor=mara, fields={"kind": "group"})
    with pytest.raises(NotFound):
        operations.relate(one, foreign.public_id, actor=mara, fields={"kind": "group"})
    with pytest.raises(NotFound):
        queries.relation_of(
            db.session.scalar(sa.select(Relation.public_id)), client=foreign,
            actor=cast.actor("otto"),
        )  # fmt: skip


def test_d6_a_tie_is_made_in_the_browser_by_searching_the_other_client(app, cast, browser_of):
    with app.app_context(), transaction():
        one, two = a_client(cast).public_id, a_client(cast, name="ООО «Ромашка»").public_id
    mara = browser_of("mara")
    found = mara.get(f"/clients/{one}/relations/new?q=рома").get_data(as_text=True)
    assert "Ромашка" in found
    assert "Кедр" not in found.split("relation-hits")[1]
    page = mara.get(f"/clients/{one}/relations/new?other={two}").get_data(as_text=True)
    form = {**hidden(page), "other": two, "kind": "group", "since": "1 января 2020"}
    answer = mara.post(f"/clients/{one}/relations/new", data=form)
    assert answer.status_code == 302
    for who in (one, two):  # both directions
        card = mara.get(f"/clients/{who}").get_data(as_text=True)
        assert "Group of companies" in card
        change = re.search(rf'href="(/clients/{who}/relations/[^"]+)" aria-label="Change', card)
        assert change, "the card leads to the tie itself"
        assert "2020" in mara.get(change[1]).get_data(as_text=True)


@pytest.mark.parametrize("client", list(ClientKind))
@pytest.mark.parametrize("other", list(ClientKind))
def test_d6_a_household_is_of_people_and_a_group_of_companies_of_firms(client, other):
    kinds = kinds_between(client, other)
    assert len(kinds) == len(set(kinds))
    assert (RelationKind.HOUSEHOLD in kinds) == (ClientKind.ORGANISATION not in (client, other))
    assert (RelationKind.GROUP in kinds) == (ClientKind.PERSON not in (client, other))
    assert (RelationKind.OWNER in kinds) == (client is ClientKind.ORGANISATION)
    assert (RelationKind.EMPLOYER in kinds) == (
        client is not ClientKind.ORGANISATION and other is not ClientKind.PERSON
    )
    assert {RelationKind.PARTNER, RelationKind.REFERRED_BY} < set(kinds)


def test_d6_the_form_of_a_tie_begins_with_what_the_two_are_likely_to_be(app, cast, browser_of):
    with app.app_context(), transaction():
        firm, person = a_client(cast).public_id, a_person(cast).public_id
    mara = browser_of("mara")
    for one, two, likely in ((firm, person, "owner"), (person, firm, "employer")):
        path = f"/clients/{one}/relations/new?other={two}"
        page = mara.get(path).get_data(as_text=True)
        (box,) = re.findall(f'<input[^>]*value="{likely}"[^>]*>', page)
        assert " checked" in box
        assert 'value="household"' not in page
        form = {**hidden(page), "other": two, "kind": "household"}
        assert mara.post(path, data=form).status_code != 302


def test_d5_people_report_to_each_other_but_never_in_a_ring(scene, cast):
    client, mara = a_client(cast), cast.actor("mara")
    head = a_contact_person(client, "Глава", level=Level.TOP)
    clerk = operations.add_contact_person(
        client, actor=mara,
        fields={"name": "Бухгалтер", "level": "financial", "reports_to": head.public_id},
    )  # fmt: skip
    assert clerk.reports_to_id == head.id
    for public_id in (clerk.public_id, head.public_id, "0" * 16):
        with pytest.raises(Invalid) as refusal:
            operations.edit_contact_person(
                head, client=client, actor=mara, version=head.version,
                fields={"reports_to": public_id},
            )  # fmt: skip
        assert "reports_to" in refusal.value.fields


# --- lists ---------------------------------------------------------------------------------------


def test_d7_the_bank_edits_its_lists_in_the_browser(app, cast, browser_of):
    sofia = browser_of("sofia")
    page = sofia.get("/sources/new/channel").get_data(as_text=True)
    names = {"name_en": "Kiosk", "name_ru": "Киоск", "is_cautious": "y"}
    assert sofia.post("/sources/new/channel", data={**hidden(page), **names}).status_code == 302
    assert "Kiosk" in sofia.get("/sources").get_data(as_text=True)
    with app.app_context(), transaction():
        made = db.session.scalar(sa.select(Source).where(Source.name_en == "Kiosk"))
        public_id, version = made.public_id, made.version
        assert (made.kind, made.is_cautious) == (SourceKind.CHANNEL, True)
    form = {
        **hidden(sofia.get(f"/sources/{public_id}").get_data(as_text=True)),
        "version": str(version), "name_en": "Kiosk in town", "name_ru": "Киоск",
        "position": "0",
    }  # fmt: skip
    assert sofia.post(f"/sources/{public_id}", data=form).status_code == 302
    with app.app_context(), transaction():
        made = db.session.scalar(sa.select(Source).where(Source.public_id == public_id))
        assert (made.name_en, made.is_active, made.is_cautious) == ("Kiosk in town", False, False)
    assert browser_of("mara").get("/sources").status_code == 403


def test_d7_a_name_stands_once_in_a_list_and_a_stale_form_changes_nothing(scene, cast):
    sofia = cast.actor("sofia")
    made = operations.add_source(
        SourceKind.CAMPAIGN, actor=sofia, name_en="Spring", name_ru="Весна"
    )
    with pytest.raises(Invalid) as refusal:
        operations.add_source(SourceKind.CAMPAIGN, actor=sofia, name_en="SPRING", name_ru="Лето")
    assert set(refusal.value.fields) == {"name_en"}
    same = {"name_en": "Spring", "name_ru": "Весна", "is_cautious": False, "position": 0}
    with pytest.raises(Conflict):
        operations.change_source(made, actor=sofia, version=9, is_active=True, **same)
    with pytest.raises(Forbidden):
        operations.add_source(
            SourceKind.CAMPAIGN, actor=cast.actor("mara"), name_en="x", name_ru="x"
        )


def test_d7_source_channel_and_campaign_are_told_by_name_in_the_history(scene, cast):
    client, sofia = a_client(cast), cast.actor("sofia")
    made = operations.add_source(SourceKind.CHANNEL, actor=sofia, name_en="Call", name_ru="Звонок")
    operations.edit_client(
        client, actor=cast.actor("mara"), version=client.version, fields={"channel_id": made.id}
    )
    detail = db.session.scalar(
        sa.select(ClientEvent.detail).where(
            ClientEvent.client_id == client.id, ClientEvent.kind == "changed"
        )
    )
    assert detail["changes"]["channel_id"][0] is None
    assert detail["changes"]["channel_id"][1] in ("Call", "Звонок")


# --- identity documents --------------------------------------------------------------------------


def kept(client, actor, **fields):
    fields = {"kind": DocumentKind.PASSPORT, "number": "45 08 № 123456", **fields}
    return operations.keep_document(client, actor=actor, **fields)


def test_d3_an_identity_document_lies_encrypted_and_is_shown_masked(scene, cast):
    person, mara = a_person(cast), cast.actor("mara")
    document = kept(person, mara, issued_by="ОВД Тверское")
    assert b"4508123456" not in document.closed
    assert "Тверское".encode() not in document.closed
    assert document.masked == "••• 456"
    everything = " ".join(
        str(row)
        for table in ("audit_entry", "client_event", "client_fact", "client", "identity_document")
        for row in db.session.execute(sa.text(f"SELECT t::text FROM {table} t"))
    )
    assert "4508123456" not in everything
    shown = operations.reveal_document(document, client=person, actor=mara, reason=REASON)
    assert (shown.number, shown.issued_by) == ("4508123456", "ОВД Тверское")


def test_d3_each_reveal_stands_in_the_trail_with_its_reason(app, cast, browser_of):
    with app.app_context(), transaction():
        person = a_person(cast)
        paper = kept(person, cast.actor("mara")).public_id
        public_id = person.public_id
    mara, path = browser_of("mara"), f"/clients/{public_id}/identity/{paper}/reveal"
    page = mara.get(path).get_data(as_text=True)
    assert "4508123456" not in page
    short = mara.post(path, data={**hidden(page), "reason": "надо"}).get_data(as_text=True)
    assert "4508123456" not in short
    assert "At least 15 characters" in short
    answer = mara.post(path, data={**hidden(short), "reason": REASON})
    assert "4508123456" in answer.get_data(as_text=True)
    assert "no-store" in answer.headers["Cache-Control"]
    with app.app_context(), transaction():
        looks = db.session.scalars(
            sa.select(AuditEntry).where(AuditEntry.tag == "identity:revealed")
        ).all()
        assert [(one.actor_id, one.reason) for one in looks] == [(cast.ids["mara"], REASON)]
    card = mara.get(f"/clients/{public_id}").get_data(as_text=True)
    assert "••• 456" in card
    assert "4508123456" not in card
    for who, status in (("max", 404), ("otto", 404), ("ada", 403), ("adam", 403)):
        assert browser_of(who).get(path).status_code == status, who


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"number": "123"}, "number"),
        ({"number": "' OR 1=1"}, "number"),
        ({"issued_on": dt.date(2100, 1, 1)}, "issued_on"),
        ({"issued_on": dt.date(2020, 1, 1), "expires_on": dt.date(2019, 1, 1)}, "expires_on"),
        ({"country": "R1"}, "country"),
        ({"issued_by": "x\x00"}, "issued_by"),
    ],
)
def test_d3_a_document_that_does_not_fit_is_refused_at_its_field(scene, cast, fields, field):
    with pytest.raises(Invalid) as refusal:
        kept(a_person(cast), cast.actor("mara"), **fields)
    assert field in refusal.value.fields
    assert db.session.scalar(sa.select(sa.func.count(IdentityDocument.id))) == 0


def test_d3_a_document_taken_off_forgets_its_number(scene, cast):
    person, mara = a_person(cast), cast.actor("mara")
    document = kept(person, mara)
    operations.drop_document(document, client=person, actor=mara)
    assert (document.closed, document.tail) == (b"", "")
    assert queries.documents_of(person.id) == []


def test_d3_numbers_of_documents_have_their_shapes():
    assert number_of(DocumentKind.PASSPORT, "RU", "45 08 123456") == "4508123456"
    assert number_of(DocumentKind.PASSPORT, "ru", "45081234567") is None
    assert number_of(DocumentKind.FOREIGN_PASSPORT, "RU", "75 №1234567") == "751234567"
    assert number_of(DocumentKind.PASSPORT, "UA", "АБ123456") == "АБ123456"
    assert number_of(DocumentKind.OTHER, "DE", "c01x00t47") == "C01X00T47"
    assert (tail_of("4508123456"), tail_of("12345")) == ("456", "")


# --- activity and size ---------------------------------------------------------------------------


def test_d1_a_client_rests_for_a_reason_and_is_taken_up_again(app, cast, browser_of):
    with app.app_context(), transaction():
        public_id = a_client(cast).public_id
    mara, path = browser_of("mara"), f"/clients/{public_id}/activity"
    page = mara.get(path).get_data(as_text=True)
    refused = mara.post(path, data=hidden(page)).get_data(as_text=True)
    assert "Say why the client is to get no reminders" in refused
    form = {**hidden(refused), "reason": "Закрывает бизнес"}
    assert mara.post(path, data=form).status_code == 302
    card = mara.get(f"/clients/{public_id}").get_data(as_text=True)
    assert "This client rests" in card
    assert "Закрывает бизнес" in card
    again = {**hidden(mara.get(path).get_data(as_text=True)), "reason": ""}
    assert mara.post(path, data=again).status_code == 302
    assert "This client rests" not in mara.get(f"/clients/{public_id}").get_data(as_text=True)


def test_d1_resting_twice_is_a_conflict(scene, cast):
    client, mara = a_client(cast), cast.actor("mara")
    operations.set_active(client, active=False, actor=mara, reason="x")
    with pytest.raises(Conflict):
        operations.set_active(client, active=False, actor=mara, reason="x")


def test_d2_the_size_of_a_firm_is_the_larger_of_what_staff_and_revenue_say():
    """Federal law 209-FZ, article 4."""
    assert size_of(None, None, "RUB") is None
    assert size_of(15, None, "RUB") is Size.MICRO
    assert size_of(16, 10_000_000_00, "RUB") is Size.SMALL
    assert size_of(5, 2_000_000_001_00, "RUB") is Size.LARGE
    assert size_of(5, 2_000_000_001_00, "USD") is Size.MICRO
