"""The journal of undoable operations: import, merge, bulk edit, handover.

Every row an operation changes is written down with the columns before and after, in the statement
that changes it. Undo sets a row back only where it still is as the operation left it; what
somebody changed later is kept and shown as a conflict.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from . import clock
from .db import Base, Code, Key, Keyed, Line, choice, db, owned
from .errors import Conflict
from .registry import AtHandover, hangs_on_employee


class OperationState(StrEnum):
    """Where an operation stands."""

    OPEN = "open"  # being carried out
    DONE = "done"
    UNDONE = "undone"
    PARTLY_UNDONE = "partly-undone"  # conflicts were kept


class ItemState(StrEnum):
    """What became of one changed row."""

    DONE = "done"
    UNDONE = "undone"
    KEPT = "kept"  # changed later by somebody: undo left it alone


class Operation(Keyed, Base):
    """One operation: who, when, what, how many rows."""

    __tablename__ = "operation"

    kind: Mapped[Code] = mapped_column(index=True)
    title: Mapped[Line]
    author_id: Mapped[int | None] = owned("employee.id")
    at: Mapped[dt.datetime] = mapped_column(index=True)
    state: Mapped[OperationState] = choice(OperationState, default=OperationState.OPEN)
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    undo_until: Mapped[dt.datetime | None]
    undone_at: Mapped[dt.datetime | None]
    undone_by_id: Mapped[int | None] = owned("employee.id")


class OperationItem(Base):
    """One row that an operation made (``before`` empty) or changed."""

    __tablename__ = "operation_item"
    __table_args__ = (sa.Index("ix_operation_item_row", "operation_id", "table_name", "row_id"),)

    id: Mapped[Key]
    operation_id: Mapped[int] = owned("operation.id", ondelete="CASCADE", index=False)
    table_name: Mapped[Code]
    row_id: Mapped[int] = mapped_column(sa.BigInteger)
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    state: Mapped[ItemState] = choice(ItemState, default=ItemState.DONE, server_default="done")


hangs_on_employee("operation.author_id", AtHandover.HISTORY, label=_l("Operations"))
hangs_on_employee("operation.undone_by_id", AtHandover.HISTORY)


@dataclass(frozen=True)
class UndoPreview:
    """What an undo would do: per table, rows set back, rows removed, rows kept as they are now."""

    table: str
    set_back: int
    removed: int
    kept: int


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
    operation: Operation, table: sa.Table, values: Mapping[str, Any], where: sa.ColumnElement[bool]
) -> int:
    """Set ``values`` (column → value or expression) on the rows ``where``; return how many.

    One statement: lock, update, write down before and after. A ``version`` column is moved on.
    """
    columns = sorted(values)
    old = sa.select(table.c.id, *[table.c[c] for c in columns]).where(where).order_by(table.c.id)
    before = old.with_for_update(of=table).cte("before")
    assigned = {table.c[c]: values[c] for c in columns}
    if "version" in table.c:
        assigned[table.c.version] = table.c.version + 1
    updated = (
        sa.update(table)
        .values(assigned)
        .where(table.c.id == before.c.id)
        .returning(
            table.c.id.label("row_id"),
            _object(before, columns).label("old"),
            _object(table, columns).label("new"),
        )
        .cte("updated")
    )
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
    return int(db.session.execute(written).rowcount)  # type: ignore[attr-defined]


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
        _object(table, sorted(watched)),
        sa.literal(ItemState.DONE.value),
    ).where(table.c.id == sa.any_(sa.literal(list(ids), sa.ARRAY(sa.BigInteger))))
    db.session.execute(
        _items().from_select(["operation_id", "table_name", "row_id", "after", "state"], rows)
    )


def preview_undo(operation: Operation) -> list[UndoPreview]:
    """What :func:`undo` would do now, per table."""
    found = []
    for table in _tables_of(operation):
        same = _unchanged(table)
        rows = db.session.execute(
            sa.select(
                sa.func.count().filter(same, OperationItem.before.is_not(None)),
                sa.func.count().filter(same, OperationItem.before.is_(None)),
                sa.func.count().filter(sa.not_(same) | table.c.id.is_(None)),
            )
            .select_from(_joined(table, outer=True))
            .where(*_open_items(operation, table))
        ).one()
        found.append(UndoPreview(table.name, *rows))
    return found


def undo(operation: Operation, *, author_id: int | None) -> list[UndoPreview]:
    """Undo ``operation``; rows changed later are kept. Return what was done.

    Refuses with :class:`Conflict` when it was undone before or its time is over.
    """
    db.session.refresh(operation, with_for_update=True)
    if operation.state not in (OperationState.DONE, OperationState.PARTLY_UNDONE):
        raise Conflict(_("This operation has been undone already."))
    if operation.undo_until is not None and clock.now() > operation.undo_until:
        raise Conflict(_("The time in which this could be undone is over."))
    done = preview_undo(operation)
    for table in reversed(_tables_of(operation)):
        _set_back(operation, table)
        _remove(operation, table)
        db.session.execute(
            sa.update(OperationItem)
            .where(*_open_items(operation, table))
            .values(state=ItemState.KEPT)
            .execution_options(synchronize_session=False)
        )
    kept = sum(item.kept for item in done)
    operation.state = OperationState.PARTLY_UNDONE if kept else OperationState.UNDONE
    operation.undone_at = clock.now()
    operation.undone_by_id = author_id
    db.session.flush()
    db.session.expire_all()
    return done


def _items() -> Any:
    return sa.insert(OperationItem.__table__)  # type: ignore[arg-type]


def _object(source: Any, columns: Sequence[str]) -> sa.ColumnElement[Any]:
    pairs = [part for c in columns for part in (sa.literal(c), source.c[c])]
    return sa.func.jsonb_build_object(*pairs, type_=JSONB())


def _tables_of(operation: Operation) -> list[sa.Table]:
    names = db.session.execute(
        sa.select(OperationItem.table_name)
        .where(OperationItem.operation_id == operation.id)
        .group_by(OperationItem.table_name)
        .order_by(sa.func.min(OperationItem.id))
    ).scalars()
    return [Base.metadata.tables[name] for name in names]


def _unchanged(table: sa.Table) -> sa.ColumnElement[bool]:
    row = sa.func.to_jsonb(sa.literal_column(f'"{table.name}"'))
    return row.op("@>", is_comparison=True)(OperationItem.after)


def _joined(table: sa.Table, *, outer: bool) -> Any:
    return sa.join(OperationItem, table, table.c.id == OperationItem.row_id, isouter=outer)


def _open_items(operation: Operation, table: sa.Table) -> list[sa.ColumnElement[bool]]:
    return [
        OperationItem.operation_id == operation.id,
        OperationItem.table_name == table.name,
        OperationItem.state == ItemState.DONE,
    ]


def _set_back(operation: Operation, table: sa.Table) -> None:
    keys = db.session.execute(
        sa.select(
            sa.distinct(
                sa.select(sa.func.array_agg(sa.column("k")))
                .select_from(sa.func.jsonb_object_keys(OperationItem.before).table_valued("k"))
                .scalar_subquery()
            )
        ).where(*_open_items(operation, table), OperationItem.before.is_not(None))
    ).scalars()
    for columns in list(keys):
        names = sorted(columns)
        was = sa.func.jsonb_populate_record(
            sa.literal_column(f'NULL::"{table.name}"'), OperationItem.before
        ).table_valued(*[sa.column(n, table.c[n].type) for n in names], name="was")
        items = sa.select(OperationItem.id, OperationItem.row_id, *[was.c[n] for n in names]).join(
            was, sa.true()
        )
        items = items.where(
            *_open_items(operation, table),
            OperationItem.before.has_all(sa.literal(names, sa.ARRAY(sa.Text))),  # type: ignore[attr-defined]
        )
        source = items.subquery("source")
        values: dict[Any, Any] = {table.c[n]: source.c[n] for n in names}
        if "version" in table.c:
            values[table.c.version] = table.c.version + 1
        item = sa.alias(OperationItem.__table__, "item")
        row = sa.func.to_jsonb(sa.literal_column(f'"{table.name}"'))
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


def _remove(operation: Operation, table: sa.Table) -> None:
    """Remove rows that were made: into the bin where the table has one, else for good."""
    chosen = (
        sa.select(OperationItem.id, OperationItem.row_id)
        .select_from(_joined(table, outer=False))
        .where(*_open_items(operation, table), OperationItem.before.is_(None), _unchanged(table))
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
    db.session.execute(
        sa.update(OperationItem)
        .where(OperationItem.id.in_([row.id for row in rows]))
        .values(state=ItemState.UNDONE)
        .execution_options(synchronize_session=False)
    )
