"""What charts with axes share: the plot area, grid, category names and the legend."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from .chart import MARKERS, Dot, Format, Label, Line, Path, Rect, Series, Shape
from .scale import Scale, shortened, text_width

LEGEND_ROW = 20.0
SIZE = 11.0


@dataclass(frozen=True)
class Plot:
    """The rectangle in which values are drawn, and the scale of its height."""

    left: float
    top: float
    right: float
    bottom: float
    scale: Scale

    def y(self, value: float) -> float:
        """The height of ``value``."""
        return self.bottom - (self.bottom - self.top) * self.scale.part(value)

    @property
    def width(self) -> float:
        """From the left to the right edge."""
        return self.right - self.left


def legend(names: Sequence[str], width: float, *, lines: bool) -> tuple[list[Shape], float]:
    """The legend at the top: its shapes and its height; none for a single series."""
    if len(names) < 2:
        return [], 0.0
    shapes: list[Shape] = []
    x, y = 0.0, 0.0
    for index, name in enumerate(names):
        content = shortened(name, min(width - 30, 220), SIZE)
        needed = 20 + text_width(content, SIZE) + 16
        if x and x + needed > width:
            x, y = 0.0, y + LEGEND_ROW
        if lines:
            shapes.append(Path(f"l{index + 1}", ((x, y + 8), (x + 16, y + 8))))
            shapes.append(Dot(f"s{index + 1}", x + 8, y + 8, 3.5, MARKERS[index]))
        else:
            shapes.append(Rect(f"s{index + 1}", x + 1, y + 3, 10, 10))
        shapes.append(Label("legend", x + 20, y + 12, content, size=SIZE))
        x += needed
    return shapes, y + LEGEND_ROW


def frame(
    categories: Sequence[str],
    series: Sequence[Series],
    scale: Scale,
    *,
    width: float,
    height: float,
    number: Format,
    empty: str,
    lines: bool,
) -> tuple[list[Shape], Plot]:
    """Legend, grid with its figures and the zero line; the plot that is left for the marks."""
    shapes, above = legend([one.name for one in series], width, lines=lines)
    marks = [(tick, number(tick)) for tick in scale.ticks]
    margin = min(max(text_width(shown, SIZE) for _, shown in marks) + 10, width / 3)
    plot = Plot(margin, above + 16, width - 8, height - 26, scale)
    previous = ""
    for tick, shown in marks:
        y = plot.y(tick)
        shapes.append(Line("zero" if tick == 0 else "grid", plot.left, y, plot.right, y))
        if shown != previous:
            content = shortened(shown, margin - 8, SIZE)
            shapes.append(Label("axis", margin - 8, y + 4, content, "end"))
        previous = shown
    if not categories or not any(value is not None for one in series for value in one.values):
        middle = (plot.left + plot.right) / 2
        shapes.append(Label("empty", middle, (plot.top + plot.bottom) / 2, empty, "middle"))
    return shapes, plot


def category_names(categories: Sequence[str], places: Sequence[float], plot: Plot) -> list[Shape]:
    """Names under the marks: cut to their room, or only every n-th where room is scarce."""
    if not categories:
        return []
    slot = plot.width / len(categories)
    widest = max(text_width(name, SIZE) for name in categories)
    every = 1
    # days and numbers are a scale: some of them whole say more than all of them cut
    is_scale = widest <= 66 and all(any(sign.isdigit() for sign in name) for name in categories)
    if is_scale and widest > slot - 4:
        every = math.ceil((widest + 4) / slot)
    elif widest > slot and slot < 44:
        every = max(1, round(min(widest, 66) / slot + 0.5))
    shapes: list[Shape] = []
    for index in range(0, len(categories), every):
        content = shortened(categories[index], slot * every - 4, SIZE)
        half = text_width(content, SIZE) / 2
        x = min(max(places[index], half), plot.right + 8 - half)
        shapes.append(Label("axis", x, plot.bottom + 18, content, "middle"))
    return shapes
