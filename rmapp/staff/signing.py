"""Whose name stands under a letter: from the day of notice on never the leaver's (V8)."""

from __future__ import annotations

import sqlalchemy as sa

from ..core.db import db
from ..policy.models import Role
from ..policy.table import SUPERVISOR
from .models import Employee, Team


def is_leaving(employee_id: int) -> bool:
    """Whether somebody has given notice, or their access is closed, or they have left."""
    signs = db.session.scalar(
        sa.select(
            Employee.is_active & Employee.leaves_on.is_(None) & Employee.access_closed_at.is_(None)
        ).where(Employee.id == employee_id)
    )
    return not signs


def signer_for(employee: Employee) -> Employee | None:
    """Who signs for ``employee``: they themselves, unless they leave; then the supervisor of their
    team, or of the one above. None where nobody is left to sign."""
    if employee.may_enter and employee.leaves_on is None:
        return employee
    if employee.team_id is None:
        return None
    above = sa.select(Team.parent_id).where(Team.id == employee.team_id).scalar_subquery()
    return db.session.scalars(
        sa.select(Employee)
        .join(Role, Role.id == Employee.role_id)
        .where(
            Role.code == SUPERVISOR,
            Employee.is_active.is_(True),
            Employee.access_closed_at.is_(None),
            Employee.leaves_on.is_(None),
            Employee.id != employee.id,
            Employee.team_id.in_([employee.team_id, above]),
        )
        .order_by((Employee.team_id == employee.team_id).desc(), Employee.id)
        .limit(1)
    ).first()
