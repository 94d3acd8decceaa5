"""The Russian firm directory comes in, in two encodings, and no firm twice (D13)."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import secrets
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.desk import until

pytestmark = pytest.mark.browser
KINDS = ("Завод", "Комбинат", "Фабрика", "Мастерская", "Артель")
GOODS = ("красок", "крепежа", "кирпича", "стекла", "кабеля", "мебели", "упаковки", "насосов")
SALT = secrets.randbelow(9_000) + 1_000  # other firms each time
HEAD = ["id", "legal_form", "name", "address", "phone", "email", "web", "activity"]


def directory(firms: int = 60) -> list[list[str]]:
    """Firms of the same shape as the real directory: forms, addresses with commas, odd phones."""
    rows = []
    for number in range(firms):
        name = f"{KINDS[number % 5]} {GOODS[number % 8]} № {SALT}{number * 7 + 100}"
        rows.append(
            [
                str(number + 1),
                ("ООО", "ЗАО", "ПАО")[number % 3],
                name,
                f"1{number:05d}, г. Тверь, ул. Полевая, д. {number + 1}",
                f"(4822) {SALT // 100:02d}-{SALT % 100:02d}-{number:02d}",
                f"info@firma{SALT}x{number}.example" if number % 9 else "Форма обратной связи",
                f"http://www.firma{SALT}x{number}.example",
                "Строительные материалы",
            ]
        )
    return rows


def as_bytes(rows: list[list[str]], encoding: str, delimiter: str) -> bytes:
    """The rows as a CSV file."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([HEAD, *rows])
    return out.getvalue().encode(encoding)


def bring_in(mara: Page, name: str, content: bytes) -> str:
    """Import a file through the wizard; return the words of the result page."""
    mara.goto("/imports/new")
    mara.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content}
    )
    mara.get_by_role("button", name="Read the columns").click()
    mara.wait_for_url(re.compile(r"/imports/[0-9a-z]{16}/columns"))
    mara.get_by_role("button", name="Check every row").click()
    mara.wait_for_url(re.compile("/check"))
    place = re.search(r"/imports/[0-9a-z]{16}", mara.url).group()
    take_in = mara.get_by_role("button", name=re.compile("Take in"))

    def checked():
        mara.goto(f"{place}/check")
        return not mara.get_by_role("button", name="Stop the check").count()

    until(checked, "the dry run", 90)
    if take_in.count():
        take_in.click()

        def done():
            mara.goto(place)
            return not mara.get_by_role("button", name="Stop, keep what is done").count()

        until(done, "the import", 90)
    return mara.locator("main").inner_text()


def test_a_directory_comes_in_and_its_copy_in_another_encoding_adds_nobody(page_of):
    mara = page_of("mara", anew=True)
    rows = directory()
    result = bring_in(mara, "firms.csv", as_bytes(rows, "utf-8", ","))
    assert re.search(r"Created\s+60\b", result), result
    again = bring_in(mara, "firms-copy.csv", as_bytes(rows, "cp1251", ";"))
    assert not re.search(r"Created\s+[1-9]", again), again


def test_d13_rows_with_errors_come_out_are_corrected_and_come_in(page_of):
    mara = page_of("mara")
    rows = [
        ["1", "ООО", f"Верная {SALT}", "", "", f"a@verna{SALT}.example", "", ""],
        ["2", "ООО", f"Поправленная {SALT}", "", "", f"b@popr{SALT}.example", "", ""],
    ]
    head = [*HEAD, "inn"]
    first = io.StringIO()
    csv.writer(first).writerows([head, [*rows[0], ""], [*rows[1], "7707083894"]])
    result = bring_in(mara, "with-errors.csv", first.getvalue().encode())
    assert re.search(r"Created\s+1\b", result), result
    with mara.expect_download() as download:
        mara.get_by_role("link", name="CSV").click()
    wrong = Path(download.value.path()).read_bytes().decode("utf-8-sig")
    assert "What is wrong" in wrong
    mended = wrong.replace("7707083894", "7728168971")
    result = bring_in(mara, "errors.csv", mended.encode())
    assert re.search(r"Created\s+1\b", result), result


@pytest.mark.real_data
def test_the_real_directory_gives_705_firms_once(desk):
    folder = Path(os.environ["RMAPP_REAL_DATA"])
    first = json.loads(
        desk.run("import", str(folder / "firms/suppliers_ru_utf8.csv"), "--as", "max")
    )
    assert first["rows"] == 705
    again = json.loads(
        desk.run(
            "import", str(folder / "messy_import/suppliers_ru_cp1251_semicolon.csv"), "--as", "max"
        )
    )
    assert again["created"] == 0


def test_d13_on_a_phone_columns_and_rows_are_cards_with_their_reason(page_of):
    mara = page_of("mara", viewport={"width": 390, "height": 844})
    mara.goto("/imports/new")
    rows = [HEAD, ["1", "ООО", f"Телефонная {SALT}", "", "12", "никак", "", ""]]
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    mara.locator("input[type=file]").set_input_files(
        {"name": "phone.csv", "mimeType": "text/csv", "buffer": out.getvalue().encode()}
    )
    mara.get_by_role("button", name="Read the columns").press("Enter")
    mara.wait_for_url(re.compile(r"/imports/[0-9a-z]{16}/columns"))
    expect(mara.locator("main table.cards tbody tr").first).to_have_css("display", "block")
    # by key: what earlier imports tell as they end may lie over the button for a while
    mara.get_by_role("button", name="Check every row").press("Enter")
    mara.wait_for_url(re.compile("/check"))
    reason = mara.locator("main table.cards td.wrap", has_text="E-mail:")
    expect(reason).to_be_visible(timeout=90_000)
    box = reason.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert mara.evaluate("document.documentElement.scrollWidth") <= 390
