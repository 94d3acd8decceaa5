"""What holds a letter back that leaves by itself."""

from __future__ import annotations

from ..interactions.rules.texts import gap_of
from ..outbox.renderers import Letter, NoLetter

#: How the reason begins that a failed letter keeps; what is to be filled in stands behind it.
UNFILLED = "unfilled: "


def whole(letter: Letter) -> Letter:
    """``letter`` itself. Refuses (NoLetter) one in which a place still waits to be filled in: a
    field of the bank's own that the client has nothing in, or that is out of use."""
    gap = gap_of(letter.subject) or gap_of(letter.text)
    if gap:
        raise NoLetter(f"{UNFILLED}{gap}")
    return letter
