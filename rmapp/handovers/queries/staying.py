"""What of a substitution would stay for good."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ...clients.models import Assignment, Client
from ...core.db import db
from ...staff.models import Employee
from ..models import Handover, HandoverItem
from .awaiting import is_with_receiver


@dataclass(frozen=True)
class Staying:
    """How many clients are with those who stand in, and how many of them are VIPs now whom they
    serve first: not as deputies."""

    clients: int
    vips: int

    def needs_second(self, over: int) -> bool:
        """Whether a second person signs: for VIPs, and for more than ``over`` clients."""
        return bool(self.vips) or self.clients > over


def staying(handover: Handover) -> Staying:
    """The clients of a substitution that would stay with those who stand in."""
    own = aliased(Client)  # is_with_receiver asks about the client by itself
    first = sa.exists().where(
        Assignment.client_id == own.id,
        Assignment.employee_id == HandoverItem.receiver_id,
        Assignment.ended_at.is_(None),
        Assignment.is_primary,
    )
    clients, vips = db.session.execute(
        sa.select(sa.func.count(), sa.func.count().filter(own.vip_tier != "", first))
        .select_from(HandoverItem)
        .join(own, own.id == HandoverItem.client_id)
        .where(HandoverItem.handover_id == handover.id, is_with_receiver())
    ).one()
    return Staying(int(clients), int(vips))


def asked_and_signed(handover: Handover) -> tuple[Employee | None, Employee | None]:
    """Who asked that the clients stay for good, and who signed it as the second person."""
    keys = (handover.permanence_asked_by_id, handover.permanence_signed_by_id)
    one, two = (db.session.get(Employee, key) if key is not None else None for key in keys)
    return one, two
