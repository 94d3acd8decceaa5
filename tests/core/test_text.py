"""Names made comparable (D12, D15): folding, forms, scripts, layouts."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from flask_babel import force_locale, gettext
from hypothesis import given
from hypothesis import strategies as st

from rmapp.core.i18n import nested
from rmapp.core.text import (
    fold,
    legal_form,
    other_layout,
    script_key,
    sort_key,
    to_cyrillic,
    to_latin,
    unmix,
    words,
)


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_a_folded_text_holds_only_letters_digits_and_single_blanks(text: str) -> None:
    folded = fold(text)
    assert all(char.isalnum() or char == " " for char in folded)
    assert "  " not in folded
    assert folded == folded.strip()


@given(st.text(st.characters(), max_size=300))
def test_no_text_makes_any_of_the_rules_raise(text: str) -> None:
    sort_key(text)
    legal_form(text)
    to_latin(text)
    other_layout(text)
    for word in words(text):
        script_key(word)
        to_cyrillic(word)


def test_yo_quotes_and_case_make_no_difference() -> None:
    assert fold("«Ёлочка»  №1") == fold('"ЕЛОЧКА" no1')


def test_short_i_is_a_letter_and_not_an_accent() -> None:
    assert fold("Майя") == "майя"
    assert fold("Café Müller") == "cafe muller"


def test_a_latin_letter_among_cyrillic_ones_is_set_right() -> None:
    assert unmix("cтрой") == "строй"  # the first letter is Latin
    assert unmix("pоmashka") == "pomashka"  # the second one Cyrillic
    assert unmix("смс") == "смс"


@pytest.mark.parametrize(
    ("name", "form", "rest"),
    [
        ('ООО "Ромашка"', "ООО", "Ромашка"),
        ("Ромашка, ООО", "ООО", "Ромашка"),
        ("«Сбербанк» ПАО", "ПАО", "Сбербанк"),
        ("Общество с ограниченной ответственностью «Весна»", "ООО", "Весна"),
        ("ИП Иванов Иван Иванович", "ИП", "Иванов Иван Иванович"),
        ("Siemens AG", "AG", "Siemens"),
        ("Acme Co., Ltd.", "Ltd", "Acme"),
        ("ТОВ «Київ-Буд»", "ТОВ", "Київ-Буд"),
        ("Gazprom OAO", "ОАО", "Gazprom"),
        ("Ромашка (ООО)", "ООО", "Ромашка"),
        ("Асфальт", "", "Асфальт"),
        ("ООО", "", "ООО"),
        ("Аорта", "", "Аорта"),
    ],
)
def test_the_legal_form_is_found_at_either_end(name: str, form: str, rest: str) -> None:
    assert legal_form(name) == (form, rest)


def test_names_sort_without_forms_and_quotes() -> None:
    names = ['ООО "Ёлка"', "АО Ель", "«Жук»", "ПАО «Дом»"]
    assert sorted(names, key=sort_key) == ["ПАО «Дом»", 'ООО "Ёлка"', "АО Ель", "«Жук»"]


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        ("Щербаков", "Shcherbakov"),
        ("Щербаков", "Scherbakov"),
        ("Юрий", "Iurii"),
        ("Юрий", "Jurij"),
        ("Ельцин", "Yeltsin"),
        ("Фёдор", "Fyodor"),
        ("Алексей", "Alexey"),
        ("Дмитрий", "Dmitry"),
        ("Джонсон", "Johnson"),
        ("Наталья", "Nataliya"),
        ("Шмидт", "Schmidt"),
        ("Кац", "Katz"),
        ("Ксения", "Xenia"),
    ],
)
def test_both_scripts_meet_in_one_key(cyrillic: str, latin: str) -> None:
    assert script_key(fold(cyrillic)) == script_key(fold(latin))


def test_a_passport_spelling_follows_icao() -> None:
    assert to_latin("Щукин Юрий") == "Shchukin Iurii"
    assert to_cyrillic("petrov") == "петров"


def test_the_other_layout_is_undone_by_itself() -> None:
    assert other_layout("gtnhjd") == "петров"
    assert other_layout(other_layout("петров")) == "петров"
    assert other_layout(";erjd") == "жуков"


@pytest.mark.real_data
def test_naughty_strings_pass_all_rules() -> None:
    naughty = Path(os.environ["RMAPP_REAL_DATA"], "strings", "blns.json")
    for text in json.loads(naughty.read_text("utf-8")):
        assert fold(fold(text)) == fold(text)
        assert len(sort_key(text)) <= 200


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("«Визит: Банк «Образец»»", "«Визит: Банк „Образец“»"),
        ("Визит: Банк «Образец»", "Визит: Банк «Образец»"),
        ("«ООО «ТД «Кедр»»» и «Дуб»", "«ООО „ТД „Кедр““» и «Дуб»"),
        ("«ООО «ТД «Кедр»", "«ООО «ТД «Кедр»"),
        ("» «", "» «"),
    ],
)
def test_quotes_within_quotes_are_written_as_russian_writes_them(text, said):
    assert nested(text) == said


def test_a_name_in_quotes_nests_in_messages_and_on_pages(app):
    with app.test_request_context(), force_locale("ru"):
        filled = {"room": "Зал «<b>»"}
        assert gettext("“%(room)s” as before", **filled) == "«Зал „<b>“», как и раньше"
        russian = app.jinja_env._speaking("ru")
        page = russian.from_string('{{ _("“%(room)s” as before", room=room) }}')
        assert page.render(**filled) == "«Зал „&lt;b&gt;“», как и раньше"
