"""What a plan does when one of its prospects is given up, or heard of again."""

from __future__ import annotations

from ...interactions.followers import Was, follows_contacts, reverts_outcomes
from ...interactions.models import Interaction, InteractionState
from ...interactions.words import GIVES_UP
from ...policy.enforce import Actor
from ..queries import is_in_open_plan, open_rows_of
from ..words import BY_HAND
from .taking import reinstate, sift


@follows_contacts("plans", concerns=lambda _contact, client: is_in_open_plan(client))
def follow(interaction: Interaction, actor: Actor) -> None:
    """An outcome that gives the prospect up sifts it out of its open plans, with the number of the
    contact, the reason and who recorded it; a later contact that goes on brings it back, unless
    somebody took it out by hand."""
    if interaction.state is not InteractionState.DONE:
        return
    reason = interaction.no_next_reason
    for prospect in open_rows_of(interaction.client_id):
        if reason in GIVES_UP:
            if prospect.dropped_at is None:
                sift(
                    prospect,
                    actor=actor,
                    reason=reason.value if reason else "",
                    number=interaction.contact_number,
                    note=interaction.outcome_note,
                )
        elif prospect.dropped_at is not None and prospect.drop_reason != BY_HAND:
            reinstate(prospect)


@reverts_outcomes
def revert(interaction: Interaction, was: Was, actor: Actor) -> None:
    """Bring back the prospects that the outcome ``was`` sifted out, when it says so no more."""
    reason = was.no_next_reason
    if reason not in GIVES_UP or interaction.no_next_reason is reason:
        return
    for prospect in open_rows_of(interaction.client_id):
        if prospect.drop_reason == reason and prospect.drop_contact == was.number:
            reinstate(prospect)
