"""Which of the clients found comes first (D15).

An exact name, then the beginning of a name, then other words of it, then what was found by a
contact person, then by a number; among equals VIP clients, then those with whom there was a
contact lately, then the shorter name. With a typo the name that is least changed comes first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz

from ...core.text import (
    fold,
    other_layout,
    query_variants,
    script_key,
    search_terms,
    sort_key,
    to_cyrillic,
    to_latin,
    words,
)

EXACT, BEGINS, WITHIN, ELSEWHERE, NUMBER = range(5)
#: Likeness in per cent below which a name found with a typo was not found by its name.
ALIKE = 60.0
#: Likeness of two words of which one has a typo: one letter of five put wrong makes 80.
NEARLY = 80.0
_LONG_AGO = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Candidate:
    """What is known of a client before it is shown."""

    id: int
    name_key: str
    vip_tier: str
    last_contact_at: dt.datetime | None


@dataclass(frozen=True)
class Wanted:
    """What is looked for: ``keys``, what a name would sort by that is written so (as it is, in the
    other script, on the other keyboard); ``groups``, see ``core.text.query_variants``."""

    keys: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]
    is_number: bool

    @cached_property
    def orderless(self) -> frozenset[str]:
        """The keys whatever the order of words: a person is asked for as one is called."""
        return frozenset(map(_in_any_order, self.keys))


def wanted(text: str) -> Wanted:
    """What ``text`` looks for."""
    key = sort_key(text)
    letters = any(char.isalpha() for char in key)
    keys = []
    if letters and "@" not in text and len(key) >= 2:
        cyrillic = " ".join(to_cyrillic(word) for word in key.split())
        keys = [key, cyrillic, to_latin(key), sort_key(other_layout(text))]
    return Wanted(
        keys=tuple(dict.fromkeys(one for one in keys if len(one) >= 2)),
        groups=tuple(tuple(group) for group in query_variants(text)),
        is_number=not letters,
    )


def joined(text: str) -> str:
    """A number without signs, in small letters."""
    return fold(text[:60]).replace(" ", "")


def tokens_of_name(name_key: str) -> list[str]:
    """The words of a name in both scripts' key."""
    found = words(name_key)
    return [*found, *(script_key(word) for word in found)]


def tokens_of_text(text: str) -> list[str]:
    """What a text of a field of the bank's own is found by."""
    return search_terms(names=[text]).tokens


def answers(tokens: Collection[str], wanted: Wanted) -> bool:
    """Whether every word wanted is the beginning of one of ``tokens``."""
    return bool(wanted.groups) and all(
        any(token.startswith(asked) for asked in group for token in tokens)
        for group in wanted.groups
    )


def is_named(one: Candidate, wanted: Wanted) -> bool:
    """Whether the client was found by its name, be it with a typo."""
    if answers(tokens_of_name(one.name_key), wanted):
        return True
    return not wanted.is_number and _likeness(one.name_key, wanted) >= ALIKE


def is_nearly(name: str, wanted: Wanted) -> bool:
    """Whether every word wanted is a word of ``name`` but for one typo."""
    words_of_it = sort_key(name).split()
    return not wanted.is_number and any(
        all(any(fuzz.ratio(asked, word) >= NEARLY for word in words_of_it) for asked in key.split())
        for key in wanted.keys
    )


def _in_any_order(key: str) -> str:
    return " ".join(sorted(key.split()))


def _likeness(name_key: str, wanted: Wanted) -> float:
    """How much of what is wanted the name has, in per cent, whatever the order of words."""
    return max((fuzz.token_set_ratio(key, name_key) for key in wanted.keys), default=0.0)


def _rank(one: Candidate, wanted: Wanted) -> tuple[int, float]:
    if one.name_key in wanted.keys or _in_any_order(one.name_key) in wanted.orderless:
        return EXACT, 0.0
    if wanted.keys and one.name_key.startswith(wanted.keys):
        return BEGINS, 0.0
    if answers(tokens_of_name(one.name_key), wanted):
        return WITHIN, 0.0
    if wanted.is_number:
        return NUMBER, 0.0
    return ELSEWHERE, -round(_likeness(one.name_key, wanted))


def best(
    found: Iterable[Candidate],
    wanted: Wanted,
    limit: int,
    by_number: Collection[int] = (),
) -> list[Candidate]:
    """The first ``limit`` of ``found``. ``by_number``: found by a number in another slice, which
    comes after names and people."""

    def place(one: Candidate) -> tuple[object, ...]:
        rank, unlike = _rank(one, wanted)
        if rank == ELSEWHERE and one.id in by_number:
            rank = NUMBER
        lately = (one.last_contact_at or _LONG_AGO).timestamp() if rank != BEGINS else 0.0
        return (
            rank,
            unlike,
            one.vip_tier == "",
            -lately if rank in (EXACT, WITHIN) else 0.0,
            len(one.name_key) if rank == WITHIN else 0,
            one.name_key,
            one.id,
        )

    return sorted(found, key=place)[:limit]
