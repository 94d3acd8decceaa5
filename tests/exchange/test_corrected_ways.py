"""A phone, an e-mail, an address corrected in an exported list and brought back (D4, D13, D14)."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_babel import force_locale
from sqlalchemy.orm import selectinload

from rmapp.clients.models import Client, ClientAddress, ClientEvent, ClientPhone
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.journal import Operation
from rmapp.core.transaction import transaction
from rmapp.dossiers.operations import edit_client
from rmapp.dossiers.rules import AddressEntry, EmailEntry, PhoneEntry
from rmapp.exchange import book, operations, queries
from rmapp.exchange.models import Export, ExportState, Fate, Import
from rmapp.exchange.spoken import spoken
from tests.cast import Cast
from tests.exchange.importing import Desk
from tests.exchange.test_round_trip import as_file, brought, taken_out
from tests.factories import a_client

COLUMNS = ["phone", "email", "address", "city"]
NAME = "ООО «Кедр»"


@pytest.fixture
def firm(app: Flask, cast: Cast) -> str:
    """A firm of mara with two phones, the second preferred; its record number."""
    with app.app_context(), transaction():
        client = a_client(
            cast, name=NAME, inn="7707083893", phones=["+74955407520"],
            address="г. Москва, ул. Лесная, д. 5", emails=["info@kedr.ru"],
        )  # fmt: skip
        edit_client(
            client, actor=cast.actor("mara"), version=client.version,
            phones=[PhoneEntry("+74951234567", extension="12", is_preferred=True,
                               kind="home", note="бухгалтерия", purpose="accounts")],
        )  # fmt: skip
        db.session.execute(sa.update(ClientAddress).values(city="Москва"))
        return client.public_id


def line(app: Flask, cast: Cast, language: str = "ru") -> dict[str, str]:
    head, row = taken_out(app, cast, language, COLUMNS)
    return dict(zip(head, row, strict=True))


def back(desk: Desk, app: Flask, cast: Cast, row: dict[str, str], *, mark: str = "") -> Any:
    """The row brought back; the import's key and what the check says of it."""
    marks = [[f"Taken out, number {mark}. Not to be passed on."]] if mark else []
    id = brought(desk, app, cast, [list(row), list(row.values()), *marks])
    return id, desk.rows(id)[0]


def whole(public_id: str) -> Client:
    """The client with its lists, inside a transaction."""
    return db.session.execute(
        sa.select(Client)
        .where(Client.public_id == public_id)
        .options(
            selectinload(Client.phones), selectinload(Client.emails), selectinload(Client.addresses)
        )
    ).scalar_one()


def ways(app: Flask, public_id: str) -> dict[str, list[str]]:
    with app.app_context(), transaction():
        client = whole(public_id)
        return {
            "phones": [
                f"{one.number}/{one.extension}/{one.kind}/{one.note}/{one.purpose}"
                f"/{int(one.is_preferred)}" for one in client.phones
            ],
            "emails": [one.address for one in client.emails],
            "addresses": [f"{one.text}|{one.city}" for one in client.addresses],
        }  # fmt: skip


def an_export(app: Flask, cast: Cast) -> str:
    with app.app_context(), transaction():
        export = Export(
            kind="clients", format="csv", reason="to correct it", rows=1, created_at=clock.now(),
            created_by_id=cast.ids["mara"], canary={"name": "ООО «Севторг-Ока»"}, filter={},
            columns=[], language="ru", zone="Europe/Moscow", needs=[], state=ExportState.READY,
        )  # fmt: skip
        db.session.add(export)
        db.session.flush()
        return export.public_id


def undo(app: Flask, cast: Cast, id: int) -> list[Any]:
    with app.app_context(), transaction():
        import_ = db.session.get_one(Import, id)
        operation = db.session.execute(
            sa.select(Operation).where(Operation.public_id == queries.operation_id(import_))
        ).scalar_one()
        kept = book.conflicts(operation, actor=cast.actor("mara"))
        book.undo(operation, actor=cast.actor("mara"))
        return kept


