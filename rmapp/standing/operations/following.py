"""The temperature after a contact."""

from __future__ import annotations

from ...interactions.followers import Was, follows_contacts, reverts_outcomes
from ...interactions.models import Interaction, InteractionState
from ...policy.enforce import Actor
from .temperature import forget_word, take


@follows_contacts("standing")
def follow(interaction: Interaction, actor: Actor) -> None:
    """An outcome takes the temperature anew; what the colleague said in it is their word."""
    if interaction.state is InteractionState.DONE:
        word = interaction.temperature_after
        take([interaction.client_id], actor=actor, word=word)


@reverts_outcomes
def revert(interaction: Interaction, was: Was, actor: Actor) -> None:
    """Forget the word said in an outcome that was corrected or undone, unless a newer one stands,
    and take the temperature anew with what is said now."""
    is_free = forget_word(interaction.client_id, was.temperature, since=was.at)
    take(
        [interaction.client_id],
        actor=actor,
        word=interaction.temperature_after if is_free else None,
    )
