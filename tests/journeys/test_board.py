"""The board in the browser (X4): one menu for all cards by mouse and by keys, the keyboard instead
of dragging, and a plain link where no script runs."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
BOARD = "/opportunities/board"


def movable(page: Page):
    """The first card that has left the first stage, its key, and the stage before its own."""
    page.goto(BOARD)
    card = page.locator('.lane:not([data-stage="new"]) .deal').first
    stages = page.locator(".lane").evaluate_all("lanes => lanes.map(lane => lane.dataset.stage)")
    stage = card.evaluate("card => card.closest('.lane').dataset.stage")
    return card, card.get_attribute("id"), stage, stages[stages.index(stage) - 1]


def test_x4_the_menu_comes_to_the_card_by_keys_and_goes_back(page_of):
    page = page_of("mara")
    card, key, stage, before = movable(page)
    link = card.locator("[data-move]")
    link.focus()
    page.keyboard.press("Enter")
    menu = card.locator("#board-menu")
    expect(menu).to_have_attribute("open", "")
    expect(menu.locator("button:not(:disabled)").first).to_be_focused()
    expect(menu.locator(f'button[value="{stage}"]')).to_have_count(0)
    page.keyboard.press("Escape")
    expect(menu).to_have_count(0)
    expect(link).to_be_focused()
    link.click()
    menu.locator(f'button[value="{before}"]').click()
    page.wait_for_url(re.compile(BOARD))
    expect(page.locator(f'.lane[data-stage="{stage}"] #{key}')).to_have_count(0)


def test_x4_keys_move_a_card_as_dragging_does(page_of):
    page = page_of("mara")
    card, key, _stage, before = movable(page)
    card.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Space")
    expect(page.locator(f'.lane[data-stage="{before}"] #{key}')).to_be_visible()
    expect(page.locator(".toast").filter(has_text="→")).to_be_visible()


def test_x4_without_script_a_card_leads_to_the_form_that_moves_it(page_of):
    page = page_of("mara", java_script_enabled=False)
    page.goto(BOARD)
    page.locator('.lane:not([data-stage="new"]) [data-move]').first.click()
    form = page.locator('form[action="/opportunities/board/move"]')
    form.locator('button[value="new"]').click()
    expect(page.locator('button[value="new"][aria-pressed="true"]')).to_be_visible()
