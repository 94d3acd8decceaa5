"""CSV of any usual delimiter and quoting; no row is lost to a stray quote."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from .shape import RawRow, note, shape
from .table import Limits, Note, ReaderRefusal, RefusalCode, Table

DELIMITERS = ",;\t|^~:#*!\x1f\u00a6"
_USUAL = ",;\t|"
_BESIDE = re.compile(rf'[{re.escape(_USUAL)}]"|"[{re.escape(_USUAL)}]')
_WITHIN = re.compile(r'"[^"]*"')
_SNIFFED_LINES = 300
_SNIFFED_CHARS = 256 * 1024
# A backslash may also be the last sign of a quoted field; only within one it escapes.
_ESCAPED_QUOTE = re.compile(r'\\"(?![",;|\t\r\n])(?!$)')
#: A quoted field longer than this was never closed.
_RUNAWAY_LINES = 300
_RUNAWAY_CHARS = 400_000


@dataclass(frozen=True)
class Dialect:
    """How the fields of a line are told apart."""

    delimiter: str
    quoted: bool = True
    backslash: bool = False
    blank_after: bool = False
    quote: str = '"'
    #: The usual number of fields; 0 where there is no telling.
    fields: int = 0

    def reader(self, lines: Iterator[str]) -> Iterator[list[str]]:
        """The library's reader for these lines."""
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            quotechar=self.quote,
            quoting=csv.QUOTE_MINIMAL if self.quoted else csv.QUOTE_NONE,
            escapechar="\\" if self.backslash and self.quoted else None,
            skipinitialspace=self.blank_after,
        )


class _Runaway(Exception):
    """A quote that does not end."""


class _Feed:
    """Lines of a file, remembered until a record is done, so that they can be read again."""

    def __init__(self, source: IO[str]) -> None:
        self.source = source
        self.again: list[str] = []
        self.taken: list[str] = []
        self.chars = 0

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        if len(self.taken) >= _RUNAWAY_LINES or self.chars >= _RUNAWAY_CHARS:
            raise _Runaway
        if self.again:
            line = self.again.pop()
        else:
            line = self.source.readline(_RUNAWAY_CHARS)
            if not line:
                raise StopIteration
        self.taken.append(line)
        self.chars += len(line)
        return line

    def done(self) -> None:
        """The record is taken."""
        self.taken, self.chars = [], 0

    def give_back(self) -> str:
        """All lines but the first are to be read again; returns the first."""
        self.again.extend(reversed(self.taken[1:]))
        first = self.taken[0]
        self.done()
        return first


def sniff(sample: str) -> Dialect:
    """The dialect that parts the most lines into the same, largest number of fields."""
    lines = io.StringIO(sample, newline="").readlines()[:_SNIFFED_LINES]
    backslash = _ESCAPED_QUOTE.search(sample) is not None
    best, best_score = Dialect(",", True, backslash), 0.0
    for delimiter in DELIMITERS:
        if delimiter not in sample:
            continue
        blank = sample.count(f'{delimiter} "') > sample.count(f'{delimiter}"')
        single = _is_single(delimiter, lines)
        for quoted, quote in [
            (True, '"'),
            *[(False, '"')] * ('"' in sample),
            *[(True, "'")] * single,
        ]:
            dialect = Dialect(delimiter, quoted, backslash, blank, quote)
            score, fields = _consistency(dialect, lines)
            score -= 0 if quoted else 0.05
            score -= 0 if delimiter in _USUAL else 0.2  # such signs also stand within texts
            if score > best_score:
                best, best_score = replace(dialect, fields=fields), score
    return best


def _is_single(delimiter: str, lines: list[str]) -> bool:
    """Whether fields stand in single quotes: so in a third of the lines, and in none in double."""
    sign = re.escape(delimiter)
    field = re.compile(rf"(?:^|{sign})\s*'(?:[^']|'')*'\s*(?={sign}|$)")
    double = re.compile(rf'(?:^|{sign})\s*"')
    some = [line.rstrip("\r\n") for line in lines if line.strip()]
    hits = sum(bool(field.search(line)) for line in some)
    return hits * 3 >= len(some) and not any(double.search(line) for line in some)


def _consistency(dialect: Dialect, lines: list[str]) -> tuple[float, int]:
    """How alike the lines are (0 to 1), and the usual number of fields."""
    try:
        records = [record for record in dialect.reader(iter(lines)) if any(record)]
    except csv.Error:
        return 0.0, 0
    sizes = Counter(len(record) for record in records)
    wide = {size: count * (1 - 1 / size) for size, count in sizes.items() if size > 1}
    if not wide:
        return 0.0, 0
    size = max(wide, key=lambda candidate: wide[candidate])
    named = len(records[0]) == size or size in (len(record) for record in records[:5])
    whole = 1 - 0.5 * _torn(records, dialect)
    return sizes[size] / len(records) * (1 - 1 / size) * (1 if named else 0.5) * whole, size


