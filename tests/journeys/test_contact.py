"""C5, V6 in the browser: an outcome in three keys or two taps; a room comes or says why not."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.desk import until
from tests.journeys.rest import Rest
from tests.journeys.test_planner import dragged, moscow

pytestmark = pytest.mark.browser
#: What C5 allows from the wish to the written outcome.
HALF_A_MINUTE = 30


@pytest.fixture(scope="module")
def monday() -> dt.date:
    """A Monday on which the made-up bank has planned nothing yet."""
    day = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=150)
    return day - dt.timedelta(days=day.weekday())


@pytest.fixture(scope="module")
def client(rest: Callable[[str], Rest]) -> str:
    """A client of Mara's."""
    given = {"kind": "organisation", "short_name": "ООО «Итоги»", "is_different": True}
    return str(rest("mara").post("/clients", given)["id"])


def planned(mara: Rest, client: str, day: dt.date, hour: int, **facts: Any) -> str:
    """A contact at ``hour`` of Moscow."""
    at = dt.datetime.combine(day, dt.time(hour - 3))
    body = {"client": client, "kind": "call", "planned_at": f"{at.isoformat()}Z", **facts}
    return str(mara.post("/interactions", body)["id"])


def is_done(mara: Rest, contact: str) -> bool:
    return bool(mara.get(f"/interactions/{contact}")["state"] == "done")


def test_c5_an_outcome_is_three_keys_and_under_half_a_minute(
    page_of: Callable[..., Page], rest: Callable[[str], Rest], client: str, monday: dt.date
) -> None:
    mara, page = rest("mara"), page_of("mara")
    contact = planned(mara, client, monday, 10)
    planned(mara, client, monday + dt.timedelta(days=7), 10)  # something comes next
    page.goto(f"/interactions/{contact}")
    began = time.monotonic()
    keys = ("o", "1", "Control+Enter")
    page.keyboard.press(keys[0])
    expect(page.locator("dialog[open] [name=result]").first).to_be_visible()
    page.keyboard.press(keys[1])
    expect(page.locator("dialog[open] [name=result]").first).to_be_checked()
    page.keyboard.press(keys[2])
    until(lambda: is_done(mara, contact), "the outcome is written")
    assert time.monotonic() - began < HALF_A_MINUTE
    assert len(keys) == 3


def test_c3_words_typed_just_before_another_kind_is_chosen_are_there_too(
    page_of: Callable[..., Page], client: str
) -> None:
    page = page_of("mara")
    page.goto(f"/interactions/plan?client={client}&kind=call")
    page.on("dialog", lambda asked: asked.accept())
    page.fill("#purpose_text", "Agree on a visit")
    page.locator("nav.tabs a[href*='kind=visit']").click()
    page.wait_for_url("**kind=visit**")
    expect(page.locator("#purpose_text")).to_have_value("Agree on a visit")


def test_c5_an_outcome_is_two_taps_on_the_phone(
    page_of: Callable[..., Page], rest: Callable[[str], Rest], client: str, monday: dt.date
) -> None:
    mara, page = rest("mara"), page_of("mara")
    contact = planned(mara, client, monday, 12)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/interactions/week?week={monday.isoformat()}&view=list")
    taps = 0
    for target in (
        page.locator(f"a[href*='{contact}/outcome']"),
        page.locator("dialog[open] [name=at_once]").first,
    ):
        target.click()
        taps += 1
    until(lambda: is_done(mara, contact), "the outcome is written")
    page.set_viewport_size({"width": 1440, "height": 900})
    assert taps == 2


def test_c7_after_an_outcome_the_day_stands_where_it_was_left(
    page_of: Callable[..., Page], rest: Callable[[str], Rest], client: str
) -> None:
    """On a phone a day is many screens long; to cancel closes the sheet and moves nothing."""
    mara, page = rest("mara"), page_of("mara")
    now = mara.get(f"/clients/{client}")["created_at"]  # the desk's own: its clock may be turned
    body = {"client": client, "kind": "email", "planned_at": now}
    contact = str(mara.post("/interactions", body)["id"])
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/")
    row = page.locator(f"#at-{contact}")
    opens = row.locator(f"a[href*='{contact}/outcome']").first
    opens.click()
    page.locator("dialog[open] .phone-only summary").click()
    page.locator("dialog[open] .form-end a").click()
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(row).to_be_in_viewport()
    opens.click()
    page.locator("dialog[open] [name=at_once]").first.click()
    until(lambda: is_done(mara, contact), "the outcome is written")
    expect(page).to_have_url(re.compile(f"/#at-{contact}$"))
    expect(row).to_be_in_viewport()
    page.set_viewport_size({"width": 1440, "height": 900})


def test_v6_a_meeting_is_dragged_with_its_room_and_refused_where_the_room_is_taken(
    page_of: Callable[..., Page], rest: Callable[[str], Rest], client: str, monday: dt.date
) -> None:
    mara, adam, max_ = rest("mara"), rest("adam"), rest("max")
    room = adam.post(
        "/rooms", {"name": "Селигер", "seats": 4, "opens": "08:00", "closes": "20:00"}
    )["id"]
    tuesday = monday + dt.timedelta(days=1)
    mine = planned(mara, client, tuesday, 10, kind="meeting", room=room)
    theirs = max_.post(
        "/clients", {"kind": "organisation", "short_name": "ООО «Сосед»", "is_different": True}
    )["id"]
    planned(max_, theirs, tuesday, 15, kind="meeting", room=room)
    page = page_of("mara")
    page.goto(f"/interactions/week?week={monday.isoformat()}")
    dragged(page, page.locator(f".event[href$='{mine}']"), 0, 20)
    expect(page.locator(".toast.bad").first).to_contain_text("Селигер")
    assert moscow(mara, mine) == f"{tuesday}T10:00"
    dragged(page, page.locator(f".event[href$='{mine}']"), 0, 8)
    until(lambda: moscow(mara, mine) == f"{tuesday}T12:00", "the meeting is moved")
    [booking] = [one for one in mara.get("/bookings")["items"] if one["room"]["id"] == room]
    assert booking["starts_at"] == f"{tuesday}T09:00:00Z"


def test_c5_a_key_records_from_the_list_and_from_the_week_and_another_takes_it_back(
    page_of: Callable[..., Page], rest: Callable[[str], Rest], monday: dt.date
) -> None:
    mara, page = rest("mara"), page_of("mara")
    given = {"kind": "organisation", "short_name": "ООО «Клавиша О»", "is_different": True}
    made = str(mara.post("/clients", given)["id"])
    contact = planned(mara, made, monday + dt.timedelta(days=7), 12)
    planned(mara, made, monday + dt.timedelta(days=14), 12)  # something comes next
    page.goto(f"/interactions/week?week={(monday + dt.timedelta(days=7)).isoformat()}")
    page.locator(f"a.event[href*='{contact}']").focus()
    page.keyboard.press("o")
    expect(page.locator("dialog[open] [name=result]").first).to_be_visible()
    page.keyboard.press("1")
    page.keyboard.press("Control+Enter")
    until(lambda: is_done(mara, contact), "the outcome is written")
    expect(page.locator(".toast form")).to_be_visible()
    assert "/interactions/week" in page.url, "back where the dialog was opened"
    page.keyboard.press("u")
    until(lambda: not is_done(mara, contact), "the outcome is taken back")
    page.goto("/clients?q=Клавиша")
    page.keyboard.press("j")
    page.keyboard.press("o")
    expect(page.locator("dialog[open] [name=purpose]")).to_be_visible()  # nothing is due: unplanned
