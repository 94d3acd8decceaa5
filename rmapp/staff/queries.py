"""Every select over the bank's own people."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from ..core import clock
from ..core.db import db, escape_like
from ..core.errors import NotFound
from ..core.pagination import PAGE, Order, Page, keyset
from ..core.text import sort_key
from ..policy.models import Grant, Reach, Role
from .models import Absence, ApiToken, CalendarDay, Employee, Team, UserSession


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
            .where(
                ApiToken.employee_id == employee_id,
                ApiToken.ended_at.is_(None),
                sa.or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > clock.now()),
            )
            .order_by(ApiToken.id.desc())
            .limit(50)
        )
    )


@dataclass(frozen=True)
class StaffFilter:
    """Whom the list of colleagues shows; empty means everybody who works here."""

    text: str = ""
    team_id: int | None = None
    role_id: int | None = None
    with_left: bool = False


def colleagues(
    wanted: StaffFilter, *, cursor: str | None = None, limit: int = PAGE
) -> Page[Employee]:
    """A page of the list of colleagues, by name."""
    statement = sa.select(Employee).options(joinedload(Employee.role), joinedload(Employee.team))
    if not wanted.with_left:
        statement = statement.where(Employee.is_active.is_(True))
    if wanted.team_id is not None:
        statement = statement.where(Employee.team_id == wanted.team_id)
    if wanted.role_id is not None:
        statement = statement.where(Employee.role_id == wanted.role_id)
    for word in sort_key(wanted.text).split()[:5]:
        statement = statement.where(
            sa.or_(
                Employee.name_key.like(f"{escape_like(word)}%"),
                Employee.name_key.like(f"% {escape_like(word)}%"),
                Employee.login.ilike(f"{escape_like(word)}%"),
            )
        )
    order = [Order(Employee.name_key), Order(Employee.id)]
    return keyset(statement, order, cursor=cursor, limit=limit, counted=True)


def teams() -> list[Team]:
    """All teams by name."""
    return list(db.session.scalars(sa.select(Team).order_by(Team.name, Team.id)))


def people_of_teams() -> dict[int, tuple[int, list[str]]]:
    """Team → how many active people it has and who of them leads, by name."""
    rows = db.session.execute(
        sa.select(Employee, Role.code)
        .join(Role, Role.id == Employee.role_id)
        .where(Employee.is_active.is_(True), Employee.team_id.is_not(None))
        .order_by(Employee.name_key)
    ).all()
    found: dict[int, tuple[int, list[str]]] = {}
    for employee, code in rows:
        team_id: Any = employee.team_id
        count, heads = found.get(team_id, (0, []))
        found[team_id] = (count + 1, heads + [employee.name] * (code == "supervisor"))
    return found


def team_of(public_id: str | None) -> Team | None:
    """The team ``public_id``; None for an empty one, :class:`NotFound` for an unknown one."""
    if not public_id:
        return None
    team = db.session.execute(
        sa.select(Team).where(Team.public_id == public_id)
    ).scalar_one_or_none()
    if team is None:
        raise NotFound(_("There is no such team."))
    return team


def absences_of(employee_id: int, *, since: dt.date) -> list[Absence]:
    """The absences of an employee that end on or after ``since``."""
    return list(
        db.session.scalars(
            sa.select(Absence)
            .where(Absence.employee_id == employee_id, Absence.ends_on >= since)
            .order_by(Absence.starts_on)
            .limit(50)
        )
    )


def holidays_within(first: dt.date, last: dt.date) -> dict[dt.date, str]:
    """The bank's days off from ``first`` to ``last`` and what each is called; may be empty."""
    found = db.session.scalars(
        sa.select(CalendarDay).where(
            CalendarDay.day.between(first, last), CalendarDay.is_working.is_(False)
        )
    )
    return {one.day: one.name for one in found}


def days_of_year(year: int) -> list[CalendarDay]:
    """The days of ``year`` that are not as their weekday says."""
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    return list(
        db.session.scalars(
            sa.select(CalendarDay)
            .where(CalendarDay.day.between(first, last))
            .order_by(CalendarDay.day)
        )
    )


def those_who(permission: str, *, over: int | None, but: int | None = None) -> list[int]:
    """The keys of employees who can enter and may do ``permission`` on what is of the employee
    ``over`` (None: at all), without ``but``; a hundred at most."""
    statement = (
        sa.select(Employee.id)
        .join(Grant, sa.and_(Grant.role_id == Employee.role_id, Grant.permission == permission))
        .where(
            Employee.is_active.is_(True),
            Employee.access_closed_at.is_(None),
            Employee.id != (but or 0),
        )
        .order_by(Employee.id)
        .limit(100)
    )
    if over is None:
        return list(db.session.scalars(statement.where(Grant.reach != Reach.NONE)))
    above = (
        sa.select(Team.id, Team.parent_id)
        .join(Employee, Employee.team_id == Team.id)
        .where(Employee.id == over)
        .cte("above", recursive=True)
    )
    above = above.union(sa.select(Team.id, Team.parent_id).where(Team.id == above.c.parent_id))
    reaching = sa.or_(
        Grant.reach == Reach.ALL,
        sa.and_(Grant.reach == Reach.TEAM, Employee.team_id.in_(sa.select(above.c.id))),
    )
    return list(db.session.scalars(statement.where(reaching)))
