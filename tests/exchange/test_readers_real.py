"""The odd files of the real world are read, or refused with the right reason (D13)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rmapp.exchange.columns import recognise
from rmapp.exchange.readers import ReaderRefusal, RefusalCode, Table, read_table
from rmapp.exchange.values import split_contacts

pytestmark = pytest.mark.real_data

#: File → what it must give: (rows, columns), or the code it is refused with.
EXPECTED: dict[str, tuple[int, int] | RefusalCode] = {
    "csv-spectrum/comma_in_quotes.csv": (1, 5),
    "csv-spectrum/empty.csv": (2, 3),
    "csv-spectrum/empty_crlf.csv": (2, 3),
    "csv-spectrum/escaped_quotes.csv": (2, 2),
    "csv-spectrum/json.csv": (1, 2),
    "csv-spectrum/location_coordinates.csv": (1, 4),
    "csv-spectrum/newlines.csv": (3, 3),
    "csv-spectrum/newlines_crlf.csv": (3, 3),
    "csv-spectrum/quotes_and_newlines.csv": (2, 2),
    "csv-spectrum/simple.csv": (1, 3),
    "csv-spectrum/simple_crlf.csv": (1, 3),
    "csv-spectrum/utf8.csv": (2, 3),
    "egrul_fill.XML": (4, 14),
    "egrul_update.XML": (4, 14),
    "encodings/IBM866_aif.ru.health.xml": RefusalCode.NOT_A_TABLE,
    "encodings/KOI8-R_aif.ru.health.xml": RefusalCode.NOT_A_TABLE,
    "encodings/MacCyrillic_aif.ru.health.xml": RefusalCode.NOT_A_TABLE,
    "encodings/windows-1251-russian_aif.ru.health.xml": RefusalCode.NOT_A_TABLE,
    "kl_to_1c.txt": (2, 5),
    "messytables/blank_line.ods": (3, 3),
    "messytables/complex.csv": (3, 4),
    "messytables/encrypted_no_password.xls": RefusalCode.ENCRYPTED,
    "messytables/excel_pasting.csv": (15, 9),
    "messytables/excel_properties.xls": (17, 1),
    "messytables/libreoffice.xlsx": RefusalCode.EMPTY,
    "messytables/long.csv": (3999, 1),
    "messytables/mixedGLB.csv": (133, 19),
    "messytables/multilineods.ods": (1, 1),
    "messytables/null.csv": (10, 4),
    "messytables/simple.xls": (6, 3),
    "messytables/skip_initials.csv": (2, 2),
    "messytables/small.csv": (0, 1),
    "messytables/span_rich.xls": (5, 4),
    "messytables/spanish_chars.csv": (115, 8),
    "messytables/sw_gen.xlsx": (15, 17),
    "messytables/unicode_sheet_name.xls": (0, 1),
    "messytables/utf-16le_encoded.csv": (327, 19),
    "messytables/utf8bom.csv": (0, 2),
    "messytables/weird_head_padding.csv": (76, 10),
    "suppliers_ru_cp1251_semicolon.csv": (705, 8),
    "suppliers_ru_merged.xlsx": (51, 7),
    "tabulator/accent.csv": (2, 17),
    "tabulator/bom.csv": (2, 2),
    "tabulator/escaping.csv": (3, 2),
    "tabulator/latin1.csv": (2, 2),
    "tabulator/merged-cells-boolean.xls": (0, 1),
    "tabulator/merged-cells.xls": (0, 1),
    "tabulator/merged-cells.xlsx": (0, 1),
    "tabulator/multiline-headers.xlsx": (1, 4),
    "tabulator/number_format_multicode.xlsx": (3, 1),
    "tabulator/preserve-formatting-percentage.xlsx": (3, 2),
    "tabulator/preserve-formatting.xlsx": (1, 12),
    "tabulator/sheets.xlsx": (1, 2),
    "tabulator/skip-rows-before-headers.csv": (2, 2),
    "tabulator/table-with-booleans.ods": (2, 2),
    "tabulator/table-with-ints-floats-dates.xls": (3, 3),
    "tabulator/test_scientific_notation.xlsx": (1, 1),
}
CARDS = {
    "John_Doe_ANDROID.vcf": 6,
    "gmail-list.vcf": 3,
    "rfc2426-example.vcf": 2,
}


def folder() -> Path:
    return Path(os.environ["RMAPP_REAL_DATA"])


def by_field(table: Table) -> list[dict[str, str]]:
    fields = recognise(table.columns, [row.cells for row in table.samples])
    return [
        {one.field: cell for one, cell in zip(fields, row.cells, strict=True) if one.field}
        for row in table.rows
    ]


@pytest.mark.parametrize("kept", [False, True], ids=["by its name", "as the desk keeps it"])
def test_every_messy_file_is_read_or_refused_with_its_reason(tmp_path: Path, kept: bool) -> None:
    base = folder() / "messy_import"
    found: dict[str, tuple[int, int] | RefusalCode] = {}
    for path in sorted(base.rglob("*.*")):
        if path.is_dir():
            continue
        source = tmp_path / "0123.upload" if kept else path
        if kept:
            source.write_bytes(path.read_bytes())
        try:
            table = read_table(source)
            found[str(path.relative_to(base))] = (len(list(table.rows)), len(table.columns))
        except ReaderRefusal as refused:
            found[str(path.relative_to(base))] = refused.code
    assert found == EXPECTED


def test_every_address_book_is_read() -> None:
    for path in sorted((folder() / "vcard").glob("*.vcf")):
        rows = list(read_table(path).rows)
        assert len(rows) == CARDS.get(path.name, 1), path.name
        assert any(row.cells[0] for row in rows), path.name


def test_the_copies_of_the_suppliers_are_the_same_firms() -> None:
    utf8 = by_field(read_table(folder() / "firms" / "suppliers_ru_utf8.csv"))
    cp1251 = by_field(read_table(folder() / "messy_import" / "suppliers_ru_cp1251_semicolon.csv"))
    keys = ("external_id", "legal_form", "full_name", "legal_address", "phone", "email", "web")
    assert len(utf8) == 705
    assert [[row[key] for key in keys] for row in cp1251] == [
        [row[key] for key in keys] for row in utf8
    ]


def test_the_suppliers_workbook_is_a_part_of_the_same_firms() -> None:
    firms = {
        (row["legal_form"], row["full_name"]): row
        for row in by_field(read_table(folder() / "firms" / "suppliers_ru_utf8.csv"))
    }
    rows = by_field(read_table(folder() / "messy_import" / "suppliers_ru_merged.xlsx"))
    assert len(rows) == 51
    for row in rows:
        whole = firms[row["legal_form"], row["full_name"]]
        assert row["activity"] == whole["activity"]
        assert row["legal_address"] == whole["legal_address"]
        contacts = split_contacts(row["contacts"])
        if "email" in contacts and "@" in whole["email"]:
            assert contacts["email"].value == [whole["email"].lower()]


@pytest.mark.parametrize("name", ["fortune500.csv", "sp500_constituents.csv", "cities_ru.csv"])
def test_public_lists_are_read_without_a_row_lost(name: str) -> None:
    rows = list(read_table(folder() / "firms" / name).rows)
    assert (
        len(rows)
        == {"fortune500.csv": 500, "sp500_constituents.csv": 503, "cities_ru.csv": 1117}[name]
    )
    assert not [row for row in rows if row.problem]
