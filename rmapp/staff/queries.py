"""Every select over the bank's own people."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from ..core.db import db
from ..core.errors import NotFound
from .models import ApiToken, Employee, UserSession


def employee_with_team(employee_id: int) -> Employee:
    """The employee with role and team."""
    return db.session.execute(
        sa.select(Employee)
        .options(joinedload(Employee.role), joinedload(Employee.team))
        .where(Employee.id == employee_id)
    ).scalar_one()


def employee_of(public_id: str) -> Employee:
    """The employee ``public_id`` with role and team; :class:`NotFound` when there is none."""
    employee = db.session.execute(
        sa.select(Employee)
        .options(joinedload(Employee.role), joinedload(Employee.team))
        .where(Employee.public_id == public_id)
    ).scalar_one_or_none()
    if employee is None:
        raise NotFound(_("There is no such employee."))
    return employee


def open_sessions(employee_id: int) -> list[UserSession]:
    """The sessions of an employee that have not ended, newest first."""
    return list(
        db.session.scalars(
            sa.select(UserSession)
            .where(UserSession.employee_id == employee_id, UserSession.ended_at.is_(None))
            .order_by(UserSession.last_seen_at.desc())
            .limit(50)
        )
    )


def open_tokens(employee_id: int) -> list[ApiToken]:
    """The tokens of an employee that have not ended, newest first."""
    return list(
        db.session.scalars(
            sa.select(ApiToken)
            .where(ApiToken.employee_id == employee_id, ApiToken.ended_at.is_(None))
            .order_by(ApiToken.id.desc())
            .limit(50)
        )
    )
