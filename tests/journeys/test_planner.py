"""C8 in the browser: a contact is dragged to another day, moved by keys, refused where it cannot
be; the client confirms by a link; the phone reads the diary."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.desk import Desk, until
from tests.journeys.rest import Rest

pytestmark = pytest.mark.browser
ADDRESS = "planner@zhuravl.example"


@pytest.fixture(scope="module")
def monday() -> dt.date:
    """A Monday on which the made-up bank has planned nothing yet."""
    day = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=120)
    return day - dt.timedelta(days=day.weekday())


@pytest.fixture(scope="module")
def client(rest: Callable[[str], Rest]) -> str:
    """A client of Mara's."""
    made = rest("mara").post(
        "/clients",
        {
            "kind": "organisation",
            "short_name": "ООО «Переносы»",
            "is_different": True,
            "emails": [{"address": ADDRESS}],
        },
    )
    return str(made["id"])


def planned(mara: Rest, client: str, day: dt.date, hour: int) -> str:
    """A visit of an hour at ``hour`` of Moscow."""
    at = dt.datetime.combine(day, dt.time(hour - 3))
    body = {"client": client, "kind": "visit", "planned_at": f"{at.isoformat()}Z", "minutes": 60}
    return str(mara.post("/interactions", body)["id"])


def moscow(mara: Rest, contact: str) -> str:
    """When a contact is planned, on the clocks of Moscow."""
    at = mara.get(f"/interactions/{contact}")["planned_at"]
    there = dt.datetime.fromisoformat(at.replace("Z", "+00:00")) + dt.timedelta(hours=3)
    return there.strftime("%Y-%m-%dT%H:%M")


def dragged(page: Page, event: Any, days: int, quarters: int) -> None:
    """Take ``event`` by its middle to another day and quarter of an hour."""
    event.scroll_into_view_if_needed()
    box = event.bounding_box()
    columns = page.locator(".week .column[data-date]")
    width, height = (columns.first.bounding_box()[side] for side in ("width", "height"))
    x, y = box["x"] + box["width"] / 2, box["y"] + 10
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 10, y + 10)
    page.mouse.move(x + days * width, y + quarters * height / 48, steps=6)
    page.mouse.up()


def test_c8_a_contact_is_dragged_in_the_week_and_moved_by_keys(
    page_of: Callable[..., Page], rest: Callable[[str], Rest], client: str, monday: dt.date
) -> None:
    mara = rest("mara")
    contact = planned(mara, client, monday, 10)
    page = page_of("mara")
    page.goto(f"/interactions/week?week={monday.isoformat()}")
    event = page.locator(f".event[href$='{contact}']")
    dragged(page, event, 1, 8)
    tuesday = monday + dt.timedelta(days=1)
    until(lambda: moscow(mara, contact) == f"{tuesday}T12:00", "the contact is moved")
    expect(page.locator(".toast").first).to_be_visible()
    event = page.locator(f".event[href$='{contact}'].c2")
    expect(event).to_be_visible()
    event.focus()
    for key in ("Space", "ArrowDown", "ArrowDown", "ArrowRight", "Space"):
        page.keyboard.press(key)
    wednesday = monday + dt.timedelta(days=2)
    until(lambda: moscow(mara, contact) == f"{wednesday}T12:30", "the contact is moved by keys")
    expect(page.locator(f".event[href$='{contact}'].c3")).to_be_visible()


def test_c8_two_visits_at_once_are_refused_and_the_card_goes_back(
    page_of: Callable[..., Page], rest: Callable[[str], Rest], client: str, monday: dt.date
) -> None:
    mara, thursday = rest("mara"), monday + dt.timedelta(days=3)
    contact = planned(mara, client, thursday, 10)
    planned(mara, client, thursday, 15)
    page = page_of("mara")
    page.goto(f"/interactions/week?week={monday.isoformat()}")
    event = page.locator(f".event[href$='{contact}']")
    dragged(page, event, 0, 20)
    expect(page.locator(".toast.bad").first).to_be_visible()
    expect(page.locator(f".event[href$='{contact}'].c4.t8")).to_be_visible()
    assert moscow(mara, contact) == f"{thursday}T10:00"
    event.focus()
    for key in ("Space", "ArrowLeft", "Escape"):
        page.keyboard.press(key)
    expect(page.locator(f".event[href$='{contact}'].c4.t8")).to_be_visible()


def test_c8_the_client_confirms_by_the_link_and_the_manager_sees_it(
    page_of: Callable[..., Page],
    rest: Callable[[str], Rest],
    desk: Desk,
    opened: Any,
    client: str,
    monday: dt.date,
) -> None:
    mara, friday = rest("mara"), monday + dt.timedelta(days=4)
    contact = planned(mara, client, friday, 11)
    page = page_of("mara")
    page.goto(f"/interactions/{contact}/invitations")
    page.get_by_label(re.compile(ADDRESS)).check()
    page.locator("form[data-guard] button[type=submit]").click()
    expect(page.locator(".rows")).to_contain_text(ADDRESS)
    link = until(lambda: _link(page, desk), "the letter with the link")
    reader = opened.new_context()
    theirs = reader.new_page()
    theirs.goto(link)
    theirs.locator("button[value=accepted]").click()
    expect(theirs.locator(".notice.ok")).to_be_visible()
    reader.close()
    page.goto(f"/interactions/{contact}/invitations")
    expect(page.locator(".rows .tag.ok")).to_be_visible()
    assert (
        mara.get(f"/interactions/{contact}/invitations")["invitations"][0]["answer"] == "accepted"
    )


