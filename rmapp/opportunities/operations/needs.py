"""A need that was found in a contact becomes an opportunity (C5)."""

from __future__ import annotations

from ...clients.models import Client
from ...core.db import db
from ...interactions.followers import follows_contacts
from ...interactions.models import Interaction, InteractionState
from ...policy.enforce import Actor
from .editing import open_opportunity


@follows_contacts("opportunities")
def follow(interaction: Interaction, actor: Actor) -> None:
    """Open an opportunity for the need, when whoever recorded the outcome asked for one; in the
    same transaction. Refuses with Forbidden without ``opportunities:edit``."""
    if interaction.state is not InteractionState.DONE or not interaction.wants_opportunity:
        return
    client = db.session.get_one(Client, interaction.client_id)
    open_opportunity(client, actor=actor, title=interaction.need, need=interaction.need)
    interaction.wants_opportunity = False  # it is there
