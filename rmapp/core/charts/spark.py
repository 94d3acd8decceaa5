"""A line the size of a word."""

from __future__ import annotations

from collections.abc import Sequence

from .chart import Chart, Dot, Format, Number, Path, Shape, Table, cell
from .scale import figures, plain


def spark(
    title: str,
    values: Sequence[Number | None],
    *,
    names: Sequence[str] = (),
    width: float = 96,
    height: float = 24,
    number: Format = plain,
) -> Chart:
    """The run of ``values`` between its own least and greatest; a dot marks the last one.

    ``names``: the category of each value, for the table. ValueError: NaN or infinity.
    """
    known = [(index, value) for index, value in enumerate(figures(values)) if value is not None]
    low = min((value for _, value in known), default=0.0)
    high = max((value for _, value in known), default=0.0)
    step = (width - 8) / max(1, len(values) - 1)
    points = tuple(
        (
            4 + index * step if len(values) > 1 else width / 2,
            height - 4 - (height - 8) * ((value - low) / (high - low) if high > low else 0.5),
        )
        for index, value in known
    )
    shapes: list[Shape] = [Path("l1", points)] if len(points) > 1 else []
    if points:
        shapes.append(Dot("s1", points[-1][0], points[-1][1], 2.5))
    rows = tuple(
        (names[index] if index < len(names) else str(index + 1), cell(value, number))
        for index, value in enumerate(values)
    )
    return Chart("spark", title, width, height, tuple(shapes), Table(("", ""), rows))
