"""A list taken out, corrected in a spreadsheet, brought back, and the import undone (D13, D14)."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_babel import force_locale

from rmapp.clients import words
from rmapp.clients.catalogue import BUILTIN
from rmapp.clients.models import Client, ClientKind, Source, Temperature
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.journal import Operation
from rmapp.core.transaction import transaction
from rmapp.dossiers.operations import edit_client
from rmapp.exchange import book, operations, queries
from rmapp.exchange.columns import LEFT, by_name, recognise
from rmapp.exchange.fields import FIELDS
from rmapp.exchange.lists.clients import CLIENTS
from rmapp.exchange.models import Export, ExportState, Fate, Import
from rmapp.exchange.values import CHOICES, code_of
from tests.cast import Cast
from tests.exchange.importing import Desk
from tests.factories import a_client, a_person

EVERY = [
    one.key
    for one in BUILTIN
    if not one.permission and one.key not in ("display_name", "no_step", "silent_since")
]


@pytest.fixture
def base(app: Flask, cast: Cast) -> dict[str, str]:
    """Three dossiers of mara with something in every kind of field; name → record number."""
    with app.app_context(), transaction():
        firm = a_client(
            cast, name="ООО «Кедр»", inn="7707083893", phones=["+74955407520"],
            address="г. Москва, ул. Лесная, д. 5",
            full_name="Общество с ограниченной ответственностью «Кедр»", short_name="ООО «Кедр»",
            needs="Эквайринг,\nзарплатный проект", must_know="Не звонить до 10",
            possible_profit=1_840_000_50, temperature=Temperature.WARM, activity="Лесопилка",
        )  # fmt: skip
        latin = a_person(
            cast, "Benjamin Barnes", phones=["+79463002998"], given_name="Benjamin",
            family_name="Barnes", patronymic="", hobbies="chess", preferred_channel="call",
            birth_date=dt.date(1980, 11, 24),
        )  # fmt: skip
        trader = a_client(
            cast, name="ИП Алексеева Инна Валерьевна", kind=ClientKind.SOLE_TRADER,
            family_name="Алексеева", given_name="Инна", patronymic="Валерьевна",
        )  # fmt: skip
        return {one.display_name: one.public_id for one in (firm, latin, trader)}


def taken_out(app: Flask, cast: Cast, language: str, columns: list[str]) -> list[list[str]]:
    """The list as an export writes it in a CSV."""
    with app.test_request_context(), transaction(), force_locale(language):
        actor, address = cast.actor("mara"), {"columns": ",".join(columns), "view": "all"}
        head = [str(one.label) for one in CLIENTS.columns(actor, address)]
        page = CLIENTS.rows(actor, address, None, 50, 50)
        return [head, *[["" if one is None else str(one) for one in row] for row in page.rows]]


def as_file(rows: list[list[str]]) -> bytes:
    target = io.StringIO()
    csv.writer(target, delimiter=";").writerows(rows)
    return target.getvalue().encode("utf-8-sig")


def brought(desk: Desk, app: Flask, cast: Cast, rows: list[list[str]]) -> int:
    """The file uploaded, what the desk proposes taken as it is, every row checked."""
    with app.app_context(), transaction():
        actor = cast.actor("mara")
        import_ = operations.upload(actor=actor, content=as_file(rows), file_name="back.csv")
        operations.map_columns(
            import_, actor=actor, mapping=import_.mapping, match_by=import_.match_by,
            overwrites=import_.overwrites,
        )  # fmt: skip
        id = import_.id
    assert desk.check(id) == "done"
    return id


def known(app: Flask, public_id: str) -> Client:
    with app.app_context(), transaction():
        return db.session.execute(
            sa.select(Client).where(Client.public_id == public_id)
        ).scalar_one()


@pytest.mark.parametrize("language", ["en", "ru"])
def test_d13_a_list_that_comes_back_as_it_was_changes_nothing(app, desk, cast, base, language):
    with app.app_context(), transaction():
        firm = db.session.get_one(Client, known(app, base["ООО «Кедр»"]).id)
        edit_client(
            firm, actor=cast.actor("mara"), version=firm.version,
            fields={
                "social_networks": "vk.com/kedr", "web": "kedr.ru", "kpp": "770701001",
                "source_id": db.session.scalars(sa.select(Source.id)).first(),
                "staff_count": 12, "revenue": 100_000_000, "banks_now": "Сбер",
            },
        )  # fmt: skip
    record = {"en": "Record number", "ru": "Номер записи"}[language]
    for at in range(0, len(EVERY), 12):  # as many as a list shows at once
        for kind in ([], ["kind"]):
            columns = list(dict.fromkeys([*kind, *EVERY[at : at + 12]]))
            rows = taken_out(app, cast, language, columns)
            numbers = [row[rows[0].index(record)] for row in rows[1:]]
            assert sorted(numbers) == sorted(base.values())
            found = desk.rows(brought(desk, app, cast, rows))
            said = [(row.name, row.fate, row.changes, row.problems) for row in found]
            assert {fate for _name, fate, *_rest in said} == {Fate.DUPLICATE}, (columns, said)
            assert not any(one for _name, _fate, *rest in said for one in rest), (columns, said)


def test_d13_a_corrected_list_changes_what_was_corrected_and_its_undo_brings_it_back(
    app: Flask, desk: Desk, cast: Cast, base: dict[str, str]
) -> None:
    columns = ["kind", "temperature", "needs", "possible_profit", "next_contact_at", "phone"]
    head, *rows = taken_out(app, cast, "en", columns)
    at = {name: head.index(name) for name in head}
    for row in rows:
        if row[at["Name"]] == "ООО «Кедр»":
            row[at["Temperature"]], row[at["Needs"]] = "hot", "Лизинг"
            row[at["Possible profit a year"]] = "2 000 000"
        if row[at["Name"]] == "Benjamin Barnes":
            row[at["Name"]] = "Benjamin Barnes-Lee"
        if row[at["Name"]] == "ИП Алексеева Инна Валерьевна":
            row[at["Temperature"]] = "boiling"
    id = brought(desk, app, cast, [head, *rows])
    fates = {row.name: row for row in desk.rows(id)}
    assert fates["ООО «Кедр»"].changes["values"] == {
        "temperature": ["warm", "hot"],
        "needs": ["Эквайринг,\nзарплатный проект", "Лизинг"],
        "possible_profit": [184_000_050, 200_000_000],
    }
    assert fates["Benjamin Barnes-Lee"].fate is Fate.UPDATE, "a name is no key: its number is"
    assert fates["Benjamin Barnes-Lee"].reasons[0] == "record_same"
    wrong = fates["ИП Алексеева Инна Валерьевна"]
    assert wrong.fate is Fate.ERROR, "to correct and bring again"
    assert ["temperature", "choice_unknown", "boiling", True] in wrong.problems
    assert desk.clients() == 3
    assert desk.work(desk.begin(id)) == "done"
    firm, person = (known(app, base[name]) for name in ("ООО «Кедр»", "Benjamin Barnes"))
    assert (firm.temperature, firm.needs) == (Temperature.HOT, "Лизинг")
    assert firm.full_name == "Общество с ограниченной ответственностью «Кедр»"
    assert (person.family_name, person.temperature) == ("Barnes-Lee", Temperature.COLD)
    with app.app_context(), transaction():  # a colleague goes on meanwhile
        edit_client(
            db.session.get_one(Client, firm.id), actor=cast.actor("mara"),
            fields={"needs": "Лизинг и гарантии"}, version=firm.version,
        )  # fmt: skip
    with app.app_context(), transaction():
        import_ = db.session.get_one(Import, id)
        operation = db.session.execute(
            sa.select(Operation).where(Operation.public_id == queries.operation_id(import_))
        ).scalar_one()
        kept = book.conflicts(operation, actor=cast.actor("mara"))
        assert [one.client.public_id for one in kept if one.client] == [firm.public_id]
        book.undo(operation, actor=cast.actor("mara"))
    firm, person = known(app, firm.public_id), known(app, person.public_id)
    assert (firm.temperature, firm.needs) == (Temperature.WARM, "Лизинг и гарантии")
    assert (person.family_name, person.display_name) == ("Barnes", "Benjamin Barnes")


def test_d13_a_number_nobody_has_any_more_makes_no_new_client(
    app: Flask, desk: Desk, cast: Cast, base: dict[str, str]
) -> None:
    head, *rows = taken_out(app, cast, "ru", ["temperature"])
    with app.app_context(), transaction():
        gone = known(app, base["Benjamin Barnes"])
        db.session.get_one(Client, gone.id).deleted_at = clock.now()
    record = head.index("Номер записи")
    new = ["" for _column in head]
    new[head.index("Имя или наименование")] = "ООО «Новый лист»"
    never = [*new]
    never[head.index("Имя или наименование")] = "ООО «Небыль»"
    never[record] = "0000000000000000"
    id = brought(desk, app, cast, [head, *rows, new, never])
    found = {row.number: row for row in desk.rows(id)}
    by_record = {row.draft.get("record", ""): row for row in found.values()}
    for number in (gone.public_id, "0000000000000000"):
        assert by_record[number].fate is Fate.SKIP
        assert ["record", "record_gone", "", False] in by_record[number].problems
    assert by_record[""].fate is Fate.CREATE, "a line added below is a new client"


def test_d13_every_column_of_a_list_is_told_by_its_name_or_left(app: Flask) -> None:
    keys = {"display_name": "full_name", "address": "legal_address", "staff_count": "employees",
            "social_networks": "social", "channel": "source", "public_id": "record"}  # fmt: skip
    for language in ("en", "ru"):
        with app.test_request_context(), force_locale(language):
            for one in BUILTIN:
                wanted = keys.get(one.key, one.key)
                found = by_name(str(one.label))[0]
                assert found == (wanted if wanted in FIELDS else ""), one.key


def test_d13_days_with_an_hour_are_no_phones() -> None:
    days = [["2026-12-17 12:45"], ["17.12.2026, 09:15"], ["2026-12-16T14:45:00"]]
    assert recognise(["whatever"], days)[0].field == ""
    assert recognise(["Next contact"], [["+7 916 123-45-67"]])[0].field == ""
    assert "next contact" in LEFT


def test_d13_choices_are_read_as_the_lists_write_them(app: Flask) -> None:
    said: dict[str, Any] = {
        "kind": words.KINDS, "temperature": words.TEMPERATURES, "preferred_channel": words.CHANNELS,
    }  # fmt: skip
    for field, choices in said.items():
        for language in ("en", "ru"):
            with app.test_request_context(), force_locale(language):
                for code, word in choices.items():
                    plain = getattr(code, "value", code)
                    assert not plain or code_of(field, str(word)) == plain, (field, word)
    assert set(CHOICES["language"]) == set(words.LANGUAGE_NAMES)


def test_d13_what_a_colleague_changed_since_the_list_was_taken_out_stays(
    app: Flask, desk: Desk, cast: Cast, base: dict[str, str]
) -> None:
    head, *rows = taken_out(app, cast, "en", ["temperature", "needs", "must_know", "family_status"])
    with app.app_context(), transaction():
        export = Export(
            kind="clients", format="csv", reason="to correct it", rows=3, created_at=clock.now(),
            created_by_id=cast.ids["mara"], canary={"name": "ООО «Севторг-Ока»"}, filter={},
            columns=[], language="en", zone="Europe/Moscow", needs=[], state=ExportState.READY,
        )  # fmt: skip
        db.session.add(export)
        db.session.flush()
        number = export.public_id
    with app.app_context(), transaction():
        firm = db.session.get_one(Client, known(app, base["ООО «Кедр»"]).id)
        edit_client(
            firm, actor=cast.actor("mara"), version=firm.version,
            fields={"needs": "Гарантии", "must_know": "Звонить после 12"},
        )  # fmt: skip
    at = head.index("Must know before a call")
    for row in rows:
        if row[0] == "ООО «Кедр»":
            row[at] = "Звонить секретарю"
    mark = [f"Taken out by Mara Lindt on 30 November, number {number}. Not to be passed on."]
    id = brought(desk, app, cast, [head, *rows, mark])
    found = {row.name: row for row in desk.rows(id)}["ООО «Кедр»"]
    assert ["needs", "changed_since", "", False] in found.problems
    assert found.changes["values"] == {"must_know": ["Звонить после 12", "Звонить секретарю"]}
    assert desk.work(desk.begin(id)) == "done"
    firm = known(app, base["ООО «Кедр»"])
    assert (firm.needs, firm.must_know) == ("Гарантии", "Звонить секретарю")
