"""X4 on its form: what is wrong is named with its field, a day is chosen and not typed."""

from __future__ import annotations

import html
import re
from typing import Any

from flask import Flask

from rmapp.core.transaction import transaction
from tests.factories import a_client
from tests.opportunities.stories import submit


def said(page: str) -> list[str]:
    """The lines of the summary of errors."""
    [summary] = re.findall(r'class="error-summary".*?</div>', page, re.DOTALL)
    return [html.unescape(words) for words in re.findall(r"<li><a href=[^>]+>(.*?)</a>", summary)]


def test_the_summary_of_errors_names_the_field_of_each_and_the_row_of_a_table(
    app: Flask, cast: Any, browser_of: Any
) -> None:
    with app.app_context(), transaction():
        page = f"/opportunities/new?client={a_client(cast).public_id}"
    mara = browser_of("mara")
    wrong = submit(
        mara,
        page,
        probability="120",
        closes_on="soon",
        **{"lines-1-quantity": "many"},
    )
    assert said(wrong.text) == [
        "Products, row 2, Quantity: This is not a number.",
        "Probability: Type a number from 0 to 100.",
        "Expected by: This is no date. Write it like 24.11.2026.",
    ]


def test_the_day_of_an_opportunity_has_the_picker_of_every_other_day(
    app: Flask, cast: Any, browser_of: Any
) -> None:
    with app.app_context(), transaction():
        page = f"/opportunities/new?client={a_client(cast).public_id}"
    mara = browser_of("mara")
    assert re.search(r'<input[^>]*id="closes_on"[^>]*type="date"', mara.get(page).text)
    made = submit(mara, page, title="Эквайринг", closes_on="2031-03-09")
    assert made.status_code == 302
    assert 'value="2031-03-09"' in mara.get(f"{made.location}/edit").text
