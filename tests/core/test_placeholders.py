"""Texts that employees write are no programs (reliability.md 2.3, row 16)."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmapp.core.placeholders import MAX_FILLED, ProblemCode, check, fill, names

ALLOWED = {"client.first_name": "The client's given name", "bank.name": "The bank"}
VALUES = {"client.first_name": "Анна", "bank.name": "Банк"}
PAYLOADS = [
    "{{7*7}}{client.__class__}",
    "{client.__class__.__mro__}",
    "{client.manager.password_hash}",
    "{client.first_name.__class__}",
    "{client.first_name!r}",
    "{client.first_name:>1000000000}",
    "{0}{1}{}",
    "{0.__class__}",
    "{client[first_name]}",
    "{% for x in range(10**9) %}{% endfor %}{client.x}",
    "${7*7}{x}",
    "{config}",
    "{self._TemplateReference__context}",
    "{lipsum.__globals__['os'].popen('id').read()}",
    "{client.first_name|attr('__class__')}",
    "{'a'*10**9}",
    "{{{x}}}",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_an_unknown_name_is_refused_at_save(payload: str) -> None:
    codes = {problem.code for problem in check(payload, ALLOWED)}
    assert codes & {ProblemCode.UNKNOWN, ProblemCode.STRAY_BRACE}


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_fills_to_nothing_but_its_own_plain_text(payload: str) -> None:
    filled = fill(payload, VALUES)
    assert len(filled) <= len(payload)
    assert "49" not in filled
    assert "<class" not in filled


def test_known_names_are_filled_and_braces_escaped() -> None:
    text = "Здравствуйте, {client.first_name}! {{не поле}} — {bank.name}"
    assert check(text, ALLOWED) == []
    assert fill(text, VALUES) == "Здравствуйте, Анна! {не поле} — Банк"
    assert names(text) == ["client.first_name", "bank.name"]


def test_a_value_is_never_read_as_a_template() -> None:
    assert fill("{bank.name}", {"bank.name": "{client.first_name}"}) == "{client.first_name}"


def test_the_fault_is_shown_by_its_line() -> None:
    [problem] = check("one\ntwo {nobody}\n", ALLOWED)
    assert (problem.code, problem.line, problem.text) == (ProblemCode.UNKNOWN, 2, "nobody")


def test_twenty_kilobytes_are_the_limit() -> None:
    assert check("я" * 10_000, ALLOWED) == []
    assert [problem.code for problem in check("я" * 10_001, ALLOWED)] == [ProblemCode.TOO_LONG]


def test_the_filled_text_is_bounded() -> None:
    template = "{bank.name}" * 201
    assert ProblemCode.TOO_MANY in {problem.code for problem in check(template, ALLOWED)}
    assert len(fill("{bank.name}" * 1000, {"bank.name": "x" * 1000})) == MAX_FILLED


@given(st.text(st.sampled_from("{}abc._!:[]%0 \n"), max_size=60))
def test_any_text_without_problems_fills_to_allowed_values_only(text: str) -> None:
    marks = {name: f"<{at}>" for at, name in enumerate(ALLOWED)}
    filled = fill(text, marks)
    if not check(text, ALLOWED):
        plain = re.sub(r"<\d>", "", filled)
        assert set(plain) <= set(text)
    assert len(filled) <= MAX_FILLED


@given(st.text(st.characters(blacklist_characters="{}"), max_size=200))
def test_text_without_braces_stays_as_it_is(text: str) -> None:
    assert fill(text, VALUES) == text
    assert check(text, ALLOWED) == []
