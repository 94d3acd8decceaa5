"""What reading a cell gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

_EMPTY = frozenset(
    {
        *("", "-", "–", "—", "n/a", "na", "null", "none", "nil", "нет", "не указан", "не указано"),
        *("?", "0/0/00", "unspecified"),  # Outlook's own
    }
)

_LONGEST = max(map(len, _EMPTY))


@dataclass(frozen=True)
class Parsed:
    """A value and the codes of what was wrong in its cell. ``value`` None: the cell was empty.

    With problems the value holds what could be read of a cell with several values, else None.
    """

    value: Any = None
    problems: tuple[str, ...] = field(default=())


def is_empty(cell: str) -> bool:
    """Whether a cell says nothing (blank, dash, n/a)."""
    bare = cell.strip()
    return len(bare) <= _LONGEST and bare.casefold() in _EMPTY
