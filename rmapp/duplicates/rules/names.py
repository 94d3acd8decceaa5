"""How much two names are one: of persons in any order, of firms in any spelling."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, JaroWinkler

from .diminutives import are_other_given_names, same_given_name


class Match(IntEnum):
    """How two words of names agree, the better the higher."""

    NOT = 0
    INITIAL = 1
    NEAR = 2
    SHORT_FORM = 3
    SAME = 4


@lru_cache(maxsize=262_144)
def compare_words(one: str, two: str) -> Match:
    """Two keys of names: same, a short form, a typo apart, an initial, or not."""
    if one == two:
        return Match.SAME
    short, long = sorted((one, two), key=len)
    if len(short) == 1:
        return Match.INITIAL if long.startswith(short) else Match.NOT
    if same_given_name(one, two):
        return Match.SHORT_FORM
    if are_other_given_names(one, two):
        return Match.NOT  # Виктор is not Виктория, nor Марина Лариса, however near they are
    edits = OSA.distance(one, two, score_cutoff=2)
    if (edits <= 1 and len(short) >= 3) or (edits == 2 and len(short) >= 6):
        return Match.NEAR
    alike = JaroWinkler.similarity(one, two)
    if len(short) >= 4 and (
        alike >= 0.93
        or (edits == 2 and len(short) >= 5 and alike >= 0.87)
        or (edits <= 2 and sorted(one) == sorted(two))
        or (len(short) >= 4 and long.startswith(short) and len(short) * 2 >= len(long))
    ):
        return Match.NEAR
    return Match.NOT


@dataclass(frozen=True)
class Pairing:
    """Words of two names brought together: the pairs, and what is left on either side."""

    pairs: tuple[tuple[str, str, Match], ...]
    left: tuple[str, ...]
    right: tuple[str, ...]


def pair_up(
    one: Sequence[str],
    two: Sequence[str],
    compare: Callable[[str, str], Match] = compare_words,
) -> Pairing:
    """The best partners of the words of two names, whatever their order; best matches first."""
    table = sorted(
        (
            (compare(a, b), -abs(at - bt), at, bt)
            for at, a in enumerate(one)
            for bt, b in enumerate(two)
        ),
        reverse=True,
    )
    used_one: set[int] = set()
    used_two: set[int] = set()
    pairs = []
    for match, _, at, bt in table:
        if match is Match.NOT:
            break
        if at not in used_one and bt not in used_two:
            used_one.add(at)
            used_two.add(bt)
            pairs.append((one[at], two[bt], match))
    return Pairing(
        tuple(pairs),
        tuple(word for at, word in enumerate(one) if at not in used_one),
        tuple(word for bt, word in enumerate(two) if bt not in used_two),
    )


def firm_likeness(one: Sequence[str], two: Sequence[str]) -> float:
    """0 to 1 for the telling words of two firms: order, joined words and typos do not matter."""
    if not one or not two:
        return 0.0
    joined_one, joined_two = "".join(one), "".join(two)
    if joined_one == joined_two or sorted(one) == sorted(two):
        return 1.0
    sorted_one, sorted_two = " ".join(sorted(one)), " ".join(sorted(two))
    likeness = max(fuzz.ratio(sorted_one, sorted_two), fuzz.ratio(joined_one, joined_two) * 0.99)
    numbers_one = {word for word in one if word.isdigit()}
    numbers_two = {word for word in two if word.isdigit()}
    if numbers_one != numbers_two:
        # Завод ЖБИ-3 is not Завод ЖБИ-5
        return min(likeness / 100, 0.6)
    small, large = sorted((set(one), set(two)), key=len)
    paired = pair_up(sorted(small), sorted(large))
    covered = sum(len(a) for a, _, match in paired.pairs if match >= Match.NEAR)
    share = covered / max(1, sum(map(len, small)))
    if share >= 0.99 and max(map(len, small)) >= 4:
        extra = sum(map(len, large)) - covered
        likeness = max(likeness, 95 - 2 * min(extra, 10))
    return min(likeness / 100, 0.99)
