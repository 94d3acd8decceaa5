"""Plans, their shares and totals."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from ...clients.models import Client
from ...core.db import PUBLIC_ID_LENGTH, any_of, db
from ...core.errors import NotFound
from ...core.pagination import Order, Page, keyset
from ...policy.enforce import Actor
from ..models import Plan, PlanProspect, PlanShare
from .prospects import FATE, Fate
from .reach import found_by, people


@dataclass(frozen=True)
class Totals:
    """A plan as far as somebody sees it: what is to be won, and what became of the prospects."""

    volume: int = 0
    in_work: int = 0
    dropped: int = 0
    won: int = 0


@dataclass(frozen=True)
class PlanRow:
    """A plan with its totals."""

    plan: Plan
    totals: Totals


def plans_of(
    actor: Actor, *, closed: bool = False, cursor: str | None = None, limit: int = 50
) -> Page[PlanRow]:
    """The plans ``actor`` finds, open ones by deadline, closed ones the latest first."""
    statement = sa.select(Plan).where(found_by(actor)).options(joinedload(Plan.segment))
    if closed:
        statement = statement.where(Plan.closed_at.is_not(None))
        order = [Order(Plan.closed_at, descending=True), Order(Plan.id, descending=True)]
    else:
        statement = statement.where(Plan.closed_at.is_(None))
        order = [Order(Plan.deadline), Order(Plan.id)]
    page = keyset(statement, order, cursor=cursor, limit=limit)
    totals = totals_of([one.id for one in page.rows], actor=actor)
    page.rows = [PlanRow(one, totals.get(one.id, Totals())) for one in page.rows]
    return page


def totals_of(plan_ids: Collection[int], *, actor: Actor) -> dict[int, Totals]:
    """Plan → its totals over the people ``actor`` sees. One statement."""
    if not plan_ids:
        return {}
    wanted = any_of(sorted(plan_ids))
    shared = (
        sa.select(PlanShare.plan_id, sa.func.sum(PlanShare.volume).label("volume"))
        .where(PlanShare.plan_id == wanted, people(actor, PlanShare.employee_id))
        .group_by(PlanShare.plan_id)
        .subquery()
    )
    worked = (
        sa.select(
            PlanProspect.plan_id,
            *[sa.func.count().filter(fate.value == FATE).label(fate.value) for fate in Fate],
        )
        .join(Plan, Plan.id == PlanProspect.plan_id)
        .join(Client, Client.id == PlanProspect.client_id)
        .where(
            PlanProspect.plan_id == wanted,
            Client.deleted_at.is_(None),
            people(actor, PlanProspect.manager_id),
        )
        .group_by(PlanProspect.plan_id)
        .subquery()
    )
    none = sa.literal(0)
    rows = db.session.execute(
        sa.select(
            Plan.id,
            *[
                sa.func.coalesce(column, none)
                for column in (
                    shared.c.volume, worked.c.in_work, worked.c.dropped, worked.c.won,
                )
            ],
        )
        .outerjoin(shared, shared.c.plan_id == Plan.id)
        .outerjoin(worked, worked.c.plan_id == Plan.id)
        .where(Plan.id == wanted)
    )  # fmt: skip
    return {row[0]: Totals(*(int(value) for value in row[1:])) for row in rows}


def plan_of(public_id: str, *, actor: Actor, permission: str = "plans:read") -> Plan:
    """The plan ``public_id`` with its segment; NotFound beyond reach."""
    found = None
    if len(public_id) == PUBLIC_ID_LENGTH:
        found = db.session.execute(
            sa.select(Plan)
            .where(Plan.public_id == public_id, found_by(actor, permission))
            .options(joinedload(Plan.segment))
        ).scalar_one_or_none()
    if found is None:
        raise NotFound(_("There is no such plan, or it is not yours to see."))
    return found


def plan_held(plan_id: int) -> Plan:
    """The plan as it is now, its row held until the commit."""
    return db.session.execute(
        sa.select(Plan)
        .where(Plan.id == plan_id)
        .options(joinedload(Plan.segment))
        .with_for_update(of=Plan)
        .execution_options(populate_existing=True)
    ).scalar_one()


def shares_of(plan: Plan) -> dict[int, int]:
    """Employee → clients to be won, of the whole plan."""
    rows = db.session.execute(
        sa.select(PlanShare.employee_id, sa.func.sum(PlanShare.volume))
        .where(PlanShare.plan_id == plan.id)
        .group_by(PlanShare.employee_id)
    )
    return {row[0]: int(row[1]) for row in rows}


def for_taking(actor: Actor) -> list[Plan]:
    """The open plans into which ``actor`` may take prospects, by deadline."""
    return list(
        db.session.execute(
            sa.select(Plan)
            .where(Plan.closed_at.is_(None), found_by(actor, "plans:take"))
            .order_by(Plan.deadline, Plan.id)
            .limit(100)
        ).scalars()
    )


def titles(actor: Actor) -> dict[str, str]:
    """Public id → title of the plans ``actor`` finds, open ones first."""
    rows = db.session.execute(
        sa.select(Plan.public_id, Plan.title)
        .where(found_by(actor))
        .order_by(Plan.closed_at.is_not(None), Plan.deadline.desc(), Plan.id)
        .limit(200)
    )
    return {row[0]: row[1] for row in rows}


def newcomers_wanted() -> list[tuple[Plan, int]]:
    """(plan, employee) of the open plans that take newcomers by themselves."""
    rows = db.session.execute(
        sa.select(Plan, PlanShare.employee_id)
        .join(PlanShare, PlanShare.plan_id == Plan.id)
        .where(Plan.closed_at.is_(None), Plan.takes_newcomers)
        .options(joinedload(Plan.segment))
        .order_by(Plan.id, PlanShare.employee_id)
        .distinct()
        .limit(500)
    )
    return [(row[0], row[1]) for row in rows]
