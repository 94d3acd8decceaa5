"""The stated rule where too little is known to learn: contacts go as those like them went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Sheet = Mapping[str, Sequence[str]]

#: So many contacts with the share of all stand beside those with a value.
PRIOR = 20.0
#: A value of a column with more values than this says nothing yet.
MOST_VALUES = 12


def chances_of_alike(history: Sheet, outcomes: Sequence[int], candidates: Sheet) -> list[float]:
    """The chance of each candidate: over the columns with few values the mean of the share of
    success among contacts with the same value, each drawn to the share of all by PRIOR contacts.

    Always between 0 and 1; without a history every chance is one half. Columns of many values are
    not looked at.
    """
    whole = (sum(outcomes) + 0.5) / (len(outcomes) + 1)
    rates = []
    for name, cells in history.items():
        if 1 < len(set(cells)) <= MOST_VALUES:
            rates.append((candidates[name], _rates(cells, outcomes, whole)))
    rows = len(next(iter(candidates.values()), ()))
    if not rates:
        return [whole] * rows
    return [
        sum(of.get(cells[at].strip(), whole) for cells, of in rates) / len(rates)
        for at in range(rows)
    ]


def _rates(cells: Sequence[str], outcomes: Sequence[int], whole: float) -> dict[str, float]:
    counted: dict[str, tuple[int, int]] = {}
    for cell, outcome in zip(cells, outcomes, strict=True):
        good, seen = counted.get(cell.strip(), (0, 0))
        counted[cell.strip()] = good + outcome, seen + 1
    return {
        value: (good + PRIOR * whole) / (seen + PRIOR) for value, (good, seen) in counted.items()
    }