def _link(page: Page, desk: Desk) -> str | None:
    """The link of the newest letter to the client, once it is there."""
    page.goto("/letters")
    letter = page.locator("tr[data-item]", has_text=ADDRESS).first.locator("a")
    if not letter.count():
        return None
    letter.click()
    found = re.search(r"https?://[^/\s]+(/meeting/[\w.-]+)", page.content())
    return f"{desk.url}{found[1]}" if found else None


def _cell(page: Page, day: dt.date) -> Any:
    return page.locator(f".month td[data-date='{day.isoformat()}']")


def test_c8_in_the_month_a_contact_goes_to_another_day_at_its_hour(
    page_of: Callable[..., Page], rest: Callable[[str], Rest], client: str, monday: dt.date
) -> None:
    """By mouse, then by keys, which go on from the contact; Escape puts it back."""
    mara, first = rest("mara"), monday + dt.timedelta(days=14)
    contact = planned(mara, client, first, 10)
    page = page_of("mara")
    page.goto(f"/calendar/month?month={first:%Y-%m}")
    link = page.locator(f".month a[href$='{contact}']")
    second = first + dt.timedelta(days=2)
    link.scroll_into_view_if_needed()
    box, target = link.bounding_box(), _cell(page, second).bounding_box()
    page.mouse.move(box["x"] + 8, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 20, box["y"] + 14)
    page.mouse.move(target["x"] + 30, target["y"] + 40, steps=6)
    page.mouse.up()
    until(lambda: moscow(mara, contact) == f"{second}T10:00", "the contact is on its new day")
    expect(_cell(page, second).locator(f"a[href$='{contact}']")).to_be_focused()
    for key in ("Space", "ArrowRight", "Escape", "Space", "ArrowRight", "Space"):
        page.keyboard.press(key)
    third = second + dt.timedelta(days=1)
    until(lambda: moscow(mara, contact) == f"{third}T10:00", "the contact is moved by keys")
    expect(_cell(page, third).locator(f"a[href$='{contact}']")).to_be_visible()


def test_c8_in_the_month_a_day_whose_hour_is_taken_is_refused(
    page_of: Callable[..., Page], rest: Callable[[str], Rest], client: str, monday: dt.date
) -> None:
    mara, first = rest("mara"), monday + dt.timedelta(days=21)
    contact = planned(mara, client, first, 10)
    planned(mara, client, first + dt.timedelta(days=1), 10)
    page = page_of("mara")
    page.goto(f"/calendar/month?month={first:%Y-%m}")
    page.locator(f".month a[href$='{contact}']").focus()
    for key in ("Space", "ArrowRight", "Space"):
        page.keyboard.press(key)
    expect(page.locator(".toast.bad").first).to_be_visible()
    assert moscow(mara, contact) == f"{first}T10:00"


def _finger(
    page: Page, start: tuple[float, float], end: tuple[float, float], *, lifts: bool
) -> None:
    """A finger put down at ``start``, held until it lifts what is there (or not held), moved to
    ``end``, taken up."""
    session = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        there = [{"x": x, "y": y} for x, y in points]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": there})

    touch("touchStart", start)
    if lifts:
        expect(page.locator(".lifted")).to_have_count(1)
    for step in range(1, 9):
        way = [a + (b - a) * step / 8 for a, b in zip(start, end, strict=True)]
        touch("touchMove", (way[0], way[1]))
    touch("touchEnd")
    session.detach()


TABLET: dict[str, Any] = {"viewport": {"width": 820, "height": 1180}, "has_touch": True}


def test_c8_on_a_tablet_a_contact_is_moved_in_the_week_by_a_long_press_and_a_swipe_moves_nothing(
    page_of: Callable[..., Page], rest: Callable[[str], Rest], client: str, monday: dt.date
) -> None:
    mara, first = rest("mara"), monday + dt.timedelta(days=35)
    contact = planned(mara, client, first, 10)
    page = page_of("mara", **TABLET)
    page.goto(f"/interactions/week?week={first.isoformat()}")
    event = page.locator(f".event[href$='{contact}']")
    column = page.locator(".week .column[data-date]").first.bounding_box()
    box = event.bounding_box()
    start = (box["x"] + 20, box["y"] + 10)
    end = (start[0] + column["width"], start[1] + 8 * column["height"] / 48)
    _finger(page, start, end, lifts=True)
    second = first + dt.timedelta(days=1)
    until(lambda: moscow(mara, contact) == f"{second}T12:00", "the contact is moved by a finger")
    assert page.url.endswith(f"week={first.isoformat()}"), "the lifted finger opens nothing"
    event = page.locator(f".event[href$='{contact}'].c2")
    expect(event).to_be_visible()
    box = event.bounding_box()
    start = (box["x"] + 20, box["y"] + 10)
    _finger(page, start, (start[0], start[1] - 120), lifts=False)
    expect(page.locator(".lifted")).to_have_count(0)
    assert moscow(mara, contact) == f"{second}T12:00"


def test_c8_on_a_tablet_a_contact_of_the_month_is_taken_hold_of_by_its_whole_row(
    page_of: Callable[..., Page], rest: Callable[[str], Rest], client: str, monday: dt.date
) -> None:
    """Of a long name two letters are seen there: the hour beside it serves as well."""
    mara, first = rest("mara"), monday + dt.timedelta(days=42)
    contact = planned(mara, client, first, 10)
    page = page_of("mara", **TABLET)
    page.goto(f"/calendar/month?month={first:%Y-%m}")
    row = page.locator(f".month li:has(a[href$='{contact}'])")
    row.scroll_into_view_if_needed()
    second = first + dt.timedelta(days=2)
    box, target = row.locator("time").bounding_box(), _cell(page, second).bounding_box()
    start = (box["x"] + 8, box["y"] + 8)
    _finger(page, start, (target["x"] + 30, target["y"] + 40), lifts=True)
    until(lambda: moscow(mara, contact) == f"{second}T10:00", "the contact is on its new day")
