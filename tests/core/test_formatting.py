"""Money, dates as people read them, in both languages."""

from __future__ import annotations

import datetime as dt

import pytest
from flask_babel import force_locale

from rmapp.core.formatting import brief, day


@pytest.mark.parametrize(
    ("language", "minor", "currency", "said"),
    [
        ("ru", 3_124_416_800, "RUB", "31,2\u00a0млн\u00a0₽"),
        ("en", 3_124_416_800, "RUB", "RUB\u00a031.2M"),
        ("en", 3_124_416_800, "USD", "$31.2M"),
        ("ru", 35_818_470, "RUB", "358\u00a0185\u00a0₽"),
        ("en", 35_818_470, "RUB", "RUB\u00a0358,185"),
        ("en", -3_124_416_800, "RUB", "-RUB\u00a031.2M"),
        ("ru", None, "RUB", "—"),
    ],
)
def test_money_of_a_tile_fits_into_it(app, language, minor, currency, said):
    with app.test_request_context(), force_locale(language):
        assert brief(minor, currency) == said


@pytest.mark.parametrize(
    ("form", "said"),
    [("medium", "5 Mar 2026"), ("long", "5 March 2026"), ("full", "Thursday 5 March 2026")],
)
def test_english_dates_go_day_month_year_as_the_fields_write_them(app, form, said):
    with app.test_request_context(), force_locale("en"):
        assert day(dt.date(2026, 3, 5), form).replace(",", "") == said
