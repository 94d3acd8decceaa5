"""Files that mean harm or are broken are refused with the right reason (2.3, row 14)."""

from __future__ import annotations

import random
import struct
import subprocess
import sys
import time
import zipfile
import zlib
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from rmapp.exchange.readers import Limits, ReaderRefusal, RefusalCode, read_table, workbook_child

SHEET_NAME = "xl/worksheets/sheet1.xml"


def refusal(path: Path, limits: Limits | None = None) -> ReaderRefusal:
    with pytest.raises(ReaderRefusal) as refused:
        list(read_table(path, limits or Limits()).rows)
    return refused.value


def content(folder: Path, data: bytes) -> Path:
    path = folder / "x.csv"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("data", "code", "detail"),
    [
        (b"", RefusalCode.EMPTY, ""),
        (b"\xef\xbb\xbf\r\n \n", RefusalCode.EMPTY, ""),
        (b",,,\n,,,\n", RefusalCode.EMPTY, ""),
        (b"%PDF-1.7\n%\xe2\xe3", RefusalCode.NOT_A_TABLE, "pdf"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", RefusalCode.NOT_A_TABLE, "image"),
        (b"MZ\x90\x00\x03\x00\x00\x00", RefusalCode.NOT_A_TABLE, "program"),
        (b"<?xml version='1.0'?><a/>", RefusalCode.NOT_A_TABLE, "xml"),
        (b"<html><table><tr><td>1</td></tr></table>", RefusalCode.NOT_A_TABLE, "html"),
        (b'{"a": 1}', RefusalCode.NOT_A_TABLE, "json"),
        (b"1CClientBankExchange\r\n", RefusalCode.EMPTY, None),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", RefusalCode.NOT_A_TABLE, "icalendar"),
        (b"a,b\n1,\x00\x01\x02\n", RefusalCode.NOT_A_TABLE, "binary"),
        (b"\xef\xbb\xbfa,b\n\xff\xfe,1\n", RefusalCode.BROKEN_ENCODING, "utf-8-sig"),
        ("имя,город\n".encode() * 20 + b"\xd0,x\n", RefusalCode.BROKEN_ENCODING, "utf-8"),
        (b"PK\x03\x04 not really", RefusalCode.BROKEN, "zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 not really", RefusalCode.BROKEN, None),
        (b"a," * 600 + b"b\n" + b"1," * 600 + b"2\n", RefusalCode.TOO_MANY_COLUMNS, "601"),
        (b"BEGIN:VCARD\nEND:VCARD\n", RefusalCode.EMPTY, ""),
    ],
)
def test_what_is_no_table_is_refused_by_its_content(
    tmp_path: Path, data: bytes, code: RefusalCode, detail: str | None
) -> None:
    refused = refusal(content(tmp_path, data))
    assert refused.code is code
    if detail is not None:
        assert refused.detail == detail


def test_limits_are_kept(tmp_path: Path) -> None:
    path = content(tmp_path, b"a,b\n" + b"1,2\n" * 100)
    assert refusal(path, Limits(file_bytes=100)).code is RefusalCode.TOO_LARGE
    assert refusal(path, Limits(rows=50)).code is RefusalCode.TOO_MANY_ROWS


def book(path: Path) -> None:
    with xlsxwriter.Workbook(str(path)) as made:
        made.add_worksheet().write_row(0, 0, ["a", "b"])


def altered(folder: Path, name: str, data: bytes, **more: bytes) -> Path:
    """An honest workbook with one entry replaced or added."""
    honest, path = folder / "honest.xlsx", folder / "x.xlsx"
    book(honest)
    with zipfile.ZipFile(honest) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry.filename, old.read(entry.filename))
        new.writestr(name, data)
        for other, inner in more.items():
            new.writestr(other, inner)
    return path


def test_a_bomb_is_refused_by_its_ratio(tmp_path: Path) -> None:
    path = altered(tmp_path, SHEET_NAME, b" " * 60_000_000)
    assert path.stat().st_size < 200_000
    assert refusal(path).code is RefusalCode.BOMB


def test_a_bomb_is_refused_by_its_size(tmp_path: Path) -> None:
    noise = random.Random(1).randbytes(100_000)
    path = altered(tmp_path, SHEET_NAME, noise * 20)
    assert refusal(path, Limits(unpacked_bytes=1_000_000)).detail == "size"


