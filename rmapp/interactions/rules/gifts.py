"""How much a client may be given."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Over(StrEnum):
    """Which limit a gift would break."""

    PIECES = "pieces"
    WORTH = "worth"


@dataclass(frozen=True)
class Given:
    """What a client was given this year. ``worth``: of all gifts, minor units."""

    pieces: int
    worth: int


def over_limit(
    given: Given,
    *,
    quantity: int,
    cost: int,
    most_pieces: int | None,
    most_worth: int | None,
) -> Over | None:
    """Which limit ``quantity`` pieces of ``cost`` each would break; None: neither.

    ``most_pieces``: of this material for a client and year; ``most_worth``: of all gifts together,
    minor units; None: no limit.
    """
    if most_pieces is not None and given.pieces + quantity > most_pieces:
        return Over.PIECES
    if most_worth is not None and given.worth + quantity * cost > most_worth:
        return Over.WORTH
    return None
