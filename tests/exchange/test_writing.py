"""No exported cell is ever a formula (D14; reliability.md 2.3, row 15)."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from decimal import Decimal

import pytest
import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st

from rmapp.exchange.writing import (
    MOST_WIDE,
    Mark,
    csv_bytes,
    harmless,
    plain,
    write_csv,
    write_xlsx,
    xlsx_bytes,
)

SIGNS = "=+-@\t\r\n＝＋－＠"


@pytest.mark.parametrize("sign", SIGNS)
def test_a_sign_gets_an_apostrophe(sign: str) -> None:
    assert harmless(sign + "1") == "'" + sign + "1"
    assert harmless(" " + sign + "1").startswith("'")


@given(st.text(max_size=60))
def test_no_cell_begins_with_a_sign_and_the_text_is_whole(text: str) -> None:
    safe = harmless(text)
    assert not safe.startswith(tuple(SIGNS))
    assert safe.removeprefix("'") == text or safe == text


@given(
    st.lists(st.text(alphabet=st.characters(codec="utf-8"), max_size=20), min_size=1, max_size=4)
)
def test_a_csv_reads_back(cells: list[str]) -> None:
    content = csv_bytes([f"c{n}" for n in range(len(cells))], [cells]).decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(content, newline="")))
    assert read[1] == [harmless(cell) for cell in cells]


#: Texts that a spreadsheet could take for something else.
RISKY = st.one_of(
    st.text(max_size=30),
    st.builds(
        "".join,
        st.lists(
            st.sampled_from(["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'", " ",
                             "\u00a0", "1", "A1", "cmd|' /C calc'!A0", "_x000D_", "HYPERLINK("]),
            max_size=6,
        ),
    ),
)  # fmt: skip


@given(RISKY)
def test_d14_what_was_made_harmless_comes_back_as_it_was(text: str) -> None:
    assert plain(harmless(text)) == text


def read_back(content: bytes) -> list[list[object]]:
    """The first sheet as another program reads it."""
    sheet = python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_index(0)
    return sheet.to_python(skip_empty_area=False)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.one_of(
            RISKY.filter(lambda text: "\r" not in text),  # XML itself makes one end of line of it
            st.integers(-(2**40), 2**40),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_d14_a_workbook_is_read_back_by_another_program_and_holds_no_formula(
    cells: list[str | int],
) -> None:
    """A string is typed as a string whatever it begins with; calamine reads the same value."""
    target = io.BytesIO()
    write_xlsx(target, ["c"] * len(cells), [cells], mark=Mark("mark"))
    with zipfile.ZipFile(target) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in xml
    read = read_back(target.getvalue())[1]
    read += [""] * (len(cells) - len(read))
    assert [float(one) if isinstance(one, int) else one for one in cells] == [
        one if one is not None else "" for one in read[: len(cells)]
    ]


def test_d14_a_workbook_keeps_dates_as_dates_and_long_texts_to_the_end_of_a_cell() -> None:
    day, moment = dt.date(2026, 11, 24), dt.datetime.fromisoformat("2026-11-24T09:30")
    rows = [[day, moment, dt.date(1850, 1, 1), Decimal("12.50"), "x" * 40_000]]
    sheet = read_back(xlsx_bytes(list("abcde"), rows))
    assert sheet[1][:4] == [day, moment, "1850-01-01", 12.5]
    assert len(str(sheet[1][4])) == 32_767
    assert str(sheet[1][4]).endswith("…")


def test_d14_a_russian_csv_parts_cells_and_decimals_as_spreadsheets_there_expect() -> None:
    target = io.StringIO(newline="")
    write_csv(target, ["a", "b"], [[Decimal("12.50"), "-5"], [-5, None]], comma=True)
    lines = target.getvalue().removeprefix("\ufeff").splitlines()
    assert lines == ['"a";"b"', '"12,50";"\'-5"', '"-5";""']


def test_a_workbook_keeps_numbers_as_numbers_and_texts_as_texts() -> None:
    sheet = read_back(xlsx_bytes(["a", "b", "c"], [[12, "=1+1", "http://x"]], last="mark"))
    assert sheet[1] == [12.0, "=1+1", "http://x"]
    assert sheet[-1][0] == "mark"


def test_d14_columns_of_a_workbook_are_as_wide_as_what_stands_in_them() -> None:
    target = io.BytesIO()
    rows = [["ООО «Вертрансресурс-Сибирь»", "Да"], ["Кедр", "я" * 300]]
    write_xlsx(target, ["Имя", "Вид"], rows, mark=Mark("", "", (), ""))
    with zipfile.ZipFile(target) as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml").decode()
    widths = [round(float(one)) for one in re.findall(r'<col [^>]*width="([0-9.]+)"', sheet)]
    assert widths[0] >= len(rows[0][0])
    assert widths[1] <= MOST_WIDE + 1
