"""The temperature after a contact."""

from __future__ import annotations

from ...interactions.followers import follows_contacts
from ...interactions.models import Interaction, InteractionState
from ...policy.enforce import Actor
from .temperature import take


@follows_contacts("standing")
def follow(interaction: Interaction, actor: Actor) -> None:
    """An outcome takes the temperature anew; what the colleague said in it is their word."""
    if interaction.state is InteractionState.DONE:
        word = interaction.temperature_after
        take([interaction.client_id], actor=actor, word=word)
