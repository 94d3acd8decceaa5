"""Opportunities, proposals, letters."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from ...clients.models import Client
from ...clients.queries import within_reach
from ...core.db import db
from ...core.errors import NotFound
from ...core.pagination import Page
from ...opportunities.models import FunnelStage, Opportunity, OpportunityLine
from ...outbox.models import Message
from ...outbox.states import State
from ...policy.enforce import Actor
from ...proposals.models import Proposal, ProposalState
from ...proposals.queries import WITH_VERSIONS
from .base import by_key, key_of_employee


def opportunities(
    actor: Actor,
    *,
    client_id: int | None,
    manager: str | None,
    stage: str | None,
    is_open: bool | None,
    cursor: str | None,
    limit: int,
) -> Page[Opportunity]:
    """Opportunities within reach, newest first."""
    statement = (
        sa.select(Opportunity)
        .join(Opportunity.client)
        .join(Opportunity.stage)
        .options(
            contains_eager(Opportunity.client),
            contains_eager(Opportunity.stage),
            joinedload(Opportunity.manager),
        )
        .where(
            Client.deleted_at.is_(None),
            within_reach(actor, "opportunities:read", Opportunity.client_id),
        )
    )
    if client_id is not None:
        statement = statement.where(Opportunity.client_id == client_id)
    if manager is not None:
        statement = statement.where(Opportunity.manager_id.in_(key_of_employee(manager)))
    if stage is not None:
        statement = statement.where(FunnelStage.code == stage)
    if is_open is not None:
        closed = Opportunity.closed_at
        statement = statement.where(closed.is_(None) if is_open else closed.is_not(None))
    return by_key(statement, Opportunity.id, cursor, limit)


def opportunity_after(public_id: str) -> Opportunity:
    """The opportunity that was just opened, with stage, people and lines, read afresh."""
    return db.session.execute(
        sa.select(Opportunity)
        .where(Opportunity.public_id == public_id)
        .options(
            joinedload(Opportunity.client),
            joinedload(Opportunity.stage),
            joinedload(Opportunity.manager),
            selectinload(Opportunity.lines).joinedload(OpportunityLine.product),
        )
        .execution_options(populate_existing=True)
    ).scalar_one()


def proposals(
    actor: Actor,
    *,
    client_id: int | None,
    opportunity: str | None,
    state: ProposalState | None,
    cursor: str | None,
    limit: int,
) -> Page[Proposal]:
    """Proposals within reach, newest first."""
    statement = (
        sa.select(Proposal)
        .join(Proposal.client)
        .options(
            contains_eager(Proposal.client),
            joinedload(Proposal.manager),
            joinedload(Proposal.opportunity),
        )
        .where(
            Client.deleted_at.is_(None), within_reach(actor, "proposals:read", Proposal.client_id)
        )
    )
    if client_id is not None:
        statement = statement.where(Proposal.client_id == client_id)
    if opportunity is not None:
        chosen = sa.select(Opportunity.id).where(Opportunity.public_id == opportunity)
        statement = statement.where(Proposal.opportunity_id.in_(chosen))
    if state is not None:
        statement = statement.where(Proposal.state == state)
    return by_key(statement, Proposal.id, cursor, limit)


def proposal_after(key: int) -> Proposal:
    """The proposal which a deed has just changed, with everything of it, read afresh."""
    return db.session.execute(
        sa.select(Proposal)
        .where(Proposal.id == key)
        .options(joinedload(Proposal.client), *WITH_VERSIONS)
        .execution_options(populate_existing=True)
    ).scalar_one()


def messages(
    actor: Actor,
    *,
    client_id: int | None,
    state: State | None,
    cursor: str | None,
    limit: int,
) -> Page[Message]:
    """Letters to clients within reach, newest first, each with its address."""
    statement = _messages(actor, "messages:read")
    if client_id is not None:
        statement = statement.where(Message.client_id == client_id)
    if state is not None:
        statement = statement.where(Message.state == state)
    return by_key(statement, Message.id, cursor, limit)


def message(public_id: str, *, actor: Actor, permission: str = "messages:read") -> Message:
    """One letter with its address; :class:`NotFound` beyond reach."""
    found: Message | None = db.session.execute(
        _messages(actor, permission)
        .where(Message.public_id == public_id)
        .execution_options(populate_existing=True)
    ).scalar_one_or_none()
    if found is None:
        raise NotFound(_("There is no such letter, or it is not yours to see."))
    return found


def _messages(actor: Actor, permission: str) -> sa.Select[Any]:
    return (
        sa.select(Message)
        .join(Client, Client.id == Message.client_id)
        .options(joinedload(Message.recipient))
        .where(Client.deleted_at.is_(None), within_reach(actor, permission, Message.client_id))
    )
