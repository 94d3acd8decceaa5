"""Lines over time."""

from __future__ import annotations

from collections.abc import Sequence

from .chart import (
    MARKERS,
    Chart,
    Dot,
    Format,
    Path,
    Point,
    Series,
    series_table,
)
from .frame import category_names, frame
from .scale import checked, plain, scale


def line(
    title: str,
    categories: Sequence[str],
    series: Sequence[Series],
    *,
    area: bool = True,
    width: float = 640,
    height: float = 240,
    number: Format = plain,
    empty: str = "—",
) -> Chart:
    """Lines with a marker of its own for each series; a gap (``None``) interrupts its line.

    ``area`` fills under the first series when it has no gap. Refusals as in ``bars``.
    """
    rows = checked(categories, series)
    shapes, plot = frame(
        categories,
        series,
        scale(value for row in rows for value in row),
        width=width,
        height=height,
        number=number,
        empty=empty,
        lines=True,
    )
    count = len(categories)
    left, right = plot.left + 6, plot.right - 6
    places = [
        left + (right - left) * (index / (count - 1) if count > 1 else 0.5)
        for index in range(count)
    ]
    for place, (one, row) in enumerate(zip(series, rows, strict=True)):
        runs = _runs(
            [(x, plot.y(v)) if v is not None else None for x, v in zip(places, row, strict=True)]
        )
        if area and place == 0 and len(runs) == 1 and len(runs[0]) > 1:
            first, last, zero = runs[0][0], runs[0][-1], plot.y(0)
            points = ((first[0], zero), *runs[0], (last[0], zero))
            shapes.insert(0, Path("a1", points, filled=True))
        shapes += [Path(f"l{place + 1}", tuple(run)) for run in runs if len(run) > 1]
        for index, value in enumerate(row):
            if value is None:
                continue
            name = f"{categories[index]} · {one.name}" if one.name else categories[index]
            tip = f"{name}: {number(value)}"
            marker, href = MARKERS[place], one.link(index)
            dot = Dot(f"s{place + 1}", places[index], plot.y(value), 3.5, marker, tip, href)
            shapes.append(dot)
    shapes += category_names(categories, places, plot)
    return Chart(
        "line",
        title,
        width,
        height,
        tuple(shapes),
        series_table(categories, series, number),
        links=any(any(one.links) for one in series),
    )


def _runs(points: Sequence[Point | None]) -> list[list[Point]]:
    """The points between the gaps."""
    runs: list[list[Point]] = [[]]
    for point in points:
        if point is not None:
            runs[-1].append(point)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]
