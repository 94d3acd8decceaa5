"""A figure and how it is printed."""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Figure:
    """One figure: the median of ``n`` measurements and their interquartile range."""

    name: str
    value: float
    unit: str
    n: int
    clients: int
    spread: float

    def line(self) -> str:
        """As the command prints it."""
        return json.dumps(asdict(self))


def figure(name: str, values: Sequence[float], unit: str, clients: int) -> Figure:
    """The figure ``name`` of ``values`` (at least one)."""
    return Figure(
        name, _round(statistics.median(values)), unit, len(values), clients, _round(_iqr(values))
    )


def _iqr(values: Sequence[float]) -> float:
    if len(values) < 2:
        return 0.0
    low, _middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return high - low


def _round(value: float) -> float:
    return round(value, 2) if abs(value) < 100 else round(value, 1)
