"""A pasted block of requisites fills the fields it recognises and says what it took from where
(D11)."""

from __future__ import annotations

import csv
import os
import re
import time
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rmapp.clients.models import ClientKind
from rmapp.core.phones import parse_phone
from rmapp.core.text import fold
from rmapp.dossiers.requisites import LONGEST, Reading, read
from rmapp.dossiers.requisites.cases import nominative
from rmapp.dossiers.requisites.numbers import fits, iban_fits
from tests.dossiers.blocks import KINDS, Made


def missed(made: Made) -> list[tuple[str, str, str]]:
    """The facts of a block that were not read: (field, what it says, what was read)."""
    reading = read(made.text)
    wrong = []
    for field, said in made.facts.items():
        found = reading.value(field)
        if field == "emails":  # the firm's own, or of the person who is named
            found = found or reading.value("person_email")
        ok = said in found if field == "banks_now" else fold(found) == fold(said)
        if not ok:
            wrong.append((field, said, found))
    for phone in made.phones:
        of_all = ("phones", "person_phone", "second_phone")
        read_ones = [parse_phone(p.value) for p in reading.pieces if p.field in of_all]
        if phone not in [f"{p.e164}#{p.extension}".rstrip("#") for p in read_ones]:
            wrong.append(("phones", phone, reading.value("phones")))
    return wrong


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_d11_nearly_every_field_of_a_block_is_recognised(kind) -> None:
    random = Random(20)
    asked = right = 0
    wrong: Counter[str] = Counter()
    for _ in range(250):
        made = kind(random)
        lost = missed(made)
        asked += len(made.facts) + len(made.phones)
        right += len(made.facts) + len(made.phones) - len(lost)
        wrong.update(field for field, _said, _found in lost)
    assert right / asked >= 0.97, (right / asked, wrong)


@given(seed=st.integers(0, 2**32), kind=st.sampled_from(KINDS))
@settings(max_examples=60, deadline=None)
def test_d11_what_is_shown_is_the_pasted_text_whole(seed: int, kind) -> None:
    reading = read(kind(Random(seed)).text)
    assert "".join(mark.text for mark in reading.marks()) == reading.text
    for piece in reading.pieces:
        for start, end in piece.spans:
            assert 0 <= start < end <= len(reading.text)
    taken = "".join(mark.text for mark in reading.marks() if mark.fields)
    for number in ("inn", "kpp", "ogrn"):
        assert reading.value(number) in re.sub(r"\s", "", taken)


@given(
    text=st.text(max_size=600)
    | st.text(alphabet="ООО «»ИННтел. 0123456789-()\n,:Иванов.@ru", max_size=400)
)
@settings(max_examples=150, deadline=None)
def test_d11_no_text_breaks_the_reader(text: str) -> None:
    reading = read(text)
    assert "".join(mark.text for mark in reading.marks()) == reading.text


def firm_of(row: dict[str, str]) -> str:
    """A real firm as the footer of its letters."""
    return (
        f"{row['legal_form']} «{row['name']}»\n{row['address']}\nтел.: {row['phone']}\n"
        f"e-mail: {row['email']}\n{row['web']}"
    )


@pytest.mark.real_data
def test_d11_the_footers_of_real_firms_are_read() -> None:
    file = Path(os.environ["RMAPP_REAL_DATA"]) / "firms/suppliers_ru_utf8.csv"
    with file.open(encoding="utf-8-sig", newline="") as source:
        rows = list(csv.DictReader(source))
    asked: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for row in rows:
        reading = read(firm_of(row))
        facts = {"address": row["address"]}
        if "«" not in row["name"] and '"' not in row["name"]:
            facts["short_name"] = f"{row['legal_form']} «{row['name']}»"
        if re.fullmatch(r"[\w.-]+@[\w.-]+\.\w+", row["email"]):
            facts["emails"] = row["email"]
        if row["web"].startswith("http://www."):
            facts["web"] = row["web"]
        for field, said in facts.items():
            asked[field] += 1
            right[field] += fold(reading.value(field)) == fold(said)
        asked["phones"] += 1
        right["phones"] += bool(reading.value("phones"))
    share = {field: right[field] / asked[field] for field in asked}
    assert sum(right.values()) / sum(asked.values()) >= 0.95, share
    assert min(share.values()) >= 0.9, share


