"""What matters now beside the plan: promises near their day, letters without an answer, answers to
invitations that ask for something."""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ...calendars.models import Answer, Invitation
from ...clients.models import Client
from ...clients.queries import Reaching, reaching, within_reach
from ...core import clock
from ...core.db import UTCDateTime, db
from ...interactions.models import Interaction, InteractionState, Promise, PromiseState
from ...interactions.words import Kind
from ...policy.enforce import Actor, can
from ...proposals.models import Proposal, ProposalState, ProposalVersion
from ..rules import Need

#: A sent proposal matters so many days before it expires.
EXPIRES_WITHIN = 7
_MANAGER = sa.bindparam("manager", type_=sa.BigInteger)
_TODAY, _UNTIL, _EXPIRES = (
    sa.bindparam(name, type_=sa.Date) for name in ("today", "until", "expires")
)
_MOST = sa.bindparam("most", type_=sa.Integer)
_NOW = sa.bindparam("now", type_=UTCDateTime())
_ZONE = sa.bindparam("zone", type_=sa.Text)
#: Answers after which the manager has something to do.
ASKING = (Answer.DECLINED, Answer.OTHER_TIME, Answer.CALL)


@dataclass(frozen=True)
class Matter:
    """A promise due soon, a letter whose answer is late, a proposal about to expire, a meeting
    ahead to which its reader does not come, asks for another time or to be called."""

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
    """The answers to invitations that ask for something; then the open promises due within
    ``days``, the letters unanswered past their day and the proposals that expire within a week,
    the earliest first."""
    asked = {
        "manager": manager_id,
        "today": today,
        "until": today + dt.timedelta(days=days),
        "expires": today + dt.timedelta(days=EXPIRES_WITHIN),
        "most": limit,
        "now": clock.now(),
        "zone": actor.zone,
    }
    rows = db.session.execute(_matters(reaching(actor)), asked).all()
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


@functools.lru_cache(maxsize=256)
def _matters(reader: Reaching) -> Any:
    """The first ``:most`` matters of ``:manager`` for ``:today``: built once for each person."""
    actor = reader.actor
    promises = (
        sa.select(
            sa.literal(Need.PROMISE.value).label("need"),
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
            Promise.owner_id == _MANAGER,
            Promise.state == PromiseState.OPEN,
            Promise.due_on <= _UNTIL,
            Client.deleted_at.is_(None),
            within_reach(actor, "interactions:read", each=True),
        )
        .order_by(Promise.due_on, Promise.id)
        .limit(_MOST)
    )
    # a talk answers an e-mail, a letter on paper it does not
    has_not_spoken = sa.or_(
        Interaction.kind != Kind.EMAIL,
        Client.last_contact_at.is_(None),
        Client.last_contact_at < Interaction.outcome_at,
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
            Interaction.manager_id == _MANAGER,
            Interaction.answer_by < _TODAY,
            Interaction.answered_at.is_(None),
            has_not_spoken,
            Client.deleted_at.is_(None),
            within_reach(actor, "interactions:read", each=True),
        )
        .order_by(Interaction.answer_by, Interaction.id)
        .limit(_MOST)
    )
    parts = [promises, letters, _asking(actor)]
    if can(actor, "proposals:read"):
        parts.append(_expiring(actor))
    both = sa.union_all(*(one.subquery().select() for one in parts)).subquery()
    waits_longer = both.c.need != Need.REPLY.value  # whoever answered waits for us
    return sa.select(both).order_by(waits_longer, both.c.day).limit(_MOST)


def _asking(actor: Actor) -> Any:
    """Meetings ahead whose reader asks for something, by their day. A contact that moved is asked
    anew; who asked to be called and was spoken with since asks no more."""
    day = sa.cast(sa.func.timezone(_ZONE, Interaction.planned_at), sa.Date)
    was_called = sa.and_(
        Invitation.answer == Answer.CALL, Client.last_contact_at > Invitation.answered_at
    )
    return (
        sa.select(
            sa.literal(Need.REPLY.value),
            Client.public_id,
            Client.display_name,
            Client.vip_tier,
            Client.temperature,
            sa.cast(Invitation.answer, sa.Text),
            day.label("day"),
            sa.false(),
            Interaction.public_id,
        )
        .join(Interaction, Interaction.id == Invitation.interaction_id)
        .join(Client, Client.id == Interaction.client_id)
        .where(
            Invitation.ended_at.is_(None),
            Invitation.answer.in_(ASKING),
            Invitation.is_colleague.is_(False),
            Invitation.told_starts == Interaction.planned_at,
            sa.func.coalesce(was_called, sa.false()).is_(False),
            Interaction.manager_id == _MANAGER,
            Interaction.state == InteractionState.PLANNED,
            Interaction.ends_at > _NOW,
            Client.deleted_at.is_(None),
            within_reach(actor, "interactions:read", each=True),
        )
        .order_by(Interaction.planned_at, Invitation.id)
        .limit(_MOST)
    )


def _expiring(actor: Actor) -> Any:
    """By the last day of the version that the client holds."""
    day = sa.func.coalesce(ProposalVersion.valid_until, Proposal.valid_until)
    return (
        sa.select(
            sa.literal(Need.EXPIRES.value),
            Client.public_id,
            Client.display_name,
            Client.vip_tier,
            Client.temperature,
            Proposal.number,
            day.label("day"),
            sa.false(),
            Proposal.public_id,
        )
        .join(Client, Client.id == Proposal.client_id)
        .outerjoin(
            ProposalVersion,
            sa.and_(
                ProposalVersion.proposal_id == Proposal.id, ProposalVersion.no == Proposal.sent_no
            ),
        )
        .where(
            Proposal.manager_id == _MANAGER,
            Proposal.state == ProposalState.SENT,
            day.between(_TODAY, _EXPIRES),
            Client.deleted_at.is_(None),
            within_reach(actor, "proposals:read", each=True),
        )
        .order_by(day, Proposal.id)
        .limit(_MOST)
    )
