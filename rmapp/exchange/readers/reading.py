"""The door of the readers: a path in, a table out, or a refusal."""

from __future__ import annotations

from pathlib import Path

from .contents import binary_kind, text_kind
from .delimited import read_delimited
from .encodings import detect
from .packed import check_workbook_zip
from .statement import read_statement
from .table import Limits, ReaderRefusal, RefusalCode, Table
from .vcard import read_vcards
from .workbook import read_register, read_workbook

DEFAULT = Limits()


def read_table(
    path: Path | str,
    limits: Limits = DEFAULT,
    sheet: str | None = None,
    header: bool | None = None,
    encoding: str = "",
    delimiter: str = "",
) -> Table:
    """The table in a file. ``sheet``: the name of a workbook's sheet, else the first with data.
    ``header``: whether the table has one, where a person has said so; else it is looked for.
    ``encoding``, ``delimiter``: of a text, where a person has said so; else they are found.

    Refuses with :class:`ReaderRefusal` (see :class:`RefusalCode`). The file must stay until the
    rows are read.
    """
    path = Path(path)
    size = path.stat().st_size
    if size > limits.file_bytes:
        raise ReaderRefusal(RefusalCode.TOO_LARGE, str(size))
    with path.open("rb") as source:
        head = source.read(4096)
    if not head.strip(b"\x00\t\r\n \xef\xbb\xbf\xff\xfe"):
        if size <= len(head):
            raise ReaderRefusal(RefusalCode.EMPTY)
        if b"\x00" in head:
            raise ReaderRefusal(RefusalCode.NOT_A_TABLE, "binary")
    kind = binary_kind(head)
    if kind == "zip":
        check_workbook_zip(path, limits)
        return read_workbook(path, limits, sheet, header)
    if kind == "ole":
        return read_workbook(path, limits, sheet, header)
    encoding = encoding or detect(path)
    with path.open("r", encoding=encoding, errors="replace", newline="") as text:
        start = text.read(4096).lstrip("\ufeff")
    kind = text_kind(start)
    if kind == "vcard":
        return read_vcards(path, encoding, limits)
    if kind == "register":
        return read_register(path, limits)
    if kind == "statement":
        return read_statement(path, encoding, limits)
    return read_delimited(path, encoding, limits, header, delimiter)