def test_d11_a_wrong_checksum_is_said_and_nothing_is_lost() -> None:
    reading = read("ООО «Кедр», ИНН 7707083894, р/с 40702810900000012345, БИК 044525225")
    assert reading.value("inn") == "7707083894"
    assert reading.problem("inn") == "number_wrong_checksum"
    assert reading.problem("banks_now") == "account_wrong_checksum"
    assert "40702810900000012345" in reading.value("banks_now")


def test_d11_a_person_without_a_firm_is_a_person() -> None:
    reading = read("Мария Иванова\nдизайнер, менеджер по закупкам\n8 903 111 22 33\nmaria@mail.ru")
    assert reading.kind is ClientKind.PERSON
    assert (reading.value("family_name"), reading.value("given_name")) == ("Иванова", "Мария")


def test_d11_the_only_date_of_a_persons_card_is_the_day_of_birth() -> None:
    card = "Петров Иван Сергеевич\n12.03.1985\n+7 916 765-43-21"
    assert read(card).value("birth_date") == "12.03.1985"
    assert not read(f"{card}\n01.02.2020").value("birth_date")
    assert not read("ООО «Кедр»\n12.03.1985\nИванов Иван").value("birth_date")


def test_d11_what_nobody_understood_stays_visible() -> None:
    reading = read("ООО «Кедр»\nИНН 7707083893\nОКПО 00032537\nРаботаем без выходных\nС уважением")
    assert reading.rest == ["ОКПО 00032537", "Работаем без выходных"]


@pytest.mark.parametrize(
    ("genitive", "name"),
    [
        ("Иванова Ивана Ивановича", "Иванов Иван Иванович"),
        ("Петровой Анны Сергеевны", "Петрова Анна Сергеевна"),
        ("Достоевского Фёдора Михайловича", "Достоевский Фёдор Михайлович"),
        ("Кузнецова Сергея Юрьевича", "Кузнецов Сергей Юрьевич"),
        ("Иванов Иван Иванович", "Иванов Иван Иванович"),
        ("Смирнова Ольга Викторовна", "Смирнова Ольга Викторовна"),
    ],
)
def test_d11_a_name_of_a_contracts_first_line_is_put_in_the_nominative(
    genitive: str, name: str
) -> None:
    assert nominative(genitive) == name


def test_d11_the_key_of_an_account_is_checked() -> None:
    assert fits("044525411", "40702810000000074935")
    assert fits("044525225", "30101810400000000225")
    assert not fits("044525225", "30101810400000000226")
    assert iban_fits("DE89370400440532013000")
    assert not iban_fits("DE89370400440532013001")


def test_d11_a_long_text_is_read_in_time() -> None:
    import time

    text = "ООО «Кедр» тел. (495) 540-75-20 г. Москва, ул. Лесная, д. 5, " * 400
    began = time.process_time()
    reading: Reading = read(text)
    assert reading.value("short_name") == "ООО «Кедр»"
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "sign",
    ["Ы", "A", "a", "1", "\n", "-", "Ив", "А-", "Müller-", "a.", "a@", "+7 ", "ул. ", "\"", "(",
     "Ы ", "Иван ", "д. 1, ", "BEGIN:VCARD\n", "ООО ", "тел.: "],
)  # fmt: skip
def test_d11_no_text_takes_long_to_read(sign):
    """The same sign as often as there is room for it: 0.02 to 0.12 s of processor time. The place
    of a name was looked for at every letter of a long word (5.6 s)."""
    text = (sign * LONGEST)[:LONGEST]
    began = time.process_time()
    assert "".join(mark.text for mark in read(text).marks()) == text
    assert time.process_time() - began < 1
