"""Days in a column, in the forms that files have, and what they say at the time of a contact.

A day by itself holds for no later time: last year's "paid in March" is not this year's. How many
days before the contact it was does. So, where a column is the day of the contact (rows stand in its
order), every other column of days is read as days before it.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

_MONTHS_TEXT = """
    jan янв|feb фев|mar мар|apr апр|may мая май|jun июн|jul июл|aug авг|sep сен|oct окт|nov ноя
    |dec дек
"""
_MONTHS = {
    word: number for number, one in enumerate(_MONTHS_TEXT.split("|"), 1) for word in one.split()
}
_ISO = re.compile(r"(\d{4})[-/.](\d\d?)[-/.](\d\d?)(?!\d)")
_NUMBERS = re.compile(r"(\d\d?)([-/.])(\d\d?)\2(\d{4}|\d\d)(?!\d)")
_WORDS = re.compile(r"(\d\d?)[\s.-]+([^\W\d_]{3})[^\W\d_]*\.?,?[\s.-]+(\d{4}|\d\d)(?!\d)")
#: So large a share of a column's known cells are days, and of neighbouring rows stand in order.
_MOST, _IN_ORDER = 0.95, 0.98
_FEWEST = 10


def day(text: str, *, day_first: bool = False) -> float:
    """The ordinal of the day a cell begins with; NaN where there is none. With slashes the month
    comes first, as sheets write, unless it cannot or ``day_first``."""
    if found := _ISO.match(text):
        return _ordinal(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMBERS.match(text):
        first, second, year = int(found[1]), int(found[3]), _year(found[4])
        if found[2] == "/" and not day_first and first <= 12:
            first, second = second, first
        return _ordinal(year, second, first)
    if found := _WORDS.match(text.casefold()):
        return _ordinal(_year(found[3]), _MONTHS.get(found[2], 0), int(found[1]))
    return math.nan


def _year(text: str) -> int:
    """A year of four digits, or of two: 1940 to 2039."""
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < 40 else 1900)


def _ordinal(year: int, month: int, number: int) -> float:
    try:
        return float(dt.date(year, month, number).toordinal())
    except ValueError:
        return math.nan


def is_day_first(cells: Sequence[str]) -> bool:
    """Whether a column writes its days with slashes as 28/01/2026: one such cell tells of all."""
    return any((found := _NUMBERS.match(cell)) and int(found[1]) > 12 for cell in set(cells))


@dataclass(frozen=True)
class Days:
    """The columns of days of a history: ``clock``, the day of the contact, and those read as days
    before it; each with whether its days come first."""

    clock: str = ""
    before: tuple[str, ...] = ()
    day_first: frozenset[str] = frozenset()

    @classmethod
    def of(cls, sheet: Mapping[str, Sequence[str]]) -> Days:
        """What the columns of ``sheet``, rows in the order of time, say."""
        first = frozenset(name for name, cells in sheet.items() if is_day_first(cells))
        read = {}
        for name, cells in sheet.items():
            values = [day(cell.strip(), day_first=name in first) for cell in cells]
            filled = sum(bool(cell.strip()) for cell in cells)
            known = sum(not math.isnan(value) for value in values)
            if known >= _FEWEST and known >= _MOST * filled:
                read[name] = values
        clock = next((name for name, values in read.items() if _is_clock(values)), "")
        before = tuple(name for name in read if name != clock) if clock else ()
        return cls(clock, before, first)

    def told(self, sheet: Mapping[str, Sequence[str]]) -> Mapping[str, Sequence[str]]:
        """``sheet`` with the days of ``before`` as days before the contact; unknown: empty."""
        if not self.before:
            return sheet
        clock = self._read(sheet, self.clock)
        changed = {
            name: [
                "" if math.isnan(now - then) else f"{now - then:.0f}"
                for now, then in zip(clock, self._read(sheet, name), strict=True)
            ]
            for name in self.before
        }
        return {**sheet, **changed}

    def _read(self, sheet: Mapping[str, Sequence[str]], name: str) -> list[float]:
        return [day(cell.strip(), day_first=name in self.day_first) for cell in sheet[name]]


def _is_clock(values: Sequence[float]) -> bool:
    """Whether the days follow the order of the rows, and are several."""
    pairs = [(a, b) for a, b in pairwise(values) if not (math.isnan(a) or math.isnan(b))]
    rising = sum(a <= b for a, b in pairs)
    return len(set(values)) > _FEWEST and rising >= _IN_ORDER * len(pairs) > 0
