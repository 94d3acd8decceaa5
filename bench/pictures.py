"""The pictures of the README, taken from the running demo: ``make pictures``."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from rmapp import doctor
from tests.journeys.conftest import FLAGS
from tests.journeys.desk import Desk, running

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "pictures"
WIDE = {"width": 1440, "height": 900}
NARROW = {"width": 390, "height": 844}
CARD = r"/clients/[0-9a-z]{16}"


def main() -> None:
    """Start a desk, sign in as each role, take the pictures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with running() as desk, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=doctor.browser(), args=FLAGS)
        lena = signed_in(browser, desk, "lena")
        take(lena, "/", "my-day")
        client = first_link(lena, "/clients?vip=any", CARD)
        take(lena, client, "client-card")
        take(signed_in(browser, desk, "lena", scheme="dark"), client, "client-card-dark")
        mara = signed_in(browser, desk, "mara")
        take(mara, "/opportunities/board", "board")
        take(mara, "/interactions/week", "planner-week")
        take(mara, "/clients", "clients")
        sofia = signed_in(browser, desk, "sofia")
        draw(sofia, "proposal")
        take(sofia, "/team", "team-desk")
        take(sofia, begin_handover(sofia), "handover")
        max_ = signed_in(browser, desk, "max", scheme="dark", size=NARROW)
        beside(max_, ["/", first_link(max_, "/clients", CARD), "/opportunities/board"], "phone")
        browser.close()


def signed_in(
    browser: Browser, desk: Desk, who: str, *, scheme: str = "light", size: dict[str, int] = WIDE
) -> Page:
    """A page in which ``who`` has signed in."""
    page = browser.new_context(
        base_url=desk.url, viewport=size, color_scheme=scheme, device_scale_factor=1
    ).new_page()
    page.goto("/sign-in")
    page.fill("#login", who)
    page.fill("#password", desk.people[who])
    page.press("#password", "Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    return page


def take(page: Page, path: str, name: str) -> None:
    """The picture ``name`` of ``path``, as a small palette image."""
    page.goto(path)
    page.wait_for_load_state("networkidle")
    target = FOLDER / f"{name}.png"
    page.screenshot(path=target)
    shrink(target)


def beside(page: Page, paths: list[str], name: str) -> None:
    """The picture ``name``: the screens of a phone at ``paths``, side by side."""
    screens = []
    for path in paths:
        page.goto(path)
        page.wait_for_load_state("networkidle")
        screens.append(Image.open(BytesIO(page.screenshot())))
    row(screens, name, gap=16)


def row(pictures: list[Image.Image], name: str, *, gap: int = 8) -> None:
    """``pictures`` side by side, kept as the picture ``name``."""
    width = sum(one.width for one in pictures) + gap * (len(pictures) - 1)
    whole = Image.new("RGB", (width, pictures[0].height), "#0b1016")
    left = 0
    for one in pictures:
        whole.paste(one, (left, 0))
        left += one.width + gap
    whole.save(FOLDER / f"{name}.png")
    shrink(FOLDER / f"{name}.png")


def shrink(path: Path) -> None:
    """The same picture with 256 colours: a third of the bytes."""
    Image.open(path).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(
        path, optimize=True
    )


def first_link(page: Page, path: str, pattern: str) -> str:
    """The first address on ``path`` that fits ``pattern``."""
    page.goto(path)
    return re.findall(pattern, page.content())[0]


def draw(page: Page, name: str) -> None:
    """The pages of the proposal that says most, side by side."""
    page.goto("/proposals")
    links = dict.fromkeys(re.findall(r"/proposals/[0-9a-z]{16}", page.content()))
    answers = [page.request.get(f"{link}/pdf?language=ru") for link in list(links)[:20]]
    drawn = max((pypdfium2.PdfDocument(one.body()) for one in answers if one.ok), key=_said)
    row([sheet.render(scale=0.75).to_pil() for sheet in drawn], name)


def _said(document: pypdfium2.PdfDocument) -> int:
    """How many characters stand in a PDF."""
    return sum(sheet.get_textpage().count_chars() for sheet in document)


def begin_handover(page: Page) -> str:
    """Draft a handover and share it out; where it stands."""
    page.goto("/handovers/new")
    option = page.locator("#employee option").filter(has_text="Громов").first
    page.locator("#employee").select_option(option.get_attribute("value"))
    page.locator("form.form button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/handovers/[0-9a-z]{16}"))
    place = re.search(r"/handovers/[0-9a-z]{16}", page.url)
    assert place is not None
    page.goto(f"{place.group()}?step=2")
    for box in page.locator("#receivers label").all()[:3]:
        box.click()
    page.locator("form[action$='/share'] button[type=submit]").click()
    page.wait_for_load_state()
    return place.group()


if __name__ == "__main__":
    main()
