"""A chart as inline SVG: classes only, no colours, no style, no script."""

from __future__ import annotations

import math
import re

from markupsafe import Markup, escape

from .chart import (
    Arc,
    Chart,
    Dot,
    Label,
    Line,
    Path,
    Rect,
    Shape,
    local_link,
)

_IDENT = re.compile(r"[A-Za-z][\w-]*")
STOPS = 40
"""More marks than these are no stops of the Tab key: the table beside tells them better."""


def svg(chart: Chart, ident: str) -> Markup:
    """``chart`` as SVG. ``ident``: a name unique in the page; the title's id is ``ident-t``.

    Marks carry ``data-tip``; a mark with a link is an ``<a>``, others take the focus. All words
    are escaped. ValueError: a bad ``ident``, or a mark that leads out of the application.
    """
    if not _IDENT.fullmatch(ident):
        raise ValueError(f"not an id: {ident!r}")
    marks = sum(1 for shape in chart.shapes if getattr(shape, "tip", ""))
    stops = marks <= STOPS
    # A picture hides what is inside from a screen reader, so with marks it is a group.
    role = "group" if marks and (stops or chart.links) else "img"
    parts = [
        f'<svg class="chart chart-{chart.kind}" viewBox="0 0 {_n(chart.width)} {_n(chart.height)}"'
        f' width="{_n(chart.width)}" height="{_n(chart.height)}"'
        f' role="{role}" aria-labelledby="{ident}-t">'
        f'<title id="{ident}-t">{escape(chart.title)}</title>'
    ]
    parts += [_element(shape, stops) for shape in chart.shapes]
    parts.append("</svg>")
    return Markup("".join(parts))  # every word above went through escape()


def _n(value: float) -> str:
    """A coordinate: one decimal, no trailing zero."""
    shown = f"{value:.1f}"
    return shown[:-2] if shown.endswith(".0") else shown


def _element(shape: Shape, stops: bool) -> str:
    match shape:
        case Rect():
            radius = _n(min(2.0, shape.width / 2, shape.height / 2))
            drawn = (
                f'<rect class="{shape.cls}" x="{_n(shape.x)}" y="{_n(shape.y)}"'
                f' width="{_n(shape.width)}" height="{_n(shape.height)}" rx="{radius}"'
            )
            return _mark(drawn, shape.tip, shape.href, stops)
        case Line():
            return (
                f'<line class="{shape.cls}" x1="{_n(shape.x1)}" y1="{_n(shape.y1)}"'
                f' x2="{_n(shape.x2)}" y2="{_n(shape.y2)}"/>'
            )
        case Path():
            points = " ".join(f"{_n(x)},{_n(y)}" for x, y in shape.points)
            if shape.filled:
                return f'<polygon class="{shape.cls}" points="{points}"/>'
            return f'<polyline class="{shape.cls}" fill="none" points="{points}"/>'
        case Dot():
            return _mark(_dot(shape), shape.tip, shape.href, stops)
        case Arc():
            drawn = f'<path class="{shape.cls}" fill-rule="evenodd" d="{_ring(shape)}"'
            return _mark(drawn, shape.tip, shape.href, stops)
        case Label():
            size = "" if shape.size == 11 else f' font-size="{_n(shape.size)}"'
            return (
                f'<text class="{shape.cls}" x="{_n(shape.x)}" y="{_n(shape.y)}"'
                f' text-anchor="{shape.anchor}"{size}>{escape(shape.content)}</text>'
            )


def _mark(drawn: str, tip: str, href: str, stops: bool) -> str:
    """An open element closed, with tip, focus and link."""
    if not tip:
        return f"{drawn}/>"
    words = escape(tip)
    if href:
        return (
            f'<a href="{escape(local_link(href))}" aria-label="{words}">'
            f'{drawn} data-tip="{words}"/></a>'
        )
    focus = f' tabindex="0" role="img" aria-label="{words}"' if stops else ""
    return f'{drawn} data-tip="{words}"{focus}/>'


def marker_points(dot: Dot) -> tuple[tuple[float, float], ...]:
    """The corners of a marker that is no circle."""
    x, y, r = dot.x, dot.y, dot.radius
    match dot.marker:
        case "square":
            return (x - r, y - r), (x + r, y - r), (x + r, y + r), (x - r, y + r)
        case "diamond":
            return (x, y - r), (x + r, y), (x, y + r), (x - r, y)
        case _:
            return (x, y - r), (x + r, y + r), (x - r, y + r)


def _dot(dot: Dot) -> str:
    if dot.marker == "circle":
        return f'<circle class="{dot.cls}" cx="{_n(dot.x)}" cy="{_n(dot.y)}" r="{_n(dot.radius)}"'
    points = " ".join(f"{_n(x)},{_n(y)}" for x, y in marker_points(dot))
    return f'<polygon class="{dot.cls}" points="{points}"'


def _ring(arc: Arc) -> str:
    """The outline of a part of a ring; a whole ring is two circles of two halves each."""
    if arc.whole:
        return _circle(arc, arc.outer) + _circle(arc, arc.inner)
    large = int(arc.end - arc.start > math.pi)

    def at(radius: float, angle: float) -> str:
        x, y = arc.cx + radius * math.cos(angle), arc.cy + radius * math.sin(angle)
        return f"{x:.2f} {y:.2f}"

    outer, inner = _n(arc.outer), _n(arc.inner)
    return (
        f"M{at(arc.outer, arc.start)}A{outer} {outer} 0 {large} 1 {at(arc.outer, arc.end)}"
        f"L{at(arc.inner, arc.end)}A{inner} {inner} 0 {large} 0 {at(arc.inner, arc.start)}Z"
    )


def _circle(arc: Arc, radius: float) -> str:
    left, right, y, r = _n(arc.cx - radius), _n(arc.cx + radius), _n(arc.cy), _n(radius)
    return f"M{left} {y}A{r} {r} 0 1 1 {right} {y}A{r} {r} 0 1 1 {left} {y}Z"
