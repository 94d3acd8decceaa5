"""What stood in the lists of a dossier on a day (D18): pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .fields import FIELDS, SENSITIVE

#: A value of a history that is as long may be the beginning of a longer one.
CUT = 500
#: Fields that only a deed of its own changes, or that carry more than their words.
_BY_DEED = frozenset({"temperature", "is_active", "currency"})


@dataclass(frozen=True)
class State:
    """A row of the table ``of`` as it stood until ``until`` (None: it stands so now); ``was``
    None: it was not there."""

    of: str
    row_id: int
    was: Mapping[str, Any] | None
    until: dt.datetime | None = None


@dataclass(frozen=True)
class Known:
    """A row as it was known on a day and as it is now; None where it was or is not there.
    ``until``: when it ceased to be as it was (None: it is so still)."""

    of: str
    row_id: int
    was: Mapping[str, Any] | None
    now: Mapping[str, Any] | None
    until: dt.datetime | None

    @property
    def row(self) -> Mapping[str, Any]:
        """The row as it was, else as it is."""
        return self.was or self.now or {}


def known_at(states: Iterable[State], moment: dt.datetime) -> list[Known]:
    """The rows at ``moment``: of each the first state that ended after it, else the one that
    stands now. ``states``: those that ended in the order in which they ended, then the present
    ones. Rows that were there neither then nor now are left out."""
    then: dict[tuple[str, int], State] = {}
    now: dict[tuple[str, int], Mapping[str, Any]] = {}
    for state in states:
        key = state.of, state.row_id
        if state.until is None:
            if state.was is not None:
                now[key] = state.was
            then.setdefault(key, state)
        elif state.until > moment:
            then.setdefault(key, state)
    found = [
        Known(of, row_id, state.was, now.get((of, row_id)), state.until)
        for (of, row_id), state in then.items()
    ]
    return [one for one in found if one.was is not None or one.now is not None]


def comes_back(name: str, was: Any) -> bool:
    """Whether the value ``was`` of the field ``name``, as a history keeps it, says enough to be
    brought back."""
    if name not in FIELDS or name in SENSITIVE | _BY_DEED:
        return False
    return not (isinstance(was, str) and len(was) >= CUT)
