"""Pairs told by a third record: whom two records surely are, they are of each other too.

Of three records every pair has a chance of its own; what they can be together is fewer (one client,
two, three). The chance of a pair given the other two is that of all arrangements in which it holds
(after Bansal, Blum & Chawla 2004, "Correlation clustering", for three points).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from itertools import combinations

#: A link so sure at least leads on; no link is surer than the most.
_LINK, _SUREST = 0.9, 0.998
#: A record with more links than this is a crowd, and says nothing.
_MOST_LINKS = 12
Pair = tuple[int, int]


def closed(
    links: Mapping[Pair, float], direct: Callable[[int, int], float], least: float
) -> Iterator[tuple[int, int, float]]:
    """Pairs (the smaller first) that ``links`` (pair → chance) lack and a third record tells, with
    their chance, if it is ``least`` or more. ``direct``: the chance of a pair by itself."""
    near: dict[int, list[int]] = defaultdict(list)
    for (left, right), chance in links.items():
        if chance >= _LINK:
            near[left].append(right)
            near[right].append(left)
    told: dict[Pair, float] = {}
    asked: dict[Pair, float] = {}
    for middle, others in near.items():
        if len(others) > _MOST_LINKS:
            continue
        for left, right in combinations(sorted(others), 2):
            pair = left, right
            if pair in links:
                continue
            if pair not in asked:
                asked[pair] = direct(left, right)
            sides = [links[min(middle, end), max(middle, end)] for end in pair]
            told[pair] = max(told.get(pair, 0.0), of_three(asked[pair], *sides))
    for (left, right), chance in sorted(told.items()):
        if chance >= least:
            yield left, right, round(chance, 4)


def of_three(chance: float, one: float, other: float) -> float:
    """The chance of a pair of which both are with a third by the chances ``one`` and ``other``."""
    one, other = min(one, _SUREST), min(other, _SUREST)
    all_one = chance * one * other
    alone = chance * (1 - one) * (1 - other)
    parted = (1 - chance) * (one * (1 - other) + (1 - one) * other + (1 - one) * (1 - other))
    whole = all_one + alone + parted
    return (all_one + alone) / whole if whole else 0.0
