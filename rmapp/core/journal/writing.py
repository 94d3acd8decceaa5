"""Carrying out an operation: every changed row is written down by the statement that changes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from .. import clock
from ..db import any_of, db
from .models import ItemState, Operation, OperationItem, OperationState


def begin(
    kind: str, title: str, *, author_id: int | None, undo_for: dt.timedelta | None = None
) -> Operation:
    """Open an operation. ``undo_for``: how long it can be undone (for ever, if None)."""
    operation = Operation(
        kind=kind,
        title=title[:500],
        author_id=author_id,
        at=clock.now(),
        counts={},
        undo_until=clock.now() + undo_for if undo_for else None,
    )
    db.session.add(operation)
    db.session.flush()
    return operation


def finish(operation: Operation, counts: Mapping[str, Any]) -> None:
    """Close ``operation`` as done with its ``counts`` (plain JSON)."""
    operation.state = OperationState.DONE
    operation.counts = dict(counts)


def change(
    operation: Operation,
    table: sa.Table,
    values: Mapping[str, Any],
    where: sa.ColumnElement[bool],
    *,
    held: Mapping[str, Any] | None = None,
) -> int:
    """Set ``values`` (column → value or expression) on the rows ``where``; return how many.

    One statement: lock, update, write down before and after. A ``version`` column is moved on.
    ``held``: what each of the columns holds now, by ``where`` itself (``manager_id = 7``): a row
    that somebody changed meanwhile is passed over, and none is read and locked before.
    """
    columns = sorted(values)
    assigned = {table.c[c]: values[c] for c in columns}
    if "version" in table.c:
        assigned[table.c.version] = table.c.version + 1
    update = sa.update(table).values(assigned)
    if held is None:
        before = (
            sa.select(table.c.id, *[table.c[c] for c in columns])
            .where(where)
            .order_by(table.c.id)
            .with_for_update(of=table)
            .cte("before")
        )
        update, old = update.where(table.c.id == before.c.id), _object(before.c, columns)
    else:
        known = {c: sa.literal(held[c], table.c[c].type) for c in columns}
        update, old = update.where(where), _object(known, columns)
    updated = update.returning(
        table.c.id.label("row_id"), old.label("old"), _object(table.c, columns).label("new")
    ).cte("updated")
    written = _items().from_select(
        ["operation_id", "table_name", "row_id", "before", "after", "state"],
        sa.select(
            sa.literal(operation.id),
            sa.literal(table.name),
            updated.c.row_id,
            updated.c.old,
            updated.c.new,
            sa.literal(ItemState.DONE.value),
        ),
    )
    done: Any = db.session.execute(written, execution_options={"preserve_rowcount": True})
    return int(done.rowcount)


def made(operation: Operation, table: sa.Table, ids: Sequence[int], watched: Sequence[str]) -> None:
    """Write down rows that the operation created.

    Undo removes such a row while the ``watched`` columns are as they were made.
    """
    if not ids:
        return
    db.session.flush()
    rows = sa.select(
        sa.literal(operation.id),
        sa.literal(table.name),
        table.c.id,
        _object(table.c, sorted(watched)),
        sa.literal(ItemState.DONE.value),
    ).where(table.c.id == any_of(ids))
    db.session.execute(
        _items().from_select(["operation_id", "table_name", "row_id", "after", "state"], rows)
    )


def removed(operation: Operation, table: sa.Table, where: sa.ColumnElement[bool]) -> int:
    """Delete the rows ``where``, each written down whole; return how many. One statement.

    Undo puts such a row back unless another has taken its place since.
    """
    gone = (
        sa.delete(table)
        .where(where)
        .returning(
            table.c.id.label("row_id"),
            _object(table.c, [column.name for column in table.columns]).label("old"),
        )
        .cte("gone")
    )
    written = _items().from_select(
        ["operation_id", "table_name", "row_id", "before", "state"],
        sa.select(
            sa.literal(operation.id),
            sa.literal(table.name),
            gone.c.row_id,
            gone.c.old,
            sa.literal(ItemState.DONE.value),
        ),
    )
    done: Any = db.session.execute(written, execution_options={"preserve_rowcount": True})
    return int(done.rowcount)


def _items() -> Any:
    return sa.insert(OperationItem.__table__)  # type: ignore[arg-type]


def _object(values: Any, columns: Sequence[str]) -> sa.ColumnElement[Any]:
    pairs = [part for c in columns for part in (sa.literal(c), values[c])]
    return sa.func.jsonb_build_object(*pairs, type_=JSONB())
