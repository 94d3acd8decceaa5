"""How good an order is: measured on contacts later than those it was learned from."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .columns import Floats, Sheet

#: The share of the list a manager reaches.
TOP = 0.2
#: The first so large a share of the past is only learned from.
FIRST = 0.3

Ranker = Callable[[Sheet, Sequence[int], Sheet], Floats]


@dataclass(frozen=True)
class Worth:
    """How good an order was. ``area``: the chance that a success stands above a failure; ``top``:
    the share of the successes in the first fifth; means over ``blocks``."""

    area: float
    top: float
    blocks: int
    areas: tuple[float, ...] = ()


def area_under_curve(outcomes: Sequence[int], scores: Floats) -> float | None:
    """The area under the ROC curve (Mann and Whitney's U); None with outcomes of one kind."""
    truth = np.asarray(outcomes, dtype=np.int64)
    good = int(truth.sum())
    bad = len(truth) - good
    if not good or not bad:
        return None
    _values, which, times = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(times) - (times - 1) / 2)[which]  # equal scores share their middle rank
    return float((ranks[truth == 1].sum() - good * (good + 1) / 2) / (good * bad))


def share_in_top(outcomes: Sequence[int], scores: Floats, top: float = TOP) -> float | None:
    """The share of the successes among the ``top`` best; ties keep the order of the rows."""
    truth = np.asarray(outcomes, dtype=np.int64)
    if not truth.sum():
        return None
    first = np.argsort(-scores, kind="stable")[: round(len(truth) * top)]
    return float(truth[first].sum() / truth.sum())


def rolled(
    history: Sheet,
    outcomes: Sequence[int],
    rankers: Mapping[str, Ranker],
    *,
    blocks: int = 14,
    known: Sequence[float] | None = None,
) -> Iterator[dict[str, tuple[float, float]]]:
    """Rank each of ``blocks`` consecutive blocks of the last 70 % from what came before it, one a
    step; gives the area and the share in the top by ranker.

    The rolling protocol: every ranker sees the earlier rows with their outcomes, and the block
    without. Blocks of one outcome alone give nothing. ``known``: scores of all rows that need no
    learning, measured beside under that name.
    """
    rows = len(outcomes)
    cuts = np.linspace(FIRST * rows, rows, blocks + 1).astype(int)
    for start, end in itertools.pairwise(cuts):
        truth = outcomes[start:end]
        earlier = {name: cells[:start] for name, cells in history.items()}
        block = {name: cells[start:end] for name, cells in history.items()}
        scored = {name: rank(earlier, outcomes[:start], block) for name, rank in rankers.items()}
        if known is not None:
            scored["known"] = np.asarray(known[start:end], dtype=np.float64)
        found = {}
        for name, scores in scored.items():
            area, top = area_under_curve(truth, scores), share_in_top(truth, scores)
            if area is not None and top is not None:
                found[name] = area, top
        yield found


def forward(
    history: Sheet, outcomes: Sequence[int], rankers: Mapping[str, Ranker], *, blocks: int = 14
) -> dict[str, Worth]:
    """The means of :func:`rolled` by ranker."""
    return means(list(rolled(history, outcomes, rankers, blocks=blocks)))


def means(measured: Sequence[Mapping[str, tuple[float, float]]]) -> dict[str, Worth]:
    """The means over blocks by ranker; nothing of one that no block could measure."""
    names = dict.fromkeys(name for one in measured for name in one)
    return {name: _mean([one[name] for one in measured if name in one]) for name in names}


def _mean(measured: list[tuple[float, float]]) -> Worth:
    areas, tops = zip(*measured, strict=True)
    return Worth(float(np.mean(areas)), float(np.mean(tops)), len(measured), tuple(areas))
