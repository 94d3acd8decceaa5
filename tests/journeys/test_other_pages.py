"""Every page of the house in the browser: those of whoever is no manager, and what no desk comes to
by itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask, g

from tests.journeys.desk import Desk
from tests.journeys.every_page import DRAWN, LOOKS, MANAGERS, Look, Visitor, look_at

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("look", [one for one in LOOKS if one.who not in MANAGERS], ids=str)
def test_the_page_is_sound(
    look: Look, prepared: dict[str, str], visitor: Callable[[str | None], Visitor]
) -> None:
    look_at(look, prepared, visitor)


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("drawn", DRAWN, ids=lambda one: one.__name__)
def test_the_page_drawn_here_is_sound(
    drawn: Callable[[], str],
    language: str,
    app: Flask,
    desk: Desk,
    visitor: Callable[[str | None], Visitor],
) -> None:
    from flask_babel import force_locale

    with app.test_request_context(), force_locale(language):
        g.request_number = "0123456789abcdef"
        page = drawn()
    visiting = visitor(None)
    visiting.page.route(
        "**/drawn", lambda route: route.fulfill(body=page, content_type="text/html; charset=utf-8")
    )
    wrong = visiting.look(f"{desk.url}/drawn")
    visiting.page.unroute("**/drawn")
    assert visiting.page.locator("html").get_attribute("lang") == language
    assert wrong == [], "\n".join(wrong)
