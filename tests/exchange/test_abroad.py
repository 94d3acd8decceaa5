"""Clients of other countries in a file: their telephones, their numbers in foreign registers (D12,
D13)."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from rmapp.clients.models import Client, ClientPhone
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.duplicates.queries import candidates
from rmapp.duplicates.rules import DuplicateSubject, SubjectKind
from rmapp.exchange.drafts.abroad import country_of
from rmapp.exchange.models import Fate
from tests.exchange.importing import Desk

HEAD = "Наименование;VAT;Страна;Адрес;Телефон"
BIN, UNP = "120540002434", "200988541"


def file_of(*lines: str) -> bytes:
    return "\r\n".join([HEAD, *lines]).encode()


@pytest.mark.parametrize(
    ("said", "vat", "country"),
    [
        ({"country": "Республика Казахстан"}, "", "KZ"),
        ({"country": "de"}, "", "DE"),
        ({"legal_address": "Hauptstr. 5, 10115 Berlin, Germany"}, "", "DE"),
        ({"actual_address": "220030, Беларусь, г. Минск, пр-т Независимости, 5"}, "", "BY"),
        ({"legal_address": "г. Москва, ул. Тверская, д. 1"}, "KZ120540002434", "KZ"),
        ({}, "EL094259216", "GR"),
        ({"country": "Нарния"}, "", ""),
        ({"legal_address": "ИП, КЗ, г. Тверь"}, "", ""),
    ],
)
def test_d13_the_country_of_a_row_is_told(said: dict[str, str], vat: str, country: str) -> None:
    assert country_of(said, vat) == country


def test_d13_telephones_are_read_as_the_country_of_their_row_has_them(
    app: Flask, desk: Desk
) -> None:
    desk.take_in(
        file_of(
            f"ТОО «Сары Арка»;{BIN};;г. Алматы;8 (727) 250-12-34",
            "Müller GmbH;;Германия;Hauptstr. 5, Berlin;030 901820",
            f"ООО «Минск Трейд»;{UNP};;г. Минск;8 017 222-33-44",
            "ООО «Север»;;Германия;г. Тверь;8 (4822) 34-56-78",
            "ООО «Дом»;;;г. Тверь;(495) 540-75-20",
        )
    )
    with app.app_context(), transaction():
        rows = db.session.execute(
            sa.select(Client.short_name, ClientPhone.number).join(
                ClientPhone, ClientPhone.client_id == Client.id
            )
        )
        numbers = dict(tuple(row) for row in rows)
    assert numbers == {
        "ТОО «Сары Арка»": "+77272501234",
        "Müller GmbH": "+4930901820",
        "ООО «Минск Трейд»": "+375172223344",
        "ООО «Север»": "+74822345678",
        "ООО «Дом»": "+74955407520",
    }


def test_d12_a_number_of_a_foreign_register_finds_its_client_in_the_base(
    app: Flask, desk: Desk
) -> None:
    desk.take_in(file_of(f"ТОО «Сары Арка»;{BIN};;;"))
    again = desk.bring(file_of(f"Сары-Арка;KZ {BIN};;;", f"ТОО «Сары Арка»;BY{UNP};;;"))
    assert desk.check(again) == "done"
    fates = [row.fate for row in desk.rows(again)]
    assert fates == [Fate.DUPLICATE, Fate.CREATE], "the namesake has a number of its own"
    with app.app_context(), transaction():
        typed = DuplicateSubject(SubjectKind.ORGANISATION, name="Steppe", vat=f"KZ{BIN}")
        (found,) = candidates(typed)
    assert found.is_strong
    assert "vat_same" in found.reasons
