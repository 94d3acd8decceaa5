"""Whom to call first: the figure of the learner on real contacts, by the protocols of the data."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from .browser import Unexpected
from .figures import Figure

#: Known only after the call.
AFTER = ("duration",)
TRAINED = 0.7


def quality(data: Path | None) -> Iterator[Figure]:
    """AUC and share of successes in the top fifth: phone contacts of a bank rolled forward in
    time, firm prospects of the last 30 % in time."""
    if data is None or not (data / "bank_marketing").is_dir():
        raise Unexpected("name the folder of real data: --data DIR")
    from ..priority.learning import one_thread

    with one_thread():
        yield from _bank(data / "bank_marketing" / "bank-additional-dev.csv")
        yield from _firms(data / "olist_funnel")


def _bank(path: Path) -> Iterator[Figure]:
    from ..priority.learning import Sheet, forward, learn

    with path.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source, delimiter=";"))
    outcomes = [int(row["y"] == "yes") for row in rows]
    sheet = _sheet(rows, hidden=("y", *AFTER))

    def ours(earlier: Sheet, known: Sequence[int], block: Sheet) -> Any:
        return learn(earlier, known).log_odds(block)

    worth = forward(sheet, outcomes, {"ours": ours})["ours"]
    yield _figure("call_priority_auc_bank_marketing", worth.area, worth.blocks, len(rows))
    yield _figure("call_priority_top20_bank_marketing", worth.top, worth.blocks, len(rows))


def _firms(folder: Path) -> Iterator[Figure]:
    from ..priority.learning import area_under_curve, learn, share_in_top

    with (folder / "closed_deals-dev.csv").open(encoding="utf-8", newline="") as source:
        won = {row["mql_id"] for row in csv.DictReader(source)}
    with (folder / "mql-dev.csv").open(encoding="utf-8", newline="") as source:
        rows = sorted(csv.DictReader(source), key=lambda row: row["first_contact_date"])
    outcomes = [int(row["mql_id"] in won) for row in rows]
    sheet = _sheet(rows)
    cut = int(TRAINED * len(rows))
    model = learn({name: cells[:cut] for name, cells in sheet.items()}, outcomes[:cut])
    scores = model.log_odds({name: cells[cut:] for name, cells in sheet.items()})
    area = area_under_curve(outcomes[cut:], scores)
    top = share_in_top(outcomes[cut:], scores)
    if area is not None and top is not None:
        yield _figure("call_priority_auc_olist_funnel", area, 1, len(rows))
        yield _figure("call_priority_top20_olist_funnel", top, 1, len(rows))


def _sheet(rows: list[dict[str, str]], hidden: Sequence[str] = ()) -> dict[str, list[str]]:
    return {name: [row[name] for row in rows] for name in rows[0] if name not in hidden}


def _figure(name: str, value: float, blocks: int, rows: int) -> Figure:
    return Figure(name, round(value, 4), "share", blocks, rows, 0.0)
