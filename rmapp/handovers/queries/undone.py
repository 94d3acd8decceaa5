"""What is to be told of a handover that was undone: by whom, and what goes on all the same."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ...clients.models import Client
from ...core.db import db
from ...core.journal import Operation
from ...schedules.queries import introductions_since
from ...staff.models import Employee
from ..models import Handover, HandoverItem, ItemState


def undone_by(handover: Handover) -> Employee | None:
    """Who undid it."""
    return db.session.scalars(
        sa.select(Employee)
        .join(Operation, Operation.undone_by_id == Employee.id)
        .where(Operation.id == handover.operation_id)
    ).one_or_none()


def going_on(handover: Handover, *, limit: int = 20) -> list[Any]:
    """Introductions with clients that went back which were worked on and so were not ended:
    ``(client, public_id of the series)``."""
    if handover.executed_at is None:
        return []
    back = sa.select(HandoverItem.client_id).where(
        HandoverItem.handover_id == handover.id, HandoverItem.state == ItemState.RETURNED
    )
    begun = introductions_since(list(db.session.scalars(back)), handover.executed_at)[:limit]
    clients = {
        one.id: one
        for one in db.session.scalars(
            sa.select(Client).where(Client.id.in_([row.client_id for row in begun]))
        )
    }
    return [(clients[row.client_id], row.public_id) for row in begun]
