"""Telephones as people write them (D4): one number, one spelling."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rmapp.core.phones import (
    PhoneError,
    PhoneKind,
    PhoneProblem,
    country,
    display,
    on_paper,
    parse_phone,
    parse_phones,
    time_zones,
)


@pytest.mark.parametrize(
    "text",
    [
        "(495) 540-75-20",
        "8 (495) 540-75-20",
        "8-495-540-75-20",
        "+7 495 540 75 20",
        "7 495 5407520",
        "4955407520",
        "74955407520.0",
        "тел.: (495) 540-75-20",
        "+7 (495) 540-75-20 (секретарь)",
        "tel:+7-495-540-75-20",
    ],
)
def test_every_spelling_is_one_number(text: str) -> None:
    assert parse_phone(text).e164 == "+74955407520"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("(495) 540-75-20, 540-75-21", ["+74955407520", "+74955407521"]),
        ("(495) 540-75-20/21", ["+74955407520", "+74955407521"]),
        ("8 916 123-45-67; 8 926 123-45-67", ["+79161234567", "+79261234567"]),
        ("8 916 123 45 67 8 926 123 45 67", ["+79161234567", "+79261234567"]),
        ("+79161234567\n+74955407520", ["+79161234567", "+74955407520"]),
        ("8 916 123-45-67, 8(916)1234567", ["+79161234567"]),
        ("(495) 123-45-67 и факс 123-45-68", ["+74951234567", "+74951234568"]),
        ("38 (062) 388-16-16", ["+380623881616"]),
    ],
)
def test_a_cell_may_hold_several(text: str, numbers: list[str]) -> None:
    phones, problems = parse_phones(text)
    assert [phone.e164 for phone in phones] == numbers
    assert problems == []


@pytest.mark.parametrize(
    "text",
    [
        "8 (495) 540-75-20 доб. 123",
        "+7(495)540-75-20, ext 123",
        "84955407520 #123",
        "8 495 540 75 20 вн.123",
    ],
)
def test_the_extension_is_kept_apart(text: str) -> None:
    [phone], _ = parse_phones(text)
    assert (phone.e164, phone.extension) == ("+74955407520", "123")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", PhoneProblem.EMPTY),
        ("Форма обратной связи", PhoneProblem.NO_NUMBER),
        ("(495) 971-85-7", PhoneProblem.TOO_SHORT),
        ("(495) 306-47-66666666", PhoneProblem.TOO_LONG),
    ],
)
def test_what_is_no_number_is_refused_with_the_reason(text: str, problem: PhoneProblem) -> None:
    with pytest.raises(PhoneError) as refused:
        parse_phone(text)
    assert refused.value.problem is problem


def test_a_number_tells_its_kind_country_and_zone() -> None:
    assert parse_phone("8 916 123-45-67").kind is PhoneKind.MOBILE
    assert country("+380441234567") == "UA"
    assert time_zones("+73431234567") == ("Asia/Yekaterinburg",)
    assert time_zones("+79161234567") == ()  # a mobile number moves freely


@settings(max_examples=5)
@given(st.integers(0, 10**7 - 1))
def test_d4_the_numbers_of_a_russian_code_are_of_one_kind(ending: int) -> None:
    """One number of each code is asked of the library, and stands for the others."""
    for code in (one for one in range(300, 1_000) if one // 100 in (3, 4, 8, 9)):
        number = phonenumbers.PhoneNumber(country_code=7, national_number=code * 10**7 + ending)
        is_valid = phonenumbers.is_valid_number(number)
        phones, problems = parse_phones(f"+7{number.national_number}")
        assert (len(phones), len(problems)) == ((1, 0) if is_valid else (0, 1)), number
        if is_valid:
            is_mobile = phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE
            assert (phones[0].kind is PhoneKind.MOBILE) == is_mobile, number


def test_a_number_is_shown_the_way_of_the_country() -> None:
    assert display("+74955407520", "12") == "8 (495) 540-75-20 #12"
    assert display("+12125557777") == "+1 212-555-7777"
    assert display("nonsense") == "nonsense"


@given(st.text(st.characters(), max_size=200))
def test_no_text_makes_it_raise_anything_else(text: str) -> None:
    phones, _ = parse_phones(text)
    assert len(phones) <= 10
    assert all(phone.e164[0] == "+" and phone.e164[1:].isdigit() for phone in phones)


@given(st.text("0123456789+()-., ;/#xдоб\n", max_size=80))
def test_nearly_numbers_do_not_make_it_raise(text: str) -> None:
    parse_phones(text)
    time_zones(text)


@pytest.mark.real_data
def test_nearly_all_firms_numbers_are_read() -> None:
    path = Path(os.environ["RMAPP_REAL_DATA"], "firms", "suppliers_ru_utf8.csv")
    with path.open(encoding="utf-8", newline="") as source:
        cells = [row["phone"] for row in csv.DictReader(source)]
    unread = [cell for cell in cells if not parse_phones(cell)[0]]
    assert len(unread) <= 3


def test_x6_a_paper_for_abroad_says_the_number_as_it_is_dialled_from_there() -> None:
    assert on_paper("+74955407520", "ru") == "8 (495) 540-75-20"
    assert on_paper("+74955407520", "en") == "+7 495 540-75-20"
    assert on_paper("+442079460018", "ru") == on_paper("+442079460018", "en") == "+44 20 7946 0018"
    assert on_paper("", "en") == ""
