"""Look-alikes: how well labelled files are told, how long a whole base takes."""

from __future__ import annotations

import csv
import resource
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from ..core.db import db
from ..core.transaction import transaction
from ..duplicates.models import DuplicatePair
from ..duplicates.operations.searching import WORK, search
from ..duplicates.rules import Verdict, name_likeness
from ..exchange.pairs import Proposed, pairs_in
from ..work.kinds import Task, kind_of
from ..work.runner import take_time
from .browser import Unexpected
from .figures import Figure, figure

#: Labelled file → the column that says which rows are one, and how it is read.
LABELLED = {
    "febrl1.csv": ("rec_id", "-"),
    "fake_1000.csv": ("cluster", ""),
    "restaurants_864.csv": ("unique_id", ""),
}
#: Columns no comparison may see: they name the record or its cluster, or hold a number (FEBRL).
HIDDEN = frozenset({"rec_id", "soc_sec_id", "cluster", "unique_id"})
Pairs = set[tuple[int, int]]


def quality(data: Path | None) -> Iterator[Figure]:
    """Precision, recall and F1 of what is proposed, precision of what a machine may merge."""
    folder = data / "linkage_dev" if data is not None else None
    if folder is None or not folder.is_dir():
        raise Unexpected("name the folder of real data: --data DIR")
    for name, (column, mark) in LABELLED.items():
        with (folder / name).open(encoding="utf-8", newline="") as source:
            rows = list(csv.DictReader(source, skipinitialspace=True))
        truth = _pairs_of([row[column].split(mark)[1] if mark else row[column] for row in rows])
        found = list(_proposed(rows))
        yield from _measured(name.partition(".")[0], found, truth, len(rows))

    yield from _names(folder)


def _names(folder: Path) -> Iterator[Figure]:
    """The chance that two ways of writing one name are likelier one than two names: each name
    against the other script's of its neighbour in the alphabet; labelled pairs of any names."""
    from numpy import array  # only here

    from ..priority.learning import area_under_curve

    with (folder / "translit_en_ru_dev.tsv").open(encoding="utf-8") as source:
        same = sorted(line.split() for line in source)
    spelled = [(one, two, 1) for one, two in same]
    spelled += [(here[0], there[1], 0) for here, there in pairwise(same)]
    with (folder / "name_pairs_dev.csv").open(encoding="utf-8", newline="") as source:
        labelled = [
            (row["name1"], row["name2"], int(row["is_match"] == "True"))
            for row in csv.DictReader(source)
        ]
    for name, pairs in (("translit", spelled), ("pairs", labelled)):
        scores = [name_likeness(one, two) for one, two, _is_one in pairs]
        area = area_under_curve([is_one for _one, _two, is_one in pairs], array(scores))
        yield Figure(f"names_auc_{name}", round(area or 0.0, 4), "share", 1, len(pairs), 0.0)


def _proposed(rows: list[dict[str, str]]) -> Iterator[Proposed]:
    """What the command proposes for these rows without their labels."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            shown = [name for name in rows[0] if name not in HIDDEN]
            sheet = csv.DictWriter(file, shown, extrasaction="ignore")
            sheet.writeheader()
            sheet.writerows(rows)
        yield from pairs_in(path)


def _pairs_of(groups: list[str]) -> Pairs:
    members: dict[str, list[int]] = defaultdict(list)
    for number, group in enumerate(groups, 1):
        members[group].append(number)
    return {pair for found in members.values() for pair in combinations(found, 2)}


def _measured(name: str, found: list[Proposed], truth: Pairs, rows: int) -> Iterator[Figure]:
    proposed = {(one.left, one.right) for one in found}
    merged = {(one.left, one.right) for one in found if one.score.verdict is Verdict.MERGE}
    right = len(proposed & truth)
    figures = {
        "precision": right / max(1, len(proposed)),
        "recall": right / max(1, len(truth)),
        "f1": 2 * right / max(1, len(proposed) + len(truth)),
    }
    if merged:
        figures["merge_precision"] = len(merged & truth) / len(merged)
    for what, value in figures.items():
        yield Figure(f"duplicates_{what}_{name}", round(value, 4), "share", rows, rows, 0.0)


def whole_base(app: Flask, clients: int) -> Iterator[Figure]:
    """The nightly search of the whole base in this process, as a worker does it.

    ``s``: time of the processor; the database's own is not in it. ``MiB``: the greatest size.
    """
    kind = kind_of(WORK)
    if kind is None:
        raise Unexpected("no work searches for look-alikes")
    with app.app_context():
        started = time.process_time()
        steps = search(Task(1, "bench", {}, {}, 0, None, None))
        going = True
        while going:
            with transaction():
                take_time(kind)
                going = next(steps, None) is not None
        seconds = time.process_time() - started
        with transaction():
            found = db.session.scalar(sa.select(sa.func.count()).select_from(DuplicatePair))
    if not found:
        raise Unexpected("the search found nothing at all")
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield figure("duplicates_100000", [seconds], "s", clients)
    yield figure("duplicates_100000_memory", [size], "MiB", clients)
