"""A full list stays light: at most 60 KB in the longer of the two languages (quality.md)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask

from rmapp.core import clock
from rmapp.core.transaction import transaction
from tests.cast import Cast
from tests.factories import a_client


@pytest.mark.parametrize("who", ["mara", "sofia"])
def test_a_full_list_is_at_most_60_kb_in_russian(
    app: Flask, cast: Cast, browser_of: Any, who: str
) -> None:
    with app.app_context(), transaction():
        cast.employee(who).language = "ru"
        for number in range(60):
            a_client(
                cast,
                name=f"ООО «Тверская механика и сервис {number}»",
                phones=[f"+7495{2000000 + number}"],
                last_contact_at=clock.now() - dt.timedelta(days=number),
                next_contact_at=clock.now() + dt.timedelta(days=number - 20),
            )
    page = browser_of(who).get("/clients").text
    assert page.count("Тверская механика") >= 50
    assert len(page.encode()) <= 60 * 1024, f"{len(page.encode())} bytes"
