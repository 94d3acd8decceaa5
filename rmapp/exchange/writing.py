"""Tables that leave the house: CSV and XLSX in which no cell is ever a formula (D14).

After reliability.md 2.3, row 15, and OWASP "CSV injection": a text that begins with a sign a
spreadsheet computes from gets an apostrophe; the workbook types every cell as text or number.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from typing import Any

_SIGNS = tuple("=+-@\t\r\n＝＋－＠")
BOM = "\ufeff"


def harmless(text: str) -> str:
    """``text`` as no spreadsheet will compute it: an apostrophe before a sign."""
    return (
        f"'{text}" if text.lstrip(" \u00a0").startswith(_SIGNS) or text.startswith(_SIGNS) else text
    )


def as_text(value: Any) -> str:
    """A value as a cell of text."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    return harmless(value.isoformat() if isinstance(value, dt.date) else str(value))


def csv_bytes(head: Sequence[Any], rows: Iterable[Sequence[Any]], *, last: str = "") -> bytes:
    """A CSV in UTF-8 with its mark, everything quoted. ``last``: a line of its own at the end."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([as_text(str(one)) for one in head])
    for row in rows:
        writer.writerow([as_text(value) for value in row])
    if last:
        writer.writerow([as_text(last)])
    return (BOM + target.getvalue()).encode("utf-8", "replace")


def xlsx_bytes(
    head: Sequence[Any], rows: Iterable[Sequence[Any]], *, last: str = "", sheet: str = "List"
) -> bytes:
    """A workbook of one sheet; texts as texts, whatever they begin with."""
    target = io.BytesIO()
    import xlsxwriter  # heavy, 15 MB: not in every web process

    book = xlsxwriter.Workbook(
        target,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    page = book.add_worksheet(sheet[:31])
    bold = book.add_format({"bold": True})
    for at, one in enumerate(head):
        page.write_string(0, at, str(one), bold)
        page.set_column(at, at, max(12, min(40, len(str(one)) + 4)))
    page.freeze_panes(1, 0)
    count = 0
    for count, row in enumerate(rows, 1):
        for at, value in enumerate(row):
            if type(value) in (int, float):
                page.write_number(count, at, value)
            elif value is not None:
                page.write_string(count, at, as_text(value)[:32_000])
    if last:
        page.write_string(count + 2, 0, last)
    book.close()
    return target.getvalue()
