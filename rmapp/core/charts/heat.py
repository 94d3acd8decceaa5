"""A table of cells that are darker the more they hold."""

from __future__ import annotations

from collections.abc import Sequence

from .chart import Chart, Format, Label, Rect, Series, Shape, Table, cell
from .scale import figures, plain, shortened, text_width

LEVELS = 6


def heat(
    title: str,
    columns: Sequence[str],
    rows: Sequence[Series],
    *,
    width: float = 640,
    row_height: float = 34,
    number: Format = plain,
) -> Chart:
    """A heat map: each row a series over the columns; six levels (``h0`` … ``h5``) of the most.

    The figure stands in each cell, so colour is never alone. Zero and less are level 0.
    ValueError: a row of the wrong length, NaN or infinity.
    """
    values = [figures(row.values) for row in rows]
    if any(len(row) != len(columns) for row in values):
        raise ValueError("each row needs a value for each column")
    most = max((v for row in values for v in row if v is not None), default=0.0)
    left = min(max([text_width(row.name) for row in rows], default=0) + 14, width * 0.4)
    slot = (width - left) / max(1, len(columns))
    shapes: list[Shape] = []
    for place, name in enumerate(columns):
        middle = left + (place + 0.5) * slot
        shapes.append(Label("axis", middle, 14, shortened(name, slot - 4), "middle"))
    for line, (row, known) in enumerate(zip(rows, values, strict=True)):
        top = 22 + line * row_height
        base = top + row_height / 2 + 4
        shapes.append(Label("label", 0, base, shortened(row.name, left - 8)))
        for place, value in enumerate(known):
            level = _level(value, most)
            shown = cell(value, number)
            tip = f"{row.name} · {columns[place]}: {shown}"
            x, href = left + place * slot, row.link(place)
            shapes.append(Rect(f"h{level}", x + 1, top + 1, slot - 2, row_height - 2, tip, href))
            cls = "inverse" if level >= 4 else "label"
            content = shortened(shown, slot - 6)
            shapes.append(Label(cls, x + slot / 2, base, content, "middle"))
    table = Table(
        ("", *columns),
        tuple((row.name, *(cell(value, number) for value in row.values)) for row in rows),
    )
    height = 22 + len(rows) * row_height + 2
    linked = any(any(row.links) for row in rows)
    return Chart("heat", title, width, height, tuple(shapes), table, links=linked)


def _level(value: float | None, most: float) -> int:
    if value is None or value <= 0 or most <= 0:
        return 0
    return max(1, min(LEVELS - 1, int(value / most * (LEVELS - 1) + 0.5)))
