"""Printing proposals: their lines, files and money."""

from __future__ import annotations

from ..proposals.models import Proposal, ProposalVersion
from ..proposals.queries import current_version
from .shapes.base import Money, named
from .shapes.proposals import ProposalContent, ProposalFileShown, ProposalLineShown, ProposalShown

_PLAIN = (
    "version", "number", "state", "language", "valid_until", "created_at", "sent_at",
    "answered_at", "answer_note",
)  # fmt: skip
_CONTENT = (
    "no", "addressee", "summary", "needs", "steps", "terms", "approval", "approval_reason",
    "approval_note", "frozen_at",
)  # fmt: skip


def proposal_shown(proposal: Proposal) -> ProposalShown:
    """A proposal (versions, lines and files loaded) with its content."""
    return proposal_line(proposal, _content(proposal, current_version(proposal)))


def proposal_line(proposal: Proposal, content: ProposalContent | None = None) -> ProposalShown:
    """A proposal in a list."""
    return ProposalShown(
        **{name: getattr(proposal, name) for name in _PLAIN},
        id=proposal.public_id,
        client=named(proposal.client, proposal.client.display_name),
        opportunity=named(proposal.opportunity, proposal.opportunity.title),
        manager=named(proposal.manager),
        total=Money(amount=proposal.total, currency=proposal.currency),
        content=content,
    )


def _content(proposal: Proposal, version: ProposalVersion) -> ProposalContent:
    def money(amount: int) -> Money:
        return Money(amount=amount, currency=proposal.currency)

    return ProposalContent(
        **{name: getattr(version, name) for name in _CONTENT},
        cost_now=Money.of(version.cost_now, proposal.currency),
        total=money(version.total),
        discount=money(version.discount),
        lines=[
            ProposalLineShown(
                product=named(one.product, one.product.name_en),
                quantity=one.quantity,
                tariff_price=money(one.tariff_price),
                discount=one.discount_percent,
                price=money(one.price),
                amount=money(one.amount),
            )
            for one in version.lines
        ],
        files=[ProposalFileShown.model_validate(one) for one in version.files],
    )
