"""The search of the whole base: every night, in steps, from where it was.

Two passes. The first reads every client and keeps its blocking keys as numbers; the second scores
the pairs that share one, in order of the older record, and writes what is worth a person's look.
After a stop the keys are made again (reading is quick) and scoring goes on at the pair where it
was.
"""

from __future__ import annotations

import bisect
import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ...core import clock
from ...core.db import db, new_public_id
from ...work.kinds import Progress, Task
from ..models import DuplicatePair
from ..queries import base
from ..queries.deciding import pairs_apart, rules
from ..rules import Blocks, DuplicateSubject, Score, Verdict, blocking_keys, score, split

WORK = "duplicate-search"
READ = 2_000  # clients read in a step
SCORED = 20_000  # pairs scored in a step


def search(task: Task) -> Iterator[Progress]:
    """The handler: yields after each step; ``task.resume["after"]``: the last pair scored."""
    after = int(task.resume.get("after", 0))
    found_at = clock.now()
    ids: list[int] = []
    subjects: list[DuplicateSubject] = []
    names: Counter[str] = Counter()
    firms: Counter[str] = Counter()
    blocks = Blocks()
    resume = {"after": after}
    total = base.count() * 2
    while rows := base.page(ids[-1] if ids else 0, READ):
        for row in rows:
            subject = base.subject_of(row)
            ids.append(row.id)
            subjects.append(subject.bare())
            blocks.add(blocking_keys(subject))
            names.update(set(subject.person_names))
            if subject.is_organisation:
                firms[subject.name_key] += 1
            elif subject.place.city:
                names[f"city:{subject.place.city}"] += 1
        yield Progress(max(task.done, len(ids)), max(total, 2 * len(ids)), resume)
    shares = {word: count / len(ids) for word, count in names.items()}
    shares |= {f"name:{name}": count - 2.0 for name, count in firms.items() if count > 2}
    pairs = blocks.pairs()
    total = 2 * len(ids)
    yield Progress(max(task.done, len(ids)), total, resume)
    start = _first_beyond(pairs, after)
    for at in range(start, len(pairs), SCORED):
        part = pairs[at : at + SCORED]
        found = _scored(part, ids, subjects, shares)
        _write(found, task.id, found_at)
        done = len(ids) + split(part[-1])[0]
        yield Progress(max(task.done, done), total, {"after": part[-1]})
    _forget(task.id, found_at)
    yield Progress(total, total, {"after": pairs[-1] if pairs else 0})


def _first_beyond(pairs: Sequence[int], after: int) -> int:
    return bisect.bisect_right(pairs, after) if after else 0


Found = dict[tuple[int, int], Score]


def _scored(
    part: Sequence[int],
    ids: Sequence[int],
    subjects: list[DuplicateSubject],
    shares: Mapping[str, float],
) -> Found:
    found: Found = {}
    for pair in part:
        left, right = split(pair)
        likeness = score(subjects[left], subjects[right], shares)
        if likeness.verdict is not Verdict.NONE:
            found[ids[left], ids[right]] = likeness
    return found


def _write(found: Found, search_id: int, found_at: dt.datetime) -> None:
    """Keep the pairs nobody has said apart; what is known is brought up to date."""
    if not found:
        return
    apart = pairs_apart({client_id for pair in found for client_id in pair})
    cases = rules()
    rows: list[dict[str, Any]] = []
    for (left, right), likeness in found.items():
        if (left, right) in apart:
            continue
        is_certain = bool(likeness.rule) and cases[likeness.rule].is_on
        rows.append(
            {
                "public_id": new_public_id(),
                "left_id": left,
                "right_id": right,
                "value": likeness.value,
                "verdict": likeness.verdict if is_certain or not likeness.rule else Verdict.PROPOSE,
                "rule": likeness.rule if is_certain else "",
                "reasons": list(likeness.reasons),
                "found_at": found_at,
                "search_id": search_id,
            }
        )
    if not rows:
        return
    statement = insert(DuplicatePair).values(rows)
    new = statement.excluded
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=["left_id", "right_id"],
            set_={
                "value": new.value,
                "verdict": new.verdict,
                "rule": new.rule,
                "reasons": new.reasons,
                "search_id": new.search_id,
            },
        )
    )


def _forget(search_id: int, found_at: dt.datetime) -> None:
    """Pairs that no longer look alike leave the queue, what came in meanwhile stays."""
    db.session.execute(
        sa.delete(DuplicatePair)
        .where(
            DuplicatePair.search_id.is_distinct_from(search_id), DuplicatePair.found_at < found_at
        )
        .execution_options(synchronize_session=False)
    )
