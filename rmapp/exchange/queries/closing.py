"""What an import that is over changed, what it left out and why (D13)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ...core.db import db
from ..models import Fate, Import, ImportRow
from .rows import counts

#: Fields and reasons told, at most; the file of problems holds them all.
MOST = 12
#: Parts of a row's changes that name fields.
PARTS = ("values", "own", "instead")


@dataclass(frozen=True)
class Closing:
    """``counts``: rows by fate now (see ``rows.counts``); ``fields``: field → clients in which it
    was filled or changed; ``reasons``: (field, code of the problem) → rows refused for it; both
    with the most frequent first."""

    counts: dict[str, int]
    fields: dict[str, int]
    reasons: dict[tuple[str, str], int]


def closing(import_: Import) -> Closing:
    """The last word on an import; three statements."""
    return Closing(counts(import_), _fields(import_.id), _reasons(import_.id))


def _fields(import_id: int) -> dict[str, int]:
    changed = (
        sa.select(ImportRow.changes.label("changes"))
        .where(
            ImportRow.import_id == import_id,
            ImportRow.fate == Fate.UPDATE,
            ImportRow.is_done.is_(True),
        )
        .cte("changed")
    )
    parts = [_keys(sa.func.coalesce(changed.c.changes[one], _NOTHING)) for one in PARTS]
    parts.append(_keys(changed.c.changes))
    named = sa.union_all(
        *[sa.select(part).select_from(changed.join(part.table, sa.true())) for part in parts]
    )
    field = named.subquery().c[0]
    rows = db.session.execute(
        sa.select(field, sa.func.count())
        .where(field.not_in((*PARTS, "name_key", "display_name")))
        .group_by(field)
        .order_by(sa.func.count().desc(), field)
        .limit(MOST)
    )
    return {row[0]: row[1] for row in rows}


_NOTHING: Any = sa.text("'{}'::jsonb")


def _keys(document: Any) -> Any:
    return sa.func.jsonb_object_keys(document).table_valued("name").c.name


def _reasons(import_id: int) -> dict[tuple[str, str], int]:
    problem = sa.func.jsonb_array_elements(ImportRow.problems).table_valued("value").c.value
    field, code = (sa.type_coerce(problem, sa.JSON)[n].as_string() for n in (0, 1))
    rows = db.session.execute(
        sa.select(field, code, sa.func.count(sa.distinct(ImportRow.number)))
        .select_from(ImportRow)
        .join(problem.table, sa.true())
        .where(ImportRow.import_id == import_id, ImportRow.fate == Fate.ERROR)
        .group_by(field, code)
        .order_by(sa.func.count(sa.distinct(ImportRow.number)).desc(), code)
        .limit(MOST)
    )
    return {(row[0] or "", row[1]): row[2] for row in rows}
