"""Address books, registers, statements of account, and rows that come back corrected (D13)."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_babel import force_locale

from rmapp.clients.models import Client, ClientKind
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.exchange import cli, fields, queries
from rmapp.exchange.corrections import corrections
from rmapp.exchange.readers import ReaderRefusal, read_table
from tests.cast import Cast
from tests.exchange.importing import FIRMS, Desk, table

GOOGLE = """Name,Given Name,Family Name,Birthday,Notes,E-mail 1 - Type,E-mail 1 - Value,\
Phone 1 - Type,Phone 1 - Value,Address 1 - Formatted,Organization 1 - Name,Organization 1 - Title
Мария Иванова,Мария,Иванова,1980-03-22,,* Work,maria@wave.example ::: m@home.example,Mobile,\
+7 903 111-22-33 ::: +7 495 540-75-20,"г. Москва, ул. Мира, д. 5",ООО «Волна»,Бухгалтер
,,,,,* Work,info@acme.example,Work,+7 495 540-75-21,,Acme Trading,
"""
OUTLOOK = """First Name,Middle Name,Last Name,Title,Company,Job Title,Business Street,\
Business City,Business Phone,Mobile Phone,E-mail Type,E-mail Address,E-mail Display Name,Birthday
John,,Smith,Mr.,Acme Ltd,Buyer,12 Baker Street,London,+44 20 7946 0958,,SMTP,\
john@acme.example,John Smith,0/0/00
"""


def clients(app: Flask) -> list[Client]:
    with app.app_context(), transaction():
        return list(
            db.session.scalars(
                sa.select(Client)
                .where(Client.deleted_at.is_(None))
                .order_by(Client.display_name)
                .options(
                    sa.orm.selectinload(Client.phones),
                    sa.orm.selectinload(Client.emails),
                    sa.orm.selectinload(Client.addresses),
                )
            )
        )


def test_d13_an_address_book_of_google_is_read(app: Flask, desk: Desk) -> None:
    done = desk.take_in(GOOGLE.encode())
    assert done.created == 2
    acme, maria = clients(app)
    assert (acme.kind, acme.display_name) == (ClientKind.ORGANISATION, "Acme Trading")
    assert (maria.kind, maria.display_name) == (ClientKind.PERSON, "Иванова Мария")
    assert maria.occupation == "Бухгалтер, ООО «Волна»"
    assert [one.address for one in maria.emails] == ["maria@wave.example", "m@home.example"]
    assert [one.number for one in maria.phones] == ["+79031112233", "+74955407520"]
    assert maria.notes == "", "kinds like Mobile are no values"


def test_d13_an_address_book_of_outlook_is_read(app: Flask, desk: Desk) -> None:
    assert desk.take_in(OUTLOOK.encode()).created == 1
    (john,) = clients(app)
    assert (john.display_name, john.birth_date) == ("John Smith", None)
    assert john.occupation == "Buyer, Acme Ltd"
    assert [one.number for one in john.phones] == ["+442079460958"]
    assert "12 Baker Street" in john.addresses[0].text


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_d13_rows_that_come_back_corrected_are_taken_in_without_a_word(
    app: Flask, desk: Desk, tmp_path: Path, form: str, language: str
) -> None:
    """Columns as they were, remarks of the desk ignored, the mapping remembered, no sign lost."""
    wrong = "9;ООО;=Полюс;;+7 (495) 540-75-29;;7707083894;"
    id = desk.bring(table(*FIRMS, wrong), mapping={"Наименование": "full_name", "ИНН": "inn",
                                                   "Телефон": "phone"})  # fmt: skip
    desk.check(id)
    assert desk.work(desk.begin(id)) == "done"
    with app.app_context(), transaction(), force_locale(language):
        content, _kind = corrections(queries.locked(id), form)
    file = tmp_path / f"errors.{form}"
    file.write_bytes(content)
    read = read_table(file)
    rows = [row.cells for row in read.rows]
    assert len(rows) == 1
    assert rows[0][2] == "=Полюс"
    assert rows[0][4] == "+7 (495) 540-75-29"
    assert all(map(fields.is_remark, read.columns[-2:]))
    mended = io.StringIO()
    writer = csv.writer(mended)
    writer.writerow(read.columns)
    writer.writerow([cell.replace("7707083894", "7728168971") for cell in rows[0]])
    back = desk.bring(mended.getvalue().encode())
    assert desk.read(back).column_fields == {
        "Наименование": "full_name", "ИНН": "inn", "Телефон": "phone",
    }  # fmt: skip
    desk.check(back)
    assert desk.work(desk.begin(back)) == "done"
    assert desk.read(back).created == 1
    assert "=Полюс" in [one.display_name for one in clients(app)]


def register(*firms: str, head: str = '<?xml version="1.0" encoding="windows-1251"?>') -> bytes:
    return f"{head}<EGRUL ДатаВыг='2026-01-01'>{''.join(firms)}</EGRUL>".encode("cp1251")


def firm(name: str, street: str, more: str = "", inn: str = "7707083893") -> str:
    return f"""<СвЮЛ ОГРН="1027700132195" ИНН="{inn}" КПП="773601001">
      <СвНаимЮЛ НаимЮЛПолн="ОБЩЕСТВО С ОГРАНИЧЕННОЙ ОТВЕТСТВЕННОСТЬЮ &quot;{name}&quot;">
        <СвНаимЮЛСокр НаимСокр="ООО &quot;{name}&quot;"/></СвНаимЮЛ>
      <СвАдресЮЛ><АдресРФ Индекс="117312" Дом="Д.19"><Регион НаимРегион="МОСКВА"/>
        <Улица ТипУлица="УЛ." НаимУлица="{street}"/></АдресРФ></СвАдресЮЛ>
      <СведДолжнФЛ><СвФЛ Фамилия="ИВАНОВ" Имя="ИВАН" Отчество="ПЕТРОВИЧ"/>
        <СвДолжн НаимДолжн="ГЕНЕРАЛЬНЫЙ ДИРЕКТОР"/></СведДолжнФЛ>
      <СвОКВЭД><СвОКВЭДОсн КодОКВЭД="46.73" НаимОКВЭД="Торговля оптовая"/></СвОКВЭД>{more}
      <СвПодразд><СвФилиал><АдрМНРФ/><СвНаим НаимПолн="Филиал"/></СвФилиал></СвПодразд>
    </СвЮЛ>"""


def test_d13_a_register_makes_firms_and_its_update_updates_them(app: Flask, desk: Desk) -> None:
    assert desk.take_in(register(firm("КЕДР", "ВАВИЛОВА"))).created == 1
    (kedr,) = clients(app)
    assert (kedr.inn, kedr.ogrn, kedr.kpp) == ("7707083893", "1027700132195", "773601001")
    assert kedr.display_name == 'ООО "КЕДР"'
    assert kedr.addresses[0].text == "117312, МОСКВА, УЛ. ВАВИЛОВА, Д.19"
    assert kedr.activity == "Торговля оптовая"
    closed = (
        '<СвПрекрЮЛ ДатаПрекрЮЛ="2026-02-01"><СпПрекрЮЛ НаимСпПрекрЮЛ="Ликвидация"/></СвПрекрЮЛ>'
    )
    again = desk.take_in(
        register(firm("КЕДР И ПАРТНЕРЫ", "КОСЫГИНА", closed)),
        match_by=("ogrn", "inn"),
        overwrites=True,
    )
    assert (again.created, again.updated) == (0, 1)
    (kedr,) = clients(app)
    assert kedr.display_name == 'ООО "КЕДР И ПАРТНЕРЫ"'
    assert "Деятельность прекращена 2026-02-01: Ликвидация" in kedr.notes
    assert any("КОСЫГИНА" in one.text for one in kedr.addresses)


@pytest.mark.parametrize(
    "content",
    [
        register(head='<?xml version="1.0"?><!DOCTYPE EGRUL [<!ENTITY a "b">]>'),
        register("<СвЮЛ>" * 200),
        register("<СвЮЛ ОГРН='1'>"),
        register(),
        b"<?xml version='1.0'?><EGRUL>&xxe;</EGRUL>",
        b"<?xml version='1.0' encoding='utf-7'?><EGRUL>",
    ],
    ids=["doctype", "deep", "cut off", "empty", "entity", "encoding"],
)
def test_d13_a_hostile_register_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "register.xml"
    file.write_bytes(content)
    with pytest.raises(ReaderRefusal):
        list(read_table(file).rows)


def test_d13_a_statement_of_account_gives_its_counterparties_once(tmp_path: Path) -> None:
    document = (
        "СекцияДокумент=Платежное поручение\nДата=0{n}.01.2026\nСумма={sum}\n"
        "ПлательщикСчет=40702810900000000001\nПлательщик1=ООО «Мы»\n"
        "ПолучательСчет={account}\nПолучательИНН=7707083893\nПолучатель1=ООО «Кедр»\n"
        "ПолучательБанк1=ПАО Сбербанк\nПолучательБИК=044525225\nКонецДокумента\n"
    )
    text = "1CClientBankExchange\nРасчСчет=40702810900000000001\n" + "".join(
        document.format(n=n, sum=n * 100, account=account)
        for n, account in ((1, "40702810900000000002"), (2, "40702810900000000002"),
                           (3, "47422810119484000074"))
    )  # fmt: skip
    file = tmp_path / "kl_to_1c.txt"
    file.write_bytes(text.encode("cp1251"))
    read = read_table(file)
    (row,) = list(read.rows)
    assert row.cells[:2] == ["ООО «Кедр»", "7707083893"]
    assert "БИК 044525225" in row.cells[3]
    assert row.cells[4] == "Платежей по выписке: 2, получил 300.00, последний 02.01.2026"
    assert [one.code for one in read.notes] == ["banks_left_out"]


@pytest.mark.real_data
def test_d13_the_real_register_is_refused_row_by_row_or_taken_in_without_its_numbers(
    app: Flask, cast: Cast, desk: Desk
) -> None:
    """Its numbers are made up: no checksum fits, and the rows say so."""
    folder = Path(os.environ["RMAPP_REAL_DATA"]) / "messy_import"
    with app.app_context():
        said = cli.run(folder / "egrul_fill.XML", login="mara", wanted=None, dry_run=True)
    assert (said["rows"], said["created"]) == (4, 0)
    assert {one["field"] for one in said["errors"]} >= {"inn", "ogrn"}
    content = (folder / "egrul_fill.XML").read_bytes()
    assert desk.take_in(content, is_lenient=True).created == 4
    again = desk.take_in((folder / "egrul_update.XML").read_bytes(), is_lenient=True)
    assert again.created == 0
