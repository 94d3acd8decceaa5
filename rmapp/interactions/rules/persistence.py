"""Persistence: when a prospect may be given up, and when it is pursued too long (C6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ..words import NoNextReason

#: In one real phone campaign the chance per try fell to 1 % by the eighth contact (product.md C6).
TOO_MANY = 8


class Persistence(StrEnum):
    """How the number of contacts stands to the bank's rule."""

    EARLY = "early"
    RIPE = "ripe"
    LONG = "long"


#: The bank's own figures speak of a contact from so many tries on.
ENOUGH = 50
#: From where the chance per try is below this part of the usual one, it is too long.
TOO_SMALL = 1 / 3


@dataclass(frozen=True)
class Limit:
    """What the bank's own past says: from contact ``number`` on ``chance`` of the ``tries`` made a
    client (0 to 1), ``usual`` of all tries did. ``part``: of which prospects, "" for all."""

    number: int
    chance: float
    usual: float
    tries: int
    part: str = ""


def limit_of(steps: Sequence[tuple[int, int, int]], *, minimum: int) -> Limit | None:
    """The first contact, not before the bank's ``minimum``, from which on too few succeed.

    ``steps``: (number, prospects that had this contact, those it made clients), by number. None
    where the past is too short or speaks for going on. The chance is that of all tries from there
    on, so that one lucky contact far out does not hide the rest.
    """
    tries = sum(reached for _number, reached, _through in steps)
    usual = sum(through for _number, _reached, through in steps) / tries if tries else 0.0
    for at, (number, _reached, _through) in enumerate(steps):
        rest = steps[at:]
        many = sum(reached for _number, reached, _won in rest)
        if number < minimum or many < ENOUGH or not usual:
            continue
        chance = sum(won for _number, _reached, won in rest) / many
        if chance < usual * TOO_SMALL:
            return Limit(number, chance, usual, many)
    return None


def persistence(contact_number: int, *, minimum: int, limit: Limit | None = None) -> Persistence:
    """Where contact ``contact_number`` (1 = first) stands; ``minimum``: the bank's setting;
    ``limit``: what its own figures say, the eighth contact where they say nothing."""
    if contact_number < minimum:
        return Persistence.EARLY
    longest = limit.number if limit is not None else TOO_MANY
    return Persistence.LONG if contact_number >= max(longest, minimum) else Persistence.RIPE


def is_too_early_to_drop(
    contact_number: int, *, minimum: int, reason: NoNextReason, is_prospect: bool
) -> bool:
    """Whether giving up for ``reason`` at this contact breaks the bank's rule.

    A prospect without a need, or one that is gone, may be left at once: pressing on would cost
    both sides (domain.md, "Influence without pressure").
    """
    return is_prospect and reason is NoNextReason.REFUSED and contact_number < minimum
