"""X6, F1: the letter of a proposal and what follows it greet the person the paper is written to."""

from __future__ import annotations

from typing import Any

import pytest

from rmapp.core import placeholders
from rmapp.core.db import db
from rmapp.followups import queries as followups
from rmapp.handovers.texts import shipped
from rmapp.proposals import queries
from rmapp.proposals.defaults import TEXT
from rmapp.proposals.mails import placeholder_values
from rmapp.proposals.models import Proposal
from tests.proposals.test_sending import a_draft, client

__all__ = ["client"]


@pytest.mark.parametrize(
    ("addressee", "greeting"),
    [
        ("Кузнецов Илья Петрович, директор", "Уважаемый Илья Петрович!"),
        ("Кузнецов Илья Петрович", "Уважаемый Илья Петрович!"),
        ("Генеральному директору Кузнецову И. П.", "Здравствуйте!"),
        ("", "Здравствуйте!"),
    ],
)
def test_x6_a_proposal_and_its_reminder_begin_with_the_name_of_the_reader(
    cast: Any, client: Any, addressee: str, greeting: str
) -> None:
    proposal = a_draft(cast, client)
    queries.current_version(proposal).addressee = addressee
    db.session.flush()
    rule = followups.rule_by_code("proposal-silence")
    assert rule is not None
    for text in (TEXT["ru"], rule.text_ru):
        assert _filled(text, proposal).splitlines()[0] == greeting


def test_f1_in_english_the_letters_of_a_proposal_begin_as_english_letters_do(
    cast: Any, client: Any
) -> None:
    proposal = a_draft(cast, client)
    proposal.language = "en"
    queries.current_version(proposal).addressee = ""
    db.session.flush()
    assert _filled(TEXT["en"], proposal).splitlines()[0] == "Dear Sir or Madam,"


def test_v9_letters_of_introduction_begin_with_the_greeting() -> None:
    for letter in shipped().values():
        for language in ("ru", "en"):
            assert letter[f"text_{language}"].startswith("{greeting}\n\n")


def _filled(text: str, proposal: Proposal) -> str:
    return placeholders.fill(text, placeholder_values(proposal, proposal.manager))
