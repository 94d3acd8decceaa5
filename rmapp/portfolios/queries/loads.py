"""Who serves how much."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ...clients.models import Assignment, Client, Lifecycle
from ...core import clock
from ...core.db import any_of, db
from ...interactions.models import Promise, PromiseState
from ...policy.enforce import Actor, reach
from ...policy.models import Reach, Role
from ...policy.table import ACQUISITION, PERSONAL
from ...staff.models import Absence, Employee, Team
from ..models import TierWeight
from ..rules import CLIENT, INACTIVE, PROMISE, PROSPECT, VIP, Load

MANAGERS = (ACQUISITION, PERSONAL)


def _tier(vip_tier: Any) -> Any:
    """The points of a tier; asked of VIP clients alone: they are few, and so are the tiers."""
    weight = sa.select(TierWeight.points).where(TierWeight.tier == vip_tier)
    return sa.func.coalesce(weight.correlate(vip_tier.table).scalar_subquery(), VIP)


#: The points of a client, and the same as the assignment tells it (see its model).
POINTS = sa.case(
    (Client.is_active.is_(False), INACTIVE),
    (Client.lifecycle == Lifecycle.FORMER, INACTIVE),
    (Client.vip_tier != "", _tier(Client.vip_tier)),
    (Client.lifecycle == Lifecycle.CLIENT, CLIENT),
    else_=PROSPECT,
)
_POINTS = sa.case(
    (Assignment.at_rest, INACTIVE),
    (Assignment.lifecycle == Lifecycle.FORMER.value, INACTIVE),
    (Assignment.vip_tier != "", _tier(Assignment.vip_tier)),
    (Assignment.lifecycle == Lifecycle.CLIENT.value, CLIENT),
    else_=PROSPECT,
)


@dataclass(frozen=True)
class ManagerLoad:
    """A manager, the load, and the absence that is on or comes within two weeks."""

    employee: Employee
    role_code: str
    team: str
    load: Load
    absence: Absence | None = None


def served() -> list[Any]:
    """The conditions of a row that says who serves a client first today."""
    return [Assignment.ended_at.is_(None), Assignment.is_primary]


def loads(
    employee_ids: Collection[int] | None = None, *, known: Mapping[int, int] | None = None
) -> dict[int, Load]:
    """The load of each employee (all who serve somebody, if none are named).

    Two statements; one when the capacity in points of each is ``known``.
    """
    promised = (
        sa.select(sa.func.count())
        .where(Promise.owner_id == Assignment.employee_id, Promise.state == PromiseState.OPEN)
        .scalar_subquery()
    )
    statement = (
        sa.select(
            Assignment.employee_id,
            sa.func.count(),
            sa.func.count().filter(Assignment.vip_tier != ""),
            sa.func.count().filter(Assignment.lifecycle == Lifecycle.PROSPECT.value),
            sa.func.coalesce(sa.func.sum(_POINTS), 0),
            promised,
        )
        .where(*served(), Assignment.lifecycle.is_not(None))
        .group_by(Assignment.employee_id)
    )
    capacities = sa.select(Employee.id, Employee.capacity_points)
    if employee_ids is not None:
        wanted = any_of(employee_ids)
        statement = statement.where(Assignment.employee_id == wanted)
        capacities = capacities.where(Employee.id == wanted)
    capacity = dict(known) if known is not None else {}
    if known is None:
        capacity = {row[0]: row[1] for row in db.session.execute(capacities)}
    found = {
        key: Load(
            clients,
            vips,
            prospects,
            int(points) + PROMISE * promises,
            capacity.get(key, 0),
            promises,
        )
        for key, clients, vips, prospects, points, promises in db.session.execute(statement)
    }
    for key in capacity if employee_ids is not None else ():
        found.setdefault(key, Load(0, 0, 0, 0, capacity[key]))
    return found


def within_my_teams(actor: Actor, permission: str) -> sa.ColumnElement[bool]:
    """The condition on Employee that ``actor`` reaches them under ``permission``."""
    how_far = reach(actor, permission)
    if how_far is Reach.ALL:
        return sa.true()
    if how_far is Reach.TEAM:
        teams = sa.literal(list(actor.team_ids), sa.ARRAY(sa.BigInteger))
        return sa.or_(Employee.team_id == sa.any_(teams), Employee.id == actor.employee_id)
    if how_far is Reach.OWN:
        return Employee.id == actor.employee_id
    return sa.false()


def managers(
    actor: Actor,
    permission: str = "assignments:edit",
    *,
    only: Mapping[int, Load] | None = None,
) -> list[ManagerLoad]:
    """The active managers ``actor`` reaches, with loads and absences, by name.

    ``only``: the keys of those that are wanted, with their loads when these are known.
    """
    statement = (
        sa.select(Employee, Role.code, Team.name)
        .join(Role, Role.id == Employee.role_id)
        .outerjoin(Team, Team.id == Employee.team_id)
        .where(
            Employee.is_active.is_(True),
            Role.code.in_(MANAGERS),
            within_my_teams(actor, permission),
        )
        .order_by(Employee.name_key, Employee.id)
        .limit(500)
    )
    if only is not None:
        statement = statement.where(Employee.id.in_(only))
    rows = db.session.execute(statement).all()
    keys = [row[0].id for row in rows]
    capacities = {row[0].id: row[0].capacity_points for row in rows}
    found = loads(keys, known=capacities) if only is None else only
    away = absences_near(keys)
    return [
        ManagerLoad(employee, code, team or "", found[employee.id], away.get(employee.id))
        for employee, code, team in rows
    ]


def absences_near(employee_ids: Collection[int], days: int = 14) -> dict[int, Absence]:
    """The absence of each employee that is on today or begins within ``days``."""
    today = clock.today(None)
    rows = db.session.scalars(
        sa.select(Absence)
        .where(
            Absence.employee_id.in_(employee_ids),
            Absence.ends_on >= today,
            Absence.starts_on <= today + dt.timedelta(days=days),
        )
        .order_by(Absence.starts_on.desc())
    )
    return {row.employee_id: row for row in rows}
