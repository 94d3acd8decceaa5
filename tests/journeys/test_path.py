"""The path through the whole house, as its people walk it in the browser (issue: the desk stands).

The tests of this module follow one another and share what they have done.
"""

from __future__ import annotations

import re
import secrets
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.desk import until

pytestmark = pytest.mark.browser
NUMBER = secrets.randbelow(9_000) + 1_000  # another firm each time the path is walked
FIRM = "".join(secrets.choice("бвгдклмнпрст") + secrets.choice("аеиоу") for _ in range(5)).title()
ADDRESS = f"head{NUMBER}@zhuravl.example"


@pytest.fixture(scope="module")
def story() -> dict[str, Any]:
    """What earlier steps leave to later ones."""
    return {}


def test_1_a_prospect_is_entered_with_a_head_to_write_to(page_of, story):
    mara = page_of("mara")
    mara.goto("/clients/new")
    mara.get_by_label("Short name").fill(f"ООО «{FIRM}»")
    mara.locator("#phones").fill(f"8 (495) {NUMBER % 1000:03d}-{NUMBER // 100:02d}-67")
    mara.locator("#emails").fill(ADDRESS)
    mara.locator("#person_name").fill("Орлова Вера Петровна")
    mara.locator("#person_position").fill("Генеральный директор")
    mara.locator("#person_role").select_option("decides")
    mara.locator("#needs").fill("Дешевле принимать карты")
    mara.get_by_role("button", name="Save the dossier").click()
    mara.wait_for_url(re.compile(r"/clients/[0-9a-z]{16}"))
    expect(mara.get_by_role("heading", level=1)).to_contain_text(FIRM)
    expect(mara.get_by_text("Орлова Вера Петровна").filter(visible=True).first).to_be_visible()
    story["card"] = re.search(r"/clients/[0-9a-z]{16}", mara.url).group()


def test_2_a_letter_and_a_visit_are_planned_and_the_outcome_asks_for_the_next_step(page_of, story):
    mara = page_of("mara")
    mara.goto(story["card"])
    client = story["card"].rsplit("/", 1)[1]
    mara.goto(f"/interactions/plan?client={client}&kind=letter")
    mara.locator("#subject").fill("О встрече")
    mara.locator("#body").fill("Уважаемая Вера Петровна! Предлагаем встретиться.")
    mara.get_by_role("heading", level=1).click()  # no field has the focus
    mara.keyboard.press("Control+Enter")
    mara.wait_for_url(re.compile(r"/(interactions|clients)/[0-9a-z]{16}"))
    mara.goto(story["card"])
    mara.get_by_role("link", name="Outcome").first.click()
    mara.wait_for_url(re.compile(r"/outcome"))
    with mara.expect_response(re.compile(r"/next")):
        mara.locator("input[name=result]").first.check(force=True)
    expect(mara.locator("[aria-busy=true]")).to_have_count(0)
    next_step = mara.locator("#next_step")
    kept = next_step.input_value()
    next_step.fill("")
    mara.get_by_role("button", name="Record the outcome").click()
    expect(mara.get_by_role("alert").first).to_be_visible()
    mara.locator("#next_step").fill(kept or "2026-12-24T11:00")
    mara.get_by_role("button", name="Record the outcome").click()
    mara.wait_for_url(lambda url: "/outcome" not in url)
    mara.goto(f"/interactions/plan?client={client}&kind=visit")
    mara.locator("#structure").fill("Знакомство\nПриём карт\nСледующий шаг")
    mara.locator("details:has(#strategy-foot_in_door) > summary").click()
    mara.get_by_label("Foot in the door").check()
    mara.get_by_role("button", name="Plan the contact").click()
    mara.wait_for_url(re.compile(r"/(interactions|clients)/[0-9a-z]{16}"))
    mara.goto(story["card"])
    expect(mara.locator("main")).to_contain_text("Letter")


