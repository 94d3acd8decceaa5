"""Many clients at once in the browser: the week is filled and emptied again, a series starts for
several (C9, C2), cells of the list are changed where they stand (D16)."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.desk import until
from tests.journeys.rest import Rest

pytestmark = pytest.mark.browser


@pytest.fixture
def two(rest: Callable[[str], Rest]) -> tuple[str, list[str]]:
    """A word that the names of two new prospects of Mara share, and their ids."""
    word = secrets.token_hex(3)
    made = [
        rest("mara").post(
            "/clients",
            {
                "kind": "organisation",
                "short_name": f"ООО «{word} {number}»",
                "possible_profit": {"amount": 10_000_000_00, "currency": "RUB"},
                "is_different": True,
            },
        )["id"]
        for number in ("Первый", "Второй")
    ]
    return word, made


def steps(someone: Rest, clients: list[str]) -> list[bool]:
    """Whether each client has a next contact."""
    return [someone.get(f"/clients/{one}")["next_contact_at"] is not None for one in clients]


def test_c9_the_week_is_filled_with_calls_and_the_filling_is_undone(
    page_of: Callable[..., Page], rest: Callable[[str], Rest], two: tuple[str, list[str]]
) -> None:
    page, mara, (_word, clients) = page_of("mara"), rest("mara"), two
    page.goto("/day/fill")
    for box in page.locator("input[name=ids]").all():
        box.set_checked(box.input_value() in clients)
    page.get_by_role("button", name="Plan the calls chosen").click()
    page.wait_for_url(re.compile("/bulk/[0-9a-z]{16}"))
    until(lambda: steps(mara, clients) == [True, True], "both calls are planned")
    page.reload()
    page.get_by_role("link", name="Undo").click()
    page.get_by_role("button", name="Put back as it was").first.click()
    confirm = page.locator("dialog[open] [value=yes]")
    if confirm.count():
        confirm.click()
    until(lambda: steps(mara, clients) == [False, False], "the calls are gone")


def test_c2_a_series_starts_for_those_who_are_chosen_in_the_list(
    page_of: Callable[..., Page], rest: Callable[[str], Rest], two: tuple[str, list[str]]
) -> None:
    page, mara, (word, clients) = page_of("mara"), rest("mara"), two
    page.goto(f"/clients?q={word}")
    for box in page.locator("tbody input[type=checkbox]").all():
        box.check()
    page.get_by_role("button", name="Start a schedule").click()
    page.select_option("select#field", label="Approach to a firm")
    page.get_by_role("button", name="Choose").click()
    expect(page.locator("main")).to_contain_text("What it does to the diaries")
    page.locator("form[data-guard]").get_by_role("button", name="Start a schedule").click()
    page.wait_for_url(re.compile("/bulk/[0-9a-z]{16}"))
    until(lambda: steps(mara, clients) == [True, True], "both series have begun")
    [one] = mara.get(f"/schedules?client={clients[0]}")["items"]
    assert [step["kind"] for step in one["steps"]] == ["letter", "call", "visit", "meeting", "call"]


def test_d16_cells_are_reached_from_the_name_by_keys_and_a_double_click_on_a_number_does_not_dial(
    page_of: Callable[..., Page], two: tuple[str, list[str]]
) -> None:
    page, (word, _clients) = page_of("mara"), two
    dialled: list[str] = []
    page.on("request", lambda sent: dialled.append(sent.url) if sent.url[:4] == "tel:" else None)
    page.goto(f"/clients?q={word}&columns=phone,activity&sort=name")
    name = page.locator("tbody a.name").first
    name.focus()
    page.keyboard.press("ArrowRight")
    phone = page.locator("tbody tr").first.locator("td").nth(1)
    expect(phone).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(name).to_be_focused()
    page.keyboard.press("e")
    expect(page.locator("#cell-value")).to_be_focused()
    page.keyboard.type("+7 495 540-75-20")
    page.keyboard.press("Enter")
    expect(phone.locator("a")).to_have_text("8 (495) 540-75-20")
    phone.locator("a").dblclick()
    expect(page.locator("#cell-value")).to_have_value("+74955407520")
    assert dialled == []
