"""What the receivers began when they accepted ends with the undo, unless it was worked on."""

from __future__ import annotations

import sqlalchemy as sa

from ...core.db import db
from ...interactions.models import Interaction
from ...interactions.operations import call_off_untouched
from ...interactions.words import Purpose
from ...schedules.operations import take_back
from ..models import Handover, HandoverItem, ItemState


def end_beginnings(handover: Handover, *, reason: str, only: int | None = None) -> int:
    """End the introductions and the first calls begun with the clients that went back (``only``
    one of them, if named); return with how many clients. What somebody has done, moved or changed
    since goes on, and the page names it."""
    if handover.executed_at is None:
        return 0
    mine = [HandoverItem.handover_id == handover.id, HandoverItem.state == ItemState.RETURNED]
    if only is not None:
        mine.append(HandoverItem.client_id == only)
    clients = list(db.session.scalars(sa.select(HandoverItem.client_id).where(*mine)))
    if not clients:
        return 0
    ended = take_back(clients, since=handover.executed_at, reason=reason)
    calls = (
        sa.select(Interaction.id)
        .join(HandoverItem, HandoverItem.client_id == Interaction.client_id)
        .where(
            *mine,
            Interaction.created_by_id == HandoverItem.receiver_id,
            Interaction.created_at >= handover.executed_at,
            Interaction.purpose == Purpose.ACQUAINTANCE,
        )
    )
    return max(ended, len(call_off_untouched(calls, reason=reason)))
