"""Bars over categories: side by side, or stacked."""

from __future__ import annotations

from collections.abc import Sequence

from .chart import Chart, Format, Label, Rect, Series, Shape, series_table
from .frame import Plot, category_names, frame
from .scale import checked, plain, scale, text_width

_ROOM = 0.68
"""The part of a category's width that its bars take."""


def bars(
    title: str,
    categories: Sequence[str],
    series: Sequence[Series],
    *,
    stacked: bool = False,
    width: float = 640,
    height: float = 240,
    number: Format = plain,
    empty: str = "—",
) -> Chart:
    """A bar chart from zero; negative values hang below the zero line.

    ``number`` prints a value (axis, tip, table); ``empty`` is said where there is nothing.
    ValueError: more than six series, a row of the wrong length, NaN or infinity.
    """
    rows = checked(categories, series)
    heights = _sums(rows, len(categories)) if stacked else [v for row in rows for v in row]
    shapes, plot = frame(
        categories,
        series,
        scale(heights),
        width=width,
        height=height,
        number=number,
        empty=empty,
        lines=False,
    )
    slot = plot.width / max(1, len(categories))
    draw = _stacked if stacked else _grouped
    for index in range(len(categories) if series else 0):
        shapes += draw(plot, categories, series, rows, index, slot, number)
    centres = [plot.left + (index + 0.5) * slot for index in range(len(categories))]
    shapes += category_names(categories, centres, plot)
    return Chart(
        "bars",
        title,
        width,
        height,
        tuple(shapes),
        series_table(categories, series, number),
        links=any(any(one.links) for one in series),
    )


def _sums(rows: list[list[float | None]], count: int) -> list[float | None]:
    """Height of the stack above, and depth of the stack below zero, for each category."""
    sums: list[float | None] = []
    for index in range(count):
        values = [row[index] or 0.0 for row in rows]
        sums.append(sum(v for v in values if v > 0))
        sums.append(sum(v for v in values if v < 0))
    return sums


def _tip(category: str, one: Series, shown: str) -> str:
    return f"{category} · {one.name}: {shown}" if one.name else f"{category}: {shown}"


def _grouped(
    plot: Plot,
    categories: Sequence[str],
    series: Sequence[Series],
    rows: list[list[float | None]],
    index: int,
    slot: float,
    number: Format,
) -> list[Shape]:
    shapes: list[Shape] = []
    room = slot * _ROOM / len(series)
    gap = min(2.0, room / 4) if len(series) > 1 else 0.0
    thick = min(room - gap, 64.0)
    left = plot.left + index * slot + (slot - (thick + gap) * len(series) + gap) / 2
    for place, (one, row) in enumerate(zip(series, rows, strict=True)):
        value = row[index]
        if value is None:
            continue
        x, shown = left + place * (thick + gap), number(value)
        top, bottom = sorted((plot.y(value), plot.y(0)))
        href = one.link(index)
        tip = _tip(categories[index], one, shown)
        shapes.append(Rect(f"s{place + 1}", x, top, thick, max(bottom - top, 0.5), tip, href))
        if value >= 0 and text_width(shown, 10) <= thick + gap + 2:
            shapes.append(Label("label", x + thick / 2, top - 4, shown, "middle", 10))
    return shapes


def _stacked(
    plot: Plot,
    categories: Sequence[str],
    series: Sequence[Series],
    rows: list[list[float | None]],
    index: int,
    slot: float,
    number: Format,
) -> list[Shape]:
    shapes: list[Shape] = []
    thick = min(slot * _ROOM, 72.0)
    x = plot.left + (index + 0.5) * slot - thick / 2
    above = below = 0.0
    for place, (one, row) in enumerate(zip(series, rows, strict=True)):
        value = row[index]
        if not value:
            continue
        base = above if value > 0 else below
        top, bottom = sorted((plot.y(base + value), plot.y(base)))
        tip = _tip(categories[index], one, number(value))
        href = one.link(index)
        shapes.append(Rect(f"s{place + 1}", x, top, thick, max(bottom - top, 0.5), tip, href))
        if value > 0:
            above += value
        else:
            below += value
    return shapes
