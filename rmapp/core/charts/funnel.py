"""How many are left from stage to stage."""

from __future__ import annotations

from collections.abc import Sequence

from .chart import Chart, Format, Label, Number, Rect, Shape, Table
from .scale import figure, plain, shortened, text_width


def funnel(
    title: str,
    stages: Sequence[tuple[str, Number]],
    *,
    links: Sequence[str] = (),
    width: float = 640,
    row_height: float = 34,
    number: Format = plain,
) -> Chart:
    """One bar for each stage, with its value and its share of the stage before.

    ValueError: a negative stage, NaN or infinity.
    """
    values = [figure(value) or 0.0 for _, value in stages]
    if any(value < 0 for value in values):
        raise ValueError("a funnel cannot show a negative stage")
    most = max(values, default=0.0) or 1.0
    left = min(max([text_width(name) for name, _ in stages], default=0) + 14, width * 0.35)
    words = [
        number(value) + (f" · {_share(value, values[index - 1])}" if index else "")
        for index, value in enumerate(values)
    ]
    right = min(max([text_width(word) for word in words], default=0) + 14, width * 0.35)
    shapes: list[Shape] = []
    rows: list[tuple[str, ...]] = []
    for index, ((name, _), value) in enumerate(zip(stages, values, strict=True)):
        top, length = index * row_height + 3, (width - left - right) * value / most
        base = top + row_height / 2 + 1
        share = _share(value, values[index - 1]) if index else "—"
        href = links[index] if index < len(links) else ""
        shapes.append(Label("label", 0, base, shortened(name, left - 10)))
        tip = f"{name}: {words[index]}"
        shapes.append(Rect("s1", left, top, max(length, 0.5), row_height - 6, tip, href))
        shapes.append(
            Label("label", left + max(length, 0.5) + 8, base, shortened(words[index], right - 8))
        )
        rows.append((name, number(value), share))
    height = max(row_height * len(stages), 1.0)
    return Chart(
        "funnel",
        title,
        width,
        height,
        tuple(shapes),
        Table(("", "", "%"), tuple(rows)),
        links=any(links),
    )


def _share(value: float, before: float) -> str:
    return f"{value / before * 100:.0f}\u00a0%" if before > 0 else "—"
