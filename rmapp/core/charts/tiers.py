"""Who stands on which level, and who answers to whom: boxes in bands, joined by lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .chart import Chart, Dot, Label, Marker, Path, Rect, Shape, Table
from .scale import shortened

NARROW, BROAD, HIGH, GAP, TURN = 164.0, 250.0, 62.0, 14.0, 22.0
LEFT = 124.0
LINE = 13.0  # of what stands beside the boxes


@dataclass(frozen=True)
class Box:
    """One box. ``lines``: up to three lines of text; ``tone`` and ``marker`` say the same, once
    for those who see colour; ``parent``: key of the box it hangs on; ``strong``: a thick frame."""

    key: str
    lines: Sequence[str]
    tone: str = "neutral"
    marker: Marker = "circle"
    parent: str = ""
    strong: bool = False
    tip: str = ""
    href: str = ""


@dataclass(frozen=True)
class Band:
    """One level: its name, what is said of it, its boxes; ``is_open``: nobody was met here."""

    name: str
    note: str
    boxes: Sequence[Box]
    is_open: bool = False


def tiers(title: str, bands: Sequence[Band], table: Table, *, width: float = 660) -> Chart:
    """Bands from top to bottom, boxes side by side, a line from each box to its parent."""
    fitting = max(1, int((width - LEFT + GAP) // (NARROW + GAP)))
    a_row = min(fitting, max([1, *(len(band.boxes) for band in bands)]))
    broad = min(BROAD, (width - LEFT - GAP) / a_row - GAP)
    shapes: list[Shape] = []
    places: dict[str, tuple[float, float]] = {}
    top = 4.0
    for band in bands:
        rows = -(-len(band.boxes) // a_row)
        name, note = _broken(band.name, LEFT - 24), _broken(band.note, LEFT - 14)
        told = LINE * (len(name) + len(note))
        height = max(rows * HIGH + (rows - 1) * TURN, told)
        cls = "band open" if band.is_open else "band"
        shapes.append(Rect(cls, 0.5, top, width - 1, height + 20))
        for index, part in enumerate(name):
            shapes.append(Label("label strong", 10, top + 20 + index * LINE, part))
        for index, part in enumerate(note, len(name)):
            shapes.append(Label("label small", 10, top + 22 + index * LINE, part, size=10))
        for index, box in enumerate(band.boxes):
            row, column = divmod(index, a_row)
            places[box.key] = (
                LEFT + column * (broad + GAP),
                top + 10 + row * (HIGH + TURN),
            )
        top += height + 20 + TURN
    boxes = [box for band in bands for box in band.boxes]
    for box in boxes:
        if box.parent in places and box.key in places:
            shapes.append(_join(places[box.parent], places[box.key], broad))
    for box in boxes:
        shapes += _drawn(box, *places[box.key], broad)
    return Chart(
        "tiers", title, width, max(top - TURN + 4, 1.0), tuple(shapes), table,
        links=any(box.href for box in boxes),
    )  # fmt: skip


def _join(parent: tuple[float, float], child: tuple[float, float], broad: float) -> Path:
    """A line with right angles from the foot of the parent to the head of the child; beside the
    boxes where the child does not lie below."""
    x1, y1 = parent[0] + broad / 2, parent[1] + HIGH
    x2, y2 = child[0] + broad / 2, child[1]
    if y2 > y1:
        middle = y2 - TURN / 2
        return Path("link", ((x1, y1), (x1, middle), (x2, middle), (x2, y2)))
    edge = max(parent[0], child[0]) + broad + GAP / 2
    y1, y2 = parent[1] + HIGH / 2, child[1] + HIGH / 2
    return Path("link", ((parent[0] + broad, y1), (edge, y1), (edge, y2), (child[0] + broad, y2)))


def _drawn(box: Box, x: float, y: float, broad: float) -> list[Shape]:
    cls = f"box {box.tone}" + (" strong" if box.strong else "")
    shapes: list[Shape] = [Rect(cls, x, y, broad, HIGH, box.tip, box.href)]
    shapes.append(Dot(f"dot {box.tone}", x + broad - 12, y + 13, 5, box.marker))
    for index, line in enumerate(box.lines[:3]):
        size = 12 if index == 0 else 10.5
        room = broad - (34 if index == 0 else 16)
        shapes.append(
            Label(
                "label strong" if index == 0 else "label small",
                x + 9,
                y + 19 + index * 16,
                shortened(line, room * 11 / size),
                size=size,
            )
        )
    return shapes


def _broken(text: str, room: float) -> list[str]:
    """``text`` in lines of ``room``, two at most."""
    lines: list[str] = []
    for word in text.split():
        wider = f"{lines[-1]} {word}" if lines else word
        if lines and shortened(wider, room * 1.1) == wider:
            lines[-1] = wider
        else:
            lines.append(word)
    return [shortened(line, room * 1.1) for line in lines[:2]]
