"""Understanding the rows of a file: beside the base, in processes of their own (see ``ahead``)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import count, islice
from typing import Any

from ...clients.models import ClientKind
from ...core import clock, files
from ...core.copying import encoded
from ...policy.enforce import Actor
from ...settings import settings
from .. import keepers, own, queries
from ..drafts import Draft, Problem, Reader
from ..models import Fate, Import, KindRule
from ..readers import Row, read_table
from ..twins import Traits
from .uploading import KIND, options

CHUNK = 1_000
HANDS = 2  # processes that understand the rows of a text file


def reader_of(import_: Import, actor: Actor) -> Reader:
    """What understands the rows of ``import_`` as a person has said."""
    kind = None if import_.kind_rule is KindRule.AUTO else ClientKind(import_.kind_rule.value)
    return Reader(
        import_.columns,
        import_.mapping,
        today=clock.today(settings().bank_zone),
        country=settings().bank_country,
        kind=kind,
        is_lenient=import_.is_lenient,
        language=actor.language,
        own_fields=own.detached(import_.mapping),
        keepers=keepers.by_name(actor) if "manager" in import_.mapping else {},
    )


#: A row as the base keeps it, and what it is compared by unless it has an error.
Understood = tuple[dict[str, Any], Traits | None]


def reading(
    import_: Import, reader: Reader, after: int
) -> list[Callable[[], Iterator[list[Understood]]]]:
    """What gives the rows of the file after the row ``after``, understood, by the thousand: two
    that take turns where a file is quickly read and its rows are what takes time.

    All of the base that they need is asked for now.
    """
    place = files.place(import_.sha256, KIND)
    how = options({**import_.reading, "sheet": import_.sheet})
    marks = queries.marks_of_exports()
    hands = HANDS if import_.format == "csv" else 1

    def read(turn: int) -> Iterator[list[Understood]]:
        rows = (row for row in read_table(place, **how).rows if row.number > after)
        for at in count():
            chunk = list(islice(rows, CHUNK))
            if not chunk:
                return
            if at % hands == turn:
                yield [_row(row, reader.read(row), marks) for row in chunk]

    return [partial(read, turn) for turn in range(hands)]


def _row(row: Row, draft: Draft, marks: queries.Marks) -> Understood:
    if marks.are_in(row.cells):
        draft.problems = [Problem("", "export_mark")]
        kept, _traits = _row(row, draft, queries.Marks())
        return {**kept, "fate": Fate.SKIP}, None
    kept = {
        "number": row.number,
        "name": (draft.name or next(filter(None, row.cells), ""))[:500],
        "cells": encoded(row.cells),
        "draft": encoded(draft.plain()),
        "problems": encoded([problem.plain() for problem in draft.problems]),
        "fate": Fate.ERROR if draft.is_error else Fate.CREATE,
        "twin_number": None,
        "likeness": None,
        "reasons": [],
    }
    return kept, None if draft.is_error else Traits.of(draft)
