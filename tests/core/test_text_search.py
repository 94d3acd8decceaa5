"""What is stored for searching and what a query asks (D15, ruling 23)."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmapp.core.text import (
    EXACT_MARK,
    MAX_TOKENS,
    Terms,
    query_variants,
    respelled,
    search_terms,
    tsquery,
    typo_keys,
)

PETROV = search_terms(
    names=["Петров Пётр Сергеевич"],
    phones=["+79161234567"],
    emails=["p.petrov@vesna.ru"],
    numbers=["7707083893", "КД-2024/15"],
)
ROMASHKA = search_terms(names=['ООО "Ромашка плюс"'], phones=["+74955407520"])


def finds(query: str, terms: Terms, *, typos: bool = False) -> bool:
    """What PostgreSQL does with ``tsquery`` on ``array_to_tsvector(tokens)``."""
    groups = query_variants(query, typos=typos)
    if typos:
        near: dict[str, list[str]] = {}
        for word in terms.words:
            for key in typo_keys(word):
                near.setdefault(key, []).append(word)
        groups = respelled(groups, near)
    return bool(groups) and all(
        any(
            token == asked[1:] if asked.startswith(EXACT_MARK) else token.startswith(asked)
            for asked in group
            for token in terms.tokens
        )
        for group in groups
    )


@pytest.mark.parametrize(
    "query",
    [
        "петров",
        "Петр",
        "петр серг",
        "сергеевич пётр",
        "petrov",
        "Petr Serg",
        "gtnhjd",  # петров in the Latin layout
        "зуекщм",  # petrov in the Russian layout
        "8 916 123",
        "+7 (916) 123-45-67",
        "9161234567",
        "4567",
        "8-916-123-45-67",
        "p.petrov@vesna.ru",
        "p.petrov@",
        "@vesna",
        "7707083893",
        "77070838",
        "кд-2024",
    ],
)
def test_a_client_is_found_by(query: str) -> None:
    assert finds(query, PETROV)
    assert not finds(query, ROMASHKA)


@pytest.mark.parametrize("query", ["ромашка", "ООО Ромашка", "плюс ром", "hjvfirf", "romashka"])
def test_a_firm_is_found_by(query: str) -> None:
    assert finds(query, ROMASHKA)


@pytest.mark.parametrize("query", ["сидоров", "петров иван", "1234", "161", "етров", "x"])
def test_a_client_is_not_found_by(query: str) -> None:
    assert not finds(query, PETROV)


@pytest.mark.parametrize("query", ["Пертов", "Петроф", "Пптров", "Петрв", "Петтров", "етров"])
def test_one_typo_is_found_when_typos_are_asked_for(query: str) -> None:
    assert finds(query, search_terms(names=["Петров"]), typos=True)


LETTERS = st.text("абвгдежзийклмнопрстуфхцчшщъыьэюя", min_size=5, max_size=15)


@given(LETTERS, st.data())
def test_any_single_edit_of_a_name_shares_a_typo_key(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 2))
    letter = data.draw(st.sampled_from("абвгджия"))
    edits = [
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    ]
    for edited in edits:
        assert typo_keys(word) & typo_keys(edited), edited


@given(st.text(st.characters(), max_size=300))
def test_hostile_text_gives_few_short_plain_tokens(text: str) -> None:
    tokens, known = search_terms(names=[text], phones=[text], emails=[text], numbers=[text])
    assert len(tokens) <= MAX_TOKENS
    assert all(re.fullmatch(r"\w{1,48}", token) for token in tokens)
    assert all(word.isalpha() and 5 <= len(word) <= 20 for word in known)
    for typos in (False, True):
        groups = query_variants(text, typos=typos)
        assert len(groups) <= 8
        for group in groups:
            assert 0 < len(group) < 80
            assert all(re.fullmatch(r"\w{1,48}", token) for token in group)
        assert re.fullmatch(r"[\w'():*&| ]*", tsquery(groups))


def test_a_person_costs_few_tokens() -> None:
    assert len(PETROV.tokens) < 20
