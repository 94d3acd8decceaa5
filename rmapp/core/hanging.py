"""What is open and hangs on an employee, counted from the registry: nothing can be forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from .db import Base, db
from .registry import AtHandover, Hanging, on_employee

#: What needs a new owner before its employee may go.
NEEDS_OWNER = (AtHandover.SERVES, AtHandover.MOVES, AtHandover.SUCCESSOR)


def is_open(hanging: Hanging, employee_id: int) -> list[sa.ColumnElement[bool]]:
    """The condition of the open rows of ``employee_id``."""
    table = Base.metadata.tables[hanging.table]
    conditions = [table.c[hanging.column] == employee_id]
    if hanging.is_open is not None:
        conditions.append(hanging.is_open(table))
    elif "ended_at" in table.c:
        conditions.append(table.c.ended_at.is_(None))
    return conditions


def open_of_client(client_id: int) -> list[tuple[Any, int]]:
    """What is open with one client; see :func:`open_of_clients`."""
    return open_of_clients([client_id])


def open_of_clients(ids: Any) -> list[tuple[Any, int]]:
    """(what it is called, how many): what is open with the clients of ``ids`` (numbers or a
    selection of them) and somebody has to do, whoever does it; one statement, in order of
    declaration."""
    parts: list[Any] = []
    labels: list[Any] = []
    for hanging in on_employee():
        if hanging.label is None or hanging.client_column is None or hanging.is_open is None:
            continue
        if hanging.rule is not AtHandover.MOVES:
            continue
        table = Base.metadata.tables[hanging.table]
        mine = [table.c[hanging.client_column].in_(ids), hanging.is_open(table)]
        count = sa.select(sa.func.count()).select_from(table).where(*mine).scalar_subquery()
        parts.append(count.label(f"n{len(labels)}"))
        labels.append(hanging.label)
    row = db.session.execute(sa.select(*parts)).one()
    return [(label, int(rows)) for label, rows in zip(labels, row, strict=True) if rows]


def count_open(employee_id: int, rules: Sequence[AtHandover] = NEEDS_OWNER) -> dict[str, int]:
    """``"table.column"`` → how many open rows, for every declared key of these ``rules``; one
    statement."""
    parts = [
        sa.select(sa.literal(str(hanging)).label("key"), sa.func.count().label("rows"))
        .select_from(Base.metadata.tables[hanging.table])
        .where(*is_open(hanging, employee_id))
        for hanging in on_employee()
        if hanging.rule in rules
    ]
    return {key: int(rows) for key, rows in db.session.execute(sa.union_all(*parts))}
