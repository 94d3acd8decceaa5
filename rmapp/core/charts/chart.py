"""What a chart is made of: shapes in a box of ``width`` × ``height``, y growing downwards."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

Number = int | float | Decimal
Format = Callable[[float], str]
Point = tuple[float, float]
Box = tuple[float, float, float, float]
Marker = Literal["circle", "square", "diamond", "triangle"]
Anchor = Literal["start", "middle", "end"]

MARKERS: tuple[Marker, ...] = ("circle", "square", "diamond", "triangle", "circle", "square")
COLOURS = 6
"""More series than colours are refused: nobody reads seven colours."""


@dataclass(frozen=True)
class Series:
    """A named row of values, one for each category; ``None`` is a gap.

    ``links``: for each value the address of the list behind it ("" for none); may be empty.
    """

    name: str
    values: Sequence[Number | None]
    links: Sequence[str] = ()

    def link(self, index: int) -> str:
        """The address behind the value at ``index``, or ""."""
        return self.links[index] if index < len(self.links) else ""


@dataclass(frozen=True)
class Table:
    """The figures of a chart in words: a head and rows of as many cells."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Rect:
    """An upright bar or cell; a mark when it has a tip."""

    cls: str
    x: float
    y: float
    width: float
    height: float
    tip: str = ""
    href: str = ""

    def box(self) -> Box:
        """Left, top, right, bottom."""
        return self.x, self.y, self.x + self.width, self.y + self.height


@dataclass(frozen=True, slots=True)
class Line:
    """A straight rule."""

    cls: str
    x1: float
    y1: float
    x2: float
    y2: float

    def box(self) -> Box:
        """Left, top, right, bottom."""
        return (
            min(self.x1, self.x2),
            min(self.y1, self.y2),
            max(self.x1, self.x2),
            max(self.y1, self.y2),
        )


@dataclass(frozen=True, slots=True)
class Path:
    """Points joined by a stroke; ``filled`` closes them to an area without a stroke."""

    cls: str
    points: tuple[Point, ...]
    filled: bool = False

    def box(self) -> Box:
        """Left, top, right, bottom."""
        xs = [x for x, _ in self.points]
        ys = [y for _, y in self.points]
        return min(xs), min(ys), max(xs), max(ys)


@dataclass(frozen=True, slots=True)
class Dot:
    """A point of a line; its shape tells the series without colour."""

    cls: str
    x: float
    y: float
    radius: float
    marker: Marker = "circle"
    tip: str = ""
    href: str = ""

    def box(self) -> Box:
        """Left, top, right, bottom."""
        return (
            self.x - self.radius,
            self.y - self.radius,
            self.x + self.radius,
            self.y + self.radius,
        )


@dataclass(frozen=True, slots=True)
class Arc:
    """A part of a ring, from angle ``start`` to ``end`` (radians, 0 = right, clockwise)."""

    cls: str
    cx: float
    cy: float
    outer: float
    inner: float
    start: float
    end: float
    tip: str = ""
    href: str = ""

    def box(self) -> Box:
        """Left, top, right, bottom of the whole ring."""
        return (
            self.cx - self.outer,
            self.cy - self.outer,
            self.cx + self.outer,
            self.cy + self.outer,
        )

    @property
    def whole(self) -> bool:
        """True for a full ring."""
        return self.end - self.start >= 2 * math.pi - 1e-6


@dataclass(frozen=True, slots=True)
class Label:
    """A piece of text at its base line."""

    cls: str
    x: float
    y: float
    content: str
    anchor: Anchor = "start"
    size: float = 11

    def box(self) -> Box:
        """The base line's point: how wide text becomes only the font knows."""
        return self.x, self.y, self.x, self.y


Shape = Rect | Line | Path | Dot | Arc | Label


@dataclass(frozen=True)
class Chart:
    """A finished chart: shapes in a box, its title and its table."""

    kind: str
    title: str
    width: float
    height: float
    shapes: tuple[Shape, ...]
    table: Table
    links: bool = field(default=False)

    def alternative(self, limit: int = 400) -> str:
        """The chart in words for a reader who does not see it, at most ``limit`` characters."""
        rows = "; ".join(
            f"{row[0]}: {', '.join(cell for cell in row[1:] if cell)}" for row in self.table.rows
        )
        words = f"{self.title}. {rows}" if rows else self.title
        return words if len(words) <= limit else words[: limit - 1].rstrip() + "…"


def local_link(href: str) -> str:
    """``href`` if it leads into this application ("/…", "?…", "#…") or is empty.

    Raises ValueError for anything else: a chart's marks never lead away.
    """
    if not href or href[0] in "?#" or (href[0] == "/" and href[1:2] not in ("/", "\\")):
        return href
    raise ValueError(f"a mark may lead only into the application, not to {href!r}")


def series_table(categories: Sequence[str], series: Sequence[Series], number: Format) -> Table:
    """The table of a chart of series: one row for each category."""
    return Table(
        ("", *(one.name for one in series)),
        tuple(
            (name, *(cell(one.values[index], number) for one in series))
            for index, name in enumerate(categories)
        ),
    )


def cell(value: Number | None, number: Format) -> str:
    """A value as its table shows it; a gap is a dash."""
    return "—" if value is None else number(float(value))
