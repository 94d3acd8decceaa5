"""From values to places: axis ticks, refusal of what is no number, widths of labels."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .chart import COLOURS, Number, Series

HUGE = 1e18
"""Beyond it a figure is a mistake, and sums of floats would lose whole units."""
TINY = 1e-9
"""Below it a figure is nothing."""

_NARROW = frozenset("iljtf.,:;'|!()[] \u00a0\u202f")
_WIDE = frozenset("mwMWшщжюмыфШЩЖЮМЫФДQO@%—")


def figure(value: Number | None) -> float | None:
    """``value`` as a float; ValueError for NaN, infinity and beyond ``HUGE``."""
    if value is None:
        return None
    number = float(value)
    if not math.isfinite(number) or abs(number) > HUGE:
        raise ValueError(f"not a figure a chart can show: {value!r}")
    return 0.0 if abs(number) < TINY else number


def figures(values: Iterable[Number | None]) -> list[float | None]:
    """All ``values`` through :func:`figure`."""
    return [figure(value) for value in values]


def checked(categories: Sequence[str], series: Sequence[Series]) -> list[list[float | None]]:
    """The values of ``series`` as floats; ValueError if they do not fit the categories."""
    if len(series) > COLOURS:
        raise ValueError(f"at most {COLOURS} series, not {len(series)}")
    rows = [figures(one.values) for one in series]
    for one, row in zip(series, rows, strict=True):
        if len(row) != len(categories):
            raise ValueError(f"{one.name!r} has {len(row)} values for {len(categories)} categories")
    return rows


def plain(value: float) -> str:
    """A number in the plainest way: at most two decimals, thousands apart by a thin gap."""
    shown = f"{value:,.2f}".rstrip("0").rstrip(".").replace(",", "\u00a0")
    return "0" if shown in ("-0", "") else shown.replace("-", "−")


@dataclass(frozen=True)
class Scale:
    """A value axis that always holds zero."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def part(self, value: float) -> float:
        """Where ``value`` lies between low (0.0) and high (1.0)."""
        return (value - self.low) / (self.high - self.low)


def scale(values: Iterable[float | None], parts: int = 4) -> Scale:
    """A scale of about ``parts`` even steps (1, 2, 2.5, 5 × 10ⁿ) over ``values`` and zero."""
    known = [value for value in values if value is not None]
    high, low = max([0.0, *known]), min([0.0, *known])
    if high - low < TINY:
        high = low + 1.0
    whole = all(value == int(value) for value in known)
    raw = (high - low) / parts
    magnitude = 10.0 ** math.floor(math.log10(raw))
    step = next(s * magnitude for s in (1, 2, 2.5, 5, 10) if s * magnitude >= raw * (1 - 1e-12))
    if whole:
        step = max(1.0, math.ceil(step))
    first, last = math.floor(low / step), math.ceil(high / step)
    return Scale(first * step, last * step, tuple(i * step for i in range(first, last + 1)))


def text_width(content: str, size: float = 11) -> float:
    """About how wide ``content`` is at ``size``; generous, for the font is not known here."""
    units = sum(0.32 if c in _NARROW else 0.9 if c in _WIDE else 0.6 for c in content)
    return units * size


def shortened(content: str, width: float, size: float = 11) -> str:
    """``content``, cut with an ellipsis if it is wider than ``width``."""
    if text_width(content, size) <= width:
        return content
    kept = content
    while kept and text_width(kept + "…", size) > width:
        kept = kept[:-1]
    return kept.rstrip() + "…" if kept else ""
