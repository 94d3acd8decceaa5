"""Two versions of a series, step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

#: What makes a step the same step in both versions.
SAME = ("kind", "purpose")


@dataclass(frozen=True)
class Change:
    """One difference. ``old``, ``new``: positions from 1, None where it is not there; ``fields``:
    what of it differs."""

    old: int | None
    new: int | None
    fields: frozenset[str] = frozenset()

    @property
    def moved(self) -> bool:
        """Whether it stands at another place."""
        return self.old is not None and self.new is not None and self.old != self.new


def compare(old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> list[Change]:
    """The differences between two series of steps: removed ones first, then those of the new
    order. A step that only stands elsewhere because others came or went is none."""
    keys = [[tuple(step[name] for name in SAME) for step in steps] for steps in (old, new)]
    matched = SequenceMatcher(None, a=keys[0], b=keys[1], autojunk=False)
    pairs: dict[int, int] = {}  # new → old
    for tag, i1, i2, j1, j2 in matched.get_opcodes():
        if tag in ("equal", "replace"):
            pairs.update(zip(range(j1, j2), range(i1, i2), strict=False))
    left = [at for at in range(len(old)) if at not in pairs.values()]
    for at in range(len(new)):
        same = next((one for one in left if keys[0][one] == keys[1][at]), None)
        if at not in pairs and same is not None:
            pairs[at] = same
            left.remove(same)
    found = [Change(at + 1, None) for at in left]
    order = [pairs[at] for at in sorted(pairs)]
    for at, step in enumerate(new):
        if at not in pairs:
            found.append(Change(None, at + 1))
            continue
        was = pairs[at]
        fields = frozenset(name for name in step if step[name] != old[was][name])
        out_of_order = any(one > was for one in order[: order.index(was)])
        if fields or out_of_order:
            found.append(Change(was + 1, at + 1, fields))
    return found