@pytest.mark.parametrize("language", ["en", "ru"])
def test_d13_a_corrected_phone_email_and_address_replace_what_the_list_showed(
    app: Flask, desk: Desk, cast: Cast, firm: str, language: str
) -> None:
    before, row = ways(app, firm), line(app, cast, language)
    phone, email, address = [*row][1:4]
    assert "123-45-67" in row[phone], "the list shows the preferred number"
    row[phone], row[email] = "8 (495) 765-43-21 доб. 12", "Office@Kedr.ru"
    row[address] = "г. Тверь, ул. Мира, д. 8"
    id, found = back(desk, app, cast, row)
    assert found.fate is Fate.UPDATE
    with app.test_request_context(), force_locale("en"):
        assert spoken(found.changes, "RUB") == [
            "Phones: 8 (495) 123-45-67 #12 → 8 (495) 765-43-21 #12",
            "E-mail addresses: info@kedr.ru → office@kedr.ru",
            "Addresses: г. Москва, ул. Лесная, д. 5 → г. Тверь, ул. Мира, д. 8",
        ]
    assert desk.work(desk.begin(id)) == "done"
    assert ways(app, firm) == {
        "phones": [before["phones"][0], "+74957654321/12/home/бухгалтерия/accounts/1"],
        "emails": ["office@kedr.ru"],
        "addresses": ["г. Тверь, ул. Мира, д. 8|Тверь"],
    }, "in its place, with its flags, its purpose and its note"
    with app.app_context(), transaction():
        told = db.session.scalars(
            sa.select(ClientEvent.detail).where(ClientEvent.object_kind == "import",
                                                ClientEvent.kind == "changed")
        ).one()["changes"]  # fmt: skip
    assert told["phones"] == ["+74951234567 #12", "+74957654321 #12"]
    assert told["emails"] == ["info@kedr.ru", "office@kedr.ru"]
    assert undo(app, cast, id) == []
    assert ways(app, firm) == before


def test_d13_an_own_list_that_was_not_corrected_leaves_every_way_as_it_is(
    app: Flask, desk: Desk, cast: Cast, firm: str
) -> None:
    with app.app_context(), transaction():
        client = whole(firm)
        place = client.addresses[0]
        edit_client(
            client, actor=cast.actor("mara"), version=client.version,
            addresses=[AddressEntry(
                place.text, public_id=place.public_id, kind="legal", city="Химки",
                region="Московская область",
            )],
        )  # fmt: skip
    row = line(app, cast)
    assert "Химки" in row.values()
    for columns in (COLUMNS, ["city"]):
        head, cells = taken_out(app, cast, "ru", columns)
        _id, found = back(desk, app, cast, dict(zip(head, cells, strict=True)))
        assert (found.fate, found.changes, found.problems) == (Fate.DUPLICATE, {}, [])


def test_d13_what_a_colleague_put_right_meanwhile_is_neither_set_back_nor_added_again(
    app: Flask, desk: Desk, cast: Cast, firm: str
) -> None:
    row, number = line(app, cast), an_export(app, cast)
    with app.app_context(), transaction():
        client = whole(firm)
        email, phone = client.emails[0], client.phones[1]
        edit_client(
            client, actor=cast.actor("mara"), version=client.version,
            emails=[EmailEntry("new@kedr.ru", public_id=email.public_id)],
            phones=[PhoneEntry("+74951112233", public_id=phone.public_id, is_preferred=True)],
        )  # fmt: skip
    before = ways(app, firm)
    row["Телефон"] = "+7 495 765-43-21"
    id, found = back(desk, app, cast, row, mark=number)
    assert ["email", "changed_since", "", False] in found.problems
    assert ["phone", "changed_both", "", False] in found.problems
    assert found.changes.keys() == {"instead"}
    step = found.changes["instead"]["phones"]
    assert (step["was"], step["now"]) == ("+74951112233", "+74957654321"), "as it stands now"
    assert desk.work(desk.begin(id)) == "done"
    after = ways(app, firm)
    assert after["emails"] == before["emails"] == ["new@kedr.ru"]
    assert [one.partition("/")[0] for one in after["phones"]] == ["+74955407520", "+74957654321"]


def test_d13_what_is_changed_between_check_and_import_stays_and_no_history_says_otherwise(
    app: Flask, desk: Desk, cast: Cast, firm: str
) -> None:
    row = line(app, cast)
    row["Телефон"], row[[*row][2]] = "+7 495 765-43-21", "office@kedr.ru"
    id, _found = back(desk, app, cast, row)
    with app.app_context(), transaction():
        client = whole(firm)
        phone = client.phones[1]
        edit_client(
            client, actor=cast.actor("mara"), version=client.version,
            phones=[PhoneEntry("+74951112233", public_id=phone.public_id, is_preferred=True)],
        )  # fmt: skip
    assert desk.work(desk.begin(id)) == "done"
    after = ways(app, firm)
    assert [one.partition("/")[0] for one in after["phones"]] == ["+74955407520", "+74951112233"]
    assert after["emails"] == ["office@kedr.ru"]
    with app.app_context(), transaction():
        told = db.session.scalars(
            sa.select(ClientEvent.detail).where(ClientEvent.object_kind == "import",
                                                ClientEvent.kind == "changed")
        ).one()["changes"]  # fmt: skip
    assert told == {"emails": ["info@kedr.ru", "office@kedr.ru"]}


