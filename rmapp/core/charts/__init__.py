"""Charts: one geometry, drawn twice: as SVG for a page, on paper by ``core.pdf.drawing``.

A chart is a list of shapes, a title and *its table*: the same figures in words, for those who
do not see the picture. A chart knows classes (``s1`` … ``s6``), never colours; the stylesheet
colours the page (light, dark), ``palette`` colours the paper.

Words: **series** (a named row of values over the categories), **mark** (a shape that stands for
a figure: it has a tip and may lead to the list behind the figure), **tip** (the figure in words).
"""

from rmapp.core.charts.bars import bars
from rmapp.core.charts.bullet import Measure, bullet
from rmapp.core.charts.chart import Chart, Series, Table
from rmapp.core.charts.donut import donut, fold
from rmapp.core.charts.funnel import funnel
from rmapp.core.charts.heat import heat
from rmapp.core.charts.line import line
from rmapp.core.charts.scale import plain
from rmapp.core.charts.spark import spark
from rmapp.core.charts.svg import svg
from rmapp.core.charts.tiers import Band, Box, tiers

__all__ = [
    "Band",
    "Box",
    "Chart",
    "Measure",
    "Series",
    "Table",
    "bars",
    "bullet",
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
