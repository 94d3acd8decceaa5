"""How many of those who share a home or a name are two: told by a whole file or base itself.

A list of households and a list of single people look alike pair by pair; over all their pairs they
do not. Where many share an address and a family name and nothing else, they are families, and what
they share says little; where hardly anybody does, the few are slips of the pen. No label is needed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations
from math import log2

from rapidfuzz.distance import OSA

from .names import pair_up
from .subject import DuplicateSubject

#: Keys beside the shares of names: bits by which those akin are rarer than usual.
RELATIVES, BRANCHES = "of relatives", "of branches"
#: As many of each kind are thought to be seen before anything is.
_BEFORE = 2.0
#: Pairs with birth dates from which on the others are not asked.
_ENOUGH = 10
_MOST_OF_ONE_HOME = 8
_LEAST, _MOST = -2.0, 9.0
Pairs = list[tuple[DuplicateSubject, DuplicateSubject]]


def kinship(subjects: Iterable[DuplicateSubject]) -> dict[str, float]:
    """How much rarer relatives and branches are among ``subjects`` than usual, in bits."""
    homes: dict[str, list[int]] = defaultdict(list)
    firms: dict[str, list[int]] = defaultdict(list)
    known = list(subjects)
    for at, one in enumerate(known):
        if one.is_organisation:
            firms[one.name_key].append(at)
        elif one.person_names:
            for home in _homes(one):
                homes[home].append(at)
    return {
        RELATIVES: _relatives(_pairs(known, homes.values())),
        BRANCHES: _branches(_pairs(known, firms.values())),
    }


def _homes(one: DuplicateSubject) -> list[str]:
    place = one.place
    found = [*one.numbers, *("@".join(mail) for mail in one.mails)]
    if place.house and place.street:
        found.append(" ".join([place.house, place.flat, place.city, *sorted(place.street)]))
    return found


def _pairs(known: Sequence[DuplicateSubject], groups: Iterable[list[int]]) -> Pairs:
    met: set[tuple[int, int]] = set()
    for members in groups:
        if 2 <= len(members) <= _MOST_OF_ONE_HOME:
            met.update(combinations(members, 2))
    return [(known[here], known[there]) for here, there in met]


def _relatives(pairs: Pairs) -> float:
    """Of pairs of one home: names alike or not, birth dates alike or not. Slips of the pen in
    both are rarer than in one of them by as much as that is rarer than none; what is beyond them
    are two people. Where birth dates are not known the names alone tell."""
    seen: Counter[tuple[bool, bool | None]] = Counter(_alike(one, two) for one, two in pairs)
    born = {alike: count for alike, count in seen.items() if alike[1] is not None}
    if sum(born.values()) < _ENOUGH:
        born = {(name, name if day is None else day): n for (name, day), n in seen.items()}
    both, name, day = (born.get(one, 0) for one in ((True, True), (True, False), (False, True)))
    neither = born.get((False, False), 0)
    return _bits(both + name + day, max(0.0, neither - 2 * name * day / max(1, both)))


def _bits(same: float, akin: float) -> float:
    return max(_LEAST, min(_MOST, log2((same + _BEFORE) / (akin + _BEFORE))))


def _alike(one: DuplicateSubject, two: DuplicateSubject) -> tuple[bool, bool | None]:
    """Whether names and birth dates are alike; None where these are not known."""
    pairing = pair_up(one.person_names, two.person_names)
    is_one = not (pairing.left and pairing.right)
    a, b = one.birth_digits, two.birth_digits
    return is_one, OSA.distance(a, b, score_cutoff=1) <= 1 if a and b else None


def _branches(pairs: Pairs) -> float:
    """Of pairs of one name: they share a phone or an address, or have others."""
    found = Counter(_are_branches(one, two) for one, two in pairs)
    return _bits(found[False], found[True])


def _are_branches(one: DuplicateSubject, two: DuplicateSubject) -> bool | None:
    """Whether two of one name are two places; None where nothing is sure."""
    here, there = one.place, two.place
    phones = bool(one.numbers & two.numbers) if one.numbers and two.numbers else None
    known = bool(here.street and there.street and here.house and there.house)
    home = (here.house == there.house and bool(here.street & there.street)) if known else None
    if phones or home:
        return False
    return True if phones is False or home is False else None
