"""The proposals that are brought to a visit or a meeting (C3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import JSONB, insert

from ...core.db import db
from ...core.errors import Invalid
from ...core.formatting import money
from ...interactions.bringing import Paper, Papers, is_brought
from ...interactions.models import Interaction
from ..models import STATE_LABELS, Proposal, ProposalBrought, ProposalState

MOST = 12
#: A proposal that was declined, withdrawn or has expired is not brought again as it is.
LIVING = (ProposalState.DRAFT, ProposalState.SENT, ProposalState.ACCEPTED)


def _object() -> Any:
    columns = (Proposal.public_id, Proposal.number, Proposal.state, Proposal.total)
    pairs = [part for one in (*columns, Proposal.currency) for part in (sa.literal(one.key), one)]
    return sa.func.jsonb_build_object(*pairs, type_=JSONB)


def _brought(contact: Any) -> sa.ScalarSelect[Any]:
    return (
        sa.select(sa.func.jsonb_agg(_object(), type_=JSONB))
        .select_from(ProposalBrought)
        .join(Proposal, Proposal.id == ProposalBrought.proposal_id)
        .where(ProposalBrought.interaction_id == contact)
        .correlate(Interaction)
        .scalar_subquery()
    )


def _offered(client_id: int) -> list[Paper]:
    """The newest first."""
    rows = db.session.scalars(
        sa.select(_object())
        .where(Proposal.client_id == client_id, Proposal.state.in_(LIVING))
        .order_by(Proposal.id.desc())
        .limit(MOST)
    )
    return [_named(one) for one in rows]


def _named(said: Mapping[str, Any]) -> Paper:
    state = STATE_LABELS[ProposalState(said["state"])]
    total = money(said["total"], said["currency"])
    return Paper(said["public_id"], f"{said['number']}, {total}, {state}", "proposals.show")


def _keep(interaction: Interaction, keys: Sequence[str]) -> None:
    wanted = set(keys)
    found = set()
    if wanted:
        known = sa.select(Proposal.id).where(
            Proposal.client_id == interaction.client_id, Proposal.public_id.in_(wanted)
        )
        found = set(db.session.scalars(known))
    if len(found) != len(wanted):
        words = _("This proposal is not one of the client's.")
        raise Invalid(words, fields={"proposals": [words]})
    table: Any = ProposalBrought.__table__
    db.session.execute(
        sa.delete(table).where(
            table.c.interaction_id == interaction.id, table.c.proposal_id.not_in(found or [0])
        )
    )
    if found:
        rows = [{"interaction_id": interaction.id, "proposal_id": one} for one in sorted(found)]
        db.session.execute(insert(table).on_conflict_do_nothing(), rows)


is_brought(Papers("proposals:read", _offered, _brought, _named, _keep))
