"""The type and measures of paper."""

from __future__ import annotations

from typing import TypeAlias

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm

from ..charts import palette
from . import fonts

PAGE_WIDTH, PAGE_HEIGHT = A4
MARGIN = 20 * mm
TEXT_WIDTH = PAGE_WIDTH - 2 * MARGIN

INK = HexColor(palette.INK)
MUTED = HexColor(palette.MUTED)
ACCENT = HexColor(palette.ACCENT)
DEEP = HexColor(palette.DEEP)
TEAL = HexColor(palette.TEAL)
PALE = HexColor(palette.PALE)
LINE = HexColor(palette.LINE)
SOFT = HexColor(palette.SOFT)
WHITE = HexColor(palette.WHITE)

Style: TypeAlias = ParagraphStyle

BODY = Style(
    "body",
    fontName=fonts.REGULAR,
    bulletFontName=fonts.REGULAR,
    fontSize=9.6,
    leading=14,
    textColor=INK,
    allowOrphans=0,
    allowWidows=0,
)
READING = Style("reading", parent=BODY, fontSize=10.5, leading=16, spaceAfter=8)
SMALL = Style("small", parent=BODY, fontSize=8, leading=11, textColor=MUTED)
DENSE = Style("dense", parent=BODY, fontSize=8, leading=10.4)
DENSE_RIGHT = Style("dense-right", parent=DENSE, alignment=2)
LEAD = Style("lead", parent=BODY, fontSize=11, leading=16.5)
LABEL = Style("label", parent=SMALL, fontName=fonts.MEDIUM, spaceAfter=1)
HEAD_CELL = Style("head-cell", parent=BODY, fontName=fonts.MEDIUM, fontSize=8.2, leading=11)
HEAD_CELL.textColor = MUTED
FIGURE = Style("figure", parent=BODY, fontName=fonts.LIGHT, fontSize=19, leading=24)
RIGHT = Style("right", parent=BODY, alignment=2)
HEAD_RIGHT = Style("head-right", parent=HEAD_CELL, alignment=2)
H1 = Style(
    "h1",
    parent=BODY,
    fontName=fonts.BOLD,
    fontSize=17,
    leading=22,
    spaceBefore=2,
    spaceAfter=6,
)
H2 = Style(
    "h2",
    parent=BODY,
    fontName=fonts.MEDIUM,
    fontSize=12,
    leading=16,
    spaceBefore=16,
    spaceAfter=5,
    textColor=ACCENT,
)
