"""How good a choice is: what those chosen on the past held of what came later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Quality:
    """A choice made on the figures of a year ago, held against the profit since.

    ``chosen`` of ``clients``; ``held``: share of all later profit that the chosen brought;
    ``best``: the share of as many chosen with later knowledge; ``stayed``: share of the chosen
    that the same rule would choose today.
    """

    clients: int
    chosen: int
    held: float
    best: float
    stayed: float

    @property
    def chance(self) -> float:
        """What as many drawn by lot would hold."""
        return self.chosen / self.clients if self.clients else 0.0

    def plain(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)


def quality_of(plain: Mapping[str, Any]) -> Quality | None:
    """What :meth:`Quality.plain` wrote; None where nothing could be measured."""
    return Quality(**plain) if plain else None


def share_in_top(chosen_by: Sequence[float], later: Sequence[float], part: float = 0.1) -> float:
    """Share of all ``later`` that lies with the ``part`` of the rows which stand first by
    ``chosen_by`` (ties in order of the rows). 0.0 where nothing came later."""
    count = round(len(later) * part)
    order = sorted(range(len(later)), key=lambda at: (-chosen_by[at], at))[:count]
    total = sum(later)
    return sum(later[at] for at in order) / total if total else 0.0


def overlap_of_top(chosen_by: Sequence[float], later: Sequence[float], part: float = 0.1) -> float:
    """Share of the first ``part`` by ``later`` that is in the first ``part`` by ``chosen_by``."""
    count = round(len(later) * part)
    real = set(sorted(range(len(later)), key=lambda at: (-later[at], at))[:count])
    first = set(sorted(range(len(later)), key=lambda at: (-chosen_by[at], at))[:count])
    return len(first & real) / count if count else 0.0
