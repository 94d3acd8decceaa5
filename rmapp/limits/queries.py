"""Every select of limits and of what was read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from ..core.db import db
from ..core.errors import NotFound
from ..policy.enforce import Actor, reach
from ..policy.models import Reach
from ..staff.models import AccessState, Employee
from .models import LimitChange, LimitSetting, Reading
from .table import LIMITS


def stored(code: str, role_id: Any) -> sa.ColumnElement[int]:
    """The value of ``code`` for the role (its key, None or a bound one) as an SQL expression; the
    default where none is set."""
    line = LIMITS[code]
    wanted = role_id if line.by_role else None
    setting = sa.select(LimitSetting.value).where(
        LimitSetting.code == code, LimitSetting.role_id.is_not_distinct_from(wanted)
    )
    return sa.func.coalesce(setting.scalar_subquery(), line.default)


def value_of(code: str, role_id: int | None = None) -> int:
    """The value of the limit ``code`` for the role (the house's when it knows no roles)."""
    return int(db.session.execute(sa.select(stored(code, role_id))).scalar_one())


def values() -> dict[tuple[str, int | None], int]:
    """(code, role key) → value, of what the bank has set itself."""
    rows = db.session.execute(
        sa.select(LimitSetting.code, LimitSetting.role_id, LimitSetting.value)
    )
    return {(code, role_id): value for code, role_id, value in rows}


def waiting() -> list[LimitChange]:
    """Raisings that wait for a second person, oldest first."""
    return list(
        db.session.scalars(
            sa.select(LimitChange)
            .options(joinedload(LimitChange.role), joinedload(LimitChange.asked_by))
            .where(LimitChange.state == AccessState.WAITING)
            .order_by(LimitChange.id)
            .limit(200)
        )
    )


def change_held(public_id: str) -> LimitChange:
    """The change ``public_id``, its row held; :class:`NotFound` when there is none."""
    change = db.session.execute(
        sa.select(LimitChange)
        .options(joinedload(LimitChange.role))
        .where(LimitChange.public_id == public_id)
        .with_for_update(of=LimitChange)
    ).scalar_one_or_none()
    if change is None:
        raise NotFound(_("There is no such change of a limit."))
    return change


def read_today(employee_id: int, day: dt.date) -> int:
    """How many client rows the employee has been shown on ``day``."""
    rows = db.session.execute(
        sa.select(Reading.rows).where(Reading.employee_id == employee_id, Reading.day == day)
    ).scalar_one_or_none()
    return int(rows or 0)


@dataclass(frozen=True)
class Unusual:
    """Somebody who has seen more in a day than the supervisor wants to hear of."""

    public_id: str
    name: str
    day: dt.date
    rows: int
    is_refused: bool


def unusual(actor: Actor, *, since: dt.date) -> list[Unusual]:
    """Unusual reading since a day, among the people ``actor`` watches; newest and most first."""
    how_far = reach(actor, "team:watch")
    if how_far in (Reach.NONE, Reach.OWN):
        return []
    statement = (
        sa.select(Employee, Reading)
        .join(Reading, Reading.employee_id == Employee.id)
        .where(Reading.day >= since, Reading.told_at.is_not(None))
        .order_by(Reading.day.desc(), Reading.rows.desc(), Employee.id)
        .limit(20)
    )
    if how_far is Reach.TEAM:
        statement = statement.where(Employee.team_id.in_(actor.team_ids))
    return [
        Unusual(employee.public_id, employee.name, one.day, one.rows, one.refused_at is not None)
        for employee, one in db.session.execute(statement)
    ]
