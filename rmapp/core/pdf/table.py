"""Tables: a head that repeats, cells that are tagged, rows that never clip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.platypus import Table, TableStyle

from . import fonts
from .styles import ACCENT, HEAD_CELL, HEAD_RIGHT, LINE, PAGE_HEIGHT, SOFT
from .tags import Node, artifact
from .text import Text, text

_SPLIT_FROM = 72
"""A piece of a torn row is at least this high, in points."""


@dataclass(frozen=True)
class Column:
    """A column: the words of its head, its part of the width, and where its figures stand."""

    head: str
    part: float
    right: bool = False


class Grid(Table):  # type: ignore[misc]
    """ReportLab's table with its backgrounds and rules marked as artifacts."""

    def _drawBkgrnd(self) -> None:
        with artifact(self.canv):
            super()._drawBkgrnd()

    def _drawLines(self) -> None:
        with artifact(self.canv):
            super()._drawLines()


def table(
    columns: Sequence[Column],
    rows: Sequence[Sequence[Text]],
    *,
    width: float,
    totals: Sequence[Sequence[Text]] = (),
    compact: bool = False,
    air: float | None = None,
) -> Grid:
    """A table over ``width`` points. ``totals``: last rows set off from the others.

    ``compact``: little air between the rows, for long lists; ``air``: so many points. A row higher
    than a third of the page may be torn over two pages; others move whole.
    """
    node = Node("Table")
    head = [text(c.head, style=HEAD_RIGHT if c.right else HEAD_CELL) for c in columns]
    lines = [head, *map(list, rows), *map(list, totals)]
    for index, line in enumerate(lines):
        row = node.add("TR")
        for item in line:
            item.node = row.add("TD" if index else "TH")
            item.repeats = index == 0
    air = air if air is not None else 2.5 if compact else 5.5
    commands: list[tuple[Any, ...]] = [
        ("FONTNAME", (0, 0), (-1, -1), fonts.REGULAR),
        ("LINEBELOW", (0, 0), (-1, -1), 0.5, LINE),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("TOPPADDING", (0, 0), (-1, -1), air),
        ("BOTTOMPADDING", (0, 0), (-1, -1), air),
    ]
    if any(column.head for column in columns):
        commands.append(("BACKGROUND", (0, 0), (-1, 0), SOFT))
    else:  # no strip where nothing is said: the line above the first row, and no more
        commands += [("TOPPADDING", (0, 0), (-1, 0), 0), ("BOTTOMPADDING", (0, 0), (-1, 0), 0)]
    if totals:
        first = -len(totals)
        commands += [
            ("LINEABOVE", (0, first), (-1, first), 1, ACCENT),
            ("BACKGROUND", (0, first), (-1, -1), SOFT),
            ("NOSPLIT", (0, max(first - 1, -len(lines) + 1)), (-1, -1)),
        ]
    parts = sum(column.part for column in columns)
    grid = Grid(
        lines,
        [width * column.part / parts for column in columns],
        style=TableStyle(commands),
        repeatRows=1,
    )
    grid.wrap(width, PAGE_HEIGHT)
    if max(grid._rowHeights) > PAGE_HEIGHT / 3:
        grid.splitByRow, grid.splitInRow = 0, _SPLIT_FROM
    return grid


def layout(
    rows: Sequence[Sequence[Any]], widths: Sequence[float], *, above: float = 0, below: float = 0
) -> Grid:
    """Flowables side by side, without rules and without being a table to a reader."""
    return Grid(
        [list(row) for row in rows],
        list(widths),
        hAlign="LEFT",
        style=TableStyle(
            [
                ("FONTNAME", (0, 0), (-1, -1), fonts.REGULAR),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (0, -1), 0),
                ("LEFTPADDING", (1, 0), (-1, -1), 8),
                ("RIGHTPADDING", (0, 0), (-1, -1), 8),
                ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), above),
                ("BOTTOMPADDING", (0, 0), (-1, -1), below),
            ]
        ),
    )
