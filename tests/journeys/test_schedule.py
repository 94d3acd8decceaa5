"""A series of contacts in the browser: seen, started, shifted, moved by an absence (C2)."""

from __future__ import annotations

import datetime as dt
import re
import secrets

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
#: A Monday in spring, so far ahead that nothing of the demo stands there.
START = dt.date(2027, 4, 5)


def shown(page: Page) -> list[str]:
    """The dates of the steps, as the page of the schedule says them."""
    return (
        page.locator("main .steps-of b").filter(has_text=re.compile(r"\d\d:\d\d")).all_inner_texts()
    )


def test_c2_a_series_is_planned_shifted_and_an_absence_plans_it_anew(rest, page_of):
    name = f"ООО «График {secrets.token_hex(3)}»"
    client = rest("mara").post(
        "/clients", {"kind": "organisation", "short_name": name, "is_different": True}
    )["id"]
    mara = page_of("mara")
    mara.goto(f"/interactions/plan?client={client}")
    mara.get_by_role("link", name="A series of contacts").click()
    mara.select_option("#template", label="Approach to a firm")
    mara.fill("#starts_on", START.isoformat())
    mara.get_by_role("button", name="Show the dates").click()
    mara.wait_for_url(re.compile("starts_on"))
    expect(mara.locator("main")).to_contain_text("3 working days after the letter")
    expect(mara.locator("main")).to_contain_text("Monday, 5 April, 10:00")
    mara.get_by_role("button", name="Start the schedule").click()
    mara.wait_for_url(re.compile("/schedules/[0-9a-z]{16}"))
    here, before = mara.url, shown(mara)
    assert len(before) == 5

    mara.get_by_role("link", name="Shift the rest").click()
    mara.fill("#days", "0")
    mara.get_by_role("button", name="See the dates").click()
    expect(mara.get_by_role("alert")).to_contain_text("From 1 to 250 working days.")
    mara.fill("#days", "5")
    mara.get_by_role("button", name="See the dates").click()
    expect(mara.get_by_role("table")).to_contain_text("12 Apr")
    mara.get_by_role("button", name="Shift the rest").click()
    mara.wait_for_url(here)
    expect(mara.locator("main")).to_contain_text("shifted by 5 working days")
    after = shown(mara)
    assert after[0].startswith("Monday, 12 April")
    assert after != before

    mara.goto("/schedules/absences")
    mara.fill("#first", "2027-04-12")
    mara.fill("#last", "2027-04-16")
    mara.get_by_role("button", name="Show what moves").click()
    mara.wait_for_url(re.compile("first="))
    expect(mara.locator("main table")).to_contain_text(name)
    expect(mara.locator("main table")).to_contain_text("19 Apr")
    mara.get_by_role("button", name="Enter the absence").click()
    expect(mara.get_by_role("button", name="Take back")).to_be_visible()
    mara.goto(here)
    assert shown(mara)[0].startswith("Monday, 19 April")
    expect(mara.locator("main")).to_contain_text("the manager is away")
    mara.goto("/schedules/absences")
    mara.get_by_role("button", name="Take back").click()
    mara.get_by_role("dialog").get_by_role("button", name="Take back").click()
    expect(mara.locator("main")).to_contain_text("No absences are planned.")


def test_c2_the_steps_of_a_template_are_moved_by_keys(page_of):
    sofia = page_of("sofia")
    sofia.goto("/schedule-templates/new")
    sofia.fill("#title_ru", "Проба")
    sofia.fill("#title_en", "Trial")
    sofia.get_by_role("button", name="Go on to the steps").click()
    for kind in ("letter", "call"):
        sofia.get_by_role("link", name="Add a step").click()
        sofia.select_option("#kind", kind)
        sofia.get_by_role("button", name="Save the step").click()
        sofia.wait_for_url(re.compile("/edit"))
    steps = sofia.locator("[data-steps] > li")
    expect(steps).to_have_count(2)
    expect(steps.nth(1).get_by_role("link")).to_be_focused()
    sofia.keyboard.press("Alt+ArrowUp")
    expect(steps.nth(0)).to_contain_text("1. Call")
    expect(steps.nth(0).get_by_role("link")).to_be_focused()
    sofia.get_by_role("button", name="Publish").click()
    expect(sofia.locator("main")).to_contain_text("version 1")
