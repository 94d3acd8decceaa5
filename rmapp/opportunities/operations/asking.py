"""What every change of an opportunity asks first."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import gettext as _

from ...clients.models import Client
from ...clients.queries import within_reach
from ...core.db import db
from ...core.errors import Conflict, Forbidden
from ...policy.enforce import Actor
from ..models import Opportunity
from ..rules import Standing


def may_edit(client_id: int, actor: Actor) -> None:
    """Refuse (Forbidden) a client beyond ``opportunities:edit``."""
    within = db.session.execute(
        sa.select(Client.id).where(
            Client.id == client_id,
            Client.deleted_at.is_(None),
            within_reach(actor, "opportunities:edit"),
        )
    ).first()
    if within is None:
        raise Forbidden(
            _("You may not change the opportunities of this client."),
            permission="opportunities:edit",
        )


def fresh(opportunity: Opportunity, version: int) -> None:
    """Refuse (Conflict) a stale version."""
    if opportunity.version != version:
        raise Conflict(_("Somebody changed this opportunity meanwhile. Open it anew and compare."))


def must_be_open(opportunity: Opportunity) -> None:
    """Refuse (Conflict) a closed one."""
    if opportunity.closed_at is not None:
        raise Conflict(_("This opportunity is closed. Open it again to change it."))


def standing(opportunity: Opportunity) -> Standing:
    """What it has of that for which stages ask (lines loaded)."""
    return Standing(
        bool(opportunity.lines),
        opportunity.amount,
        opportunity.proposal_sent_at is not None,
        opportunity.loss_reason is not None,
    )
