"""Blocks as they are pasted from mail, telephones and cards at home and abroad (D11)."""

from __future__ import annotations

import pytest

from rmapp.clients.models import ClientKind
from rmapp.dossiers.requisites import read

RUSSIAN = """BEGIN:VCARD
VERSION:3.0
N:Соколова;Анна;Викторовна;;
FN:Соколова Анна Викторовна
ORG:ООО «Балт-Трейд»;Отдел закупок
TITLE:Руководитель отдела
TEL;TYPE=CELL:+7 921 300-40-50
TEL;TYPE=WORK,VOICE:+7 812 600-70-80
EMAIL;TYPE=INTERNET:sokolova@balt-trade.ru
ADR;TYPE=WORK:;;Невский пр., 100;Санкт-Петербург;;191025;Россия
URL:https://balt-trade.ru
NOTE:Познакомились на выставке
END:VCARD"""
ENGLISH = """BEGIN:VCARD
VERSION:4.0
FN:Oliver Whitcombe
N:Whitcombe;Oliver;;Mr.;
ORG:Hartwell & Pryce Logistics Ltd
TITLE:Head of Treasury
TEL;VALUE=uri;TYPE="voice,work":tel:+44-118-496-0123
TEL;TYPE=cell:+44 7911 123456
EMAIL:oliver@hartwellpryce.co.uk
ADR:;;Unit 7\\, Riverside Park;Reading;Berkshire;RG1 1AX;UK
PHOTO;ENCODING=b:AAAABBBB
 CCCCDDDD
END:VCARD"""
OF_OLD = """BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D0=98=D0=B2=D0=B0=D0=BD=D0=BE=D0=
=B2;=D0=9F=D1=91=D1=82=D1=80;;;
TEL;CELL:89161112233
TEL;FAX:84951112233
EMAIL:Petr.Ivanov@mail.ru
BDAY:19800102
ADR;HOME:;;Lenina 5;Tver;;170000;Russia
END:VCARD"""
GERMAN = """Mit freundlichen Grüßen

i. A. Dr. Katharina Vogel
Leiterin Einkauf

Müller & Söhne Maschinenbau GmbH
Industriestraße 14
70565 Stuttgart

Tel.: +49 711 9876-540
Mobil: 0151 23456789
k.vogel@mueller-soehne.de

Sitz der Gesellschaft: Stuttgart, Amtsgericht Stuttgart HRB 123456
Geschäftsführer: Peter Müller, Hans Müller
USt-IdNr.: DE136695976"""
FRENCH = """Hélène LEFÈVRE
Directrice financière
Boulangeries Martin SAS
4 place du Marché, 69001 Lyon, France
Tél. : +33 4 72 00 11 22 – Mobile : 06 12 34 56 78
h.lefevre@boulangeries-martin.fr"""


def test_d11_a_vcard_of_a_colleague_at_a_firm_fills_the_firm_and_its_contact_person() -> None:
    found = read(RUSSIAN)
    assert found.kind is ClientKind.ORGANISATION
    assert {name: found.value(name) for name in (
        "short_name", "legal_form", "person_name", "person_position", "person_phone", "phones",
        "person_email", "address", "web",
    )} == {
        "short_name": "ООО «Балт-Трейд»", "legal_form": "ООО",
        "person_name": "Соколова Анна Викторовна", "person_position": "Руководитель отдела",
        "person_phone": "8 (921) 300-40-50", "phones": "8 (812) 600-70-80",
        "person_email": "sokolova@balt-trade.ru",
        "address": "191025, Россия, Санкт-Петербург, Невский пр., 100",
        "web": "https://balt-trade.ru",
    }  # fmt: skip
    assert found.rest == ["Познакомились на выставке", "Отдел закупок"]
    assert "".join(mark.text for mark in found.marks()) == RUSSIAN


def test_d11_a_vcard_of_today_and_one_of_old_are_read_alike() -> None:
    today, old = read(ENGLISH), read(OF_OLD)
    assert today.value("person_name") == "Oliver Whitcombe"
    assert today.value("phones") == "+44 118 496 0123"
    assert today.value("person_phone") == "+44 7911 123456"
    assert today.value("address") == "Unit 7, Riverside Park, Reading, Berkshire RG1 1AX, UK"
    assert today.rest == [], "a picture is nobody's note"
    assert old.kind is ClientKind.PERSON
    assert (old.value("family_name"), old.value("given_name")) == ("Иванов", "Пётр")
    assert (old.value("birth_date"), old.value("emails")) == ("02.01.1980", "petr.ivanov@mail.ru")
    assert old.rest == ["TEL: 84951112233"], "a fax has no field and is not lost"


@pytest.mark.parametrize(
    "text", ["BEGIN:VCARD", "BEGIN:VCARD\nEND:VCARD", "BEGIN:VCARD\nN:\nADR:;\nTEL:x\nEMAIL:y",
             "BEGIN:VCARD\nFN;ENCODING=QUOTED-PRINTABLE;CHARSET=no-such:=D0\nORG:;\nEND:VCARD"],
)  # fmt: skip
def test_d11_a_broken_vcard_costs_nothing(text: str) -> None:
    found = read(text)
    assert "".join(mark.text for mark in found.marks()) == text


def test_d11_a_german_signature_names_people_and_no_court() -> None:
    found = read(GERMAN)
    names = [person.name for person in found.persons]
    assert names == ["Peter Müller", "Katharina Vogel", "Hans Müller"]
    assert [one.position for one in found.persons[:2]] == ["Geschäftsführer", "Leiterin Einkauf"]
    assert found.value("phones") == "+49 711 9876540, +49 1512 3456789", "the country of the other"
    assert found.value("address") == "Industriestraße 14, 70565 Stuttgart"


def test_d11_a_french_signature_is_read() -> None:
    found = read(FRENCH)
    assert found.value("person_name") == "Hélène Lefèvre"
    assert found.value("person_position") == "Directrice financière"
    assert found.value("phones") == "+33 4 72 00 11 22"
    assert found.value("person_phone") == "+33 6 12 34 56 78", "a mobile is the person's"
    assert found.value("address") == "4 place du Marché, 69001 Lyon, France"
    assert found.rest == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ООО «Мост»\nМарина Сергеевна ЛЕБЕДЕВА\nдиректор", "Марина Сергеевна Лебедева"),
        ("ООО «Мост»\nИВАНОВ ИВАН ИВАНОВИЧ\nдиректор", "Иванов Иван Иванович"),
        ("ООО «Мост»\nдиректор ИВАН ИВАНОВИЧ ИВАНОВ", "Иван Иванович Иванов"),
    ],
)
def test_d11_a_name_in_capitals_is_a_name(text: str, name: str) -> None:
    assert read(text).value("person_name") == name


def test_d11_a_sole_trader_in_capitals_is_written_as_a_name() -> None:
    found = read("ИП ПЕТРОВА ЕЛЕНА ИГОРЕВНА\nтел: 89161234567")
    assert [found.value(one) for one in ("family_name", "given_name")] == ["Петрова", "Елена"]


def test_d11_an_address_that_names_its_street_first_is_found_behind_the_rest_of_a_line() -> None:
    line = "ООО «Вектор-М», ИНН 5406123450, Новосибирск, Красный пр-т, 25"
    assert read(line).value("address") == "Новосибирск, Красный пр-т, 25"
