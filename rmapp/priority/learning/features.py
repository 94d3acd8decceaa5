"""Columns turned into the numbers a linear model adds up."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.preprocessing import OneHotEncoder

from .columns import Column, Floats, Sheet, Use, known, numbers
from .dates import is_day_first

#: A number is cut at these shares of the history: a step up at each cut lets any smooth shape be
#: learned (young and old clients buy more than those between).
CUTS = tuple(step / 8 for step in range(1, 8))
COARSE = (0.25, 0.5, 0.75)
#: A category seen more seldom goes with the other rare ones.
RARE = 5
#: How far from the middle, in standard deviations, a number still counts.
FARTHEST = 4.0


class _Numbers:
    """A number: its distance from the mean, the steps it is above, whether it is unknown."""

    def __init__(self, cells: Sequence[str]) -> None:
        self.day_first = is_day_first(cells)
        values = numbers(cells, day_first=self.day_first)
        self.middle = float(np.nanmedian(values))
        self.mean = float(np.nanmean(values))
        self.deviation = float(np.nanstd(values)) or 1.0
        self.cuts = np.unique(np.nanquantile(values, CUTS))
        self.coarse = np.unique(np.nanquantile(values, COARSE))

    def features(self, cells: Sequence[str]) -> sparse.csr_matrix:
        values = numbers(cells, day_first=self.day_first)
        missing = np.isnan(values)
        values = np.where(missing, self.middle, values)
        distance = np.clip((values - self.mean) / self.deviation, -FARTHEST, FARTHEST)
        steps = values[:, None] > self.cuts[None, :]
        return sparse.csr_matrix(np.column_stack([distance, steps, missing]).astype(np.float64))

    def step(self, cells: Sequence[str]) -> list[str]:
        """The quarter of the history a number falls into, as a category."""
        values = numbers(cells, day_first=self.day_first)
        return [str(place) for place in np.searchsorted(self.coarse, values)]


class Features:
    """What a history's columns become; learned from it once, applied to candidates."""

    def __init__(self, columns: Sequence[Column], history: Sheet) -> None:
        self.columns = [one for one in columns if one.use.is_learned_from]
        self.numbers = {
            one.name: _Numbers(history[one.name]) for one in self.columns if one.use is Use.NUMBER
        }
        self.encoders = {
            one.name: _encoder(_column(history[one.name]))
            for one in self.columns
            if one.use is Use.CATEGORY
        }
        self.crosses: dict[tuple[str, str], OneHotEncoder] = {}

    def of(self, sheet: Sheet) -> tuple[sparse.csr_matrix, list[slice]]:
        """The features of ``sheet``, and where those of each column stand."""
        parts = [
            self.numbers[one.name].features(sheet[one.name])
            if one.use is Use.NUMBER
            else self.encoders[one.name].transform(_column(sheet[one.name]))
            for one in self.columns
        ]
        ends = np.cumsum([0, *(part.shape[1] for part in parts)])
        places = [slice(int(a), int(b)) for a, b in pairwise(ends)]
        return sparse.hstack(parts, format="csr"), places

    def cross(self, names: Sequence[str], history: Sheet) -> None:
        """Learn the pairs of values of the columns ``names``."""
        for first, second in combinations(names, 2):
            self.crosses[first, second] = _encoder(self._pairs(first, second, history))

    def crossed(self, sheet: Sheet) -> sparse.csr_matrix:
        """The features of the pairs learned; no column where there are none."""
        parts = [
            encoder.transform(self._pairs(first, second, sheet))
            for (first, second), encoder in self.crosses.items()
        ]
        rows = len(sheet[self.columns[0].name])
        return sparse.hstack([sparse.csr_matrix((rows, 0)), *parts], format="csr")

    def _pairs(self, first: str, second: str, sheet: Sheet) -> npt.NDArray[np.object_]:
        both = zip(self._steps(first, sheet), self._steps(second, sheet), strict=True)
        return _column([f"{one}\x1f{other}" for one, other in both])

    def _steps(self, name: str, sheet: Sheet) -> Sequence[str]:
        coarse = self.numbers.get(name)
        return sheet[name] if coarse is None else coarse.step(sheet[name])


def _column(cells: Sequence[str]) -> npt.NDArray[np.object_]:
    return np.array([[known(cell)] for cell in cells], dtype=object)


def _encoder(column: npt.NDArray[np.object_]) -> OneHotEncoder:
    rare = max(2, min(RARE, len(column) // 50))
    encoder = OneHotEncoder(min_frequency=rare, handle_unknown="infrequent_if_exist")
    return encoder.fit(column)


def stretches(rows: int, size: int) -> sparse.csr_matrix:
    """One column for each stretch of ``size`` consecutive rows, counted from the last."""
    number = (rows - 1 - np.arange(rows)) // size
    return sparse.csr_matrix((np.ones(rows), (np.arange(rows), number)))


def contributions(coefficients: Floats, features: sparse.csr_matrix, place: slice) -> float:
    """How much the features at ``place`` move the sum from contact to contact (a variance)."""
    return float((features[:, place] @ coefficients[place]).var())
