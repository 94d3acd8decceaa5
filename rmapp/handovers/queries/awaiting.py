"""What still awaits its receiver: not what has moved on meanwhile, was merged or is in the bin."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ...clients.models import Assignment, Client
from ...core.db import db
from ...staff.models import Employee
from ..models import Handover, HandoverItem, HandoverState, ItemState


def is_with_receiver() -> sa.ColumnElement[bool]:
    """Whether the client of an item is in the base and still served by who received it, and has not
    come to them once more by a later handover, which then is the one that counts."""
    later = aliased(HandoverItem)
    serves = sa.exists().where(
        Assignment.client_id == HandoverItem.client_id,
        Assignment.employee_id == HandoverItem.receiver_id,
        Assignment.ended_at.is_(None),
    )
    is_there = sa.exists().where(
        Client.id == HandoverItem.client_id, Client.deleted_at.is_(None), Client.erased_at.is_(None)
    )
    serves, is_there = (one.correlate(HandoverItem) for one in (serves, is_there))
    came_again = sa.exists().where(
        later.client_id == HandoverItem.client_id,
        later.id > HandoverItem.id,
        later.receiver_id == HandoverItem.receiver_id,
        later.state.in_([ItemState.MOVED, ItemState.ACCEPTED, ItemState.DECLINED]),
    )
    return sa.and_(serves, is_there, sa.not_(came_again))


def still_awaits() -> sa.ColumnElement[bool]:
    """Whether an item awaits acceptance by its receiver now."""
    is_done = HandoverItem.handover_id.in_(
        sa.select(Handover.id).where(Handover.state == HandoverState.DONE)
    )
    return sa.and_(HandoverItem.state == ItemState.MOVED, is_done, is_with_receiver())


def count_awaiting(employee_id: int) -> sa.Select[Any]:
    """How many clients await acceptance by an employee, of all handovers."""
    return sa.select(sa.func.count(HandoverItem.client_id.distinct())).where(
        HandoverItem.receiver_id == employee_id, still_awaits()
    )


def moved_on(items: Collection[HandoverItem]) -> frozenset[int]:
    """The keys of those ``items`` that were never answered and await nobody any more."""
    asked = [one.id for one in items if one.state is ItemState.MOVED]
    if not asked:
        return frozenset()
    return frozenset(
        db.session.scalars(
            sa.select(HandoverItem.id).where(HandoverItem.id.in_(asked), sa.not_(still_awaits()))
        )
    )


def is_with(item: HandoverItem) -> bool:
    """Whether the client of an item is in the base and served by who received it."""
    found = sa.select(HandoverItem.id).where(HandoverItem.id == item.id, is_with_receiver())
    return db.session.scalar(found) is not None


def serves_by_now(client_id: int) -> tuple[Employee, Assignment] | None:
    """Who serves a client first now, and the assignment that says since when."""
    row = db.session.execute(
        sa.select(Employee, Assignment)
        .join(Assignment, Assignment.employee_id == Employee.id)
        .where(
            Assignment.client_id == client_id,
            Assignment.is_primary,
            Assignment.ended_at.is_(None),
        )
    ).one_or_none()
    return (row[0], row[1]) if row is not None else None
