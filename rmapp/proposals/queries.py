"""Every select over proposals. Reach goes through the client: who sees it, sees them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from ..clients.models import Client, ContactPerson
from ..clients.queries import within_reach
from ..core.db import PUBLIC_ID_LENGTH, db
from ..core.errors import NotFound
from ..core.pagination import COUNT_CAP, PAGE, Order, Page, keyset
from ..opportunities.models import PERIODS, Opportunity
from ..policy.enforce import Actor
from ..products.models import Product
from .models import (
    ApprovalState,
    Proposal,
    ProposalFile,
    ProposalLine,
    ProposalState,
    ProposalVersion,
)

WITH_VERSIONS: tuple[Any, ...] = (
    selectinload(Proposal.versions)
    .selectinload(ProposalVersion.lines)
    .joinedload(ProposalLine.product)
    .selectinload(Product.tariffs),
    selectinload(Proposal.versions).selectinload(ProposalVersion.files),
    selectinload(Proposal.versions).joinedload(ProposalVersion.approved_by),
    joinedload(Proposal.manager),
    joinedload(Proposal.opportunity).selectinload(Opportunity.lines),
)

#: States in which a version can be in work: the client has not answered, nothing was withdrawn.
IN_WORK = (ProposalState.DRAFT, ProposalState.SENT, ProposalState.EXPIRED)


def visible_to(actor: Actor, permission: str = "proposals:read") -> sa.ColumnElement[bool]:
    """The condition that a proposal is of a client ``actor`` reaches, not in the bin."""
    return sa.and_(within_reach(actor, permission, Proposal.client_id), Client.deleted_at.is_(None))


def proposal_of(public_id: str, *, actor: Actor, permission: str = "proposals:read") -> Proposal:
    """The proposal with client, manager, opportunity, versions, lines and files.

    :class:`NotFound` beyond reach.
    """
    found = None
    if len(public_id) == PUBLIC_ID_LENGTH:
        found = db.session.execute(
            sa.select(Proposal)
            .join(Proposal.client)
            .options(contains_eager(Proposal.client), *WITH_VERSIONS)
            .where(Proposal.public_id == public_id, visible_to(actor, permission))
        ).scalar_one_or_none()
    if found is None:
        raise NotFound(_("There is no such proposal, or it is not yours to see."))
    return found


def proposal_by_id(proposal_id: int) -> Proposal | None:
    """The proposal as :func:`proposal_of` loads it, for letters: no person asks."""
    return db.session.execute(
        sa.select(Proposal)
        .options(joinedload(Proposal.client), *WITH_VERSIONS)
        .where(Proposal.id == proposal_id)
    ).scalar_one_or_none()


def current_version(proposal: Proposal) -> ProposalVersion:
    """The version that is being written, or was sent last (versions loaded)."""
    return next(one for one in proposal.versions if one.no == proposal.current_no)


def held_version(proposal: Proposal) -> ProposalVersion:
    """The version the client holds; before the first sending, the one in work (versions loaded)."""
    return version_no(proposal, proposal.sent_no or proposal.current_no)


def version_no(proposal: Proposal, no: int) -> ProposalVersion:
    """Version ``no`` (versions loaded); :class:`NotFound` when there is none."""
    for one in proposal.versions:
        if one.no == no:
            return one
    raise NotFound(_("There is no such version."))


def file_of(version: ProposalVersion, language: str) -> ProposalFile | None:
    """The frozen file of a version in a language, or None while it is a draft."""
    return next((file for file in version.files if file.language == language), None)


def listing(
    actor: Actor,
    *,
    state: ProposalState | None = None,
    to_approve: bool = False,
    mine: bool = False,
    cursor: str | None = None,
    limit: int = PAGE,
    count_to: int = COUNT_CAP,
) -> Page[Proposal]:
    """Proposals, newest first, with client, opportunity and manager."""
    statement = (
        sa.select(Proposal)
        .join(Proposal.client)
        .options(
            contains_eager(Proposal.client),
            joinedload(Proposal.manager),
            joinedload(Proposal.opportunity),
        )
        .where(visible_to(actor))
    )
    if state is not None:
        statement = statement.where(Proposal.state == state)
    if mine:
        statement = statement.where(Proposal.manager_id == actor.employee_id)
    if to_approve:
        statement = statement.where(_waits_for_approval())
    order = [Order(Proposal.id, descending=True)]
    return keyset(statement, order, cursor=cursor, limit=limit, counted=True, count_to=count_to)


def to_approve(actor: Actor) -> int:
    """How many proposals wait for the approval ``actor`` may give."""
    return int(db.session.scalar(sa.select(counted_to_approve(actor))) or 0)


def counted_to_approve(actor: Actor) -> sa.ScalarSelect[int]:
    """The count of :func:`to_approve` as a part of another statement: what somebody else wrote."""
    return (
        sa.select(sa.func.count())
        .select_from(Proposal)
        .join(Client, Client.id == Proposal.client_id)
        .where(
            visible_to(actor, "proposals:approve"),
            _waits_for_approval(but=actor.employee_id),
            Proposal.manager_id != actor.employee_id,
        )
        .scalar_subquery()
    )


def _waits_for_approval(*, but: int | None = None) -> sa.ColumnElement[bool]:
    """Whether the version in work was asked to be approved, by another than ``but``."""
    others = ProposalVersion.created_by_id.is_distinct_from(but) if but else sa.true()
    return sa.and_(
        Proposal.state.in_(IN_WORK),
        sa.exists().where(
            ProposalVersion.proposal_id == Proposal.id,
            ProposalVersion.no == Proposal.current_no,
            ProposalVersion.approval == ApprovalState.ASKED,
            others,
        ),
    )


def of_opportunity(opportunity: Opportunity) -> list[Proposal]:
    """The proposals made for an opportunity, newest first."""
    return list(
        db.session.execute(
            sa.select(Proposal)
            .where(Proposal.opportunity_id == opportunity.id)
            .order_by(Proposal.id.desc())
            .limit(20)
        ).scalars()
    )


def binding(proposals: Sequence[Proposal]) -> Proposal | None:
    """What holds of an opportunity's ``proposals`` (newest first): the one accepted, else the one
    sent last."""
    for state in (ProposalState.ACCEPTED, ProposalState.SENT):
        of_state = [one for one in proposals if one.state is state]
        if of_state:
            return max(of_state, key=lambda one: (one.sent_at or one.created_at, one.id))
    return None


def differs(opportunity: Opportunity, proposal: Proposal) -> bool:
    """Whether an opportunity (lines loaded) says other products, prices or another sum than the
    version of ``proposal`` that was sent."""
    offered = db.session.execute(
        sa.select(ProposalLine.product_id, ProposalLine.quantity, ProposalLine.price)
        .join(ProposalVersion, ProposalVersion.id == ProposalLine.proposal_version_id)
        .where(
            ProposalVersion.proposal_id == proposal.id,
            ProposalVersion.no == (proposal.sent_no or proposal.current_no),
        )
    ).all()
    own = {(one.product_id, one.quantity, one.price) for one in opportunity.lines}
    sums = (PERIODS * proposal.total, opportunity.amount)
    return own != {tuple(row) for row in offered} or sums[0] != sums[1]


def head_of(client_id: int) -> ContactPerson | None:
    """The contact person a proposal is addressed to first: the head, then who decides."""
    return db.session.execute(
        sa.select(ContactPerson)
        .where(ContactPerson.client_id == client_id, ContactPerson.deleted_at.is_(None))
        .order_by(
            ContactPerson.is_head.desc(),
            (ContactPerson.decision_role == "decides").desc(),
            ContactPerson.id,
        )
        .limit(1)
    ).scalar_one_or_none()
