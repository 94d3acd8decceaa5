"""Who gives and who receives in the handovers that are measured."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ..clients.models import Assignment
from ..core.db import any_of, db
from ..core.registry import AtHandover, on_employee
from ..policy.models import Role
from ..policy.table import ACQUISITION, SUPERVISOR
from ..staff import sessions
from ..staff.models import Employee
from .browser import Unexpected


def supervisors() -> tuple[int, int]:
    """Who makes the handover (reaches everybody) and who signs it."""
    rows = db.session.execute(
        sa.select(Employee.id, Employee.team_id)
        .join(Role, Role.id == Employee.role_id)
        .where(Role.code == SUPERVISOR, Employee.is_active.is_(True))
        .order_by(Employee.id)
    ).all()
    maker = next(key for key, _team in rows if len(sessions.teams_under(_team)) == _widest(rows))
    return maker, next(key for key, _team in rows if key != maker)


def _widest(rows: Any) -> int:
    return max(len(sessions.teams_under(team)) for _key, team in rows)


def _served() -> Any:
    """Acquisition managers with the number of their clients, most first."""
    return db.session.execute(
        sa.select(Employee.id, sa.func.count())
        .join(Role, Role.id == Employee.role_id)
        .join(Assignment, Assignment.employee_id == Employee.id)
        .where(
            Role.code == ACQUISITION,
            Employee.is_active.is_(True),
            Assignment.ended_at.is_(None),
            Assignment.is_primary,
        )
        .group_by(Employee.id)
        .order_by(sa.func.count().desc(), Employee.id)
    ).all()


def leaver_of(count: int) -> int:
    """A manager with ``count`` clients: others' are given to them, or theirs cut down."""
    served = _served()
    leaver, has = served[0]
    for other, more in served[1:-2]:
        if has >= count:
            break
        _give(other, leaver)
        has += more
    if has < count:
        raise Unexpected(f"the base is too small for a handover of {count}")
    if has > count:
        _give(leaver, served[-1][0], beyond=count)
    return int(leaver)


def _give(giver: int, taker: int, *, beyond: int = 0) -> None:
    """Let ``taker`` have the clients of ``giver`` (``beyond``: all but the first so many) and what
    moves with them."""
    clients = (
        sa.select(Assignment.client_id)
        .where(
            Assignment.employee_id == giver, Assignment.ended_at.is_(None), Assignment.is_primary
        )
        .order_by(Assignment.id)
        .offset(beyond)
    )
    keys = any_of(db.session.scalars(clients))
    db.session.execute(
        sa.update(Assignment)
        .where(
            Assignment.employee_id == giver,
            Assignment.client_id == keys,
            Assignment.ended_at.is_(None),
            Assignment.is_primary,
        )
        .values(employee_id=taker)
        .execution_options(synchronize_session=False)
    )
    for hanging in on_employee():
        if hanging.rule is AtHandover.MOVES:
            table = db.metadata.tables[hanging.table]
            assert hanging.client_column is not None
            statement = sa.update(table).where(
                table.c[hanging.column] == giver, table.c[hanging.client_column] == keys
            )
            if hanging.is_open is not None:
                statement = statement.where(hanging.is_open(table))
            db.session.execute(statement.values({hanging.column: taker}))


def receivers(leaver: int) -> list[int]:
    return [key for key, _count in reversed(_served()) if key != leaver][:2]