def test_a_size_that_lies_is_refused(tmp_path: Path) -> None:
    path = altered(tmp_path, SHEET_NAME, b" " * 5_000_000)
    data = path.read_bytes().replace(struct.pack("<I", 5_000_000), struct.pack("<I", 100))
    crc = struct.pack("<I", zlib.crc32(b" " * 5_000_000))
    path.write_bytes(data.replace(crc, struct.pack("<I", zlib.crc32(b" " * 100))))
    assert refusal(path).code is RefusalCode.BOMB


def test_too_many_entries_are_refused(tmp_path: Path) -> None:
    path = altered(tmp_path, "xl/x.bin", b"x", **{f"xl/{at}.bin": b"x" for at in range(2100)})
    assert refusal(path).detail == "entries"


def test_a_nested_archive_is_refused(tmp_path: Path) -> None:
    book(tmp_path / "inner.xlsx")
    path = altered(tmp_path, "xl/inner.bin", (tmp_path / "inner.xlsx").read_bytes())
    assert refusal(path).detail == "nested archive"


@pytest.mark.parametrize(
    "payload",
    [
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet/>',
        b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><worksheet/>',
    ],
)
def test_xml_with_entities_is_refused(tmp_path: Path, payload: bytes) -> None:
    assert refusal(altered(tmp_path, SHEET_NAME, payload)).code is RefusalCode.BROKEN


def test_a_document_that_is_no_workbook_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    refused = refusal(path)
    assert (refused.code, refused.detail) == (RefusalCode.NOT_A_TABLE, "docx")


def sheet_with(cells: str) -> bytes:
    return (
        b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml'
        b'/2006/main"><sheetData>' + cells.encode() + b"</sheetData></worksheet>"
    )


def test_two_cells_at_the_far_corners_cost_no_memory(tmp_path: Path) -> None:
    near = '<row r="1"><c r="A1"><v>1</v></c></row>'
    far = near + '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    started = time.monotonic()
    refused = refusal(altered(tmp_path, SHEET_NAME, sheet_with(far)))
    assert refused.code in {RefusalCode.TOO_LARGE, RefusalCode.TOO_MANY_COLUMNS, RefusalCode.BROKEN}
    assert time.monotonic() - started < 30


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("large") / "x.xlsx"
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as made:
        sheet = made.add_worksheet()
        for at in range(30_000):
            sheet.write_row(at, 0, [f"some text {at} {column}" for column in range(10)])
    return path


def test_the_child_is_held_to_its_memory(large: Path) -> None:
    assert refusal(large, Limits(memory_bytes=48_000_000)).code is RefusalCode.TOO_LARGE


def test_the_child_is_held_to_its_time(large: Path) -> None:
    assert refusal(large, Limits(seconds=0)).code is RefusalCode.TOO_SLOW


def test_the_child_imports_nothing_of_the_application() -> None:
    code = (
        "import runpy, sys; sys.argv = ['x', '/nowhere', '', str(2**30), '9', '5', '5'];"
        f"runpy.run_path({workbook_child.__file__!r}, run_name='__main__');"
        "assert not any(name.startswith('rmapp') for name in sys.modules)"
    )
    ended = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert b"file_broken" in ended.stdout


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = content(Path(folder), data)
        if data[:2] == b"PK" or data[:4] == b"\xd0\xcf\x11\xe0":
            return
        try:
            table = read_table(path)
            for row in table.rows:
                assert len(row.cells) == len(table.columns)
                assert "\x00" not in "".join(row.cells)
        except ReaderRefusal:
            pass


@given(st.text(st.sampled_from('BEGINVCARD:;=\\\n\r"TELNFN,. 0123abя'), max_size=200))
def test_any_card_is_read_or_refused(text: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = content(Path(folder), ("BEGIN:VCARD\n" + text + "\nEND:VCARD\n").encode())
        try:
            code = None if list(read_table(path).rows) else "no rows"
        except ReaderRefusal as refused:
            code = refused.code
        assert code in (None, RefusalCode.EMPTY)


def test_d13_a_cell_longer_than_any_reader_takes_costs_no_other_row(tmp_path: Path) -> None:
    for long in ("9" * 300_000, '"' + "x" * 300_000, "я" * 300_000):
        table = read_table(content(tmp_path, f"Имя;Телефон\nИван;{long}\nОльга;12\n".encode()))
        rows = list(table.rows)
        assert rows[0].cells[0] == "Иван"
        assert rows[-1].cells == ["Ольга", "12"]
    alone = read_table(content(tmp_path, b"a;b\n" + b"x" * 2_000_000))
    assert list(alone.rows)
