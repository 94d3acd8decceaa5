"""Undoing an operation: what still is as it left it goes back, what changed since is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from .. import clock
from ..db import db
from ..errors import Conflict
from .models import ItemState, Operation, OperationItem, OperationState
from .standing import UndoPreview, joined, open_items, tables_of, unchanged

#: The columns an item changed, in order of name.
NAMES: Any = sa.literal_column(
    "(SELECT array_agg(k ORDER BY k) FROM jsonb_object_keys(operation_item.before) AS k)",
    sa.ARRAY(sa.Text),
)


#: Which rows of a table an undo is about; None for no row of it.
Only = Callable[[sa.Table], "sa.ColumnElement[bool] | None"]


def undo(
    operation: Operation,
    *,
    author_id: int | None,
    only: Only | None = None,
    finished: Only | None = None,
) -> list[UndoPreview]:
    """Undo ``operation``; rows changed later are kept. Return what was done.

    ``only``: a part of it; the rest can still be undone afterwards, and the numbers returned are of
    everything undone so far. ``finished``: rows that are kept as they are although what the
    operation changed in them still is as it left it: what was done stays with whoever did it.
    Refuses with :class:`Conflict` when it was undone before or its time
    is over.
    """
    demand_undoable(operation)
    for table in reversed(tables_of(operation)):
        which = only(table) if only is not None else sa.true()
        if which is None:
            continue
        part = OperationItem.row_id.in_(sa.select(table.c.id).where(which))
        scope = [part] if only is not None else []
        over = finished(table) if finished is not None else None
        if over is not None:
            _keep(
                operation,
                table,
                *scope,
                OperationItem.row_id.in_(sa.select(table.c.id).where(over)),
            )
        _remove(operation, table, *scope)  # first: what is set back may need its place
        _set_back(operation, table, *scope)
        _return(operation, table, *scope)
        _keep(operation, table, *scope)
    done = _done(operation)
    kept = sum(item.kept for item in done)
    if only is None:
        operation.state = OperationState.PARTLY_UNDONE if kept else OperationState.UNDONE
        operation.undone_at = clock.now()
        operation.undone_by_id = author_id
    db.session.flush()
    db.session.expire_all()
    return done


def _keep(operation: Operation, table: sa.Table, *which: sa.ColumnElement[bool]) -> None:
    db.session.execute(
        sa.update(OperationItem)
        .where(*open_items(operation, table), *which)
        .values(state=ItemState.KEPT)
        .execution_options(synchronize_session=False)
    )


def demand_undoable(operation: Operation) -> None:
    """Hold ``operation``; refuse with :class:`Conflict` when it was undone or its time is over."""
    db.session.refresh(operation, with_for_update=True)
    if operation.state not in (OperationState.DONE, OperationState.PARTLY_UNDONE):
        raise Conflict(_("This operation has been undone already."))
    if operation.undo_until is not None and clock.now() > operation.undo_until:
        raise Conflict(_("The time in which this could be undone is over."))


def size(operation: Operation) -> int:
    """How many rows ``operation`` wrote down."""
    return int(
        db.session.scalar(
            sa.select(sa.func.count()).where(OperationItem.operation_id == operation.id)
        )
        or 0
    )


def undone_so_far(operation: Operation) -> tuple[int, int]:
    """How many rows of ``operation`` were set back or removed, and how many were kept."""
    done = _done(operation)
    return sum(one.set_back + one.removed for one in done), sum(one.kept for one in done)


def _done(operation: Operation) -> list[UndoPreview]:
    """What became of the rows, per table."""
    undone, made = OperationItem.state == ItemState.UNDONE, OperationItem.before.is_(None)
    rows = db.session.execute(
        sa.select(
            OperationItem.table_name,
            sa.func.count().filter(undone, sa.not_(made)),
            sa.func.count().filter(undone, made),
            sa.func.count().filter(OperationItem.state == ItemState.KEPT),
        )
        .where(OperationItem.operation_id == operation.id)
        .group_by(OperationItem.table_name)
        .order_by(sa.func.min(OperationItem.id))
    )
    return [UndoPreview(*row) for row in rows]


def _set_back(operation: Operation, table: sa.Table, *scope: sa.ColumnElement[bool]) -> None:
    """The changes that came last go back first, so that one may have made room for another.

    A row that no longer fits (somebody has taken its place since) stays as it is now.
    """
    keys = db.session.execute(
        sa.select(NAMES.label("names"))
        .where(
            *open_items(operation, table),
            *scope,
            OperationItem.before.is_not(None),
            OperationItem.after.is_not(None),
        )
        .group_by(sa.text("names"))
        .order_by(sa.func.max(OperationItem.id).desc())
    ).scalars()
    for columns in list(keys):
        names = sorted(columns)
        if _attempt(operation, table, names, *scope):
            continue
        items = db.session.scalars(
            sa.select(OperationItem.id)
            .where(*open_items(operation, table), *scope, _changed(names))
            .order_by(OperationItem.id.desc())
        ).all()
        for item_id in items:
            _attempt(operation, table, names, OperationItem.id == item_id)


def _changed(names: list[str]) -> sa.ColumnElement[bool]:
    """Items that changed just these columns."""
    same: sa.ColumnElement[bool] = NAMES.is_not_distinct_from(sa.literal(names, sa.ARRAY(sa.Text)))
    return same


def _attempt(
    operation: Operation, table: sa.Table, names: list[str], *which: sa.ColumnElement[bool]
) -> bool:
    """Set back the rows of which ``names`` were changed; False when a constraint forbids it."""
    try:
        with db.session.begin_nested():
            _set_back_columns(operation, table, names, which)
    except IntegrityError:
        return False
    return True


def _set_back_columns(operation: Operation, table: sa.Table, names: list[str], which: Any) -> None:
    was = sa.func.jsonb_populate_record(
        sa.literal_column(f'NULL::"{table.name}"'), OperationItem.before
    ).table_valued(*[sa.column(n, table.c[n].type) for n in names], name="was")
    items = sa.select(OperationItem.id, OperationItem.row_id, *[was.c[n] for n in names]).join(
        was, sa.true()
    )
    items = items.where(
        *open_items(operation, table),
        _changed(names),
        *which,
    )
    source = items.subquery("source")
    values: dict[Any, Any] = {table.c[n]: source.c[n] for n in names}
    if "version" in table.c:
        values[table.c.version] = table.c.version + 1
    item = sa.alias(OperationItem.__table__, "item")
    # The columns that were changed, not the whole row: a text of the row costs nothing then.
    row = sa.func.jsonb_build_object(*[part for n in names for part in (n, table.c[n])])
    done = (
        sa.update(table)
        .values(values)
        .where(
            table.c.id == source.c.row_id,
            item.c.id == source.c.id,
            row.op("@>", is_comparison=True)(item.c.after),
        )
        .returning(item.c.id.label("item_id"))
        .cte("done")
    )
    db.session.execute(
        sa.update(OperationItem)
        .where(OperationItem.id.in_(sa.select(done.c.item_id)))
        .values(state=ItemState.UNDONE)
        .execution_options(synchronize_session=False)
    )


def _return(operation: Operation, table: sa.Table, *scope: sa.ColumnElement[bool]) -> None:
    """Put rows back that were removed; where another has taken the place it stays."""
    rows = [*open_items(operation, table), *scope, OperationItem.after.is_(None)]
    if not db.session.scalar(sa.select(sa.exists().where(*rows))):
        return
    names = [column.name for column in table.columns]
    was = sa.func.jsonb_populate_record(
        sa.literal_column(f'NULL::"{table.name}"'), OperationItem.before
    ).table_valued(*[sa.column(name, table.c[name].type) for name in names], name="was")
    source = sa.select(*[was.c[name] for name in names]).select_from(
        sa.join(OperationItem, was, sa.true())
    )
    returned = (
        insert(table)
        .from_select(names, source.where(*rows))
        .on_conflict_do_nothing()
        .returning(table.c.id)
        .cte("returned")
    )
    try:
        with db.session.begin_nested():
            db.session.execute(
                sa.update(OperationItem)
                .where(*rows, OperationItem.row_id.in_(sa.select(returned.c.id)))
                .values(state=ItemState.UNDONE)
                .execution_options(synchronize_session=False)
            )
    except IntegrityError:  # what the rows hung on is gone for good
        return


def _remove(operation: Operation, table: sa.Table, *scope: sa.ColumnElement[bool]) -> None:
    """Remove rows that were made: into the bin where the table has one, else for good."""
    chosen = (
        sa.select(OperationItem.id, OperationItem.row_id)
        .select_from(joined(table, outer=False))
        .where(*open_items(operation, table), *scope, OperationItem.before.is_(None))
        .where(unchanged(table))
    )
    rows = db.session.execute(chosen).all()
    if not rows:
        return
    ids = sa.literal([row.row_id for row in rows], sa.ARRAY(sa.BigInteger))
    if "deleted_at" in table.c:
        db.session.execute(
            sa.update(table).where(table.c.id == sa.any_(ids)).values(deleted_at=clock.now())
        )
    else:
        db.session.execute(sa.delete(table).where(table.c.id == sa.any_(ids)))
    items = sa.literal([row.id for row in rows], sa.ARRAY(sa.BigInteger))  # one parameter
    db.session.execute(
        sa.update(OperationItem)
        .where(OperationItem.id == sa.any_(items))
        .values(state=ItemState.UNDONE)
        .execution_options(synchronize_session=False)
    )
