"""Letters of a client in the bin (D17): held, and let go when the client comes back."""

from __future__ import annotations

import sqlalchemy as sa

from ...core import clock
from ...core.db import db
from ...policy.enforce import Actor
from .. import place, records, transitions
from ..models import Message, MessageEvent
from ..states import IN_BIN, Happening, State


def hold_for_bin(client_id: int, *, actor: Actor) -> int:
    """Hold what waits for the client; return how many. What is leaving already leaves."""
    waiting = db.session.execute(
        sa.select(Message.id)
        .where(Message.client_id == client_id, Message.state == State.PENDING)
        .order_by(Message.id)
    ).scalars()
    held = [id for id in waiting if transitions.hold(id)]
    records.happened(held, Happening.HELD, IN_BIN, by_id=actor.employee_id)
    return len(held)


def release_from_bin(client_id: int, *, actor: Actor) -> int:
    """Let go what the bin held and nobody else; return how many. What a person had held before
    stays held."""
    newest = (
        sa.select(MessageEvent.detail)
        .where(MessageEvent.outbox_message_id == Message.id)
        .order_by(MessageEvent.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    held = list(
        db.session.execute(
            sa.select(Message.id, Message.next_at, Message.not_after)
            .where(Message.client_id == client_id, Message.state == State.HELD, newest == IN_BIN)
            .order_by(Message.id)
        )
    )
    until = clock.now() + place.limits().lateness
    released = [
        row.id for row in held if transitions.release(row.id, not_after=until, next_at=row.next_at)
    ]
    records.happened(released, Happening.RELEASED, IN_BIN, by_id=actor.employee_id)
    return len(released)
