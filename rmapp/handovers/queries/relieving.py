"""What the one who hands clients over carries, now and afterwards."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from ...core.db import db
from ...interactions.models import Promise, PromiseState
from ...portfolios.queries import loads
from ..models import Handover, HandoverItem, ItemState


@dataclass(frozen=True)
class OwnLoad:
    """Points now, points when the chosen clients are gone, and the capacity."""

    before: int
    after: int
    capacity: int

    @property
    def over(self) -> int:
        """Points beyond the capacity now; 0 where there is room."""
        return max(0, self.before - self.capacity)


def own_load(handover: Handover) -> OwnLoad:
    """The load of the one whose clients change hands, while the handover is a draft."""
    load = loads([handover.leaver_id])[handover.leaver_id]
    going = db.session.scalar(
        sa.select(sa.func.coalesce(sa.func.sum(HandoverItem.points), 0)).where(
            HandoverItem.handover_id == handover.id, HandoverItem.state != ItemState.LEFT_OUT
        )
    )
    return OwnLoad(load.points, max(0, load.points - int(going or 0)), load.capacity)


def promised_by(employee_id: int) -> set[int]:
    """The keys of the clients to whom the employee owes something."""
    return set(
        db.session.scalars(
            sa.select(Promise.client_id).where(
                Promise.owner_id == employee_id, Promise.state == PromiseState.OPEN
            )
        )
    )
