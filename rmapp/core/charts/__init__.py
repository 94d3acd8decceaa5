"""Charts: one geometry, drawn twice: as SVG for a page, on paper by ``core.pdf.drawing``.

A chart is a list of shapes, a title and *its table*: the same figures in words, for those who
do not see the picture. A chart knows classes (``s1`` … ``s6``), never colours; the stylesheet
colours the page (light, dark), ``palette`` colours the paper.

Words: **series** (a named row of values over the categories), **mark** (a shape that stands for
a figure: it has a tip and may lead to the list behind the figure), **tip** (the figure in words).
"""

from .bars import bars
from .chart import Chart, Series, Table
from .donut import donut, fold
from .funnel import funnel
from .heat import heat
from .line import line
from .scale import plain
from .spark import spark
from .svg import svg
from .tiers import Band, Box, tiers

__all__ = [
    "Band",
    "Box",
    "Chart",
    "Series",
    "Table",
    "bars",
    "donut",
    "fold",
    "funnel",
    "heat",
    "line",
    "plain",
    "spark",
    "svg",
    "tiers",
]
