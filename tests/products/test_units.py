"""X1: the unit of a product is said with its number as each language says it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from rmapp.products.rules import Unit
from rmapp.products.seeds import CATALOGUE, units

TERMINAL = Unit("терминал", "терминала", "терминалов")


@pytest.mark.parametrize(
    ("quantity", "russian", "english"),
    [
        ("1", "терминал", "terminal"),
        ("2", "терминала", "terminals"),
        ("5", "терминалов", "terminals"),
        ("11", "терминалов", "terminals"),
        ("12", "терминалов", "terminals"),
        ("21", "терминал", "terminals"),
        ("1.5", "терминала", "terminals"),
        ("112", "терминалов", "terminals"),
    ],
)
def test_a_unit_agrees_with_its_number(quantity: str, russian: str, english: str) -> None:
    assert TERMINAL.of(Decimal(quantity), "ru") == russian
    assert Unit("terminal", "", "terminals").of(Decimal(quantity), "en") == english


@given(st.integers(1, 10**6))
def test_whole_numbers_take_the_form_that_unicode_gives_them(number: int) -> None:
    form = Locale("ru").plural_form(number)
    assert TERMINAL.of(Decimal(number), "ru") == getattr(TERMINAL, form)


@given(st.decimals("0.001", "1000", places=3), st.sampled_from(["ru", "en"]))
def test_a_unit_without_other_forms_stays_as_it_was_written(quantity: Decimal, language: str):
    assert Unit("мес.").of(quantity, language) == "мес."


def test_every_shipped_unit_but_the_abbreviated_has_all_its_forms() -> None:
    for one in CATALOGUE:
        forms = units(one.unit_en, one.unit_ru)
        assert forms["unit_en_many"], one.code
        assert one.unit_ru == "мес." or (forms["unit_ru_few"] and forms["unit_ru_many"]), one.code