def _torn(records: list[list[str]], dialect: Dialect) -> float:
    """The share of fields that look like a piece of one: begun with a blank, or with a quote beside
    another delimiter that ends in another field; without quoting, a field within quotes.
    ``ул. Мира, д. 5`` has commas and is no table of three columns."""
    fields = [field for record in records for field in record]
    blank = sum(field[:1] == " " for record in records for field in record[1:])
    begun = sum(field.count('"') % 2 and bool(_BESIDE.search(field)) for field in fields)
    bare = 0 if dialect.quoted else sum(bool(_WITHIN.fullmatch(field)) for field in fields)
    if dialect.quote == '"':
        bare += sum(len(field) > 1 and field[0] == field[-1] == "'" for field in fields)
    return (blank + begun + bare) / max(1, len(fields))


def read_delimited(
    path: Path, encoding: str, limits: Limits, header: bool | None = None, delimiter: str = ""
) -> Table:
    """The table of a CSV file in a known encoding. ``delimiter``: where a person has said so."""
    with path.open("r", encoding=encoding, errors="replace", newline="") as text:
        sample = text.read(_SNIFFED_CHARS)
    told = ""
    first = sample.split("\n", 1)[0].strip().lower()
    if first.startswith("sep=") and len(first) == 5:  # Excel's own hint
        told = first[4]
        sample = sample.split("\n", 1)[1] if "\n" in sample else ""
    cut = sample.rfind("\n") if len(sample) >= _SNIFFED_CHARS else -1
    dialect = sniff(sample[:cut] if cut > 0 else sample)
    if told or delimiter:
        dialect = replace(dialect, delimiter=delimiter or told, fields=0)
    notes: list[Note] = []
    raw = _records(path, encoding, dialect, bool(told), notes)
    table = shape("csv", raw, limits, notes=notes, header=header)
    table.encoding, table.delimiter = encoding, dialect.delimiter
    if "\ufffd" in sample:
        table.notes.append(Note("replacement_characters"))
    return table


def _joined(record: list[str], usual: int, delimiter: str) -> list[str]:
    """A record whose fields hold unquoted delimiters, put together again where that is plain.

    A field that begins with a blank, in a record that is just so many fields too long, is the
    rest of the one before it (``Packaging, Containers``).
    """
    rests = [at for at in range(1, len(record)) if record[at][:1] == " " and record[at].strip()]
    if len(record) - usual != len(rests):
        return record
    out: list[str] = []
    for at, cell in enumerate(record):
        if at in rests:
            out[-1] += delimiter + cell
        else:
            out.append(cell)
    return out


def _plainly(plain: Dialect, line: str) -> list[str]:
    """One line without quoting. A cell beyond what the standard reader takes is cut: no field of
    ours is half as long, so the row says that its text is too long."""
    try:
        return next(plain.reader(iter([line])), [])
    except csv.Error:
        cells = line.rstrip("\r\n").split(plain.delimiter)
        return [cell[: csv.field_size_limit()] for cell in cells]


def _records(
    path: Path, encoding: str, dialect: Dialect, told: bool, notes: list[Note]
) -> Iterator[RawRow]:
    """The records, numbered from 1; blank lines count, as they do in a spreadsheet."""
    plain = Dialect(dialect.delimiter, quoted=False)
    lenient = replace(dialect, blank_after=True)
    with path.open("r", encoding=encoding, newline="") as source:
        feed = _Feed(source)
        reader = dialect.reader(feed)
        number, usual = 0, dialect.fields
        lines: list[str] = []
        while True:
            try:
                record = next(reader)
            except StopIteration:
                return
            except (_Runaway, csv.Error):
                record = _plainly(plain, feed.give_back())
                reader = dialect.reader(feed)
                note(notes, "stray_quote", str(number + 1))
            except UnicodeError as problem:
                raise ReaderRefusal(RefusalCode.BROKEN_ENCODING, encoding) from problem
            else:
                if len(feed.taken) > 1 and usual and len(record) != usual:
                    alone = _plainly(plain, feed.taken[0])
                    if len(alone) == usual:
                        record = alone
                        feed.give_back()
                        reader = dialect.reader(feed)
                        note(notes, "stray_quote", str(number + 1))
                lines = list(feed.taken)
                feed.done()
            number += 1
            if told and number == 1:
                continue
            if usual and len(record) > usual:
                again = next(lenient.reader(iter(lines)), [])
                if len(again) == usual:
                    record = again
                else:
                    record = _joined(record, usual, dialect.delimiter)
                if len(record) == usual:
                    note(notes, "joined_cells", str(number))
            yield RawRow(number, record)
