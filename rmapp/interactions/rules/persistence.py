"""Persistence: when a prospect may be given up, and when it is pursued too long (C6)."""

from __future__ import annotations

from enum import StrEnum

from ..words import NoNextReason

#: In one real phone campaign the chance per try fell to 1 % by the eighth contact (product.md C6).
TOO_MANY = 8


class Persistence(StrEnum):
    """How the number of contacts stands to the bank's rule."""

    EARLY = "early"
    RIPE = "ripe"
    LONG = "long"


def persistence(contact_number: int, *, minimum: int) -> Persistence:
    """Where contact ``contact_number`` (1 = first) stands; ``minimum``: the bank's setting."""
    if contact_number < minimum:
        return Persistence.EARLY
    return Persistence.LONG if contact_number >= max(TOO_MANY, minimum) else Persistence.RIPE


def is_too_early_to_drop(
    contact_number: int, *, minimum: int, reason: NoNextReason, is_prospect: bool
) -> bool:
    """Whether giving up for ``reason`` at this contact breaks the bank's rule.

    A prospect without a need, or one that is gone, may be left at once: pressing on would cost
    both sides (domain.md, "Influence without pressure").
    """
    return is_prospect and reason is NoNextReason.REFUSED and contact_number < minimum
