"""Finding a person's strings wherever they stand, and putting the pseudonym in their place."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from ..core.db import db
from .walk import loose_tables

#: Colleagues are not clients: a colleague's own name stays where they are a colleague. Words of
#: names are single ones: see ``clients.spelling.forget``.
NOT_SEARCHED = frozenset({"employee", "user_session", "sign_in_throttle", "api_token", "name_word"})


def loose(strings: list[str], name: str) -> dict[str, int]:
    """Put ``name`` in the place of ``strings`` in the tables that hang on nobody: table → rows."""
    counts: dict[str, int] = {}
    for table in loose_tables():
        if table.name not in NOT_SEARCHED:
            for column in table.c:
                add(counts, column, strings, name)
    return counts


def add(
    counts: dict[str, int],
    column: sa.Column[Any],
    strings: list[str],
    name: str,
    *,
    within: Any = None,
) -> None:
    """The same in one ``column``, in the rows ``within`` (all, if None); count them in."""
    rows = _search(column, strings, name, within) if strings else 0
    if rows:
        counts[column.table.name] = counts.get(column.table.name, 0) + rows


def _search(column: sa.Column[Any], strings: list[str], name: str, within: Any) -> int:
    kind = column.type
    if column.primary_key or column.foreign_keys or isinstance(kind, sa.Enum):
        return 0
    if isinstance(kind, sa.LargeBinary):
        if not column.nullable and within is None:
            return 0
        hits = [
            sa.func.position(sa.literal(text.encode(), sa.LargeBinary).op("IN")(column)) > 0
            for text in strings
        ]
        gone = sa.null() if column.nullable else sa.literal(b"", sa.LargeBinary)
        return _changed(column, sa.or_(*hits), gone, within)
    if isinstance(kind, JSONB | sa.JSON):
        text: Any = sa.cast(column, sa.Text)
        strings = [json.dumps(one, ensure_ascii=False)[1:-1] for one in strings]
    elif isinstance(kind, sa.ARRAY):
        if not isinstance(kind.item_type, sa.String):
            return 0
        text = sa.func.array_to_string(column, "\x1f")
    elif isinstance(kind, sa.String):
        text = column
    else:
        return 0
    condition = sa.or_(*[sa.func.strpos(text, one) > 0 for one in strings])
    changed: Any = text
    for one in strings:
        changed = sa.func.replace(changed, one, name)
    if isinstance(kind, JSONB | sa.JSON):
        changed = sa.cast(changed, JSONB)
    elif isinstance(kind, sa.ARRAY):
        changed = sa.func.string_to_array(changed, "\x1f")
    return _changed(column, condition, changed, within)


def _changed(column: sa.Column[Any], condition: Any, value: Any, within: Any) -> int:
    statement = sa.update(column.table).where(condition).values({column.name: value})
    if within is not None:
        statement = statement.where(within)
    done: Any = db.session.execute(statement)
    return int(done.rowcount)
