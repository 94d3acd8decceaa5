"""What every change of a proposal asks first."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import gettext as _

from ...clients.models import Client
from ...clients.queries import within_reach
from ...core.db import db
from ...core.errors import Conflict, Forbidden
from ...policy.enforce import Actor
from ..models import Proposal, ProposalVersion
from ..queries import current_version


def may(permission: str, client_id: int, actor: Actor) -> None:
    """Refuse (Forbidden) a client beyond ``permission``."""
    within = db.session.execute(
        sa.select(Client.id).where(
            Client.id == client_id, Client.deleted_at.is_(None), within_reach(actor, permission)
        )
    ).first()
    if within is None:
        raise Forbidden(
            _("You may not change the proposals of this client."), permission=permission
        )


def fresh(proposal: Proposal, version: int) -> None:
    """Refuse (Conflict) a stale version."""
    if proposal.version != version:
        raise Conflict(_("Somebody changed this proposal meanwhile. Open it anew and compare."))


def not_printed(signs: Sequence[str]) -> str:
    """What is said of ``signs`` that the paper cannot show."""
    return str(
        _(
            "The PDF cannot show these signs: %(signs)s. Take them out or say it in words.",
            signs=" ".join(signs[:20]),
        )
    )


def draft_of(proposal: Proposal) -> ProposalVersion:
    """The version being written. Refuses (Conflict) when it was sent: what was sent is frozen."""
    version = current_version(proposal)
    if not proposal.is_in_work or version.frozen_at is not None:
        raise Conflict(_("This proposal has been sent and is frozen. Make a new version of it."))
    return version
