"""The work of a night: learn from the bank's past, measure, put every client in its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from ..core import clock
from ..settings import settings
from ..work.kinds import Progress, Task, work_kind
from . import operations, queries
from .models import Verdict
from .queries import COLUMNS, Candidate, Described, PastContact
from .rules.stated import call_order, reasons, stated_chance, usual_numbers

PAGE = 1_000
#: Fewer successes than this are too little past.
FEWEST = 30
#: The model must put at least so much larger a share of pairs right than the rules.
BETTER = 0.005
#: Columns that speak for a client when what they say is above the usual.
SPEAKS = {"agreed": "last_result", "days_silent": "answered"}


@work_kind(operations.WORK, label=_l("Learning whom to call first"), lease=900.0)
def learn_calls(task: Task) -> Iterator[Progress]:
    """Learn, then write where each client stands, a page a step."""
    zone = settings().bank_zone
    past = queries.past_contacts(zone)
    yield Progress(0)
    learned = yield from _learned(past)
    row = operations.keep_model(**learned.said)
    row_id, used = row.id, operations.is_decided_by(row)
    usual = (row.usual_from, row.usual_to) if row.usual_from and row.usual_to else None
    typical, now, after, done = queries.typical_worth(), clock.now(), 0, 0
    yield Progress(0)
    while page := queries.candidates(after, PAGE, zone, now):
        operations.put_in_order(_places(page, learned.model if used else None, usual, typical))
        after, done = page[-1].id, done + len(page)
        yield Progress(done)
    operations.finish(row_id, is_used=used, ranked=done)
    yield Progress(done, done)


@dataclass
class _Learned:
    """A model (None: too little past) and what its row says."""

    said: dict[str, Any]
    model: Any = None


def _sheet(told: Sequence[Described]) -> dict[str, list[str]]:
    columns = zip(*(one.cells for one in told), strict=True) if told else ([] for _c in COLUMNS)
    return {name: list(cells) for name, cells in zip(COLUMNS, columns, strict=True)}


def _learned(past: Sequence[PastContact]) -> Generator[Progress, None, _Learned]:
    """Learn and measure: a step for each part, for a transaction may not stand still for long."""
    outcomes = [int(one.success) for one in past]
    successes = sum(outcomes)
    numbers = Counter(min(one.before.known.number, 12) for one in past if one.success)
    usual = usual_numbers([numbers[at] for at in range(1, 13)]) or (None, None)
    said: dict[str, Any] = {
        "contacts": len(past),
        "successes": successes,
        "learned_until": past[-1].at if past else None,
        "usual_from": usual[0],
        "usual_to": usual[1],
        "verdict": Verdict.LITTLE,
        "area": None,
        "rules_area": None,
        "weights": {},
    }
    if min(successes, len(past) - successes) < FEWEST:
        return _Learned(said)
    from .learning import TooLittle, learn, means, one_thread, rolled  # numpy and more: only here

    sheet = _sheet([one.before for one in past])
    by_rules = [stated_chance(one.before.known) for one in past]

    def model_scores(earlier: Any, known: Any, block: Any) -> Any:
        with one_thread():
            return learn(earlier, known).log_odds(block)

    measured = []
    try:
        for block in rolled(sheet, outcomes, {"model": model_scores}, blocks=5, known=by_rules):
            measured.append(block)
            yield Progress(0)
        with one_thread():
            model = learn(sheet, outcomes)
    except TooLittle:
        return _Learned(said)
    worth = means(measured)
    area = worth["model"].area if "model" in worth else 0.0
    rules = worth["known"].area if "known" in worth else 0.0
    said |= {
        "verdict": Verdict.LEARNED if area >= rules + BETTER else Verdict.RULES,
        "area": area,
        "rules_area": rules,
        "weights": model.explained(sheet),
    }
    return _Learned(said, model)


def _places(
    page: Sequence[Candidate], model: Any, usual: tuple[int, int] | None, typical: int
) -> list[operations.Place]:
    told = [one.next for one in page]
    helpful: list[list[str] | None] = [None] * len(page)
    if model is None:
        chances = [stated_chance(one.known) for one in told]
    else:
        sheet = _sheet(told)
        chances = [float(chance) for chance in model.chances(sheet)]
        helpful = [[SPEAKS.get(name, name) for name in names] for names in model.spoken_for(sheet)]
    return [
        (
            one.id,
            round(100 * chance),
            call_order(chance, one.worth or typical),
            reasons(one.next.known, usual, speaks),
        )
        for one, chance, speaks in zip(page, chances, helpful, strict=True)
    ]
