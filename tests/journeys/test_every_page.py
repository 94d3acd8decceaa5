"""Every page of the house in the browser: those of managers, and what anybody may open.

The other half stands in ``test_other_pages``: two desks are looked at side by side.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.journeys.every_page import DRAWN, LOOKS, MANAGERS, NO_PAGES, Look, Visitor, look_at

pytestmark = pytest.mark.browser


def test_every_page_is_looked_at(app: Flask) -> None:
    """A new page belongs into LOOKS, DRAWN or NO_PAGES."""
    known = {look.endpoint for look in LOOKS} | set(DRAWN.values()) | set(NO_PAGES)
    pages = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.rule.startswith("/api/")
    }
    assert sorted(pages - known) == [], "pages nobody looks at"
    assert sorted(known - pages - {""}) == [], "pages that are gone"


@pytest.mark.parametrize("look", [one for one in LOOKS if one.who in MANAGERS], ids=str)
def test_the_page_is_sound(
    look: Look, prepared: dict[str, str], visitor: Callable[[str | None], Visitor]
) -> None:
    look_at(look, prepared, visitor)


def test_both_languages_are_looked_at(visitor: Callable[[str | None], Visitor]) -> None:
    spoken = set()
    for who in ("mara", "lena"):
        page = visitor(who).page
        page.goto("/profile/")
        spoken.add(page.locator("html").get_attribute("lang"))
    assert spoken == {"ru", "en"}
