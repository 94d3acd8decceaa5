"""Which plans somebody finds, and whose part of them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ...core.db import any_of
from ...policy.enforce import Actor, reach
from ...policy.models import Reach
from ...staff.models import Employee
from ..models import Plan, PlanShare


def people(actor: Actor, column: Any, permission: str = "plans:read") -> sa.ColumnElement[bool]:
    """The condition that ``column`` names an employee whose part of a plan ``actor`` sees: one's
    own, that of one's teams, or everybody's."""
    how_far = reach(actor, permission)
    if how_far is Reach.ALL:
        return sa.true()
    if how_far is Reach.NONE:
        return sa.false()
    mine: sa.ColumnElement[bool] = column == actor.employee_id
    if how_far is Reach.OWN:
        return mine
    teams = any_of(actor.team_ids)
    return sa.or_(mine, column.in_(sa.select(Employee.id).where(Employee.team_id == teams)))


def found_by(actor: Actor, permission: str = "plans:read") -> sa.ColumnElement[bool]:
    """The condition that a plan is there for ``actor``: made by them, for their teams, or one of
    which somebody within reach has a share."""
    how_far = reach(actor, permission)
    if how_far in (Reach.ALL, Reach.NONE):
        return sa.true() if how_far is Reach.ALL else sa.false()
    shared = sa.exists().where(
        PlanShare.plan_id == Plan.id, people(actor, PlanShare.employee_id, permission)
    )
    made = Plan.created_by_id == actor.employee_id
    if how_far is Reach.OWN:
        return sa.or_(shared, made)
    teams = any_of(actor.team_ids)
    return sa.or_(shared, made, Plan.team_id == teams)