def test_3_a_proposal_leaves_with_its_pdf(page_of, story, desk):
    mara = page_of("mara")
    client = story["card"].rsplit("/", 1)[1]
    mara.goto(f"/opportunities/new?client={client}")
    mara.locator("[name=lines-0-product]").select_option(index=1)
    mara.locator("[name=lines-0-quantity]").fill("3")
    mara.get_by_role("button", name="Open the opportunity").click()
    mara.wait_for_url(re.compile(r"/opportunities/[0-9a-z]{16}"))
    story["opportunity"] = mara.url
    mara.get_by_role("link", name="Make a proposal").click()
    mara.get_by_role("button", name="Make the draft").click()
    mara.wait_for_url(re.compile(r"/proposals/[0-9a-z]{16}"))
    story["proposal"] = re.search(r"/proposals/[0-9a-z]{16}", mara.url).group()
    for language in ("ru", "en"):
        answer = mara.request.get(f"{story['proposal']}/pdf?language={language}")
        assert answer.status == 200
        assert answer.body().startswith(b"%PDF")
    mara.goto(f"{story['proposal']}/send")
    for box in mara.locator("main input[type=checkbox]").all():
        box.check()
    mara.get_by_role("button", name="Send the proposal").click()
    mara.wait_for_url(lambda url: not url.endswith("/send"))
    number = mara.get_by_role("heading", level=1).inner_text()
    story["number"] = re.search(r"P-\d{4}-\d+", number).group()

    def arrived():
        mara.goto("/letters")
        return story["number"] in mara.locator("main").inner_text()

    until(arrived, "the letter with the proposal")
    mara.get_by_role("link").filter(has_text=story["number"]).first.click()
    expect(mara.locator("main")).to_contain_text(ADDRESS)
    expect(mara.locator("main")).to_contain_text(".pdf")


def test_4_an_answer_stops_the_reminder(page_of, story, desk):
    mara = page_of("mara")
    letter = (
        f"From: {ADDRESS}\r\nTo: desk@bank.example\r\nSubject: Re: {story['number']}\r\n"
        "Message-ID: <answer-{NUMBER}@zhuravl.example>\r\nMIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n\r\nСпасибо, обсудим.\r\n"
    )
    desk.run("mail", "in", given=letter.encode())
    mara.goto(f"{story['card']}?show=contacts")
    expect(mara.locator("main")).to_contain_text(story["number"])
    assert "waits" not in ledger_of(mara, FIRM)
    story["letters"] = letters_to(mara, ADDRESS)
    desk.run("clock", "+6d")
    mara = page_of("mara", anew=True)
    until(
        lambda: "cancelled" in ledger_of(mara, FIRM) or "stopped" in ledger_of(mara, FIRM),
        "the end of the reminder",
    )
    assert letters_to(mara, ADDRESS) == story["letters"]


def letters_to(page, address):
    page.goto("/letters")
    return page.locator("main").inner_text().count(address)


def ledger_of(page, name):
    page.goto("/messages?view=past")
    rows = page.locator("tbody tr").filter(has_text=name)
    return " ".join(rows.all_inner_texts()).lower()


def test_5_the_prospect_becomes_a_client_and_a_vip_is_confirmed_by_a_second_person(page_of, story):
    mara = page_of("mara", anew=True)
    mara.goto(story["card"])
    mara.locator("details:has(button:has-text('Make a client')) > summary").click()
    mara.get_by_role("button", name="Make a client").click()
    confirm(mara)
    expect(mara.locator("button:has-text('Make a client')")).to_have_count(0)
    pavel = page_of("pavel", anew=True)
    offer, verdicts = pavel.get_by_role("link", name="Предложить по решению"), []
    for kind in ("near", "enter"):
        pavel.goto(f"/vip/evaluation?list={kind}")
        verdicts += [one.get_attribute("href") for one in pavel.locator("tr[data-item] a").all()]
    for verdict in verdicts:
        pavel.goto(verdict)
        if offer.count():  # another journey may have proposed this one
            break
    offer.click()
    pavel.fill("#decision_reason", "Решение правления № 7")
    pavel.locator("main form button[type=submit]").first.click()
    pavel.wait_for_url(re.compile(r"/vip/status/"))
    story["status"] = pavel.url
    sofia = page_of("sofia", anew=True)
    sofia.goto(story["status"])
    option = sofia.locator("#employee option").filter(has_text="Громов").first
    sofia.locator("#employee").select_option(option.get_attribute("value"))
    sofia.get_by_role("button", name="Confirm and assign").click()
    expect(sofia.get_by_role("button", name="End the VIP status")).to_be_visible()


