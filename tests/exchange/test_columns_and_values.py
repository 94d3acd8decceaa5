"""Columns are recognised and cells become values, or a code that says what is wrong (D13)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmapp.exchange.columns import SYNONYMS, by_name, recognise
from rmapp.exchange.values import (
    Parsed,
    parse,
    parse_date,
    parse_inn_kpp,
    parse_money,
    parse_web,
    split_contacts,
)

TODAY = dt.date(2026, 6, 1)


def fields(columns: list[str], *rows: list[str]) -> list[str]:
    return [one.field for one in recognise(columns, rows)]


def test_columns_are_known_in_russian() -> None:
    names = ["№ п/п", "ОПФ", "Наименование", "ИНН", "КПП", "ОГРН", "Юридический адрес", "Тел."]
    assert fields([*names, "E-mail", "Сайт", "Дата рождения", "Отчество", "Примеч."]) == [
        *("external_id", "legal_form", "full_name", "inn", "kpp", "ogrn", "legal_address", "phone"),
        *("email", "web", "birth_date", "patronymic", "notes"),
    ]


def test_columns_are_known_in_english() -> None:
    assert fields(["First name", "Surname", "DOB", "Mobile phone", "Company", "Zip Code"]) == [
        *("given_name", "family_name", "birth_date", "phone", "full_name", "postcode")
    ]


def test_a_column_without_a_telling_name_is_known_by_its_values() -> None:
    rows = [["a@b.ru", "(495) 540-75-20", "7707083893"], ["c@d.ru", "+7 916 1234567", "7707083893"]]
    found = recognise(["A", "B", "C"], rows)
    assert [one.field for one in found] == ["email", "phone", "inn"]
    assert found[0].samples == ("a@b.ru", "c@d.ru")


def test_a_column_of_two_contacts_is_seen_as_such() -> None:
    rows = [["info@a.ru\nhttp://a.ru"], ["x@b.ru\nhttp://b.ru"]]
    assert fields(["Контакты / E-mail / сайт"], *rows) == ["contacts"]


def test_one_field_is_given_once_and_to_the_surer_column() -> None:
    assert fields(["Название проекта старое", "Наименование"]) == ["", "full_name"]


@pytest.mark.parametrize(
    "text",
    ["2020-05-05", "05.05.2020", "5.5.20", "5 мая 2020 г.", "May 5, 2020", "5 May 2020", "20200505",
     "2020-05-05 00:00:00", "5/5/2020", "43956", "5 травня 2020",
     "5-May-20", "05-May-2020", "2020-May-05", "5.мая.2020"],
)  # fmt: skip
def test_a_date_is_read_in_the_forms_that_occur(text: str) -> None:
    assert parse_date(text) == Parsed(dt.date(2020, 5, 5))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("0000-00-00", "date_out_of_range"),
        ("01.01.0000", "date_out_of_range"),
        ("0001-01-01", "date_out_of_range"),
        ("31.02.2020", "date_impossible"),
        ("2020-13-01", "date_impossible"),
        ("32/12/2020", "date_impossible"),
        ("soon", "date_not_understood"),
        ("1 1", "date_not_understood"),
    ],
)
def test_an_impossible_date_is_refused(text: str, problem: str) -> None:
    assert parse_date(text) == Parsed(None, (problem,))


def test_a_birth_date_lies_within_a_life() -> None:
    assert parse("birth_date", "01.02.58", today=TODAY).value == dt.date(1958, 2, 1)
    assert parse("birth_date", "01.02.2031", today=TODAY).problems == ("birth_date_out_of_range",)
    assert parse("birth_date", "1850-01-01", today=TODAY).problems == ("birth_date_out_of_range",)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1 234,50 ₽", "1234.50"),
        ("$1,234.50", "1234.50"),
        ("1.234.567,00", "1234567.00"),
        ("2,100,000", "2100000.00"),
        ("1,5", "1.50"),
        ("0,125", "0.13"),
        ("$681,000,000,000", "681000000000.00"),
        ("-5", "-5.00"),
        ("(5)", "-5.00"),
        ("1000 руб.", "1000.00"),
    ],
)
def test_money_is_read_in_both_ways_of_writing(text: str, amount: str) -> None:
    assert parse_money(text) == Parsed(Decimal(amount))


@pytest.mark.parametrize("text", ["12..5", "abc", "1,2,3", "1.2,3,4", ""])
def test_what_is_no_amount_is_refused(text: str) -> None:
    assert parse_money(text).problems == ("money_not_understood",)


def test_a_value_is_taken_or_its_fault_named() -> None:
    assert parse("email", "a@Example.RU; b@example.ru", today=TODAY).value == [
        *("a@example.ru", "b@example.ru")
    ]
    assert parse("email", "Форма обратной связи", today=TODAY).problems == ("email_none",)
    assert parse("email", "r..m@leonard.net", today=TODAY).problems == ("email_not_valid",)
    assert parse("inn", "7707083894", today=TODAY).problems == ("inn_wrong_checksum",)
    assert parse("full_name", "я" * 201, today=TODAY).problems == ("name_too_long",)
    assert parse("full_name", "—", today=TODAY) == Parsed()
    assert parse("full_name", "!!!", today=TODAY).problems == ("name_without_letters",)
    assert parse("ogrn", "304500116000157", today=TODAY).value == "304500116000157"
    assert parse_inn_kpp("7707083893/773601001")["kpp"].value == "773601001"


def test_a_web_address_gets_its_scheme_and_nothing_dangerous() -> None:
    assert parse_web("www.romashka.ru").value == "http://www.romashka.ru"
    assert parse_web("HTTPS://вентиляторъ.рф/x").value == "https://вентиляторъ.рф/x"
    for bad in ("javascript:alert(1)", "http://www/gipsobeton", "нет сайта", "file:///etc/passwd"):
        assert parse_web(bad).problems == ("web_not_valid",)


def test_mixed_contacts_are_parted() -> None:
    found = split_contacts("info@a.ru\nhttp://www.a.ru, (495) 540-75-20; спросить Анну")
    assert found["email"].value == ["info@a.ru"]
    assert found["web"].value == "http://www.a.ru"
    assert [phone.e164 for phone in found["phone"].value] == ["+74955407520"]
    assert found["notes"].value == "спросить Анну"


@given(st.sampled_from(sorted(SYNONYMS)), st.text(st.characters(), max_size=100))
def test_no_cell_makes_a_parser_raise(field: str, cell: str) -> None:
    parsed = parse(field, cell, today=TODAY)
    assert all(isinstance(problem, str) for problem in parsed.problems)
    split_contacts(cell)
    parse_inn_kpp(cell)
    recognise([cell], [[cell]])


@given(st.text("0123456789.,-/ eE$()", max_size=20))
def test_nearly_dates_and_amounts_do_not_raise(cell: str) -> None:
    parse_date(cell)
    parse_money(cell)
    parse("birth_date", cell, today=TODAY)


@pytest.mark.parametrize(
    ("column", "cell", "number"),
    [
        ("БИН", "050540004455", "KZ050540004455"),
        ("УНП", "100582333", "BY100582333"),
        ("VAT", "GB 980 7806 84", "GB980780684"),
        ("VAT number", "DE136695976", "DE136695976"),
    ],
)
def test_d13_numbers_of_other_countries_come_with_their_country(
    column: str, cell: str, number: str
) -> None:
    assert by_name(column)[0] == "vat"
    assert parse("vat", cell, today=TODAY) == Parsed(number)
