"""Every change of opportunities."""

from .editing import (
    LineInput,
    edit_opportunity,
    open_opportunity,
    take_over,
    take_over_by,
    yearly,
)
from .needs import follow
from .stages import lose, move, note_proposal_sent, reopen

__all__ = [
    "LineInput",
    "edit_opportunity",
    "follow",
    "lose",
    "move",
    "note_proposal_sent",
    "open_opportunity",
    "reopen",
    "take_over",
    "take_over_by",
    "yearly",
]
