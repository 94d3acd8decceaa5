"""Who is in a plan, who could be taken into it, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import aliased, contains_eager, joinedload

from ...clients.models import NEVER, Assignment, Client, Lifecycle
from ...clients.queries import within_reach
from ...core.db import PUBLIC_ID_LENGTH, db
from ...core.errors import NotFound
from ...core.pagination import Order, Page, keyset
from ...interactions.models import Interaction, InteractionState
from ...policy.enforce import Actor
from ...segments.queries import members
from ...staff.models import Employee, name_of
from ..models import Plan, PlanProspect, PlanShare
from .reach import people


class Fate(StrEnum):
    """What became of a prospect of a plan."""

    IN_WORK = "in_work"
    DROPPED = "dropped"
    WON = "won"


_won = sa.and_(Client.lifecycle != Lifecycle.PROSPECT, Client.client_since >= Plan.starts_on)
#: What became of a row of PlanProspect joined with its plan and client.
FATE: Any = sa.case(
    (_won, Fate.WON.value),
    (PlanProspect.dropped_at.is_not(None), Fate.DROPPED.value),
    else_=Fate.IN_WORK.value,
)
#: How many contacts the client has had.
CONTACTS = (
    sa.select(sa.func.count())
    .where(Interaction.client_id == Client.id, Interaction.state == InteractionState.DONE)
    .correlate(Client)
    .scalar_subquery()
)
_keeper, _seat = aliased(Assignment), aliased(PlanProspect)
_other = aliased(Plan)
_stepless = sa.and_(Client.next_contact_at.is_(None), Client.resumes_on.is_(None))
_IS_KEPT = sa.and_(_keeper.client_id == Client.id, _keeper.ended_at.is_(None), _keeper.is_primary)


def rows_of(plan: Plan, actor: Actor, *columns: Any) -> sa.Select[Any]:
    """The prospects of ``plan`` whose part ``actor`` sees, with plan and client, without order."""
    return (
        sa.select(*columns)
        .select_from(PlanProspect)
        .join(Plan, Plan.id == PlanProspect.plan_id)
        .join(Client, Client.id == PlanProspect.client_id)
        .where(
            PlanProspect.plan_id == plan.id,
            Client.deleted_at.is_(None),
            people(actor, PlanProspect.manager_id),
        )
    )


@dataclass(frozen=True)
class Seat:
    """A prospect of a plan: the row with client and people, its contacts, its fate."""

    prospect: PlanProspect
    contacts: int
    fate: Fate

    @property
    def client(self) -> Client:
        """Whom it is about."""
        return self.prospect.client


def prospects(
    plan: Plan,
    *,
    actor: Actor,
    fate: Fate,
    manager_id: int | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Seat]:
    """A page of the prospects of ``plan`` with ``fate`` whose clients ``actor`` reaches: in work
    those without a next step first, dropped the latest first, won the latest first."""
    if fate is Fate.IN_WORK:
        order = [
            Order(sa.func.coalesce(
                Client.next_contact_at, NEVER, type_=Client.next_contact_at.type
            )),
            Order(Client.call_order),
        ]  # fmt: skip
    elif fate is Fate.DROPPED:
        order = [Order(PlanProspect.dropped_at, descending=True)]
    else:
        order = [Order(Client.client_since, descending=True)]
    ascending = fate is Fate.IN_WORK
    statement = (
        rows_of(plan, actor, PlanProspect, CONTACTS.label("contacts"))
        .where(within_reach(actor, "plans:read"), fate.value == FATE)
        .options(
            contains_eager(PlanProspect.client),
            joinedload(PlanProspect.manager),
            joinedload(PlanProspect.dropped_by),
        )
    )
    if manager_id is not None:
        statement = statement.where(PlanProspect.manager_id == manager_id)
    page: Page[Any] = keyset(
        statement,
        [*order, Order(PlanProspect.id, descending=not ascending)],
        cursor=cursor,
        limit=limit,
        scalars=False,
    )
    page.rows = [Seat(row[0], row[1], fate) for row in page.rows]
    return page


def prospect_of(public_id: str, *, plan: Plan, actor: Actor, permission: str) -> PlanProspect:
    """A prospect of ``plan`` with its client; NotFound beyond reach."""
    found = None
    if len(public_id) == PUBLIC_ID_LENGTH:
        found = db.session.execute(
            sa.select(PlanProspect)
            .join(PlanProspect.client)
            .where(
                PlanProspect.public_id == public_id,
                PlanProspect.plan_id == plan.id,
                Client.deleted_at.is_(None),
                within_reach(actor, permission),
                people(actor, PlanProspect.manager_id, permission),
            )
            .options(contains_eager(PlanProspect.client))
            .with_for_update(of=PlanProspect)
        ).scalar_one_or_none()
    if found is None:
        raise NotFound(_("There is no such prospect in the plan, or it is not yours to see."))
    return found


def is_taken(plan_id: int) -> sa.ColumnElement[bool]:
    """The condition that Client is in the plan, or worked in another open one."""
    return sa.exists().where(
        _seat.client_id == Client.id,
        _other.id == _seat.plan_id,
        sa.or_(
            _seat.plan_id == plan_id,
            sa.and_(_other.closed_at.is_(None), _seat.dropped_at.is_(None)),
        ),
    )


def candidates(plan: Plan, *, actor: Actor) -> sa.Select[Any]:
    """The clients of the target segment that can be taken: prospects, active, served by somebody
    whose part of the plan ``actor`` sees and who has a share, in no plan yet. Gives (client key,
    manager key), the most promising first."""
    shared = sa.select(PlanShare.employee_id).where(PlanShare.plan_id == plan.id)
    found: Any = (
        members(plan.segment, actor=actor)
        .join(_keeper, _IS_KEPT)
        .where(
            Client.lifecycle == Lifecycle.PROSPECT,
            Client.is_active.is_(True),
            _keeper.employee_id.in_(shared),
            people(actor, _keeper.employee_id, "plans:take"),
            within_reach(actor, "plans:take"),
            sa.not_(is_taken(plan.id)),
        )
        .with_only_columns(Client.id, _keeper.employee_id)
        .order_by(Client.call_order, Client.id)
    )
    return found  # type: ignore[no-any-return]


def available(plan: Plan, *, actor: Actor) -> dict[int, int]:
    """Employee → how many prospects of the target segment they serve and no plan has: what a
    share can be taken from. One statement."""
    inner = (
        members(plan.segment, actor=actor)
        .join(_keeper, _IS_KEPT)
        .where(
            Client.lifecycle == Lifecycle.PROSPECT,
            Client.is_active.is_(True),
            sa.not_(is_taken(plan.id)),
        )
        .with_only_columns(_keeper.employee_id.label("who"))
        .subquery()
    )
    rows = db.session.execute(sa.select(inner.c.who, sa.func.count()).group_by(inner.c.who))
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True)
class Hand:
    """One manager's part of a plan."""

    employee_id: int
    public_id: str
    name: str
    volume: int
    in_work: int
    no_step: int
    dropped: int
    won: int

    @property
    def taken(self) -> int:
        """Prospects ever taken."""
        return self.in_work + self.dropped + self.won


