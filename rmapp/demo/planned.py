"""A target segment and its plan, three weeks old: shared out, taken up, at work."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from ..clients import catalogue
from ..clients.catalogue.conditions import Condition, leaf_of
from ..clients.models import (
    Assignment,
    AssignmentRole,
    Client,
    ClientKind,
    Lifecycle,
    Sharing,
)
from ..core import clock
from ..core.db import db
from ..plans.models import Plan, PlanProspect, Way
from ..plans.operations import PlanFacts, make_plan, share_out, take_more
from ..plans.words import BY_HAND
from ..policy.enforce import Actor
from ..policy.models import Role
from ..policy.table import ACQUISITION, SUPERVISOR
from ..segments.operations import create_segment
from ..staff.models import Employee
from ..staff.sessions import actor_of_employee

#: Clients each manager is to win, prospects each has taken so far, and has won at most.
EACH, TAKEN, WON = 10, 6, 3


def plan_target(today: dt.date) -> None:
    """Let the first team with people who acquire have a plan of firms to be won."""
    teams = ((one, _of_team(ACQUISITION, one.team_ids)) for one in _of_team(SUPERVISOR))
    supervisor, hunters = next(((one, team) for one, team in teams if team), (None, []))
    if supervisor is None:
        return
    firms = leaf_of(catalogue.offered(supervisor)["kind"], "is", [ClientKind.ORGANISATION.value])
    segment = create_segment(
        actor=supervisor,
        name="Фирмы региона",
        condition=Condition(((firms,),)),
        sharing=Sharing.TEAM,
    )
    facts = PlanFacts(
        title="Фирмы региона: расчётный счёт и эквайринг",
        segment=segment,
        volume=EACH * len(hunters),
        starts_on=today - dt.timedelta(weeks=3),
        deadline=today + dt.timedelta(weeks=9),
        takes_newcomers=True,
    )
    plan = make_plan(facts, actor=supervisor)
    shares = {one.public_id: EACH for one in hunters}
    share_out(plan, shares, actor=supervisor, version=plan.version)
    for one in hunters:
        take_more(plan, TAKEN, actor=one)
        _let_time_pass(plan, one)
        _won_lately(plan, one, today)
    db.session.flush()


def _let_time_pass(plan: Plan, hunter: Actor) -> None:
    """The prospects came in over the weeks; one of them was sifted out."""
    wanted = sa.select(PlanProspect).where(
        PlanProspect.plan_id == plan.id, PlanProspect.manager_id == hunter.employee_id
    )
    taken = db.session.scalars(wanted.order_by(PlanProspect.id)).all()
    for number, one in enumerate(taken):
        one.taken_at = clock.now() - dt.timedelta(days=(number * 4) % 20 + 1)
    if len(taken) == TAKEN:
        dropped = taken[-1]
        dropped.dropped_at, dropped.dropped_by_id = clock.now(), dropped.manager_id
        dropped.drop_contact, dropped.drop_reason = 0, BY_HAND
        dropped.drop_note = "Уже обслуживается в группе компаний клиента"


def _won_lately(plan: Plan, hunter: Actor, today: dt.date) -> None:
    """Firms of the region that became clients while the plan runs count as won by its people."""
    seated = sa.select(PlanProspect.client_id).where(PlanProspect.plan_id == plan.id)
    wanted = (
        sa.select(Client.id)
        .join(Assignment, Assignment.client_id == Client.id)
        .where(
            Client.kind == ClientKind.ORGANISATION,
            Client.lifecycle == Lifecycle.CLIENT,
            Client.client_since.between(plan.starts_on, today),
            Client.id.not_in(seated),
            Assignment.employee_id == hunter.employee_id,
            Assignment.role == AssignmentRole.ACQUISITION,
        )
        .order_by(Client.id)
        .limit(WON)
    )
    for client_id in db.session.scalars(wanted).all():
        db.session.add(
            PlanProspect(
                plan_id=plan.id,
                client_id=client_id,
                manager_id=hunter.employee_id,
                way=Way.MORE,
                taken_at=dt.datetime.combine(plan.starts_on, dt.time(9), dt.UTC),
                taken_by_id=hunter.employee_id,
            )
        )
    db.session.flush()


def _of_team(role: str, team_ids: tuple[int, ...] | None = None) -> list[Actor]:
    """The people of ``role`` in ``team_ids`` (None: in any), as they will work."""
    statement = (
        sa.select(Employee.id)
        .join(Role, Role.id == Employee.role_id)
        .where(Role.code == role, Employee.is_active.is_(True))
        .order_by(Employee.id)
    )
    if team_ids is not None:
        statement = statement.where(Employee.team_id.in_(team_ids))
    found = (actor_of_employee(one) for one in db.session.scalars(statement).all())
    return [actor for actor in found if actor is not None]
