"""A need that was found in a contact becomes an opportunity (C5)."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ...clients.models import Client
from ...core.db import db
from ...interactions.followers import (
    Consequence,
    Hanging,
    brought_by_outcomes,
    follows_contacts,
)
from ...interactions.models import Interaction, InteractionState
from ...policy.enforce import Actor
from ..models import LossReason, Opportunity
from .editing import open_opportunity
from .stages import lose


@follows_contacts("opportunities")
def follow(interaction: Interaction, actor: Actor) -> None:
    """Open an opportunity for the need, when whoever recorded the outcome asked for one; in the
    same transaction. Refuses with Forbidden without ``opportunities:edit``."""
    if interaction.state is not InteractionState.DONE or not interaction.wants_opportunity:
        return
    client = db.session.get_one(Client, interaction.client_id)
    open_opportunity(
        client,
        actor=actor,
        title=interaction.need,
        need=interaction.need,
        found_in_id=interaction.id,
    )
    interaction.wants_opportunity = False  # it is there


def _opened(interaction: Interaction) -> list[Opportunity]:
    wanted = sa.select(Opportunity).where(
        Opportunity.found_in_id == interaction.id, Opportunity.loss_reason.is_(None)
    )
    return list(db.session.execute(wanted.order_by(Opportunity.id)).scalars())


def _find(interaction: Interaction, actor: Actor) -> list[Hanging]:
    return [
        Hanging(
            f"opportunity:{one.public_id}",
            _l("Opportunity"),
            one.title,
            "" if one.closed_at is None else _("It is closed already."),
        )
        for one in _opened(interaction)
    ]


def _close(interaction: Interaction, keys: Sequence[str], actor: Actor, reason: str) -> None:
    """Close the opportunities of a need that was none: lost, with the reason of the correction."""
    for one in _opened(interaction):
        if f"opportunity:{one.public_id}" in keys:
            lose(one, actor=actor, version=one.version, reason=LossReason.NO_NEED, words=reason)


brought_by_outcomes(Consequence(_find, _close))
