"""Quick entry: keys alone, and a block pasted into the first field (D11)."""

from __future__ import annotations

import re
import secrets

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
SALT = secrets.token_hex(4)
PHONE = f"(499) 555-{secrets.randbelow(90) + 10}-{secrets.randbelow(90) + 10}"
BLOCK = f"""С уважением,
ООО «Ласточка {SALT}»
Юр. адрес: 117312, г. Москва, ул. Вавилова, д. 19
тел. {PHONE}, e-mail: info@{SALT}.example
Директор Петров Сергей Ильич
Работаем без выходных"""


def made_today(page: Page) -> int:
    words = page.locator("main, header, body").first.inner_text()
    return int(re.search(r"Made today: (\d+)", words).group(1))


def paste(page: Page, text: str) -> None:
    """Ctrl V with ``text`` on the clipboard."""
    page.evaluate(
        """(text) => {
          const data = new DataTransfer();
          data.setData('text/plain', text);
          document.activeElement.dispatchEvent(
            new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        text,
    )


def test_d11_a_dossier_is_made_with_keys_alone_and_the_next_one_is_open(page_of):
    mara = page_of("mara")
    mara.goto("/clients/new")
    before = made_today(mara)
    expect(mara.locator("#short_name")).to_be_focused()
    mara.keyboard.type(f"ООО «Клавиша {SALT}»")
    mara.keyboard.press("Tab")
    mara.keyboard.press("Tab")
    expect(mara.locator("#phones")).to_be_focused()
    mara.keyboard.press("F4")
    mara.wait_for_url(re.compile("next=1"))
    expect(mara.locator("#short_name")).to_be_focused()
    expect(mara.locator("#short_name")).to_have_value("")
    assert made_today(mara) == before + 1
    mara.keyboard.type(f"ООО «Вторая клавиша {SALT}»")
    mara.keyboard.press("Enter")
    mara.wait_for_function("document.querySelector('#short_name')?.value === ''")
    expect(mara.locator("#short_name")).to_be_focused()
    assert made_today(mara) == before + 2, "in a row of many Enter goes on"


def test_d11_a_pasted_block_fills_the_form_and_f2_keeps_the_rest(page_of):
    mara = page_of("mara")
    mara.goto("/clients/new")
    expect(mara.locator("#short_name")).to_be_focused()
    paste(mara, BLOCK)
    expect(mara.locator("#short_name")).to_have_value(f"ООО «Ласточка {SALT}»")
    expect(mara.locator("#emails")).to_have_value(f"info@{SALT}.example")
    expect(mara.locator("#person_name")).to_have_value("Петров Сергей Ильич")
    expect(mara.locator("#person_role")).to_have_value("decides")
    expect(mara.locator("mark", has_text="Юр. адрес").first).to_be_visible()
    expect(mara.locator("#short_name")).to_be_focused()
    mara.keyboard.press("F2")
    expect(mara.locator("#notes")).to_have_value("Работаем без выходных")
    mara.locator("#short_name").focus()
    mara.keyboard.press("F4")
    mara.wait_for_url(re.compile("next=1"))
    expect(mara.locator("#pasted")).to_have_value("")


def test_d11_what_was_typed_stays_until_the_pasted_value_is_taken(page_of):
    mara = page_of("mara")
    mara.goto("/clients/new")
    mara.keyboard.type("Ласточка")
    paste(mara, BLOCK)
    take = mara.get_by_role("button", name="Take the pasted one")
    expect(take).to_be_focused()
    expect(mara.locator("#short_name")).to_have_value("Ласточка")
    mara.keyboard.press("Enter")
    expect(mara.locator("#short_name")).to_have_value(f"ООО «Ласточка {SALT}»")
