"""A target segment and its plan, three weeks old: shared out, taken up, at work."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from ..clients import catalogue
from ..clients.catalogue.conditions import Condition, leaf_of
from ..clients.models import ClientKind, Sharing
from ..core.db import db
from ..plans.operations import PlanFacts, make_plan, share_out, take_more
from ..policy.enforce import Actor
from ..policy.models import Role
from ..policy.table import ACQUISITION, SUPERVISOR
from ..segments.operations import create_segment
from ..staff.models import Employee
from ..staff.sessions import actor_of_employee

#: Clients each manager is to win, and prospects each has taken so far.
EACH, TAKEN = 10, 6


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
