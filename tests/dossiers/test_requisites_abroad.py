"""D11, D2: blocks as firms of other countries send them, and tables pasted from a card of
requisites: numbers with country and checksum, telephones by the country, people in capitals."""

from __future__ import annotations

import pytest

from rmapp.dossiers.requisites import read

KZ = """ТОО «Алматы Строй»
БИН 050540004455
РК, г. Алматы, пр. Абая 150/230, офис 45
Тел: +7 727 250 10 20
Директор Ахметов Д.К."""
US = """ACME Widgets, Inc.
Attn: Jane Doe, VP Sales
500 Market St, Suite 200
San Francisco, CA 94105
(415) 555-0132
EIN 12-3456789"""
GB = """JOHN A. McALLISTER
Chief Financial Officer
Northwind Traders Ltd.
12 Kingsway, London WC2B 6NH, United Kingdom
T: +44 20 7946 0123
VAT GB 980 7806 84"""
CN = """Shenzhen Huaxin Trading Co., Ltd.
统一社会信用代码 91440300708461136T
Room 1203, Tower A, Nanshan District, Shenzhen, China
Mr. Wang Lei, General Manager
+86 755 2688 1234, wanglei@huaxin.cn"""
TABLE = """Полное наименование | Акционерное общество "Завод Прибор"
Сокращённое наименование | АО "Завод Прибор"
ИНН | 7707083893
Юридический адрес | 454138, Челябинская область, город Челябинск, Комсомольский проспект, 29
ФИО руководителя | Громов Николай Андреевич
Должность | Директор"""
CARD = """Общество с ограниченной ответственностью
«ТехноПром Сервис»
Иванов Сергей Петрович
Коммерческий директор
моб. +7 (903) 123-45-67"""
PERSON = """Васильева Мария Сергеевна
15.03.1985 г.р.
зарегистрирована: г. Тула, пр. Ленина, д. 3, кв. 15
м.т. 8-910-555-12-12"""


@pytest.mark.parametrize(
    ("block", "facts"),
    [
        (KZ, {"vat": "KZ050540004455", "person_name": "Ахметов Д.К.",
              "address": "РК, г. Алматы, пр. Абая 150/230, офис 45"}),
        ("ООО «БелТранс»\nУНП 100582333", {"vat": "BY100582333", "short_name": "ООО «БелТранс»"}),
        (US, {"vat": "US123456789", "phones": "+1 415-555-0132", "person_name": "Jane Doe",
              "person_position": "VP Sales"}),
        (GB, {"vat": "GB980780684", "person_name": "John A. McAllister",
              "person_position": "Chief Financial Officer"}),
        (CN, {"vat": "CN91440300708461136T", "phones": "+86 755 2688 1234",
              "address": "Room 1203, Tower A, Nanshan District, Shenzhen, China"}),
        (TABLE, {"inn": "7707083893", "person_name": "Громов Николай Андреевич",
                 "person_position": "Директор", "short_name": 'АО "Завод Прибор"'}),
        (CARD, {"short_name": "ООО «ТехноПром Сервис»", "legal_form": "ООО"}),
        (PERSON, {"birth_date": "15.03.1985",
                  "legal_address": "г. Тула, пр. Ленина, д. 3, кв. 15"}),
        ('ООО "Вектор"\nКраснодар, ул. Северная 326', {"address": "Краснодар, ул. Северная 326"}),
        ("ООО Ромашка, ИНН 7707083893, Иванов Иван", {"person_name": "Иванов Иван"}),
    ],
    ids=lambda one: one.splitlines()[0] if isinstance(one, str) else "",
)  # fmt: skip
def test_d11_blocks_of_other_countries_and_shapes_are_read(block: str, facts: dict[str, str]):
    reading = read(block)
    assert {name: reading.value(name) for name in facts} == facts


def test_d11_a_wrong_number_of_another_country_is_not_taken():
    for wrong in ("БИН 050540004456", "УНП 100582334", "VAT GB 980 7806 85"):
        reading = read(f"ООО «Икс»\n{wrong}")
        assert reading.value("vat") == ""
        assert any(wrong.split()[-1] in line for line in reading.rest)
