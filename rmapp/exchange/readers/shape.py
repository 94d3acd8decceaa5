"""From raw rows to a table: titles passed over, headers of several rows joined, totals left out."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ...core.text import fold
from .table import Limits, Note, ReaderRefusal, RefusalCode, Row, Table

HEAD = 60
MAX_NOTES = 300
_SAMPLES = 30
_TOTAL = re.compile(
    r"(?:общий |общая )?(?:итого|итог|всего|total|totals|grand total|subtotal|sum total)"
    r"(?: по .*| for .*)?"
)
_TOTAL_BEGINS = re.compile("общ|итог|всего|total|grand|subtotal|sum")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SPACES = re.compile(r"[ \t\u00a0\u2007\u202f]+")
_SIGN = re.compile(r"'[\s\u00a0]*[=+\-@＝＋－＠]")
_INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\u200b\u2060\ufeff]")


@dataclass
class RawRow:
    """A row as it stands in the file: its number from 1, its cells."""

    number: int
    cells: list[str]
    problem: str = ""


def clean(cell: str) -> str:
    """A cell without invisible signs, outer blanks and doubled blanks; its lines stay."""
    if not cell or (cell.isprintable() and "  " not in cell and cell[0] != "'"):
        return cell.strip()  # as most are: no sign that is not seen, one line
    if cell[0] == "'" and _SIGN.match(cell):  # a spreadsheet's mark, and our own, of plain text
        cell = cell[1:]
    cell = _INVISIBLE.sub("", cell).replace("\r\n", "\n").replace("\r", "\n")
    cell = cell.encode("utf-8", "replace").decode() if not cell.isascii() else cell
    return "\n".join(_SPACES.sub(" ", line).strip() for line in cell.split("\n")).strip()


def note(notes: list[Note], code: str, detail: str = "") -> None:
    """One note more, as long as the list stays readable."""
    if len(notes) < MAX_NOTES:
        notes.append(Note(code, detail))


def shape(
    kind: str,
    raw: Iterable[RawRow],
    limits: Limits,
    merges: Iterable[tuple[int, int, int, int]] = (),
    notes: list[Note] | None = None,
    header: bool | None = None,
) -> Table:
    """A table of raw rows. ``merges``: (first row, first column, last row, last column) from 0.

    ``notes``: the list that whoever makes the raw rows writes into as well. ``header``: whether
    there is one, where a person has said so.

    Refuses an empty table and one of too many columns or rows.
    """
    stream = iter(raw)
    head = [_cleaned(row) for row in itertools.islice(stream, HEAD)]
    if not any(any(row.cells) for row in head):
        raise ReaderRefusal(RefusalCode.EMPTY)
    first, depth = (0, 0) if header is False else _header(head, list(merges))
    depth = depth or int(header is True)
    width = max(_width(row.cells) for row in head)
    if width > limits.columns:
        raise ReaderRefusal(RefusalCode.TOO_MANY_COLUMNS, str(width))
    notes = [] if notes is None else notes
    titles = [" ".join(filter(None, row.cells)) for row in head[:first] if any(row.cells)]
    if titles:
        notes.append(Note("title_rows", " / ".join(titles)[:300]))
    if depth > 1:
        notes.append(Note("header_rows", str(depth)))
    if depth:
        names = _names([row.cells for row in head[first : first + depth]], width)
    else:
        names = []
        notes.append(Note("no_header"))
    data = head[first + depth :]
    filled = [
        sum(at < len(row.cells) and row.cells[at] != "" for row in data) for at in range(width)
    ]
    # a last column without a name is one only if it is used; else a few rows are too long
    while len(names) > 1 and not names[-1] and filled[len(names) - 1] * 5 <= len(data):
        names.pop()
    columns = _distinct(names or [""] * width)
    body = itertools.chain(data, (_cleaned(row) for row in stream))
    rows = _rows(body, columns, [name for name in names if name], limits, notes)
    samples = list(itertools.islice(rows, _SAMPLES))
    return Table(kind, columns, itertools.chain(samples, rows), samples, notes)


def _cleaned(row: RawRow) -> RawRow:
    return RawRow(row.number, [clean(cell) for cell in row.cells], row.problem)


def _width(cells: list[str]) -> int:
    return next((at + 1 for at in range(len(cells) - 1, -1, -1) if cells[at]), 0)


def _like_data(cell: str) -> bool:
    """A number, a date, an address of any kind: not the name of a column."""
    if "@" in cell or "://" in cell or len(cell) > 150:
        return True
    if _YEAR.fullmatch(cell):
        return False
    digits = sum(char.isdigit() for char in cell)
    return digits * 2 > len(cell.replace(" ", ""))


def _header(head: list[RawRow], merges: list[tuple[int, int, int, int]]) -> tuple[int, int]:
    """Where the header begins in ``head`` and how many rows it has (0: there is none)."""
    counts = [sum(map(bool, row.cells)) for row in head]
    present = sorted(count for count in counts if count)
    usual = present[len(present) * 3 // 4]
    need = max(2, (usual + 1) // 2) if usual > 1 else 1
    first = next(at for at, count in enumerate(counts) if count >= need)
    cells = [cell for cell in head[first].cells if cell]
    data_like = sum(map(_like_data, cells))
    if data_like * 2 >= len(cells) or any("@" in cell or "://" in cell for cell in cells):
        return first, 0
    spans = [last - first + 1 for row, _, last, _ in merges if row == first]
    if spans and 1 < max(spans) <= 10 and first + max(spans) < len(head):
        return first, max(spans)
    if first + 2 < len(head) and _continues(head[first].cells, head[first + 1].cells):
        return first, 2
    return first, 1


def _continues(upper: list[str], lower: list[str]) -> bool:
    """Whether the lower row names the columns of groups that the upper row names."""
    width = max(_width(upper), _width(lower))
    upper = upper + [""] * (width - len(upper))
    lower = lower + [""] * (width - len(lower))
    if any(cell and (_like_data(cell) or len(cell) > 60) for cell in lower):
        return False
    alone = sum(bool(a and not b) for a, b in zip(upper, lower, strict=False))
    under = [at for at in range(width) if lower[at] and not upper[at]]
    if not alone or not under:
        return False
    for at in under:
        group = next((left for left in range(at, -1, -1) if upper[left]), None)
        if group is None or not lower[group]:
            return False
    return True


def _names(rows: list[list[str]], width: int) -> list[str]:
    """One name per column: the group's name carried to the right, then the column's own."""
    padded = [row + [""] * (width - len(row)) for row in rows]
    names: list[list[str]] = [[] for _ in range(width)]
    for depth, row in enumerate(padded):
        carried = ""
        for at in range(width):
            below = any(lower[at] for lower in padded[depth + 1 :])
            part = row[at] or (carried if below else "")
            carried = row[at] or carried
            if part and part not in names[at]:
                names[at].append(part)
    return [" / ".join(" ".join(part.split()) for part in parts)[:200] for parts in names]


def _distinct(names: list[str]) -> list[str]:
    """Names for all: an unnamed column gets the letters a spreadsheet gives it."""
    seen: set[str] = set()
    out: list[str] = []
    for at, name in enumerate(names):
        name = name or _letters(at)
        candidate, again = name, 2
        while candidate in seen:
            candidate, again = f"{name} ({again})", again + 1
        seen.add(candidate)
        out.append(candidate)
    return out


def _letters(at: int) -> str:
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _is_total(cells: list[str]) -> bool:
    filled = [cell for cell in cells if cell]
    if not filled or not _TOTAL_BEGINS.match(fold(filled[0])):
        return False
    if len(filled) > 1 + len(cells) // 2 and not all(map(_number, filled[1:])):
        return False
    if not _TOTAL.fullmatch(fold(filled[0])) and not (
        len(filled) == 1 and re.match(r"(?:итого|всего|total)\b", fold(filled[0]))
    ):
        return False
    return all(any(char.isdigit() for char in cell) for cell in filled[1:])


def _number(cell: str) -> bool:
    return any(char.isdigit() for char in cell) and not any(char.isalpha() for char in cell)


def _rows(
    body: Iterable[RawRow], columns: list[str], names: list[str], limits: Limits, notes: list[Note]
) -> Iterator[Row]:
    """The rows of data; empty ones are passed over, totals and repeated headers noted."""
    width = len(columns)
    count = 0
    for row in body:
        cells, problem = row.cells, row.problem
        if not any(cells):
            continue
        if _is_total(cells):
            note(notes, "total_row", str(row.number))
            continue
        if len(names) > 1 and [cell for cell in cells if cell] == names:
            note(notes, "repeated_header", str(row.number))
            continue
        count += 1
        if count > limits.rows:
            raise ReaderRefusal(RefusalCode.TOO_MANY_ROWS, str(limits.rows))
        if _width(cells) > width:
            problem = problem or "row_too_many_cells"
        if max(map(len, cells)) > limits.cell_chars:
            problem = "row_cell_too_long"
            cells = [cell[: limits.cell_chars] for cell in cells]
        yield Row(row.number, (cells + [""] * (width - len(cells)))[:width], problem)
