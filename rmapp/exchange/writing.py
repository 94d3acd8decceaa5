"""Tables that leave the house: CSV and XLSX in which no cell is ever a formula (D14).

After reliability.md 2.3, row 15, and OWASP "CSV injection": in a CSV a text that begins with a sign
a spreadsheet computes from gets an apostrophe (``plain`` takes it away again); a workbook says of
every cell that it is a text, a number or a date, so there the text stands as it is.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any

_SIGNS = tuple("=+-@\t\r\n＝＋－＠")
_BLANKS = " \u00a0"
BOM = "\ufeff"
#: Of a column, in characters: what is longer goes on behind the next cell.
MOST_WIDE = 48
LONGEST_CELL = 32_767  # of a workbook; longer texts end in an ellipsis


def harmless(text: str) -> str:
    """``text`` as no spreadsheet will compute it: an apostrophe before a sign.

    One that has such an apostrophe already gets another, so that ``plain`` gives back any text.
    """
    return f"'{text}" if _is_risky(text.lstrip("'")) else text


def plain(cell: str) -> str:
    """What ``harmless`` was given."""
    return cell[1:] if cell.startswith("'") and _is_risky(cell.lstrip("'")) else cell


def _is_risky(text: str) -> bool:
    return text.startswith(_SIGNS) or text.lstrip(_BLANKS).startswith(_SIGNS)


def as_text(value: Any, *, comma: bool = False) -> str:
    """A value as a cell of text; ``comma``: the decimal sign of the reader's language."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        text = format(value, "f") if isinstance(value, Decimal) else str(value)  # -5 is no text
        return text.replace(".", ",") if comma else text
    return harmless(str(value))


def write_csv(
    target: IO[str],
    head: Sequence[Any],
    rows: Iterable[Sequence[Any]],
    *,
    last: str = "",
    comma: bool = False,
) -> None:
    """Write a table, everything quoted; ``last``: a line of its own at the end.

    ``comma``: the decimal sign is a comma and cells are parted by semicolons, as spreadsheets of
    the Russian language expect.
    """
    target.write(BOM)
    writer = csv.writer(
        target, quoting=csv.QUOTE_ALL, lineterminator="\r\n", delimiter=";" if comma else ","
    )
    writer.writerow([as_text(str(one)) for one in head])
    for row in rows:
        writer.writerow([as_text(value, comma=comma) for value in row])
    if last:
        writer.writerow([as_text(last)])


def csv_bytes(head: Sequence[Any], rows: Iterable[Sequence[Any]], *, last: str = "") -> bytes:
    """A CSV in UTF-8 with its mark, see ``write_csv``."""
    target = io.StringIO(newline="")
    write_csv(target, head, rows, last=last)
    return target.getvalue().encode("utf-8", "replace")


@dataclass(frozen=True)
class Mark:
    """What a workbook says of itself: who, when, why, number. ``pairs``: for a sheet of its own."""

    text: str
    author: str = ""
    pairs: tuple[tuple[str, str], ...] = ()
    title: str = ""


def write_xlsx(
    target: Any,
    head: Sequence[Any],
    rows: Iterable[Sequence[Any]],
    *,
    mark: Mark,
    sheet: str = "List",
    constant_memory: bool = True,
) -> None:
    """Write a workbook into ``target`` (a path or a binary file): the table, and its mark as the
    last row, the foot of every printed page, its properties and a sheet of its own."""
    import xlsxwriter  # heavy, 15 MB: not in every web process

    options = {
        "constant_memory": constant_memory, "in_memory": not constant_memory,
        "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    }  # fmt: skip
    book = xlsxwriter.Workbook(target, options)
    book.set_properties({"author": mark.author, "comments": mark.text})
    page = book.add_worksheet(_sheet_name(sheet))
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    formats = [book.add_format({"num_format": f}) for f in ("dd.mm.yyyy hh:mm", "dd.mm.yyyy")]
    widths = [len(str(one)) + 4 for one in head]
    for at, one in enumerate(head):
        page.write_string(0, at, str(one)[:LONGEST_CELL], bold)
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.set_landscape()
    page.set_footer("&L" + mark.text.replace("&", "&&")[:200] + "&R&P / &N")
    count = 0
    for count, row in enumerate(rows, 1):
        for at, value in enumerate(row):
            _write_cell(page, count, at, value, formats)
            if isinstance(value, str) and at < len(widths):
                widths[at] = max(widths[at], len(value) + 1)
    for at, width in enumerate(widths):
        page.set_column(at, at, max(12, min(MOST_WIDE, width)))
    if mark.text:
        page.write_string(count + 2, 0, mark.text)
    if count:
        page.autofilter(0, 0, count, max(0, len(head) - 1))
    if mark.pairs:
        about = book.add_worksheet(_sheet_name(mark.title or "?"))
        about.set_column(0, 0, 24)
        about.set_column(1, 1, 80)
        for at, (label, value) in enumerate(mark.pairs):
            about.write_string(at, 0, label, bold)
            about.write_string(at, 1, value[:LONGEST_CELL])
    book.close()


def _write_cell(page: Any, row: int, at: int, value: Any, formats: Sequence[Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, dt.date) and value.year < 1900:  # before the calendar of workbooks
        page.write_string(row, at, value.isoformat())
    elif isinstance(value, dt.datetime):
        page.write_datetime(row, at, value.replace(tzinfo=None), formats[0])
    elif isinstance(value, dt.date):
        page.write_datetime(row, at, dt.datetime.combine(value, dt.time()), formats[1])
    elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        page.write_number(row, at, value)
    else:
        page.write_string(row, at, _fitting(str(value)))


def _fitting(text: str) -> str:
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"


def _sheet_name(text: str) -> str:
    return "".join(" " if sign in "[]:*?/\\" else sign for sign in text).strip("' ")[:31] or "List"


def xlsx_bytes(
    head: Sequence[Any], rows: Iterable[Sequence[Any]], *, last: str = "", sheet: str = "List"
) -> bytes:
    """A small workbook of one sheet in memory."""
    target = io.BytesIO()
    write_xlsx(target, head, rows, mark=Mark(last), sheet=sheet, constant_memory=False)
    return target.getvalue()
