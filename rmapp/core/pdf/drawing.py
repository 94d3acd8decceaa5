"""A chart on paper: the shapes of ``core.charts`` drawn straight on the canvas."""

from __future__ import annotations

import math
from typing import Any

from reportlab.lib.colors import HexColor

from ..charts import palette
from ..charts.chart import Arc, Chart, Dot, Label, Line, Path, Point, Rect
from ..charts.svg import marker_points
from . import fonts
from .tags import Node, Tagged

_BOLD = frozenset({"big"})


def drawing(chart: Chart, width: float) -> Figure:
    """``chart`` as a figure ``width`` points wide, with its table as the words for a reader."""
    return Figure(chart, width)


class Figure(Tagged):
    """A chart in the flow of a document."""

    def __init__(self, chart: Chart, width: float) -> None:
        super().__init__()
        fonts.ready()
        self.chart = chart
        self.scale = width / chart.width
        self.width, self.height = width, chart.height * self.scale
        self.node = Node("Figure", alternative=fonts.printable(chart.alternative()))

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Its size: it neither grows nor breaks."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw every shape; the chart's y grows downwards, the paper's upwards."""
        for shape in self.chart.shapes:
            colour = HexColor(palette.colour(shape.cls))
            match shape:
                case Rect():
                    self._polygon(_corners(shape), colour)
                case Line():
                    self._stroke([(shape.x1, shape.y1), (shape.x2, shape.y2)], colour, 0.6)
                case Path():
                    if shape.filled:
                        self._polygon(shape.points, colour)
                    else:
                        self._stroke(shape.points, colour, 1.5)
                case Dot():
                    self._dot(shape, colour)
                case Arc():
                    self._arc(shape, colour)
                case Label():
                    self._label(shape, colour)

    def _at(self, x: float, y: float) -> Point:
        return x * self.scale, (self.chart.height - y) * self.scale

    def _outline(self, points: Any) -> Any:
        path = self.canv.beginPath()
        for index, (x, y) in enumerate(points):
            (path.lineTo if index else path.moveTo)(*self._at(x, y))
        return path

    def _polygon(self, points: Any, colour: Any) -> None:
        path = self._outline(points)
        path.close()
        self.canv.setFillColor(colour)
        self.canv.drawPath(path, stroke=0, fill=1)

    def _stroke(self, points: Any, colour: Any, thickness: float) -> None:
        self.canv.setStrokeColor(colour)
        self.canv.setLineWidth(thickness)
        self.canv.setLineJoin(1)
        self.canv.drawPath(self._outline(points), stroke=1, fill=0)

    def _dot(self, dot: Dot, colour: Any) -> None:
        if dot.marker == "circle":
            self.canv.setFillColor(colour)
            self.canv.circle(*self._at(dot.x, dot.y), dot.radius * self.scale, stroke=0, fill=1)
        else:
            self._polygon(marker_points(dot), colour)

    def _arc(self, arc: Arc, colour: Any) -> None:
        """A piece of a ring as one thick stroke of Bézier pieces of at most a quarter."""
        radius, thick = (arc.outer + arc.inner) / 2, (arc.outer - arc.inner) * self.scale
        steps = max(1, math.ceil((arc.end - arc.start) / (math.pi / 2)))
        step = (arc.end - arc.start) / steps
        # The length of the handles that makes a cubic curve follow a circle.
        handle = 4 / 3 * math.tan(step / 4) * radius
        path = self.canv.beginPath()
        path.moveTo(*self._on(arc, radius, arc.start, 0))
        for index in range(steps):
            start, end = arc.start + index * step, arc.start + (index + 1) * step
            path.curveTo(
                *self._on(arc, radius, start, handle),
                *self._on(arc, radius, end, -handle),
                *self._on(arc, radius, end, 0),
            )
        self.canv.setStrokeColor(colour)
        self.canv.setLineWidth(thick)
        self.canv.drawPath(path, stroke=1, fill=0)

    def _on(self, arc: Arc, radius: float, angle: float, along: float) -> Point:
        """The point at ``angle``, moved ``along`` the tangent."""
        x = arc.cx + radius * math.cos(angle) - along * math.sin(angle)
        y = arc.cy + radius * math.sin(angle) + along * math.cos(angle)
        return self._at(x, y)

    def _label(self, label: Label, colour: Any) -> None:
        font = fonts.MEDIUM if label.cls in _BOLD else fonts.REGULAR
        self.canv.setFillColor(colour)
        self.canv.setFont(font, label.size * self.scale)
        draw = {
            "start": self.canv.drawString,
            "middle": self.canv.drawCentredString,
            "end": self.canv.drawRightString,
        }[label.anchor]
        draw(*self._at(label.x, label.y), fonts.printable(label.content).replace("\n", " "))


def _corners(rect: Rect) -> list[Point]:
    left, top, right, bottom = rect.box()
    return [(left, top), (right, top), (right, bottom), (left, bottom)]
