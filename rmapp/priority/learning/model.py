"""A linear model of the chance, learned within stretches of time and averaged over their length."""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from .columns import Column, Floats, Sheet, read_column
from .dates import Days
from .features import Features, contributions, stretches

Outcomes = npt.NDArray[np.int64]

#: The latest so many contacts are learned from; fewer where they have so many columns.
MOST_ROWS, MOST_CELLS = 40_000, 800_000
#: Fewer successes, or failures, teach nothing.
FEWEST = 10
#: Lengths of the stretches that have a level of their own, in contacts.
STRETCHES = (100, 400)
#: Inverse variances expected of a coefficient and of a pair's (log-odds), as bold and as careful:
#: where much stays as it was the first learns more, where times change the second.
EXPECTED = ((4.0, 20.0), (12.0, 40.0))
#: The inverse variance expected of the level of a stretch.
LEVEL = 2.0
#: So many of the strongest columns are looked at in pairs.
STRONGEST = 3
#: Steps on the way to the coefficients: as many as so much work allows, between two borders.
WORK, FEWEST_STEPS, MOST_STEPS = 400_000_000, 60, 400
#: The level of the chances is that of the latest so many contacts.
LATEST = 1_000
#: So many values of a column are written down.
MOST_VALUES = 60
#: A value speaks for a row when it raises the log-odds by more than this.
NOTEWORTHY = 0.1


class TooLittle(Exception):
    """The history teaches nothing: ``successes`` and ``failures`` are too few, or no column is of
    use."""

    def __init__(self, successes: int, failures: int) -> None:
        super().__init__(f"{successes} successes, {failures} failures")
        self.successes = successes
        self.failures = failures


@dataclass
class Model:
    """What was learned. ``columns``: every column of the history and its use;
    ``days``: columns read as days before the contact."""

    columns: list[Column]
    features: Features
    weights: Floats
    level: float
    rows: int
    successes: int
    usual: dict[str, float]
    days: Days

    def log_odds(self, sheet: Sheet) -> Floats:
        """The log-odds of success of each row of ``sheet``, which has the columns learned from."""
        sheet = self.days.told(sheet)
        plain, _places = self.features.of(sheet)
        both = sparse.hstack([plain, self.features.crossed(sheet)], format="csr")
        return np.asarray(both @ self.weights + self.level, dtype=np.float64)

    def chances(self, sheet: Sheet) -> Floats:
        """The chance of success of each row, 0 to 1."""
        return np.asarray(1 / (1 + np.exp(-self.log_odds(sheet))), dtype=np.float64)

    def spoken_for(self, sheet: Sheet) -> list[list[str]]:
        """For each row the columns whose values raise its chance above that of the average row of
        the history, the strongest first."""
        plain, places = self.features.of(self.days.told(sheet))
        names = [one.name for one in self.features.columns]
        raised = np.column_stack(
            [plain[:, place] @ self.weights[place] for place in places]
        ) - np.array([self.usual[name] for name in names])
        return [
            [names[at] for at in np.argsort(-row, kind="stable") if row[at] > NOTEWORTHY]
            for row in raised
        ]

    def explained(self, history: Sheet) -> dict[str, Any]:
        """What was learned, as plain values: how much each column moves the log-odds as a share of
        all, the strongest first, and by how much each of its values does, beside the usual."""
        history = self.days.told(history)
        plain, places = self.features.of(history)
        strength = [contributions(self.weights, plain, place) for place in places]
        whole = sum(strength) or 1.0
        names = [one.name for one in self.features.columns]
        values: dict[str, dict[str, float]] = {}
        for name, place in zip(names, places, strict=True):
            moved = np.asarray(plain[:, place] @ self.weights[place]) - self.usual[name]
            seen = dict(zip(history[name], moved, strict=True))
            values[name] = {
                value: round(float(seen[value]), 3) for value in sorted(seen)[:MOST_VALUES]
            }
        order = sorted(range(len(names)), key=lambda at: (-strength[at], names[at]))
        return {
            "columns": [
                {"column": names[at], "share": round(strength[at] / whole, 3)} for at in order
            ],
            "values": values,
        }


def learn(history: Sheet, outcomes: Sequence[int]) -> Model:
    """Learn from ``history``, rows in the order of time, whose ``outcomes`` are 1 or 0.

    Raises TooLittle. The same rows teach the same model. Source of the form: logistic regression
    with a level for each stratum (Breslow and Day 1980, ch. 6), here a stretch of time.
    """
    first = max(0, len(outcomes) - min(MOST_ROWS, MOST_CELLS // max(1, len(history))))
    learned: Outcomes = np.asarray(outcomes[first:], dtype=np.int64)
    recent: Sheet = {name: cells[first:] for name, cells in history.items()}
    days = Days.of(recent)
    recent = days.told(recent)
    successes = int(learned.sum())
    columns = [read_column(name, cells) for name, cells in recent.items()]
    if min(successes, len(learned) - successes) < FEWEST or not any(
        one.use.is_learned_from for one in columns
    ):
        raise TooLittle(successes, len(learned) - successes)
    features = Features(columns, recent)
    plain, places = features.of(recent)
    weights = _fitted(plain, plain.shape[1], learned, STRETCHES[0], EXPECTED[0])
    strength = [contributions(weights, plain, place) for place in places]
    strongest = sorted(range(len(places)), key=lambda at: (-strength[at], at))[:STRONGEST]
    features.cross([features.columns[at].name for at in strongest], recent)
    both = sparse.hstack([plain, features.crossed(recent)], format="csr")
    weights = np.mean(
        [
            _fitted(both, plain.shape[1], learned, size, expected)
            for size, expected in itertools.product(STRETCHES, EXPECTED)
        ],
        axis=0,
    )
    level = _level(both @ weights, learned)
    usual = {
        one.name: float((plain[:, place] @ weights[place]).mean())
        for one, place in zip(features.columns, places, strict=True)
    }
    return Model(columns, features, weights, level, len(learned), successes, usual, days)


def _fitted(
    features: sparse.csr_matrix,
    plain: int,
    outcomes: Outcomes,
    size: int,
    expected: tuple[float, float],
) -> Floats:
    """The coefficients of the features; the first ``plain`` are no pairs. ``size``: of a stretch
    of time; ``expected``: one of EXPECTED."""
    variance, of_pairs = expected
    scale = np.full(features.shape[1], np.sqrt(variance / of_pairs))
    scale[:plain] = 1.0
    levels = stretches(len(outcomes), size) * np.sqrt(variance / LEVEL)
    inputs = sparse.hstack([features @ sparse.diags(scale), levels], format="csr")
    steps = min(MOST_STEPS, max(FEWEST_STEPS, WORK // max(1, inputs.nnz)))
    model = LogisticRegression(C=1 / variance, solver="lbfgs", tol=1e-5, max_iter=steps)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the order is settled long before
        model.fit(inputs, outcomes)
    return np.asarray(model.coef_[0, : features.shape[1]] * scale, dtype=np.float64)


def _level(log_odds: Floats, outcomes: Outcomes) -> float:
    """What to add so that the latest chances are as high as the latest successes were many."""
    latest, wanted = (
        log_odds[-LATEST:],
        (outcomes[-LATEST:].sum() + 0.5) / (len(outcomes[-LATEST:]) + 1),
    )
    low, high = -40.0, 40.0
    for _halving in range(60):
        middle = (low + high) / 2
        if (1 / (1 + np.exp(-np.clip(latest + middle, -60, 60)))).mean() < wanted:
            low = middle
        else:
            high = middle
    return (low + high) / 2