def test_d13_an_undo_keeps_a_number_that_a_colleague_has_corrected_after_the_import(
    app: Flask, desk: Desk, cast: Cast, firm: str
) -> None:
    row = line(app, cast)
    row["Телефон"], row[[*row][2]] = "+7 495 765-43-21", "office@kedr.ru"
    id, _found = back(desk, app, cast, row)
    assert desk.work(desk.begin(id)) == "done"
    with app.app_context(), transaction():
        client = whole(firm)
        phone = client.phones[1]
        edit_client(
            client, actor=cast.actor("mara"), version=client.version,
            phones=[PhoneEntry("+74951112233", public_id=phone.public_id, is_preferred=True)],
        )  # fmt: skip
    kept = undo(app, cast, id)
    assert [one.table for one in kept] == ["client_phone"]
    after = ways(app, firm)
    assert [one.partition("/")[0] for one in after["phones"]] == ["+74955407520", "+74951112233"]
    assert after["emails"] == ["info@kedr.ru"]


def test_d13_another_number_of_the_client_becomes_the_preferred_one_unless_it_is_wrong(
    app: Flask, desk: Desk, cast: Cast, firm: str
) -> None:
    before, row = ways(app, firm), line(app, cast)
    row["Телефон"] = "+7 495 540-75-20"
    id, _found = back(desk, app, cast, row)
    assert desk.work(desk.begin(id)) == "done"
    assert [one[-1] for one in ways(app, firm)["phones"]] == ["1", "0"]
    assert line(app, cast)["Телефон"].endswith("540-75-20")
    undo(app, cast, id)
    assert ways(app, firm) == before
    with app.app_context(), transaction():
        db.session.execute(
            sa.update(ClientPhone)
            .where(ClientPhone.number == "+74955407520")
            .values(is_invalid=True)
        )
    _id, found = back(desk, app, cast, row)
    assert found.changes == {}
    assert found.problems == [["phone", "known_wrong", "", False]]


def test_d13_a_corrected_town_goes_into_the_address_and_is_told_where_it_cannot(
    app: Flask, desk: Desk, cast: Cast, firm: str
) -> None:
    row = line(app, cast)
    row["Город"] = "Тверь"
    id, _found = back(desk, app, cast, row)
    assert desk.work(desk.begin(id)) == "done"
    assert ways(app, firm)["addresses"] == ["г. Тверь, ул. Лесная, д. 5|Тверь"]
    with app.app_context(), transaction():
        client = whole(firm)
        client.addresses[0].city = ""
    _id, found = back(desk, app, cast, row | {"Город": "Казань", "Адрес": ""})
    assert found.changes == {}
    assert found.problems == [["city", "town_of_address", "", False]]


def test_d13_a_file_with_a_column_more_adds_its_numbers(
    app: Flask, desk: Desk, cast: Cast, firm: str
) -> None:
    row = line(app, cast) | {"Мобильный телефон": "+7 916 123-45-67"}
    id, found = back(desk, app, cast, row)
    assert found.changes == {"phones": [["+79161234567", "", "mobile"]]}
    assert desk.work(desk.begin(id)) == "done"
    assert len(ways(app, firm)["phones"]) == 3


def test_d13_columns_kept_before_lists_had_their_numbers_are_completed_by_the_number(
    app: Flask, desk: Desk, cast: Cast, firm: str
) -> None:
    row = line(app, cast)
    with app.app_context(), transaction():
        actor = cast.actor("mara")
        import_ = operations.upload(
            actor=actor, content=as_file([list(row), list(row.values())]), file_name="old.csv"
        )
        old = ["" if one == "record" else one for one in import_.mapping]
        operations.map_columns(
            import_, actor=actor, mapping=old, match_by=["phone"],
            kind_rule=import_.kind_rule, overwrites=False,
        )  # fmt: skip
    with app.app_context(), transaction():
        import_ = operations.upload(
            actor=cast.actor("mara"), content=as_file([list(row), list(row.values())]),
            file_name="new.csv",
        )  # fmt: skip
        assert import_.mapping.count("record") == 1
        assert (import_.match_by, import_.overwrites) == (["record"], True)
