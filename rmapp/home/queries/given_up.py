"""Why nothing comes next: what was said when the last contact was recorded."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ...interactions.models import Interaction, InteractionState

#: As much of a note as a row of the day takes.
NOTE = 120


def none_because(client_id: Any) -> sa.ScalarSelect[str | None]:
    """The reason of the last contact with ``client_id`` why nothing comes next, and the beginning
    of its note, as ``code:note``; NULL where it gives none."""
    note = sa.func.left(Interaction.outcome_note, NOTE)
    return (
        sa.select(sa.cast(Interaction.no_next_reason, sa.Text) + ":" + note)
        .where(Interaction.client_id == client_id, Interaction.state == InteractionState.DONE)
        .order_by(Interaction.outcome_at.desc(), Interaction.id.desc())
        .limit(1)
        .scalar_subquery()
    )
