"""A ring of parts with its legend beside it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from .chart import (
    COLOURS,
    Arc,
    Chart,
    Format,
    Label,
    Number,
    Rect,
    Shape,
    Table,
)
from .scale import figure, plain, shortened, text_width

_ROW = 22.0
_MARGIN = 4.0


def donut(
    title: str,
    parts: Sequence[tuple[str, Number]],
    *,
    centre: str = "",
    links: Sequence[str] = (),
    width: float = 340,
    height: float = 190,
    number: Format = plain,
) -> Chart:
    """A ring of at most six parts, each named with value and share beside it.

    All zero or no parts: an empty ring. ValueError: a negative part, NaN, more than six parts
    (:func:`fold` joins the small ones).
    """
    if len(parts) > COLOURS:
        raise ValueError(f"at most {COLOURS} parts, not {len(parts)}: fold them")
    values = [figure(value) or 0.0 for _, value in parts]
    if any(value < 0 for value in values):
        raise ValueError("a ring cannot show a negative part")
    total = sum(values)
    outer = min(height, width * 0.56) / 2 - _MARGIN
    inner, cx, cy = outer * 0.66, outer + _MARGIN, height / 2
    shapes: list[Shape] = []
    if total <= 0:
        shapes.append(Arc("track", cx, cy, outer, inner, 0, 2 * math.pi))
    shapes += _ring(parts, values, total, cx, cy, outer, inner, links, number)
    if centre:
        size = min(20.0, 20.0 * inner * 1.7 / max(text_width(centre, 20), 1))
        shapes.append(Label("big", cx, cy + size * 0.35, centre, "middle", round(size, 1)))
    shapes += _names(parts, values, total, cx + outer + 18, width, height, number)
    return Chart(
        "donut",
        title,
        width,
        height,
        tuple(shapes),
        Table(
            ("", "", "%"),
            tuple(
                (name, number(value), _share(value, total))
                for (name, _), value in zip(parts, values, strict=True)
            ),
        ),
        links=any(links),
    )


def fold(parts: Sequence[tuple[str, Number]], other: str) -> list[tuple[str, Number]]:
    """At most six parts: the largest five by value and the rest under the name ``other``."""
    if len(parts) <= COLOURS:
        return list(parts)
    ordered = sorted(parts, key=lambda part: -float(part[1]))
    rest = sum(float(value) for _, value in ordered[COLOURS - 1 :])
    return [*ordered[: COLOURS - 1], (other, rest)]


def _share(value: float, total: float) -> str:
    return f"{value / total * 100:.0f}\u00a0%" if total > 0 else "—"


def _ring(
    parts: Sequence[tuple[str, Number]],
    values: Sequence[float],
    total: float,
    cx: float,
    cy: float,
    outer: float,
    inner: float,
    links: Sequence[str],
    number: Format,
) -> list[Shape]:
    shapes: list[Shape] = []
    angle = -math.pi / 2
    gap = 0.02 if sum(value > 0 for value in values) > 1 else 0.0
    for index, value in enumerate(values):
        if value <= 0:
            continue
        sweep = 2 * math.pi * value / total
        end = angle + max(sweep - gap, sweep / 2)
        tip = f"{parts[index][0]}: {number(value)} ({_share(value, total)})"
        href = links[index] if index < len(links) else ""
        shapes.append(Arc(f"s{index + 1}", cx, cy, outer, inner, angle, end, tip, href))
        angle += sweep
    return shapes


def _names(
    parts: Sequence[tuple[str, Number]],
    values: Sequence[float],
    total: float,
    left: float,
    width: float,
    height: float,
    number: Format,
) -> list[Shape]:
    """The legend beside the ring: swatch, name, and under it value and share."""
    shapes: list[Shape] = []
    row = min(_ROW * 1.6, height / max(1, len(parts)))
    top = (height - row * len(parts)) / 2
    for index, ((name, _), value) in enumerate(zip(parts, values, strict=True)):
        y = top + index * row
        shapes.append(Rect(f"s{index + 1}", left, y + row / 2 - 11, 10, 10))
        room = width - left - 18
        shapes.append(Label("label", left + 17, y + row / 2 - 2, shortened(name, room)))
        detail = shortened(f"{number(value)} · {_share(value, total)}", room, 10)
        shapes.append(Label("legend", left + 17, y + row / 2 + 11, detail, size=10))
    return shapes
