"""How a letter begins (C3): by name, right for a man or a woman, else neutral."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmapp.core.greetings import called, greeting, sex_of


@pytest.mark.parametrize(
    ("name", "sex", "line"),
    [
        ("Кузнецова Ольга Сергеевна", "", "Уважаемая Ольга Сергеевна!"),
        ("Кузнецов Илья Петрович", "", "Уважаемый Илья Петрович!"),
        ("Илья Петрович Кузнецов", "", "Уважаемый Илья Петрович!"),
        ("Лукин Фома Лукич", "", "Уважаемый Фома Лукич!"),
        ("Зимина Анна Ильинична", "", "Уважаемая Анна Ильинична!"),
        ("Анна Ивановна Попович", "", "Уважаемая Анна Ивановна!"),
        ("Мамедов Али Гасан оглы", "", "Уважаемый Али Гасан оглы!"),
        ("Мамедова Лейла Гасан кызы", "", "Уважаемая Лейла Гасан кызы!"),
        ("Анна Попович", "", "Здравствуйте, Анна Попович!"),
        ("Анна Попович", "f", "Уважаемая Анна Попович!"),
        ("John Smith", "", "Здравствуйте, John Smith!"),
        ("", "", "Здравствуйте!"),
        ("", "m", "Здравствуйте!"),
    ],
)
def test_a_russian_letter_greets_a_person_by_name_as_a_man_or_a_woman(
    name: str, sex: str, line: str
) -> None:
    assert greeting(name, language="ru", sex=sex) == line


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("Kuznetsov Ilya Petrovich", "Dear Ilya Petrovich,"),
        ("John Smith", "Dear John Smith,"),
        ("", "Dear Sir or Madam,"),
    ],
)
def test_an_english_letter_greets_a_person_by_name(name: str, line: str) -> None:
    assert greeting(name, language="en") == line


@given(st.text(max_size=60))
def test_any_name_is_greeted_on_one_line_and_never_by_two_sexes(name: str) -> None:
    line = greeting(name, language="ru")
    assert "\n" not in line
    assert line.endswith("!")
    assert sex_of(name) in ("", "f", "m")
    assert called(called(name)) or not name.split()
