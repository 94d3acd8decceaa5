"""How much of a dossier is known, what is missing and what to ask next (D8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from ...clients.models import ClientKind
from .fields import SENSITIVE


@dataclass(frozen=True)
class Question:
    """What to ask at the next contact, and which field the answer fills."""

    field: str
    text: Any


@dataclass(frozen=True)
class Completeness:
    """How much of a dossier is known: per cent, the questions to ask next, names of what is there
    and of what lacks, both in the order in which one asks."""

    percent: int
    questions: tuple[Question, ...]
    missing: tuple[str, ...]
    known: tuple[str, ...]


#: Field → (weight, question), in the order in which one asks. After domain.md, "The dossier of a
#: firm before the first contact", and progressive profiling: the easy and useful first.
_FIRM: dict[str, tuple[int, Any]] = {
    "phones": (10, _l("On which phone is the firm best reached?")),
    "decides": (12, _l("Who decides on the choice of a bank?")),
    "banks_now": (10, _l("Which banks serve the firm now, and with what?")),
    "activity": (8, _l("What does the firm live on?")),
    "problems": (8, _l("What troubles the firm in its payments and money now?")),
    "needs": (8, _l("What would the firm like to have solved this year?")),
    "emails": (6, _l("To which address may papers be sent?")),
    "planned_products": (6, _l("Which products fit this firm?")),
    "possible_profit": (6, _l("What profit may the firm bring in a year?")),
    "governance": (6, _l("How are the governing bodies made up?")),
    "inn": (6, _l("What is the INN of the firm?")),
    "addresses": (4, _l("Where is the firm's office?")),
    "staff_count": (3, _l("How many people work there?")),
    "revenue": (3, _l("What is the revenue of a year?")),
    "competitor_offers": (3, _l("What do other banks offer the firm?")),
    "history": (3, _l("How did the firm begin and grow?")),
    "source_id": (2, _l("How did we learn of the firm?")),
    "channel_id": (1, _l("By which way did the firm come to us?")),
}
_PERSON: dict[str, tuple[int, Any]] = {
    "phones": (14, _l("Which number is best to call?")),
    "preferred_channel": (8, _l("How does the client prefer to be reached, and when?")),
    "emails": (8, _l("To which address may papers be sent?")),
    "birth_date": (8, _l("When is the birthday?")),
    "occupation": (10, _l("What does the client do for a living?")),
    "banks_now": (8, _l("Which banks serve the client now?")),
    "needs": (10, _l("What is the client saving or borrowing for?")),
    "income_level": (8, _l("What is the level of income?")),
    "family": (6, _l("Who belongs to the family?")),
    "planned_products": (6, _l("Which products fit this client?")),
    "possible_profit": (5, _l("What profit may the client bring in a year?")),
    "addresses": (4, _l("Where does the client live?")),
    "hobbies": (3, _l("What does the client like to do?")),
    "family_status": (2, _l("Is the client married?")),
    "education": (2, _l("What did the client study?")),
    "social_networks": (2, _l("In which social networks is the client?")),
    "source_id": (2, _l("How did we learn of the client?")),
    "channel_id": (1, _l("By which way did the client come to us?")),
}
_TRADER: dict[str, tuple[int, Any]] = {
    "phones": (12, _l("Which number is best to call?")),
    "activity": (10, _l("What does the trader live on?")),
    "banks_now": (10, _l("Which banks serve the client now?")),
    "needs": (10, _l("What would the trader like to have solved this year?")),
    "inn": (8, _l("What is the INN of the trader?")),
    "emails": (8, _l("To which address may papers be sent?")),
    "preferred_channel": (6, _l("How does the client prefer to be reached, and when?")),
    "revenue": (6, _l("What is the revenue of a year?")),
    "planned_products": (6, _l("Which products fit this client?")),
    "possible_profit": (6, _l("What profit may the client bring in a year?")),
    "birth_date": (5, _l("When is the birthday?")),
    "addresses": (4, _l("Where does the client live?")),
    "family": (3, _l("Who belongs to the family?")),
    "hobbies": (3, _l("What does the client like to do?")),
    "source_id": (2, _l("How did we learn of the client?")),
    "channel_id": (1, _l("By which way did the client come to us?")),
}
_ASKED = {
    ClientKind.ORGANISATION: _FIRM,
    ClientKind.PERSON: _PERSON,
    ClientKind.SOLE_TRADER: _TRADER,
}
#: How many questions are offered at a contact.
AT_ONCE = 3
#: What a field of the bank's own weighs.
OWN_WEIGHT = 5


def weights(kind: ClientKind) -> dict[str, int]:
    """Field or list → what it weighs in a dossier of ``kind``, sensitive ones too."""
    return {name: weight for name, (weight, _question) in _ASKED[kind].items()}


def question_of(kind: ClientKind, field: str) -> Question | None:
    """The question about ``field`` of a client of ``kind``; None where nothing is asked."""
    line = _ASKED[kind].get(field)
    return Question(field, line[1]) if line else None


def _with_own(
    asked: dict[str, tuple[int, Any]], own: Sequence[Question]
) -> dict[str, tuple[int, Any]]:
    lines = list(asked.items())
    mine = [(one.field, (OWN_WEIGHT, one.text)) for one in own]
    return dict([*lines[:AT_ONCE], *mine, *lines[AT_ONCE:]])


def completeness(
    kind: ClientKind,
    known: set[str],
    *,
    may_see: bool = True,
    own: Sequence[Question] = (),
) -> Completeness:
    """How complete a dossier is in which ``known`` fields have a value.

    ``known`` holds names of fields, and of lists: phones, emails, addresses, decides (a contact
    person who decides). ``may_see``: whether sensitive fields count and are asked. ``own``: the
    questions about the bank's own fields, asked after the first three of the dossier.
    """
    asked = {n: line for n, line in _ASKED[kind].items() if may_see or n not in SENSITIVE}
    asked = _with_own(asked, own)
    whole = sum(weight for weight, _question in asked.values())
    have = sum(weight for name, (weight, _question) in asked.items() if name in known)
    missing = [name for name in asked if name not in known]
    return Completeness(
        percent=round(100 * have / whole),
        questions=tuple(Question(name, asked[name][1]) for name in missing[:AT_ONCE]),
        missing=tuple(missing),
        known=tuple(name for name in asked if name in known),
    )
