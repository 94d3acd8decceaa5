"""S6, C5: what was typed outlives the session, as the page that asks to sign in says."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.desk import Desk
from tests.journeys.rest import Rest

pytestmark = pytest.mark.browser
WORDS = "Просит расчёт к пятнице"


def test_c5_what_was_typed_when_the_session_ended_is_there_after_signing_in(
    page_of: Callable[..., Page], rest: Callable[[str], Rest], desk: Desk
) -> None:
    given = {"kind": "organisation", "short_name": "ООО «Черновик»", "is_different": True}
    client = rest("mara").post("/clients", given)["id"]
    page = page_of("mara", anew=True)
    page.goto(f"/interactions/record?client={client}&kind=call")
    page.fill("[name=note]", WORDS)
    page.context.clear_cookies(name="desk")
    page.keyboard.press("Control+Enter")
    page.fill("#login", "mara")
    page.fill("#password", desk.people["mara"])
    page.press("#password", "Enter")
    expect(page.locator("[name=note]")).to_have_value(WORDS)
    page.locator("[name=result]").first.check()
    page.locator("[name=note]").press("Control+Enter")
    page.wait_for_url(lambda url: "/record" not in url)
    page.goto(f"/interactions/record?client={client}&kind=call")
    expect(page.locator("[name=note]")).to_have_value("")


def test_c3_a_look_at_a_letter_leaves_its_form_ready_and_its_draft_kept(
    page_of: Callable[..., Page], rest: Callable[[str], Rest]
) -> None:
    given = {"kind": "organisation", "short_name": "ООО «Письмо»", "is_different": True}
    client = rest("mara").post("/clients", given)["id"]
    page = page_of("mara")
    page.goto(f"/interactions/plan?client={client}&kind=letter")
    page.fill("[name=body]", WORDS)
    look = page.locator("button[formtarget]")
    with page.context.expect_page():
        look.click()
    expect(page.locator("form:has([name=body])")).not_to_have_attribute("aria-busy", "true")
    page.goto("/products")
    page.goto(f"/interactions/plan?client={client}&kind=letter")
    expect(page.locator("[name=body]")).to_have_value(WORDS)
