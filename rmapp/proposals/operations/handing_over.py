"""The opportunity follows what was offered: one sum on the board and on the paper."""

from __future__ import annotations

from flask_babel import gettext as _

from ...core.errors import Conflict
from ...opportunities import operations as opportunities
from ...policy.enforce import Actor
from ..models import Proposal, ProposalState, ProposalVersion
from ..queries import held_version


def offered(version: ProposalVersion) -> list[opportunities.LineInput]:
    """The lines of ``version`` (products and tariffs loaded) as an opportunity takes them."""
    return [
        opportunities.LineInput(line.product, line.quantity, line.price) for line in version.lines
    ]


def hand_over(proposal: Proposal, *, actor: Actor) -> None:
    """After a proposal was sent or accepted its open opportunity says the same (rows loaded as
    ``queries.proposal_of`` does); an amount that somebody typed stays."""
    opportunities.take_over(
        proposal.opportunity,
        actor=actor,
        lines=offered(held_version(proposal)),
        source=proposal.number,
    )


def hand_over_by(proposal: Proposal, *, actor: Actor, version: int) -> None:
    """Put the lines and the sum of a proposal that was sent into its opportunity, as the deed of a
    person. ``version``: of the opportunity.

    Refuses (Forbidden) beyond ``opportunities:edit``, (Conflict) a stale version, a closed
    opportunity, and a proposal that nobody was offered.
    """
    if proposal.state not in (ProposalState.SENT, ProposalState.ACCEPTED):
        raise Conflict(_("Only a proposal that was sent or accepted can be taken over."))
    opportunities.take_over_by(
        proposal.opportunity,
        actor=actor,
        version=version,
        lines=offered(held_version(proposal)),
        source=proposal.number,
    )
