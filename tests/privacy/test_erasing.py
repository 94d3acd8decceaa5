"""G5, row 25: after the erasure the person's strings occur nowhere but under seal."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile

import pytest
import sqlalchemy as sa

from rmapp.audit import operations as audit
from rmapp.audit.models import AuditEntry
from rmapp.audit.verify import verify
from rmapp.clients.models import Client, ClientPast, ContactPerson
from rmapp.clients.operations import refresh_search_many
from rmapp.core import clock, files, secrets
from rmapp.core.db import Base, db
from rmapp.core.errors import Conflict, Forbidden, Invalid, Unavailable
from rmapp.core.transaction import transaction
from rmapp.documents.queries import versions_of_client
from rmapp.dossiers import operations as dossiers
from rmapp.factory import load_models
from rmapp.intake.models import IncomingLetter
from rmapp.privacy import again, archive, consents, erasing, operations, persons, queries
from rmapp.privacy.columns import overwritten
from rmapp.privacy.models import LegalHold, RequestKind, RequestState, RetentionRun, RunState
from rmapp.privacy.rules import months_after, needles, pseudonym
from rmapp.privacy.walk import APART, loose_tables, parts_of
from rmapp.products.models import Holding, HoldingState, Product
from tests.factories import a_client, a_contact_person
from tests.privacy.subject import STRINGS, a_subject


@pytest.fixture(autouse=True)
def own_list(tmp_path, monkeypatch):
    """The list of the erased stands in a folder of this test: workers share their instance."""
    monkeypatch.setattr(again, "path", lambda: tmp_path / "erased.jsonl")


def occurrences(session, strings):
    """table.column → how many rows have any of ``strings`` in it, over every text, JSON, array and
    byte column."""
    found = {}
    for table in Base.metadata.sorted_tables:
        counts = {}
        for column in table.c:
            kind, wanted = str(column.type).upper(), strings
            if isinstance(column.type, sa.LargeBinary):
                said = sa.func.encode(column, "escape")
                wanted = [s for s in strings if s.isascii()]
            elif isinstance(column.type, sa.Enum) or column.foreign_keys:
                continue
            elif isinstance(column.type, sa.String | sa.ARRAY) or "JSON" in kind:
                said = sa.cast(column, sa.Text)
            elif "TSVECTOR" in kind:
                said, wanted = sa.cast(column, sa.Text), [s.lower() for s in strings]
            else:
                continue
            hit = sa.or_(*[sa.func.strpos(said, one) > 0 for one in wanted])
            counts[column.name] = sa.func.count().filter(hit)
        if counts:
            row = session.execute(
                sa.select(*[n.label(name) for name, n in counts.items()]).select_from(table)
            ).one()
            found |= {f"{table.name}.{k}": n for k, n in row._mapping.items() if n}
    return found


def test_g5_every_table_that_hangs_on_a_client_is_walked_or_searched():
    """A table of tomorrow joins by its keys; what hangs on nobody is searched by its words."""
    load_models()
    walked = {part.table.name for part in parts_of(1)}
    loose = {table.name for table in loose_tables()}
    assert walked | loose | APART == set(Base.metadata.tables)
    assert not walked & loose
    for table in Base.metadata.tables.values():
        targets = {key.column.table.name for c in table.c for key in c.foreign_keys}
        if targets & walked and table.name not in APART:
            assert table.name in walked, f"{table.name} hangs on {targets & walked}"


def test_g5_a_new_table_joins_the_walk_by_itself():
    metadata = sa.MetaData()
    for table in Base.metadata.sorted_tables:
        table.to_metadata(metadata)
    sa.Table(
        "tomorrow", metadata, sa.Column("id", sa.BigInteger, primary_key=True),
        sa.Column("promise_id", sa.ForeignKey("promise.id")), sa.Column("words", sa.String(300)),
    )  # fmt: skip
    parts = {part.table.name: part for part in parts_of(1, metadata)}
    assert "tomorrow" in parts
    words = parts["tomorrow"].table.c.words
    assert overwritten(words, words) is not None


def test_g5_after_the_erasure_nothing_of_the_person_is_left(app, cast):
    with app.app_context(), transaction() as session:
        person = a_subject(cast)
        client_id, public_id = person.id, person.public_id
        audit.record("bulk:told", actor=cast.actor("mara"), detail={"names": [person.display_name]})
    with app.app_context(), transaction() as session:
        before = occurrences(session, STRINGS)
        assert len(before) >= 20, before
        box = versions_of_client(client_id)[0].box
        letter = session.scalars(
            sa.select(IncomingLetter.raw_sha256).where(IncomingLetter.client_id == client_id)
        ).one()
        assert erasing.preview(client_id)["interaction"] == 1
        erasing.erase(client_id, actor=cast.actor("sofia"))
    with app.app_context(), transaction() as session:
        left = occurrences(session, STRINGS)
        assert left == {}
        client = session.get_one(Client, client_id)
        assert client.display_name == f"№ {public_id[:8].upper()}"
        assert client.birth_date is None
        verdict = verify()
        assert verdict.ok, verdict
        names = set(
            session.scalars(
                sa.select(AuditEntry.object_name).where(AuditEntry.client_id == client_id)
            )
        )
        assert names == {client.display_name}
        for digest, kind in ((box, "box"), (letter, "eml")):
            with pytest.raises(Unavailable):
                files.read(digest, kind)
        with pytest.raises(Conflict):
            dossiers.restore(client, actor=cast.actor("sofia"))


def test_g5_words_forgotten_without_an_erasure_are_tampering(app, cast):
    with app.app_context(), transaction():
        audit.record("client:created", actor=None, name="Кедр", client_id=77)
    with app.app_context(), transaction():
        assert verify().ok
        audit.forget(77, pseudonym="x")
        assert not verify().ok
        db.session.rollback()


def test_g5_of_a_former_client_the_law_keeps_identification_under_seal(app, cast):
    with app.app_context(), transaction() as session:
        person = a_subject(cast, client_since=dt.date(2020, 1, 1))
        product = session.scalars(sa.select(Product)).first()
        today = clock.today(None)
        session.add(
            Holding(
                client_id=person.id,
                product_id=product.id,
                state=HoldingState.CLOSED,
                closes_on=today - dt.timedelta(days=365),
            )
        )
        session.flush()
        client_id = person.id
    with app.app_context(), transaction():
        erasing.erase(client_id, actor=cast.actor("sofia"))
    with app.app_context(), transaction() as session:
        assert occurrences(session, STRINGS) == {}
        hold = session.scalars(sa.select(LegalHold)).one()
        assert hold.until == months_after(today - dt.timedelta(days=365), 60)
        assert "115" in hold.reason_ru
        inside = json.loads(secrets.open_(hold.closed))
        assert inside["family_name"] == "Зубрилкина-Тестова"
        assert inside["identity_documents"][0]["number"] == "4509 123456"
        hold.until = today
        session.flush()
        operations.look_for_overdue()
        assert session.scalars(sa.select(LegalHold)).all() == []


def test_g5_an_erasure_asks_for_a_second_person(cast, scene):
    person = a_client(cast)
    sofia = cast.actor("sofia")
    asked = operations.receive(
        person, actor=sofia, kind=RequestKind.ERASURE, channel="letter", note=""
    )
    assert asked.state is RequestState.WAITING
    with pytest.raises(Forbidden):
        operations.approve_erasure(asked, actor=sofia)
    operations.approve_erasure(asked, actor=cast.actor("stefan"))
    operations.carry_out_erasure(asked.id)
    scene.flush()
    assert asked.state is RequestState.ANSWERED
    assert scene.get_one(Client, person.id).erased_at is not None


def test_g5_who_has_products_or_is_vip_asks_in_time_is_refused_with_a_reason_and_not_erased(
    cast, scene
):
    vip = a_client(cast, vip_tier="vip", lifecycle="client")
    product = scene.scalars(sa.select(Product)).first()
    holder = a_client(cast, name="ООО «Дуб»")
    scene.add(Holding(client_id=holder.id, product_id=product.id))
    scene.flush()
    sofia = cast.actor("sofia")
    for client in (vip, holder):
        asked = operations.receive(
            client, actor=sofia, kind=RequestKind.ERASURE, channel="x", note=""
        )
        assert asked.state is RequestState.WAITING
        assert asked.due_on > asked.received_on
        assert operations.hindrance(asked) is not None
        with pytest.raises(Conflict):
            operations.approve_erasure(asked, actor=cast.actor("stefan"))
        operations.answer(asked, actor=sofia, words="Договор действует.", refused=True)
        assert asked.state is RequestState.REFUSED
        assert client.erased_at is None


def test_g5_an_erasure_that_was_hindered_is_signed_when_the_relation_has_ended(
    app, cast, browser_of
):
    with app.app_context(), transaction() as session:
        holder = a_client(cast, name="ООО «Дуб»")
        product = session.scalars(sa.select(Product)).first()
        holding = Holding(client_id=holder.id, product_id=product.id)
        session.add(holding)
        session.flush()
        asked = operations.receive(
            holder, actor=cast.actor("sofia"), kind=RequestKind.ERASURE, channel="x", note=""
        )
        path, request_id, holding_id = f"/privacy/{asked.public_id}", asked.id, holding.id
    stefan, sign = browser_of("stefan"), f'{path}/sign"'
    page = stefan.get(path).get_data(as_text=True)
    assert "cannot be carried out yet" in page
    assert sign not in page
    with app.app_context(), transaction() as session:
        session.get_one(Holding, holding_id).state = HoldingState.CLOSED
    assert sign in stefan.get(path).get_data(as_text=True)
    with app.app_context(), transaction():
        assert operations.hindrance(queries.request_by_id(request_id)) is None


def test_g5_the_archive_holds_every_table_every_document_and_every_letter(app, cast):
    with app.app_context(), transaction():
        person = a_subject(cast)
        sofia = cast.actor("sofia")
        asked = operations.receive(
            person, actor=sofia, kind=RequestKind.ACCESS, channel="letter", note=""
        )
        request_id, client_id = asked.id, person.id
        assert asked.due_on > asked.received_on + dt.timedelta(days=11)
    with app.app_context(), transaction():
        operations.make_archive(request_id)
    with app.app_context(), transaction() as session:
        asked = queries.request_by_id(request_id)
        assert asked.state is RequestState.READY
        content = operations.open_archive(asked, actor=cast.actor("sofia"))
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            names = opened.namelist()
            data = json.loads(opened.read("data.json"))
            report = opened.read("report.html").decode()
        assert "documents/001-Зубрилкина паспорт.pdf" in names
        assert {n.partition("/")[0] for n in names} == {
            "data.json", "report.html", "documents", "letters",
        }  # fmt: skip
        filled = {
            part.table.name
            for part in parts_of(client_id)
            if session.scalar(
                sa.select(sa.func.count()).select_from(part.table).where(part.condition)
            )
        }
        assert filled <= set(data)
        assert data["identity_document"][0]["number"] == "4509 123456"
        assert "Зубрилкина-Тестова" in report
        assert "<script" not in report
        for inner in ("display_name", "public_id", "client_phone", "True", "T00:", "{&quot;"):
            assert inner not in report, "in words, not in columns"
        lying = files.place(asked.box, "box").read_bytes()
        assert b"PK" not in lying[:2]


def test_g5_consents_are_given_with_proof_and_taken_back_at_once(app, cast, scene):
    mara = cast.actor("mara")
    person = a_client(cast, emails=["a@firm.example"])
    given = {
        "address": "a@firm.example", "purpose": erasing_purpose(), "text_version": "1",
        "source": "form",
    }  # fmt: skip
    with pytest.raises(Invalid):
        consents.give_consent(person, actor=mara, **given, proof=" ")
    with pytest.raises(Invalid):
        consents.give_consent(person, actor=mara, **{**given, "address": "b@x.example"}, proof="1")
    consents.give_consent(person, actor=mara, **given, proof="form 17")
    [(address, consent)] = queries.consents_of(person.id)
    assert consent.proof == {"words": "form 17"}
    consents.withdraw_consent(
        person, actor=mara, address_id=address.public_id, purpose=erasing_purpose(), source="call"
    )
    [(_address, consent)] = queries.consents_of(person.id)
    assert consent.withdrawn_at is not None
    assert consent.proof == {"words": "form 17"}


def erasing_purpose():
    from rmapp.outbox.states import Purpose

    return Purpose.MARKETING


def test_d17_retention_finds_first_and_erases_with_two_people(app, cast):
    with app.app_context(), transaction() as session:
        old = a_client(cast, name="ООО «Старый»", days_ago=365 * 4)
        spared = a_client(cast, name="ООО «Нужный»", days_ago=365 * 4)
        fresh = a_client(cast, name="ООО «Новый»")
        keys = old.id, spared.id, fresh.id
        spare = spared.public_id
    with app.app_context(), transaction() as session:
        run = operations.look_for_overdue()
        assert run is not None
        assert set(run.client_ids) == {keys[0], keys[1]}
        assert operations.look_for_overdue() is None
        assert session.get_one(Client, keys[0]).erased_at is None
        sofia, stefan = cast.actor("sofia"), cast.actor("stefan")
        with pytest.raises(Conflict):
            operations.sign_run(run, actor=stefan)
        operations.ask_for_run(run, actor=sofia, but={spare})
        with pytest.raises(Forbidden):
            operations.sign_run(run, actor=sofia)
        operations.sign_run(run, actor=stefan)
        run_id = run.id
    with app.app_context(), transaction() as session:
        operations.erase_of_run(run_id, 0)
        run = session.get_one(RetentionRun, run_id)
        assert (run.state, run.erased) == (RunState.DONE, 1)
        erased = [session.get_one(Client, key).erased_at is not None for key in keys]
        assert erased == [True, False, False]


def test_g5_needles_name_one_person_and_no_other():
    found = needles(["Иванов", "Ann", None, "Иванов Иван", "+79261112277", "a@b.example"])
    assert set(found) == {"+79261112277", "Иванов Иван", "a@b.example"}
    assert found[0] == "+79261112277"
    assert months_after(dt.date(2026, 1, 31), 1) == dt.date(2026, 2, 28)
    assert months_after(dt.date(2026, 3, 31), -36) == dt.date(2023, 3, 31)


def test_g5_of_one_contact_person_nothing_is_left_and_the_firm_stays(app, cast):
    strings = ["Кваггина Ольга", "quaggina@firm.example", "+74955407520"]
    with app.app_context(), transaction() as session:
        firm = a_client(cast, name="ООО «Квагга»", notes="Решает Кваггина Ольга")
        mara = cast.actor("mara")
        person = dossiers.add_contact_person(
            firm,
            actor=mara,
            fields={
                "name": "Кваггина Ольга", "email": "quaggina@firm.example",
                "phone": "+74955407520", "position": "бухгалтер",
            },
        )  # fmt: skip
        refresh_search_many([firm.id])
        asked = operations.receive(
            firm, actor=cast.actor("sofia"), kind=RequestKind.ERASURE, channel="письмо", note="",
            person=person,
        )  # fmt: skip
        ids = firm.id, person.id, asked.id
        public_id = person.public_id
        operations.approve_erasure(asked, actor=cast.actor("stefan"))
    with app.app_context(), transaction() as session:
        assert len(occurrences(session, strings)) >= 4
        operations.carry_out_erasure(ids[2])
    with app.app_context(), transaction() as session:
        assert occurrences(session, strings) == {}
        assert session.get_one(Client, ids[0]).display_name == "ООО «Квагга»"
        assert session.get_one(Client, ids[0]).notes == f"Решает {pseudonym(public_id)}"
        assert session.get_one(ContactPerson, ids[1]).name == pseudonym(public_id)
        assert verify().ok
    assert (again.PERSON, public_id) in again.listed()


def test_g5_a_restore_of_an_older_base_erases_again(app, cast):
    with app.app_context(), transaction() as session:
        person = a_subject(cast)
        client_id, public_id = person.id, person.public_id
        other = a_client(cast, name="ООО «Дуб и Клён»").public_id
        again.note(again.CLIENT, public_id)  # erased after the backup was made
    assert (again.CLIENT, public_id) in again.listed()
    with app.app_context(), transaction() as session:
        assert again.standing(again.listed()) == [(again.CLIENT, public_id)]
        assert again.erase_again()["erased"] == 1
    with app.app_context(), transaction() as session:
        assert occurrences(session, STRINGS) == {}
        assert session.get_one(Client, client_id).erased_at is not None
        assert session.scalars(sa.select(Client).where(Client.public_id == other)).one()
        assert again.erase_again()["erased"] == 0
        assert verify().ok
    with again.path().open("ab") as file:
        file.write(b'{"kind": "cli')  # a crash in the middle of a line
    assert (again.CLIENT, public_id) in again.listed()


def test_g5_the_list_of_the_erased_is_completed_with_contact_persons_too(app, cast):
    with app.app_context(), transaction() as session:
        firm = a_client(cast, name="ООО «Ольха»")
        gone, stays = a_contact_person(firm, "Шишкина Вера"), a_contact_person(firm, "Пень Олег")
        session.flush()
        gone_id, stays_id = gone.public_id, stays.public_id
        persons.erase_person(gone.id, actor=cast.actor("sofia"))
    again.path().unlink(missing_ok=True)  # a crash between the commit and the list
    with app.app_context(), transaction():
        again.erase_again()
    assert (again.PERSON, gone_id) in again.listed()
    assert (again.PERSON, stays_id) not in again.listed()


def test_g5_the_past_of_an_erased_contact_person_is_gone_too(app, cast):
    with app.app_context(), transaction() as session:
        firm = a_client(cast, name="ООО «Ольха»", days_ago=9)
        person = a_contact_person(
            firm, "Шишкина Вера Олеговна", position="Лесничая", note="cones-77"
        )
        session.flush()
        dossiers.edit_contact_person(
            person, client=firm, actor=cast.actor("mara"), version=1, fields={"note": "иное"}
        )
        key = person.id
        assert session.scalars(sa.select(ClientPast.was).where(ClientPast.row_id == key)).all()
    with app.app_context(), transaction():
        persons.erase_person(key, actor=cast.actor("sofia"))
    with app.app_context(), transaction() as session:
        assert occurrences(session, ["Шишкина Вера Олеговна", "Лесничая", "cones-77"]) == {}


def test_g5_the_archive_holds_what_merged_records_held(app, cast):
    with app.app_context(), transaction():
        one, two = a_client(cast, name="Кедр"), a_client(cast, name="Кедр плюс", notes="прежнее")
        two.merged_into_id = one.id
        db.session.flush()
        content, counts = archive.make(one.id)
    with zipfile.ZipFile(io.BytesIO(content)) as box:
        data = json.loads(box.read("data.json"))
    assert counts["client"] == 2
    assert "прежнее" in {row["notes"] for row in data["client"]}
