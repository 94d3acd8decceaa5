"""The stated rules: what decides whom to call first before the bank's past has taught anything.

In words: a warm client before a cold one and a hot one before both; the chance of a try falls with
every contact (product.md C6: from 5.6 % at the first to 1 % at the eighth); whoever agreed or
answered before is likelier to do so again; the order is that of the chance times the worth.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

#: Chances of the first try by temperature; a client nobody has spoken with is cold.
HEAT = {"hot": 0.3, "warm": 0.15}
COLD = 0.056
#: What is left of the chance at the eighth contact and beyond.
FLOOR, LAST = 0.2, 8
AGREED, ANSWERED = 1.5, 1.2
#: The order is a number from 0 (first) to NOBODY_KNOWS (nothing is known of the client).
NOBODY_KNOWS = 10_000
STEPS_OF_TEN = 900  # so many steps of the order for each factor of ten of expected profit
MOST_REASONS = 3
#: The share of the successes that the usual numbers of a contact hold.
USUAL = 0.6


@dataclass(frozen=True)
class Known:
    """What is known of a client before the next contact. ``number``: which contact it will be;
    ``answered``: contacts of both sides so far; ``last_result``: "" before the first."""

    number: int = 1
    heat: str = "cold"
    last_result: str = ""
    answered: int = 0
    has_open_sale: bool = False


def stated_chance(known: Known) -> float:
    """The chance of success of the next contact by the stated rules, 0 to 1."""
    tries = min(max(known.number, 1), LAST) - 1
    chance = HEAT.get(known.heat, COLD) * (1 - (1 - FLOOR) * tries / (LAST - 1))
    if known.last_result == "agreed":
        chance *= AGREED
    elif known.answered:
        chance *= ANSWERED
    return min(chance, 0.9)


def call_order(chance: float, worth: int) -> int:
    """Where a client stands: 0 is first. ``worth``: of a success, in minor units; every factor of
    ten in chance times worth is STEPS_OF_TEN steps."""
    expected = chance * max(worth, 100) / 100
    place = NOBODY_KNOWS - 1 - STEPS_OF_TEN * math.log10(1 + expected)
    return min(NOBODY_KNOWS - 1, max(0, round(place)))


def usual_numbers(successes: Sequence[int]) -> tuple[int, int] | None:
    """The shortest run of contact numbers, from and to, that holds USUAL of the successes.

    ``successes``: how many at contact 1, 2, …; None while there are fewer than ten.
    """
    whole = sum(successes)
    if whole < 10:
        return None
    for length in range(1, len(successes) + 1):
        sums = [sum(successes[at : at + length]) for at in range(len(successes) - length + 1)]
        if max(sums) >= USUAL * whole:
            first = sums.index(max(sums)) + 1
            return first, first + length - 1
    return None


def reasons(
    known: Known, usual: tuple[int, int] | None, helpful: Sequence[str] | None = None
) -> str:
    """Why the client stands where it stands, as codes with their figures parted by blanks.

    ``helpful``: what speaks for this client by the model; None: the stated rules decide.
    """
    found = [
        ("heat", known.heat) if known.heat in HEAT else ("", ""),
        ("last_result", "agreed") if known.last_result == "agreed" else ("", ""),
        ("answered", f"answered:{known.answered}") if known.answered else ("", ""),
        ("number", f"number:{known.number}:{usual[0]}:{usual[1]}")
        if usual and usual[0] <= known.number <= usual[1]
        else ("", ""),
        ("sale", "sale") if known.has_open_sale else ("", ""),
    ]
    told = [
        code for column, code in found
        if code and (helpful is None or column in helpful or column == "sale")
    ]  # fmt: skip
    return " ".join(told[:MOST_REASONS])
