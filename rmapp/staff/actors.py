"""Who acts: the person of a session, a token or a job, with what their role grants."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from ..core import clock
from ..core.db import db
from ..core.text import written_name
from ..policy.enforce import Actor
from ..policy.models import Grant, Reach, Role
from ..policy.table import EMERGENCY
from .models import EmergencyAccess, Employee, Team

BREAK_GLASS = "clients:break-glass"


def actor_of(
    row: Any,
    *,
    session_id: int | None = None,
    stepped_up_at: dt.datetime | None = None,
    by_token: bool = False,
    scopes: frozenset[str] = frozenset(),
    opened: Collection[int] = (),
) -> Actor:
    """The actor that a row of :func:`people` is; ``opened`` are the clients of :func:`emergencies`,
    which count only where the role may break the glass."""
    grants = {
        name: Reach(how_far) for name, how_far in (row.grants or {}).items() if how_far != "none"
    }
    emergency = tuple(opened) if BREAK_GLASS in grants else ()
    if emergency:
        grants.update({name: grants.get(name, Reach.OWN) for name in EMERGENCY})
    return Actor(
        employee_id=row.id,
        public_id=row.public_id,
        login=row.login,
        name=written_name(row.family_name, row.given_name, row.patronymic),
        role=row.role,
        role_id=row.role_id,
        team_id=row.team_id,
        team_ids=tuple(row.teams or ()) if Reach.TEAM in grants.values() else (),
        grants=grants,
        language=row.language,
        zone=row.zone,
        must_change_password=row.must_change_password and not by_token,
        session_id=session_id,
        stepped_up_at=stepped_up_at,
        by_token=by_token,
        scopes=scopes,
        emergency=emergency,
    )


def emergencies() -> Any:
    """The clients open to the employee of the row outside in an emergency at this moment."""
    return sa.func.array(
        sa.select(EmergencyAccess.client_id)
        .where(
            EmergencyAccess.employee_id == Employee.id,
            EmergencyAccess.until > clock.sql_now(),
            EmergencyAccess.opened_at <= clock.sql_now(),
            EmergencyAccess.closed_at.is_(None),
        )
        .correlate(Employee)
        .scalar_subquery()
    )


def actor_of_employee(employee_id: int) -> Actor | None:
    """The actor for a job done in an employee's name; None when they are not active."""
    row = db.session.execute(people().where(Employee.id == employee_id)).first()
    return actor_of(row) if row else None


def actor_of_login(login: str) -> Actor | None:
    """The actor behind ``login`` (any case); None when unknown or not active."""
    row = db.session.execute(people().where(sa.func.lower(Employee.login) == login.lower())).first()
    return actor_of(row) if row else None


def teams_under(team_id: int | None) -> tuple[int, ...]:
    """The keys of ``team_id`` and of every team under it."""
    return tuple(db.session.execute(sa.select(_tree(team_id).c.id)).scalars())


def _tree(team_id: Any) -> sa.CTE:
    """``team_id`` and every team under it; a column of Employee is that of the row outside."""
    first = sa.select(Team.id).where(Team.id == team_id).correlate(Employee)
    tree = first.cte("tree", recursive=True, nesting=True)
    return tree.union(sa.select(Team.id).where(Team.parent_id == tree.c.id))


@lru_cache(maxsize=1)
def people() -> Any:
    """Those who may come in, each with what their role grants and the teams under theirs."""
    granted = sa.select(sa.func.jsonb_object_agg(Grant.permission, Grant.reach, type_=JSONB)).where(
        Grant.role_id == Employee.role_id
    )
    tree = _tree(Employee.team_id)
    return (
        sa.select(
            Employee.id,
            Employee.public_id,
            Employee.login,
            Employee.family_name,
            Employee.given_name,
            Employee.patronymic,
            Employee.language,
            Employee.zone,
            Employee.team_id,
            Employee.role_id,
            Employee.must_change_password,
            Employee.totp_confirmed_at,
            Role.code.label("role"),
            granted.correlate(Employee).scalar_subquery().label("grants"),
            sa.select(sa.func.array_agg(tree.c.id)).scalar_subquery().label("teams"),
        )
        .join(Role, Role.id == Employee.role_id)
        .where(Employee.is_active.is_(True), Employee.access_closed_at.is_(None))
    )
