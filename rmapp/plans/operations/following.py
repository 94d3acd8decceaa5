"""What a plan does when one of its prospects is given up, or heard of again."""

from __future__ import annotations

from ...interactions.followers import follows_contacts
from ...interactions.models import Interaction, InteractionState
from ...interactions.words import GIVES_UP
from ...policy.enforce import Actor
from ..queries import open_rows_of
from ..words import BY_HAND
from .taking import reinstate, sift


@follows_contacts("plans")
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
