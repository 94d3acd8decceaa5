"""How many rows the lists of this transaction have shown: noted where they are read.

``pagination.keyset`` notes its page, a list that is read otherwise notes itself; whoever counts
what a person has been shown (the limits) asks once, at the end.
"""

from __future__ import annotations

from .transaction import memo

_ROWS = "seen.rows"


def note(rows: int) -> None:
    """Add ``rows`` to what this transaction has shown."""
    store = memo()
    store[_ROWS] = noted() + rows


def noted() -> int:
    """How many rows have been noted in this transaction."""
    rows = memo().get(_ROWS, 0)
    assert isinstance(rows, int)
    return rows