def confirm(page):
    """Press the verb of the question, if one was asked."""
    dialog = page.locator("dialog[open]")
    if dialog.count():
        dialog.locator("button").first.click()
    page.wait_for_load_state()


def test_6_the_manager_leaves_and_nothing_is_lost(page_of, story, desk):
    pavel, sofia, stefan = page_of("pavel"), page_of("sofia"), page_of("stefan", anew=True)
    pavel.goto("/clients")
    expect(pavel.locator("tbody tr").first).to_be_visible()
    sofia.goto("/handovers/new")
    option = sofia.locator("#employee option").filter(has_text="Громов").first
    sofia.locator("#employee").select_option(option.get_attribute("value"))
    sofia.get_by_role("button", name="Continue").click()
    sofia.wait_for_url(re.compile(r"/handovers/[0-9a-z]{16}"))
    place = re.search(r"/handovers/[0-9a-z]{16}", sofia.url).group()
    sofia.get_by_role("link", name="Continue").click()
    for name in ("Соколова", "Орлов"):
        sofia.locator("#receivers label").filter(has_text=name).first.click()
    sofia.get_by_role("button", name="Share out").click()
    expect(sofia.locator("#shares")).to_be_visible()
    row = sofia.locator("tr[data-drag]").first
    moved = row.locator("th").inner_text()
    row.drag_to(sofia.locator("tr[data-drop]").last)
    locked = sofia.locator("tr[data-drag]").filter(has_text=moved.strip())
    expect(locked.get_by_text("locked")).to_be_visible()
    sofia.get_by_role("link", name="Continue").click()
    sofia.get_by_role("button", name="Save and check").click()
    expect(sofia.get_by_role("heading", name="In and out")).to_be_visible()
    sofia.get_by_role("button", name="Ask for the second signature").click()
    step_up(sofia, desk.people["sofia"])
    sofia.goto(f"{place}?step=4")
    if sofia.get_by_role("button", name="Ask for the second signature").count():
        sofia.get_by_role("button", name="Ask for the second signature").click()
        sofia.wait_for_load_state()
    stefan.goto(place)
    stefan.get_by_role("button", name="Sign and hand over").click()
    confirm(stefan)
    step_up(stefan, desk.people["stefan"])
    stefan.goto(place)
    if stefan.get_by_role("button", name="Sign and hand over").count():
        stefan.get_by_role("button", name="Sign and hand over").click()
        confirm(stefan)
    stefan.goto(place)
    expect(stefan.get_by_role("link", name="Act of transfer")).to_be_visible()
    pavel.goto("/clients")
    assert "/sign-in" in pavel.url, "the leaver's session has ended at once"
    act = sofia.request.get(f"{place}/act.pdf")
    assert act.body().startswith(b"%PDF")


def step_up(page, password):
    """Confirm who it is, if the desk asks; the deed goes on by itself."""
    page.wait_for_load_state("networkidle")  # a press that has not led anywhere yet counts
    asked = page.locator('[name="step_up-password"]')
    if asked.count():
        asked.fill(password)
        asked.press("Enter")
        expect(asked).to_have_count(0)


def test_7_the_auditor_finds_every_step_and_can_change_nothing(page_of, story, desk):
    ada = page_of("ada", anew=True)
    for tag in (
        "client:created",
        "proposal:sent",
        "vip:proposed",
        "vip:confirmed",
        "handover:signed",
        "handover:carried-out",
    ):
        ada.goto(f"/audit/?tag={tag}")
        expect(ada.locator("tbody tr").first).to_be_visible()
    assert ada.goto("/clients").status == 403
    assert ada.goto(story["card"]).status == 403
    verdict = desk.run("audit", "verify")
    assert '"ok": true' in verdict
