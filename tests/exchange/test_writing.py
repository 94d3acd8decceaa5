"""No exported cell is ever a formula (D14; reliability.md 2.3, row 15)."""

from __future__ import annotations

import csv
import io

import pytest
import python_calamine
from hypothesis import given
from hypothesis import strategies as st

from rmapp.exchange.writing import csv_bytes, harmless, xlsx_bytes

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


def test_a_workbook_keeps_numbers_as_numbers_and_texts_as_texts() -> None:
    book = xlsx_bytes(["a", "b", "c"], [[12, "=1+1", "http://x"]], last="mark")
    sheet = python_calamine.load_workbook(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert sheet[1] == [12.0, "'=1+1", "http://x"]
    assert sheet[-1][0] == "mark"
