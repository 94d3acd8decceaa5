"""Moving about within a page: an address that differs by its #anchor alone loads nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def watched(page: Page) -> list[str]:
    """What ``page`` asks of the server from now on."""
    asked: list[str] = []
    page.on(
        "request",
        lambda request: (
            asked.append(f"{request.method} {request.url}")
            if request.resource_type in ("document", "fetch")
            else None
        ),
    )
    return asked


def test_the_skip_link_leads_into_the_content_and_loads_nothing(
    page_of: Callable[..., Page],
) -> None:
    page = page_of("mara")
    page.goto("/products")
    asked = watched(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    assert asked == []


def test_a_link_of_the_error_summary_leads_to_its_field_and_what_was_typed_stays(
    page_of: Callable[..., Page],
) -> None:
    page = page_of("mara")
    page.goto("/clients/new?kind=organisation")
    page.keyboard.press("Control+Enter")
    summary = page.locator(".error-summary a")
    expect(summary.first).to_be_visible()
    page.fill("[name=activity]", "Хлебопечение")
    asked = watched(page)
    field = str(summary.first.get_attribute("href"))
    summary.first.click()
    expect(page.locator(field)).to_be_focused()
    expect(page.locator("[name=activity]")).to_have_value("Хлебопечение")
    assert asked == []


def test_d16_brackets_go_on_through_the_list_one_came_from(page_of: Callable[..., Page]) -> None:
    page = page_of("mara")
    page.goto("/clients")
    links = page.locator("tr[data-item] a.name")
    first, second = (str(links.nth(at).get_attribute("href")) for at in (0, 1))
    links.first.click()
    page.wait_for_url(f"**{first}")
    page.keyboard.press("BracketRight")
    page.wait_for_url(f"**{second}")
    page.keyboard.press("BracketLeft")
    page.wait_for_url(f"**{first}")


def test_keys_of_one_letter_can_be_switched_off_and_on_again(page_of: Callable[..., Page]) -> None:
    page = page_of("lena")
    page.goto("/products")
    page.keyboard.press("?")
    switch = page.locator("[data-keys-switch]")
    expect(switch).to_be_checked()
    switch.uncheck()
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("?")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.locator("summary.person").click()
    page.locator("[data-open=keys]").click()
    expect(switch).not_to_be_checked()
    switch.check()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.wait_for_url("**/clients")
