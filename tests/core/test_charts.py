"""Charts: whatever the figures, marks stay in the box and the table tells the same."""

from __future__ import annotations

import math
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmapp.core.charts import (
    Chart,
    Series,
    bars,
    donut,
    fold,
    funnel,
    heat,
    line,
    palette,
    plain,
    spark,
    svg,
)
from rmapp.core.charts.chart import Arc, Label, Rect
from rmapp.core.charts.scale import scale, text_width

VALUE = st.one_of(
    st.none(),
    st.integers(-(10**15), 10**15),
    st.floats(-1e18, 1e18, allow_nan=False),
    st.sampled_from([0, 0.0, -0.0, 5e-324, 1e-12, 1e18, -1e18]),
)
POSITIVE = st.one_of(st.integers(0, 10**15), st.floats(0, 1e18), st.just(5e-324))
NAME = st.text(max_size=60)
XHTML = re.compile(r"\b(style|on\w+)=")


@st.composite
def rows(draw: st.DrawFn) -> tuple[list[str], list[Series]]:
    """Categories and up to six series that fit them."""
    categories = draw(st.lists(NAME, max_size=30))
    count = len(categories)
    values = st.lists(VALUE, min_size=count, max_size=count)
    series = draw(st.lists(st.builds(Series, NAME, values), max_size=6))
    return categories, series


def in_the_box(chart: Chart) -> None:
    """Every shape lies within the chart, and every number is one."""
    for shape in chart.shapes:
        box = shape.box()
        assert all(math.isfinite(edge) for edge in box), shape
        left, top, right, bottom = box
        if isinstance(shape, Label):
            wide = text_width(shape.content, shape.size)
            left -= {"start": 0, "middle": wide / 2, "end": wide}[shape.anchor]
            right = left + wide
        assert min(left, top) >= -1, (shape, chart.width, chart.height)
        assert max(right - chart.width, bottom - chart.height) <= 1, (shape, chart.width)


def well_formed(chart: Chart) -> ElementTree.Element:
    """The chart's SVG, parsed; it carries no style, no script, no handler."""
    written = svg(chart, "c1")
    assert "nan" not in re.sub(r">[^<]*<|\"[^\"]*\"", "", written).lower()
    clean = re.sub(r'="[^"]*"', '=""', re.sub(r">[^<]*<", "><", written))
    assert not XHTML.search(clean)
    # XML has no words for control characters; forms and doors refuse them before.
    return ElementTree.fromstring(re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\uffff]", "", written))


@given(rows(), st.booleans())
def test_bars_stay_in_the_box_and_the_table_is_the_data(
    data: tuple[list[str], list[Series]], stacked: bool
) -> None:
    categories, series = data
    chart = bars("t", categories, series, stacked=stacked)
    in_the_box(chart)
    well_formed(chart)
    assert [row[0] for row in chart.table.rows] == categories
    for index, row in enumerate(chart.table.rows):
        told = [one.values[index] for one in series]
        assert row[1:] == tuple("—" if v is None else plain(float(v)) for v in told)


@given(rows())
def test_lines_stay_in_the_box(data: tuple[list[str], list[Series]]) -> None:
    chart = line("t", *data)
    in_the_box(chart)
    well_formed(chart)
    assert len(chart.table.rows) == len(data[0])


@given(st.lists(st.tuples(NAME, POSITIVE), max_size=6), NAME)
def test_a_ring_shows_every_part(parts: list[tuple[str, float]], centre: str) -> None:
    chart = donut("t", parts, centre=centre[:12])
    in_the_box(chart)
    well_formed(chart)
    arcs = [shape for shape in chart.shapes if isinstance(shape, Arc)]
    total = sum(float(v) for _, v in parts)
    if total > 1e-6:
        assert sum(arc.end - arc.start for arc in arcs) <= 2 * math.pi + 1e-6
    else:
        assert any(arc.whole for arc in arcs)


@given(st.lists(VALUE, max_size=40))
def test_sparks_stay_in_the_box(values: list[float | None]) -> None:
    chart = spark("t", values)
    in_the_box(chart)
    well_formed(chart)
    assert len(chart.table.rows) == len(values)


@given(rows())
def test_heat_stays_in_the_box(data: tuple[list[str], list[Series]]) -> None:
    chart = heat("t", *data)
    in_the_box(chart)
    well_formed(chart)


@given(st.lists(st.tuples(NAME, POSITIVE), max_size=9))
def test_a_funnel_stays_in_the_box(stages: list[tuple[str, float]]) -> None:
    chart = funnel("t", stages)
    in_the_box(chart)
    well_formed(chart)


@given(st.lists(st.one_of(st.none(), st.floats(-1e18, 1e18)), max_size=9))
def test_an_axis_holds_zero_and_every_value(values: list[float | None]) -> None:
    made = scale(values)
    assert made.low <= 0 <= made.high != made.low
    for value in values:
        if value is not None:
            assert -1e-9 <= made.part(value) <= 1 + 1e-9
    assert 2 <= len(made.ticks) <= 10
    assert any(tick == 0 for tick in made.ticks)


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), float("-inf"), 1e300])
def test_what_is_no_number_is_refused(bad: float) -> None:
    for draw in (
        lambda: bars("t", ["a"], [Series("s", [bad])]),
        lambda: line("t", ["a"], [Series("s", [bad])]),
        lambda: donut("t", [("a", bad)]),
        lambda: spark("t", [bad]),
        lambda: heat("t", ["a"], [Series("s", [bad])]),
        lambda: funnel("t", [("a", bad)]),
    ):
        with pytest.raises(ValueError, match=r"figure|negative"):
            draw()


