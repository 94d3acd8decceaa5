"""Opportunities and stages one by one, of a client, and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from ...clients.models import Client
from ...clients.queries import within_reach
from ...core.db import PUBLIC_ID_LENGTH, db
from ...core.errors import NotFound
from ...core.pagination import COUNT_CAP, PAGE, Order, Page, keyset
from ...policy.enforce import Actor
from ...products.models import Product
from ...staff.models import Employee
from ..models import Ending, FunnelStage, Opportunity, OpportunityLine
from ..rules import Demand, Lack, Standing, lacks
from ..words import LACK_WORDS


def stages() -> list[FunnelStage]:
    """The stages of the funnel in order."""
    return list(
        db.session.execute(
            sa.select(FunnelStage).order_by(FunnelStage.position, FunnelStage.id)
        ).scalars()
    )


def stage_of(code: str) -> FunnelStage:
    """The stage ``code``; :class:`NotFound` when the funnel has none."""
    stage = db.session.execute(
        sa.select(FunnelStage).where(FunnelStage.code == code[:64])
    ).scalar_one_or_none()
    if stage is None:
        raise NotFound(_("There is no such stage."))
    return stage


def board_stages() -> list[FunnelStage]:
    """The stages that are lanes of the board: all but the lost one."""
    return [stage for stage in stages() if stage.ending is not Ending.LOST]


def visible_to(actor: Actor, permission: str = "opportunities:read") -> sa.ColumnElement[bool]:
    """The condition that an opportunity is of a client ``actor`` reaches, not in the bin."""
    return sa.and_(
        within_reach(actor, permission, Opportunity.client_id), Client.deleted_at.is_(None)
    )


def opportunity_of(
    public_id: str, *, actor: Actor, permission: str = "opportunities:read"
) -> Opportunity:
    """The opportunity with client, stage, manager and lines; :class:`NotFound` beyond reach."""
    found = None
    if len(public_id) == PUBLIC_ID_LENGTH:
        found = db.session.execute(
            sa.select(Opportunity)
            .join(Opportunity.client)
            .options(
                contains_eager(Opportunity.client),
                joinedload(Opportunity.stage),
                joinedload(Opportunity.manager),
                selectinload(Opportunity.lines)
                .joinedload(OpportunityLine.product)
                .selectinload(Product.tariffs),
            )
            .where(Opportunity.public_id == public_id, visible_to(actor, permission))
        ).scalar_one_or_none()
    if found is None:
        raise NotFound(_("There is no such opportunity, or it is not yours to see."))
    return found


def of_client(client_id: int, *, limit: int = 20) -> list[Opportunity]:
    """The opportunities of a client (for the card; the caller has checked the reach), open ones
    first, each with stage and manager."""
    return list(
        db.session.execute(
            sa.select(Opportunity)
            .options(joinedload(Opportunity.stage), joinedload(Opportunity.manager))
            .where(Opportunity.client_id == client_id)
            .order_by(Opportunity.closed_at.is_not(None), Opportunity.id.desc())
            .limit(limit)
        ).scalars()
    )


def listing(
    actor: Actor,
    *,
    stage: str | None = None,
    manager: str | None = None,
    mine: bool = False,
    closed: bool = False,
    cursor: str | None = None,
    limit: int = PAGE,
    count_to: int = COUNT_CAP,
) -> Page[Opportunity]:
    """The table: opportunities by amount, largest first; open ones unless ``closed``."""
    statement = (
        sa.select(Opportunity)
        .join(Opportunity.client)
        .join(Opportunity.stage)
        .join(Opportunity.manager)
        .options(
            contains_eager(Opportunity.client),
            contains_eager(Opportunity.stage),
            contains_eager(Opportunity.manager),
        )
        .where(visible_to(actor), *narrowed(actor, mine, manager))
    )
    if stage:
        statement = statement.where(FunnelStage.code == stage[:64])
    elif closed:
        statement = statement.where(Opportunity.closed_at.is_not(None))
    else:
        statement = statement.where(Opportunity.closed_at.is_(None))
    order = [Order(Opportunity.amount, descending=True), Order(Opportunity.id, descending=True)]
    return keyset(statement, order, cursor=cursor, limit=limit, counted=True, count_to=count_to)


def demand_of(stage: FunnelStage) -> Demand:
    """What ``stage`` asks of those who stand there."""
    return Demand(
        stage.needs_products,
        stage.needs_amount,
        stage.needs_proposal,
        stage.ending is Ending.LOST,
    )


def refusals(opportunity: Opportunity, among: Sequence[FunnelStage]) -> dict[str, str]:
    """Stage code → words, for the stages the opportunity (lines loaded) may not stand at."""
    standing = Standing(
        bool(opportunity.lines), opportunity.amount, opportunity.proposal_sent_at is not None
    )
    return {
        code: str(LACK_WORDS[lack])
        for lack, codes in missing(standing, opportunity.stage_id, among).items()
        for code in codes
    }


def missing(
    standing: Standing, stage_id: int, among: Sequence[FunnelStage]
) -> dict[Lack, list[str]]:
    """What is lacking → the codes of the stages that therefore refuse what stands at ``stage_id``
    and has ``standing``."""
    found: dict[Lack, list[str]] = {}
    for stage in among:
        lack = lacks(demand_of(stage), standing)
        if lack is not None and stage.id != stage_id:
            found.setdefault(lack, []).append(stage.code)
    return found


def open_of_client(client_id: int) -> list[Opportunity]:
    """The open opportunities of a client, newest first."""
    return list(
        db.session.execute(
            sa.select(Opportunity)
            .where(Opportunity.client_id == client_id, Opportunity.closed_at.is_(None))
            .order_by(Opportunity.id.desc())
            .limit(20)
        ).scalars()
    )


def narrowed(actor: Actor, mine: bool, manager: str | None) -> list[Any]:
    """The conditions of "mine" and of one manager (public id)."""
    if mine:
        return [Opportunity.manager_id == actor.employee_id]
    if manager:
        chosen = sa.select(Employee.id).where(Employee.public_id == manager[:PUBLIC_ID_LENGTH])
        return [Opportunity.manager_id.in_(chosen)]
    return []
