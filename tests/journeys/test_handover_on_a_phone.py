"""A handover prepared on a phone (V8): days are read whole, a client is dragged by touch after a
moment's hold onto a strip of the receivers, and a short touch scrolls as everywhere."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
WIDTH, HEIGHT = 390, 844


@pytest.fixture
def prepared_by_touch(page_of):
    """The second step of a rotation of the clients of Olga, shared out; given up at the end."""
    page = page_of(
        "stefan", has_touch=True, is_mobile=True, viewport={"width": WIDTH, "height": HEIGHT}
    )
    page.goto("/handovers/new")
    page.locator("[name=employee]").select_option(label="Назарова Ольга Игоревна")
    page.locator("[name=reason][value=rotation]").check()
    page.locator("main form .form-end .btn").first.click()
    page.wait_for_url(re.compile("/handovers/[0-9a-z]{16}"))
    place = page.url.partition("?")[0]
    page.goto(f"{place}?step=2")
    for box in page.locator("[name=receivers]").all():
        box.check()
    page.locator("form[action$='/share'] button[type=submit]").click()
    expect(page.locator("tr[data-drop]")).not_to_have_count(0)
    yield page
    page.goto(place)
    page.locator("form[action$='/drop'] button").click()
    page.locator("dialog[open] .btn").first.click()
    page.wait_for_url("**/handovers/")


def finger_on(page: Page):
    """``finger("touchStart", (x, y))``: what one finger does on the page."""
    session = page.context.new_cdp_session(page)

    def finger(kind: str, *at: tuple[float, float]) -> None:
        points = [{"x": x, "y": y} for x, y in at]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    return finger


def test_v8_by_touch_a_client_is_held_and_dragged_onto_a_receiver(prepared_by_touch):
    page, finger = prepared_by_touch, finger_on(prepared_by_touch)
    row = page.locator("tr[data-drag]").nth(1)
    key = row.get_attribute("data-drag")
    row.evaluate("row => row.scrollIntoView({ block: 'center' })")
    box = row.bounding_box()
    start = (box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.7)
    finger("touchStart", start)
    strip = page.locator(".drop-strip > div")
    expect(strip).to_have_count(page.locator("tr[data-drop]").count())
    place = strip.last
    to, name = place.bounding_box(), place.inner_text()
    end = (to["x"] + to["width"] / 2, to["y"] + to["height"] / 2)
    for step in range(1, 11):
        share = step / 10
        finger("touchMove", tuple(a + (b - a) * share for a, b in zip(start, end, strict=True)))
    expect(place).to_have_class("over")
    with page.expect_navigation():
        finger("touchEnd")
    moved = page.locator(f'tr[data-drag="{key}"]')
    expect(moved).to_contain_text(name)
    expect(moved.locator("td[data-th] .tag")).not_to_have_count(0)
    expect(page.locator(".drop-strip")).to_have_count(0)


def test_v8_a_short_touch_moves_nobody(prepared_by_touch):
    page, finger = prepared_by_touch, finger_on(prepared_by_touch)
    row = page.locator("tr[data-drag]").first
    row.evaluate("row => row.scrollIntoView({ block: 'center' })")
    box = row.bounding_box()
    start = (box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.7)
    before = page.url
    finger("touchStart", start)
    finger("touchMove", (start[0], start[1] - 60))
    finger("touchEnd")
    expect(page.locator(".drop-strip")).to_have_count(0)
    assert page.url == before


def test_v8_on_a_phone_a_day_is_read_with_its_year(page_of):
    page = page_of("stefan")
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    page.goto("/handovers/new")
    for name in ("effective_on", "returns_on"):
        field = page.locator(f"input[type=date][name={name}]")
        sizes = field.evaluate(
            "field => [field.clientWidth, parseFloat(getComputedStyle(field).fontSize)]"
        )
        assert sizes[0] >= 9.5 * sizes[1], "ten signs, the picture of a calendar, the edges"
