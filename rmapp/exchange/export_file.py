"""The file of an export: its rows as they were gathered, the marked row, who took it and when."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import format_datetime, format_decimal
from flask_babel import gettext as _

from ..core import files, phones
from ..core.files import Kept
from ..policy.enforce import Actor
from ..settings import settings
from . import spool
from .canaries import as_row
from .lists import Column, ExportList
from .models import Export
from .writing import Mark, write_csv, write_xlsx


def write_file(export: Export, kind: ExportList, *, author: Actor, rows: int) -> Kept:
    """Write the gathered ``rows`` of ``export`` in its format, in constant memory, and keep it."""
    columns = kind.columns(kind.within(author), export.filter)
    head = [str(one.label) for one in columns]
    lines = _with_canary(export, columns)
    mark = _mark(export, kind, author, rows)
    path = files.scratch()
    try:
        if export.format == "xlsx":
            write_xlsx(str(path), head, lines, mark=mark, sheet=str(kind.label))
        else:
            with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
                write_csv(file, head, lines, last=mark.text, comma=export.language == "ru")
        return files.adopt(path, export.format)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            path.unlink()
        raise


def _with_canary(export: Export, columns: list[Column]) -> Iterator[list[Any]]:
    """The gathered rows with the marked one among them."""
    parts = {
        **export.canary,
        "amount": Decimal(export.id % 900 + 100) * 1000,
        "phone": phones.display(export.canary["phone"], "", settings().bank_country),
    }
    canaries = [one.canary for one in columns]
    after, put = int(export.canary.get("after", 0)), False
    row: list[Any] = []
    for number, row in enumerate(spool.rows(export.public_id)):
        yield row
        if number == after:
            put = True
            yield as_row(parts, canaries, row)
    if row and not put:
        yield as_row(parts, canaries, row)


def _mark(export: Export, kind: ExportList, author: Actor, rows: int) -> Mark:
    moment = (export.made_at or export.created_at).astimezone(ZoneInfo(export.zone))
    when = format_datetime(moment, "d MMMM y, HH:mm", rebase=False)
    text = _(
        "Taken out by %(name)s on %(day)s, number %(number)s. Not to be passed on.",
        name=author.name,
        day=when,
        number=export.public_id,
    )
    pairs = [
        (_("Number"), export.public_id),
        (_("List"), str(kind.label)),
        (_("Taken out by"), author.name),
        (_("When"), f"{when}, {export.zone}"),
        (_("What for"), export.reason),
        (_("Filter"), "; ".join(kind.words(author, export.filter)) or _("the whole list")),
        (_("Rows"), format_decimal(rows)),
    ]
    if export.decided_by is not None:
        pairs.append((_("Approved by"), export.decided_by.name))
    marked = tuple((str(label), str(value)) for label, value in pairs)
    return Mark(str(text), author.name, marked, str(_("About this file")))
