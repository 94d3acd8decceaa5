"""Columns of any table: which are numbers, which categories, which only tell the period."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from .dates import day, is_day_first

Floats = npt.NDArray[np.float64]
#: Values by column; every column as long as the others.
Sheet = Mapping[str, Sequence[str]]

#: What stands for a value nobody knows.
MISSING = frozenset({"", "na", "n/a", "nan", "null", "none", "?", "-", "nil"})
#: A column is of numbers when so large a share of its known values are.
NUMERIC_SHARE = 0.95
#: Numbers with so few values are categories.
FEW = 3
#: Texts of which more than half are different name the row and say nothing of others.
DISTINCT_SHARE = 0.5
#: The stretches of time compared, and how many rows one has at least.
CHUNKS, CHUNK_ROWS = 30, 50
#: A column whose values are explained by the stretch of time to this part tells the period: month,
#: rates of the economy, a running number. What was learned from it holds for no later time.
PERIOD_PART = 0.6

_DECIMAL = re.compile(r"[-+]?\d{1,3}([ \u00a0]?\d{3})*,\d+")


class Use(StrEnum):
    """What the learner does with a column, or why it does nothing."""

    NUMBER = "number"
    CATEGORY = "category"
    CONSTANT = "constant"
    NAMES_ROW = "names_row"
    PERIOD = "period"

    @property
    def is_learned_from(self) -> bool:
        """Whether the column is an input."""
        return self in (Use.NUMBER, Use.CATEGORY)


@dataclass(frozen=True)
class Column:
    """A column of a history and its use."""

    name: str
    use: Use


def known(cell: str) -> str:
    """The cell without blanks around it; empty where nobody knows the value."""
    cell = cell.strip()
    return "" if cell.casefold() in MISSING else cell


def number(cell: str, *, day_first: bool = False) -> float:
    """The number or the day (as its ordinal) a cell holds; NaN where there is none."""
    text = cell.strip()
    try:
        value = float(text)
    except ValueError:
        if _DECIMAL.fullmatch(text):
            return float(re.sub(r"[ \u00a0]", "", text).replace(",", "."))
        return day(text, day_first=day_first)
    return value if math.isfinite(value) else math.nan


def numbers(cells: Sequence[str], *, day_first: bool | None = None) -> Floats:
    """Every cell as :func:`number`; equal cells are read once. ``day_first``: as the column itself
    tells, where it is not said."""
    if day_first is None:
        day_first = is_day_first(cells)
    read = {cell: number(cell, day_first=day_first) for cell in set(cells)}
    return np.fromiter((read[cell] for cell in cells), dtype=np.float64, count=len(cells))


def read_column(name: str, cells: Sequence[str]) -> Column:
    """What the column of a history (in the order of time) is used for."""
    counted = Counter(map(known, cells))
    filled = len(cells) - counted.get("", 0)
    values = [value for value in counted if value]
    if len(counted) < 2:
        return Column(name, Use.CONSTANT)
    numeric = sum(counted[value] for value in values if not math.isnan(number(value)))
    is_number = numeric >= NUMERIC_SHARE * filled and len(values) > FEW
    if not is_number and len(values) > DISTINCT_SHARE * filled and len(values) > 20:
        return Column(name, Use.NAMES_ROW)
    if _period_part(cells, is_number=is_number) > PERIOD_PART:
        return Column(name, Use.PERIOD)
    return Column(name, Use.NUMBER if is_number else Use.CATEGORY)


def _period_part(cells: Sequence[str], *, is_number: bool) -> float:
    """The part of a column's variety (0 to 1) that the stretch of time explains.

    For categories Goodman and Kruskal's tau of the category given the stretch; for numbers the
    correlation ratio of their ranks, or tau where they repeat, whichever is larger.
    """
    rows = len(cells)
    chunks = min(CHUNKS, rows // CHUNK_ROWS)
    if chunks < 4:
        return 0.0
    chunk = np.arange(rows) * chunks // rows
    part = 0.0
    codes = _codes(cells)
    if codes.max() < rows / CHUNK_ROWS:
        table = np.zeros((chunks, int(codes.max()) + 1))
        np.add.at(table, (chunk, codes), 1)
        whole = 1 - float(((table.sum(0) / rows) ** 2).sum())
        within = table / table.sum(1, keepdims=True)
        rest = float((table.sum(1) / rows * (1 - (within**2).sum(1))).sum())
        part = 1 - rest / whole if whole > 0 else 0.0
    if is_number:
        values = numbers(cells)
        values = np.where(np.isnan(values), np.nanmedian(values), values)
        ranks = np.unique(values, return_inverse=True)[1].astype(np.float64)
        means = np.bincount(chunk, ranks) / np.bincount(chunk)
        spread = float(ranks.var())
        if spread > 0:
            part = max(part, float(((means[chunk] - ranks.mean()) ** 2).mean()) / spread)
    return part


def _codes(cells: Sequence[str]) -> npt.NDArray[np.int64]:
    seen: dict[str, int] = {}
    return np.fromiter(
        (seen.setdefault(known(cell), len(seen)) for cell in cells),
        dtype=np.int64,
        count=len(cells),
    )
