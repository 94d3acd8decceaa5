"""VIP clients: how good the choice is on real data, and what an evaluation of a base takes.

The tenth is chosen by the figures the policy's criteria offer: what is expected of a flow
(``figures.rules.lasting_flow``) and of a balance (``figures.rules.lasting_balance``).
"""

from __future__ import annotations

import csv
import datetime as dt
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from flask import Flask

from ..core.transaction import transaction
from ..figures.rules import lasting_balance, lasting_flow
from ..vip import queries
from ..vip.operations import evaluating
from ..vip.rules import overlap_of_top, share_in_top
from .browser import Unexpected
from .figures import Figure, figure

CHOSEN_ON = dt.date(1997, 10, 1)
MONTH = 365.25 / 12
TIMES = 5


def quality(data: Path | None) -> Iterator[Figure]:
    """Share of the later spend that the chosen tenth holds (cdnow); overlap with the real later
    tenth by balance (berka)."""
    if data is None or not (data / "cdnow").is_dir():
        raise Unexpected("name the folder of real data: --data DIR")
    yield from _purchases(data / "cdnow")
    yield from _balances(data / "berka")


def _purchases(folder: Path) -> Iterator[Figure]:
    past: dict[str, list[tuple[float, float]]] = defaultdict(list)
    later: dict[str, float] = defaultdict(float)
    for path in sorted(folder.glob("purchases*.csv")):
        with path.open(encoding="utf-8", newline="") as source:
            for row in csv.DictReader(source):
                day, spent = dt.date.fromisoformat(row["date"]), float(row["amt"])
                if day < CHOSEN_ON:
                    past[row["users_id"]].append(((CHOSEN_ON - day).days / MONTH, spent))
                else:
                    later[row["users_id"]] += spent
    known = sorted(past)
    held = share_in_top([lasting_flow(past[one]) for one in known], [later[one] for one in known])
    yield Figure("vip_share_cdnow", round(held, 4), "share", 1, len(known), 0.0)


def _balances(folder: Path) -> Iterator[Figure]:
    with (folder / "account_features_1993_1997.csv").open(encoding="utf-8", newline="") as source:
        last = {
            row["account_id"]: float(row["balance_last"] or 0) for row in csv.DictReader(source)
        }
    chosen, later = [], []
    for path in sorted(folder.glob("account_1998_outcome*.csv")):
        with path.open(encoding="utf-8", newline="") as source:
            for row in csv.DictReader(source):
                if row["account_id"] in last:
                    average = float(row["avg_balance_obs"] or 0)
                    chosen.append(lasting_balance(average, last[row["account_id"]]))
                    later.append(float(row["avg_balance_label"] or 0))
    overlap = overlap_of_top(chosen, later)
    yield Figure("vip_overlap_berka", round(overlap, 4), "share", 1, len(later), 0.0)


def whole_base(app: Flask, clients: int) -> Iterator[Figure]:
    """The evaluation of the whole base, step by step as the job does it, and one "what if"."""
    with app.app_context():
        took: dict[str, float] = {}

        def timed(name: str, deed: Callable[[], object]) -> None:
            started = time.perf_counter()
            with transaction():
                evaluating.take_long()
                deed()
            took[name] = time.perf_counter() - started

        timed("figures", evaluating.gather_figures)
        timed("verdicts", _judge)
        timed("quality", lambda: evaluating.measure(queries.policy_in_force()))
        tries = []
        for _time in range(TIMES):
            timed("what_if", lambda: queries.try_out(queries.policy_in_force()))
            tries.append(took["what_if"] * 1000)
    parts = ("figures", "verdicts", "quality")
    yield figure("vip_evaluation", [sum(took[name] for name in parts)], "s", clients)
    for name in parts:
        yield figure(f"vip_evaluation_{name}", [took[name]], "s", clients)
    yield figure("vip_what_if", tries, "ms", clients)


def _judge() -> None:
    version = queries.policy_in_force()
    evaluation = evaluating.begin(version, requested_by_id=None)
    counts = evaluating.judge_all(evaluation, version)
    evaluating.finish(evaluation, clients=0, counts=counts, quality={})
