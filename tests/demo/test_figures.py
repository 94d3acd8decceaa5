"""How figures are printed, how the bench reads a page, how rows are written for COPY."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest
from click.testing import CliRunner

from rmapp.bench.browser import _Forms
from rmapp.bench.cli import bench
from rmapp.bench.figures import figure
from rmapp.bench.pages import _next
from rmapp.clients.models import Lifecycle
from rmapp.demo.sheets import Json, field


def test_a_figure_is_one_line_with_median_and_interquartile_range() -> None:
    line = json.loads(figure("list", [5.0, 1.0, 2.0, 3.0, 4.0], "ms", 600).line())
    assert line == {
        "name": "list", "value": 3.0, "unit": "ms", "n": 5, "clients": 600, "spread": 2.0,
    }  # fmt: skip
    assert figure("import_10000", [7.0], "ms", 600).spread == 0.0


def test_a_form_is_read_with_what_its_fields_hold() -> None:
    reader = _Forms()
    reader.feed(
        '<form action="/x"><input name="csrf_token" value="t"><input type="checkbox" name="c"'
        ' value="1"><input type="radio" name="r" value="a"><input type="radio" name="r" value="b"'
        ' checked><select name="s"><option value="1"><option value="2" selected></select>'
        '<textarea name="n">\nfirst</textarea><input type="submit" name="go" value="x"></form>'
    )
    (form,) = reader.forms
    assert form.action == "/x"
    assert form.fields == {"csrf_token": "t", "r": "b", "s": "2", "n": "first"}


def test_the_next_page_is_found_whatever_the_order_of_attributes() -> None:
    assert _next('<a class="btn" href="?sort=name&amp;cursor=abc" rel="next">') == (
        "?sort=name&cursor=abc"
    )
    assert _next('<a rel="next" href="/clients?cursor=1">') == "/clients?cursor=1"
    assert _next('<a rel="prev" href="/clients?cursor=1">') is None


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "\\N"),
        (True, "t"),
        ("a\tb\\c\nd", "a\\tb\\\\c\\nd"),
        (Lifecycle.CLIENT, "client"),
        (dt.date(2026, 2, 3), "2026-02-03"),
        (Decimal("1.50"), "1.50"),
        (["a", 'b "c"'], '{"a","b \\\\"c\\\\""}'),
        ({"a": "б"}, '{"a":"б"}'),
        (Json([1, "x"]), '[1,"x"]'),
    ],
)
def test_a_value_is_written_as_copy_reads_it(value: object, written: str) -> None:
    assert field(value) == written


def test_an_unknown_figure_is_a_wrong_usage() -> None:
    answer = CliRunner().invoke(bench, ["speed_of_light"])
    assert answer.exit_code == 2
    assert "no such figure" in answer.stderr
