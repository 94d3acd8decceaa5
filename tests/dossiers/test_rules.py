"""Completeness and the next questions (D8)."""

from rmapp.clients.models import ClientKind
from rmapp.dossiers.rules import completeness


def test_an_empty_dossier_asks_for_the_phone_first():
    empty = completeness(ClientKind.ORGANISATION, set())
    assert empty.percent == 0
    assert [question.field for question in empty.questions] == ["phones", "decides", "banks_now"]


def test_a_whole_dossier_asks_nothing():
    every = set(completeness(ClientKind.PERSON, set()).missing)
    whole = completeness(ClientKind.PERSON, every)
    assert (whole.percent, whole.questions) == (100, ())


def test_an_answer_moves_the_dossier_on():
    before = completeness(ClientKind.ORGANISATION, {"phones"})
    after = completeness(ClientKind.ORGANISATION, {"phones", "decides"})
    assert after.percent > before.percent
    assert after.questions[0].field == "banks_now"


def test_who_may_not_see_the_income_is_not_asked_to_ask_it():
    assert "income_level" not in completeness(ClientKind.PERSON, set(), may_see=False).missing
