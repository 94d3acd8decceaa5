"""How the rows of an operation stand now: as it left them, changed since, their place taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from ..db import Base, db
from .models import ItemState, Operation, OperationItem


@dataclass(frozen=True)
class UndoPreview:
    """What an undo would do: per table, rows set back, rows removed, rows kept as they are now."""

    table: str
    set_back: int
    removed: int
    kept: int


def preview_undo(operation: Operation) -> list[UndoPreview]:
    """What :func:`undo` would do now, per table."""
    found = []
    for table in tables_of(operation):
        same = unchanged(table)
        rows = db.session.execute(
            sa.select(
                sa.func.count().filter(
                    sa.case((OperationItem.after.is_(None), sa.not_(_is_taken(table))), else_=same),
                    OperationItem.before.is_not(None),
                ),
                sa.func.count().filter(same, OperationItem.before.is_(None)),
                sa.func.count().filter(_is_kept(table)),
            )
            .select_from(joined(table, outer=True))
            .where(*open_items(operation, table))
        ).one()
        found.append(UndoPreview(table.name, *rows))
    return found


@dataclass(frozen=True)
class KeptRow:
    """A row that an undo leaves alone: column → (as the operation left it, as it is now).

    ``now`` is None where the row is gone; ``is_made``: the operation made it.
    """

    table: str
    row_id: int
    client_id: int | None
    is_made: bool
    left: dict[str, Any]
    now: dict[str, Any] | None


def kept_rows(operation: Operation, *, limit: int = 50) -> list[KeptRow]:
    """The rows that :func:`undo` would not touch now, because somebody changed them since; once
    it is undone, those it has not touched."""
    found: list[KeptRow] = []
    for table in tables_of(operation):
        row: Any = sa.cast(sa.func.to_jsonb(sa.literal_column(f'"{table.name}"')), JSONB)
        client = row["id"] if table.name == "client" else row["client_id"]
        rows = db.session.execute(
            sa.select(
                OperationItem.row_id,
                sa.cast(client.astext, sa.BigInteger),
                OperationItem.before.is_(None),
                OperationItem.after,
                sa.case((table.c.id.is_(None), None), else_=row),
            )
            .select_from(joined(table, outer=True))
            .where(
                OperationItem.operation_id == operation.id,
                OperationItem.table_name == table.name,
                OperationItem.state != ItemState.UNDONE,
                _is_kept(table),
            )
            .order_by(OperationItem.id)
            .limit(limit - len(found))
        )
        for row_id, client_id, is_made, after, now in rows:
            shown = None if now is None else {name: now.get(name) for name in after or {}}
            found.append(KeptRow(table.name, row_id, client_id, is_made, after or {}, shown))
        if len(found) >= limit:
            break
    return found


def tables_of(operation: Operation) -> list[sa.Table]:
    """The tables whose rows ``operation`` wrote down, in that order."""
    names = db.session.execute(
        sa.select(OperationItem.table_name)
        .where(OperationItem.operation_id == operation.id)
        .group_by(OperationItem.table_name)
        .order_by(sa.func.min(OperationItem.id))
    ).scalars()
    return [Base.metadata.tables[name] for name in names]


def unchanged(table: sa.Table) -> sa.ColumnElement[bool]:
    """Whether the row of an item is as the operation left it."""
    row = sa.func.to_jsonb(sa.literal_column(f'"{table.name}"'))
    return row.op("@>", is_comparison=True)(OperationItem.after)


def _is_kept(table: sa.Table) -> sa.ColumnElement[bool]:
    """Whether the row of an item is no longer as the operation left it."""
    changed = sa.or_(sa.not_(unchanged(table)), table.c.id.is_(None))
    return sa.case((OperationItem.after.is_(None), _is_taken(table)), else_=changed)


def _is_taken(table: sa.Table) -> sa.ColumnElement[bool]:
    """Whether a row that was removed could not return: another has its place."""
    other: Any = sa.alias(table, "other")
    uniques = [
        [column.name for column in one.columns]
        for one in table.constraints
        if isinstance(one, sa.UniqueConstraint | sa.PrimaryKeyConstraint)
    ]
    same = [
        sa.and_(
            *[
                OperationItem.before[name] == sa.func.to_jsonb(other.c[name], type_=JSONB())
                for name in sorted(names)
            ]
        )
        for names in sorted(uniques)
    ]
    return sa.exists().where(sa.or_(*same)).correlate(OperationItem)


def joined(table: sa.Table, *, outer: bool) -> Any:
    """Items with their rows."""
    return sa.join(OperationItem, table, table.c.id == OperationItem.row_id, isouter=outer)


def open_items(operation: Operation, table: sa.Table) -> list[sa.ColumnElement[bool]]:
    """The items of ``operation`` in ``table`` that are not undone."""
    return [
        OperationItem.operation_id == operation.id,
        OperationItem.table_name == table.name,
        OperationItem.state == ItemState.DONE,
    ]
