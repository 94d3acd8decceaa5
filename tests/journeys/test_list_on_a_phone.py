"""The list of clients on a phone and on a small screen: nothing beyond the edge (D16)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_d16_on_a_phone_every_column_is_read_without_scrolling_sideways(page_of):
    max_ = page_of("max")
    max_.set_viewport_size({"width": 390, "height": 844})
    max_.goto("/clients?view=all")
    row = max_.locator("tbody tr").first
    named = row.locator("td[data-th]")
    expect(named.first).to_be_visible()
    assert named.count() >= 3, "next contact, manager, last contact say what they are"
    for cell in row.locator("td, th").all():
        expect(cell).to_be_visible()
        box = cell.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    expect(row.locator(".tag").first).to_be_visible()
    assert max_.evaluate("document.documentElement.scrollWidth") <= 390
    max_.locator("thead [data-all]").check()
    expect(max_.locator(".batch")).to_be_visible()


def test_d16_the_russian_list_fits_a_small_screen_without_scrolling_sideways(page_of):
    page = page_of("sofia", anew=True, viewport={"width": 1366, "height": 900})
    page.goto("/clients?view=all")
    page.locator("button[name=language][value=ru]").first.click()
    expect(page.get_by_role("columnheader", name="Последний разговор")).to_be_visible()
    wide = page.locator(".table-scroll").evaluate("box => [box.scrollWidth, box.clientWidth]")
    page.locator("button[name=language][value=en]").first.click()
    assert wide[0] <= wide[1]