def managers_of(plan: Plan, *, actor: Actor) -> list[Hand]:
    """The parts of the managers that ``actor`` sees, by name. One statement."""
    working = Fate.IN_WORK.value == FATE
    worked = (
        rows_of(
            plan,
            actor,
            PlanProspect.manager_id.label("who"),
            sa.func.count().filter(working).label("in_work"),
            sa.func.count().filter(working, _stepless).label("no_step"),
            sa.func.count().filter(Fate.DROPPED.value == FATE).label("dropped"),
            sa.func.count().filter(Fate.WON.value == FATE).label("won"),
        )
        .group_by(PlanProspect.manager_id)
        .subquery()
    )
    shared = (
        sa.select(PlanShare.employee_id.label("who"), sa.func.sum(PlanShare.volume).label("volume"))
        .where(PlanShare.plan_id == plan.id, people(actor, PlanShare.employee_id))
        .group_by(PlanShare.employee_id)
        .subquery()
    )
    none = sa.literal(0)
    rows = db.session.execute(
        sa.select(
            Employee.id,
            Employee.public_id,
            name_of(Employee),
            sa.func.coalesce(shared.c.volume, none),
            *[
                sa.func.coalesce(worked.c[name], none)
                for name in ("in_work", "no_step", "dropped", "won")
            ],
        )
        .outerjoin(shared, shared.c.who == Employee.id)
        .outerjoin(worked, worked.c.who == Employee.id)
        .where(sa.or_(shared.c.who.is_not(None), worked.c.who.is_not(None)))
        .order_by(Employee.name_key, Employee.id)
    )
    return [Hand(*row[:3], *(int(value) for value in row[3:])) for row in rows]