def test_a_seventh_colour_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 6"):
        bars("t", ["a"], [Series(str(n), [1]) for n in range(7)])
    with pytest.raises(ValueError, match="fold"):
        donut("t", [(str(n), 1) for n in range(7)])
    assert fold([(str(n), n) for n in range(9)], "rest")[-1] == ("rest", 0 + 1 + 2 + 3)


def test_a_row_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="categories"):
        bars("t", ["a", "b"], [Series("s", [1])])


def test_words_are_escaped_everywhere() -> None:
    evil = '"><script>alert(1)</script>&'
    for chart in (
        bars(evil, [evil], [Series(evil, [1]), Series(evil, [2])]),
        line(evil, [evil], [Series(evil, [1]), Series(evil, [2])]),
        donut(evil, [(evil, 1)], centre=evil),
        heat(evil, [evil], [Series(evil, [1])]),
        funnel(evil, [(evil, 1)]),
    ):
        tree = well_formed(chart)
        assert not [node for node in tree.iter() if node.tag.endswith("script")]
        assert next(iter(tree)).text == evil


def test_a_mark_with_a_link_leads_to_the_list_behind_it() -> None:
    chart = bars("t", ["a"], [Series("s", [3], ["/clients?stage=1&x=2"])])
    tree = well_formed(chart)
    [link] = [node for node in tree.iter() if node.tag.endswith("a")]
    assert link.get("href") == "/clients?stage=1&x=2"
    assert link[0].get("data-tip") == "a · s: 3" == link.get("aria-label")
    assert tree.get("role") == "group"


@pytest.mark.parametrize("href", ["javascript:alert(1)", "//evil.example", "https://evil", "/\\e"])
def test_a_mark_never_leads_out(href: str) -> None:
    with pytest.raises(ValueError, match="into the application"):
        svg(bars("t", ["a"], [Series("s", [3], [href])]), "c")


def test_marks_take_the_focus_and_the_title_names_the_picture() -> None:
    tree = well_formed(line("Balance", ["a", "b"], [Series("s", [1, 2])]))
    marks = [node for node in tree.iter() if node.get("tabindex") == "0"]
    assert [mark.get("data-tip") for mark in marks] == ["a · s: 1", "b · s: 2"]
    assert tree.get("aria-labelledby") == "c1-t" == next(iter(tree)).get("id")


def test_an_id_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="not an id"):
        svg(spark("t", [1]), 'a" onload="x')


def test_negative_bars_hang_from_the_zero_line() -> None:
    chart = bars("t", ["a", "b"], [Series("s", [4, -4])])
    up, down = [shape for shape in chart.shapes if isinstance(shape, Rect)]
    assert up.y + up.height == pytest.approx(down.y)


def test_stacked_bars_stand_on_each_other() -> None:
    chart = bars("t", ["a"], [Series("s", [4]), Series("t", [2])], stacked=True)
    low, high = [shape for shape in chart.shapes if isinstance(shape, Rect) and shape.tip]
    assert high.y + high.height == pytest.approx(low.y)


def test_a_single_value_and_nothing_at_all_are_drawn() -> None:
    assert "5" in svg(line("t", ["a"], [Series("s", [5])]), "c")
    assert "nothing yet" in svg(bars("t", [], [], empty="nothing yet"), "c")
    assert "nothing yet" in svg(line("t", ["a"], [Series("s", [None])], empty="nothing yet"), "c")


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, two: str) -> float:
    high, low = sorted((_luminance(one), _luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_print_colours_are_told_from_paper() -> None:
    assert all(_contrast(colour, palette.WHITE) >= 3 for colour in palette.SERIES)
    for text in (palette.INK, palette.MUTED, palette.ACCENT):
        assert _contrast(text, palette.WHITE) >= 4.5
        assert _contrast(text, palette.SOFT) >= 4.5
    assert _contrast(palette.WHITE, palette.DEEP) >= 4.5
    assert _contrast(palette.PALE, palette.DEEP) >= 4.5
    for level in range(6):
        cls = "inverse" if level >= 4 else "label"
        assert _contrast(palette.colour(cls), palette.HEAT[level]) >= 4.5


@pytest.mark.parametrize("count", [5, 13, 30])
@pytest.mark.parametrize("width", [340, 500, 1060])
def test_days_below_a_chart_are_whole_though_not_each_of_them_is_named(
    count: int, width: int
) -> None:
    days = [f"{number + 1} нояб." for number in range(count)]
    for draw in (line, bars):
        chart = draw("x", days, [Series("a", list(range(count)))], width=width)
        named = [one.content for one in chart.shapes if isinstance(one, Label)]
        assert [one for one in named if one in days]
        assert not [one for one in named if one.endswith("…")]
