"""Two people changed one record: whose value stands. Pure."""

from __future__ import annotations

from enum import StrEnum
from typing import Any


class Side(StrEnum):
    """Whose value stands. ``BOTH``: each wrote another one, a person chooses."""

    SAME = "same"
    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"


def three_way(before: Any, theirs: Any, mine: Any) -> Side:
    """Whose of ``theirs`` and ``mine`` stands, where both began with ``before``."""
    if theirs == mine:
        return Side.SAME
    if mine == before:
        return Side.THEIRS
    return Side.MINE if theirs == before else Side.BOTH
