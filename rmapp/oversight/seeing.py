"""Who may see a client, and why: reach read the other way round."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from ..clients.models import Assignment, AssignmentRole
from ..core.db import db
from ..policy.models import Grant, Reach, Role
from ..staff.models import EmergencyAccess, Employee, Team


@dataclass(frozen=True)
class Seer:
    """An employee with the ways in which they reach the client.

    ``roles``: in which they serve it; ``by_team``: through a team; ``by_all``: their role sees
    every client; ``until``: the end of an emergency.
    """

    employee: Employee
    role: Role
    roles: tuple[AssignmentRole, ...]
    by_team: bool
    by_all: bool
    until: dt.datetime | None


def who_sees(client_id: int, *, now: dt.datetime) -> list[Seer]:
    """Everybody who reaches the client under ``clients:read`` now, by name."""
    served: dict[int, list[AssignmentRole]] = {}
    for employee_id, role in db.session.execute(
        sa.select(Assignment.employee_id, Assignment.role).where(
            Assignment.client_id == client_id, Assignment.ended_at.is_(None)
        )
    ):
        served.setdefault(employee_id, []).append(role)
    above = _teams_above(set(served))
    opened: dict[int, dt.datetime] = {}
    for employee_id, until in db.session.execute(
        sa.select(EmergencyAccess.employee_id, EmergencyAccess.until).where(
            EmergencyAccess.client_id == client_id,
            EmergencyAccess.until > now,
            EmergencyAccess.closed_at.is_(None),
        )
    ):
        opened[employee_id] = until
    granted = sa.and_(Grant.role_id == Role.id, Grant.permission == "clients:read")
    rows = db.session.execute(
        sa.select(Employee, Role, Grant.reach)
        .join(Role, Role.id == Employee.role_id)
        .outerjoin(Grant, granted)
        .where(
            Employee.is_active,
            sa.or_(
                Grant.reach == Reach.ALL,
                sa.and_(Grant.reach == Reach.TEAM, Employee.team_id.in_(above)),
                sa.and_(Grant.reach.is_not(None), Employee.id.in_(served)),
                Employee.id.in_(opened),
            ),
        )
        .order_by(Employee.name_key)
    )
    return [
        Seer(
            employee,
            role,
            tuple(served.get(employee.id, ())),
            reach is Reach.TEAM and employee.team_id in above,
            reach is Reach.ALL,
            opened.get(employee.id),
        )
        for employee, role, reach in rows
    ]


def _teams_above(employees: set[int]) -> set[int]:
    """The teams of the employees and every team above them."""
    own = sa.select(Employee.team_id).where(Employee.id.in_(employees))
    up = sa.select(Team.id, Team.parent_id).where(Team.id.in_(own)).cte("up", recursive=True)
    up = up.union(sa.select(Team.id, Team.parent_id).where(Team.id == up.c.parent_id))
    return set(db.session.execute(sa.select(up.c.id)).scalars())
