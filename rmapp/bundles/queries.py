"""Every select of bundles."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from ..clients.models import Assignment, Client
from ..core.db import db
from ..handovers.models import Handover, HandoverItem, ItemState
from ..staff.models import Employee, name_of
from ..work.models import WorkItem
from .models import HandoverBundle

MOST = 2_000
"""Clients of one bundle: the VIPs and the heavy ones first."""
_WITH_RECEIVER = (ItemState.MOVED, ItemState.ACCEPTED, ItemState.DECLINED)


@dataclass(frozen=True)
class Contained:
    """A client of a bundle: who served it before and since when, until when the receiver
    introduces themselves and visits."""

    public_id: str
    is_vip: bool
    before: str
    since: dt.datetime | None
    meet_by: dt.date | None
    visit_by: dt.date | None


def clients_of(handover_id: int, employee_id: int) -> list[Contained]:
    """The clients that the handover gave to the employee and that are still there: VIPs first, then
    by weight and name; ``MOST`` at most."""
    since = (
        sa.select(sa.func.max(Assignment.started_at))
        .where(
            Assignment.client_id == HandoverItem.client_id,
            Assignment.employee_id == Handover.leaver_id,
            Assignment.ended_at <= Handover.executed_at,
        )
        .scalar_subquery()
    )
    rows = db.session.execute(
        sa.select(
            Client.public_id,
            HandoverItem.is_vip,
            name_of(Employee),
            since,
            HandoverItem.meet_by,
            HandoverItem.visit_by,
        )
        .join(HandoverItem, HandoverItem.client_id == Client.id)
        .join(Handover, Handover.id == HandoverItem.handover_id)
        .join(Employee, Employee.id == Handover.leaver_id)
        .where(
            HandoverItem.handover_id == handover_id,
            HandoverItem.receiver_id == employee_id,
            HandoverItem.state.in_(_WITH_RECEIVER),
            Client.deleted_at.is_(None),
        )
        .order_by(HandoverItem.is_vip.desc(), HandoverItem.points.desc(), Client.name_key)
        .limit(MOST)
    )
    return [Contained(*row) for row in rows]


def count_of(handover_id: int, employee_id: int) -> int:
    """How many clients the employee has of the handover."""
    return int(
        db.session.scalar(
            sa.select(sa.func.count()).where(
                HandoverItem.handover_id == handover_id,
                HandoverItem.receiver_id == employee_id,
                HandoverItem.state.in_(_WITH_RECEIVER),
            )
        )
        or 0
    )


def bundle_of(
    handover: Handover, employee_id: int, language: str
) -> tuple[HandoverBundle, WorkItem | None] | None:
    """The bundle with the work that makes it, if it was asked for."""
    row = db.session.execute(
        sa.select(HandoverBundle, WorkItem)
        .outerjoin(WorkItem, WorkItem.id == HandoverBundle.work_item_id)
        .where(
            HandoverBundle.handover_id == handover.id,
            HandoverBundle.employee_id == employee_id,
            HandoverBundle.language == language,
        )
    ).first()
    return (row[0], row[1]) if row else None
