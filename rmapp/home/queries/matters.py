"""What matters now beside the plan: promises near their day, letters without an answer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ...clients.models import Client
from ...clients.queries import within_reach
from ...core.db import db
from ...interactions.models import Interaction, Promise, PromiseState
from ...policy.enforce import Actor, can
from ...proposals.models import Proposal, ProposalState
from ..rules import Need

#: A sent proposal matters so many days before it expires.
EXPIRES_WITHIN = 7


@dataclass(frozen=True)
class Matter:
    """A promise due soon, a letter whose answer is late, a proposal about to expire."""

    need: Need
    client_public_id: str
    client_name: str
    vip_tier: str
    temperature: str
    text: str
    day: dt.date
    by_client: bool  # the client promised
    contact_public_id: str


def matters(
    actor: Actor, manager_id: int, today: dt.date, *, days: int = 3, limit: int = 12
) -> list[Matter]:
    """The open promises due within ``days``, the letters unanswered past their day and the
    proposals that expire within a week, the earliest first."""
    promises = (
        sa.select(
            sa.literal(Need.PROMISE.value),
            Client.public_id,
            Client.display_name,
            Client.vip_tier,
            Client.temperature,
            Promise.text,
            Promise.due_on.label("day"),
            Promise.side == "client",
            sa.func.coalesce(Interaction.public_id, ""),
        )
        .join(Client, Client.id == Promise.client_id)
        .outerjoin(Interaction, Interaction.id == Promise.interaction_id)
        .where(
            Promise.owner_id == manager_id,
            Promise.state == PromiseState.OPEN,
            Promise.due_on <= today + dt.timedelta(days=days),
            Client.deleted_at.is_(None),
            within_reach(actor, "interactions:read", each=True),
        )
        .order_by(Promise.due_on, Promise.id)
        .limit(limit)
    )
    letters = (
        sa.select(
            sa.literal(Need.ANSWER.value),
            Client.public_id,
            Client.display_name,
            Client.vip_tier,
            Client.temperature,
            Interaction.subject,
            Interaction.answer_by.label("day"),
            sa.false(),
            Interaction.public_id,
        )
        .join(Client, Client.id == Interaction.client_id)
        .where(
            Interaction.manager_id == manager_id,
            Interaction.answer_by < today,
            Interaction.answered_at.is_(None),
            Client.deleted_at.is_(None),
            within_reach(actor, "interactions:read", each=True),
        )
        .order_by(Interaction.answer_by, Interaction.id)
        .limit(limit)
    )
    parts = [promises, letters]
    if can(actor, "proposals:read"):
        parts.append(_expiring(actor, manager_id, today, limit))
    both = sa.union_all(*(one.subquery().select() for one in parts)).subquery()
    rows = db.session.execute(sa.select(both).order_by(both.c.day).limit(limit)).all()
    return [
        Matter(
            need=Need(need),
            client_public_id=client,
            client_name=name,
            vip_tier=tier,
            temperature=temperature.value,
            text=text,
            day=day,
            by_client=by_client,
            contact_public_id=contact,
        )
        for need, client, name, tier, temperature, text, day, by_client, contact in rows
    ]


def _expiring(actor: Actor, manager_id: int, today: dt.date, limit: int) -> Any:
    return (
        sa.select(
            sa.literal(Need.EXPIRES.value),
            Client.public_id,
            Client.display_name,
            Client.vip_tier,
            Client.temperature,
            Proposal.number,
            Proposal.valid_until.label("day"),
            sa.false(),
            Proposal.public_id,
        )
        .join(Client, Client.id == Proposal.client_id)
        .where(
            Proposal.manager_id == manager_id,
            Proposal.state == ProposalState.SENT,
            Proposal.valid_until.between(today, today + dt.timedelta(days=EXPIRES_WITHIN)),
            Client.deleted_at.is_(None),
            within_reach(actor, "proposals:read", each=True),
        )
        .order_by(Proposal.valid_until, Proposal.id)
        .limit(limit)
    )
