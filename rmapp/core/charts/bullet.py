"""A figure against its plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rmapp.core.charts.chart import Chart, Format, Label, Number, Rect, Shape, Table, cell
from rmapp.core.charts.scale import figure, plain, shortened, text_width


@dataclass(frozen=True)
class Measure:
    """One row: what was reached, what was planned, and the list behind it."""

    name: str
    value: Number
    target: Number | None = None
    href: str = ""


def bullet(
    title: str,
    measures: Sequence[Measure],
    *,
    width: float = 420,
    row_height: float = 30,
    number: Format = plain,
    labels: tuple[str, str] = ("", ""),
) -> Chart:
    """A bar for each measure on a track from zero, with a rule where its plan stands.

    Each row has its own scale. ``labels``: the words for value and plan in the table's head.
    ValueError: a negative value, NaN or infinity.
    """
    left = min(max([text_width(one.name) for one in measures], default=0) + 14, width * 0.4)
    words = [
        number(float(one.value)) + (f" / {number(float(one.target))}" if one.target else "")
        for one in measures
    ]
    right = min(max([text_width(word) for word in words], default=0) + 12, width * 0.35)
    room = width - left - right
    shapes: list[Shape] = []
    for index, one in enumerate(measures):
        value, target = figure(one.value) or 0.0, figure(one.target) or 0.0
        if value < 0 or target < 0:
            raise ValueError("a bullet cannot show a negative value")
        full = max(value, target * 1.15) or 1.0
        top = index * row_height
        base = top + row_height / 2 + 4
        shapes.append(Label("label", 0, base, shortened(one.name, left - 10)))
        shapes.append(Rect("track", left, top + 6, room, row_height - 12))
        length = max(room * value / full, 0.5)
        tip = f"{one.name}: {words[index]}"
        shapes.append(Rect("s1", left, top + 10, length, row_height - 20, tip, one.href))
        if target:
            x = left + room * target / full
            shapes.append(Rect("target", x - 1, top + 4, 2, row_height - 8))
        shapes.append(Label("label", width, base, shortened(words[index], right - 8), "end"))
    table = Table(
        ("", *labels),
        tuple((o.name, cell(o.value, number), cell(o.target, number)) for o in measures),
    )
    height = max(row_height * len(measures), 1.0)
    linked = any(one.href for one in measures)
    return Chart("bullet", title, width, height, tuple(shapes), table, links=linked)
