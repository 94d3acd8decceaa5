"""Who serves how much."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ...clients.models import Assignment, Client, Lifecycle
from ...core import clock
from ...core.db import db
from ...interactions.models import Promise, PromiseState
from ...policy.enforce import Actor, reach
from ...policy.models import Reach, Role
from ...policy.table import ACQUISITION, PERSONAL
from ...staff.models import Absence, Employee, Team
from ..models import TierWeight
from ..rules import CLIENT, INACTIVE, PROMISE, PROSPECT, VIP, Load

MANAGERS = (ACQUISITION, PERSONAL)

#: Asked of VIP clients alone: they are few, and so are the tiers.
_TIER = (
    sa.select(TierWeight.points)
    .where(TierWeight.tier == Client.vip_tier)
    .correlate(Client)
    .scalar_subquery()
)
POINTS = sa.case(
    (Client.is_active.is_(False), INACTIVE),
    (Client.lifecycle == Lifecycle.FORMER, INACTIVE),
    (Client.vip_tier != "", sa.func.coalesce(_TIER, VIP)),
    (Client.lifecycle == Lifecycle.CLIENT, CLIENT),
    else_=PROSPECT,
)


@dataclass(frozen=True)
class ManagerLoad:
    """A manager, the load, and the absence that is on or comes within two weeks. ``counted``: how
    many of the clients meet each of the conditions asked for besides."""

    employee: Employee
    role_code: str
    team: str
    load: Load
    absence: Absence | None = None
    counted: tuple[int, ...] = ()


def served() -> list[Any]:
    """The conditions of a row that says who serves a client first today."""
    return [Assignment.ended_at.is_(None), Assignment.is_primary]


def loads(
    employee_ids: Collection[int] | None = None, *, known: Mapping[int, int] | None = None
) -> dict[int, Load]:
    """The load of each employee (all who serve somebody, if none are named).

    Two statements; one when the capacity in points of each is ``known``.
    """
    return {key: load for key, (load, _counted) in _counted_loads(employee_ids, known).items()}


def _counted_loads(
    employee_ids: Collection[int] | None,
    known: Mapping[int, int] | None,
    conditions: Sequence[sa.ColumnElement[bool]] = (),
) -> dict[int, tuple[Load, tuple[int, ...]]]:
    """The loads, and how many clients meet each of ``conditions``: the clients are read once."""
    promised = (
        sa.select(sa.func.count())
        .where(Promise.owner_id == Assignment.employee_id, Promise.state == PromiseState.OPEN)
        .scalar_subquery()
    )
    statement = (
        sa.select(
            Assignment.employee_id,
            sa.func.count(),
            sa.func.count().filter(Client.vip_tier != ""),
            sa.func.count().filter(Client.lifecycle == Lifecycle.PROSPECT),
            sa.func.coalesce(sa.func.sum(POINTS), 0),
            promised,
            *[sa.func.count().filter(one) for one in conditions],
        )
        .join(Client, Client.id == Assignment.client_id)
        .where(*served(), Client.deleted_at.is_(None))
        .group_by(Assignment.employee_id)
    )
    capacities = sa.select(Employee.id, Employee.capacity_points)
    if employee_ids is not None:
        wanted = sa.any_(sa.literal(list(employee_ids), sa.ARRAY(sa.BigInteger)))
        statement = statement.where(Assignment.employee_id == wanted)
        capacities = capacities.where(Employee.id == wanted)
    capacity = dict(known) if known is not None else {}
    if known is None:
        capacity = {row[0]: row[1] for row in db.session.execute(capacities)}
    found = {
        row[0]: (
            Load(
                row[1],
                row[2],
                row[3],
                int(row[4]) + PROMISE * row[5],
                capacity.get(row[0], 0),
                row[5],
            ),
            tuple(row[6:]),
        )
        for row in db.session.execute(statement)
    }
    for key in capacity if employee_ids is not None else ():
        found.setdefault(key, (Load(0, 0, 0, 0, capacity[key]), (0,) * len(conditions)))
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
    conditions: Sequence[sa.ColumnElement[bool]] = (),
) -> list[ManagerLoad]:
    """The active managers ``actor`` reaches, with loads and absences, by name.

    ``conditions``: on Client; how many of each manager's clients meet them is counted in the same
    pass.
    """
    rows = db.session.execute(
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
    ).all()
    found = _counted_loads(
        [row[0].id for row in rows],
        {row[0].id: row[0].capacity_points for row in rows},
        conditions,
    )
    away = absences_near([row[0].id for row in rows])
    return [
        ManagerLoad(employee, code, team or "", load, away.get(employee.id), counted)
        for employee, code, team in rows
        for load, counted in [found[employee.id]]
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
