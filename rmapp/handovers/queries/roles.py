"""In which role the clients of a handover are served: first, or beside the first manager."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from ...clients.models import Assignment
from ...core.db import any_of, db
from ..models import Handover, HandoverItem, HandoverReceiver


def serves_first(employee_id: int) -> sa.ColumnElement[bool]:
    """Whether ``employee_id`` is the first manager of the client of an item now."""
    return sa.exists().where(*_open_first(), Assignment.employee_id == employee_id)


def gets_first_manager(handover: Handover) -> sa.ColumnElement[bool]:
    """Whether the client of an item gets, or got, another first manager by ``handover``: of another
    deputy no client hears."""
    if handover.executed_at is None:
        return serves_first(handover.leaver_id)
    return sa.exists().where(
        *_open_first(),
        Assignment.employee_id == HandoverItem.receiver_id,
        Assignment.started_at >= handover.executed_at,
    )


def first_of_leaver(handover: Handover) -> set[int]:
    """The clients of ``handover`` that its leaver serves first, or did in the moment before."""
    held = (
        Assignment.ended_at.is_(None)
        if handover.executed_at is None
        else Assignment.ended_at == handover.executed_at
    )
    return set(
        db.session.scalars(
            sa.select(Assignment.client_id)
            .join(HandoverItem, HandoverItem.client_id == Assignment.client_id)
            .where(
                HandoverItem.handover_id == handover.id,
                Assignment.employee_id == handover.leaver_id,
                Assignment.is_primary,
                held,
            )
        )
    )


def served_first_by(employee_id: int, client_ids: Collection[int]) -> list[int]:
    """Those of ``client_ids`` whose first manager ``employee_id`` is."""
    return list(
        db.session.scalars(
            sa.select(Assignment.client_id)
            .where(
                Assignment.client_id == any_of(client_ids),
                Assignment.employee_id == employee_id,
                Assignment.is_primary,
                Assignment.ended_at.is_(None),
            )
            .order_by(Assignment.client_id)
        )
    )


def named_receivers(handover: Handover) -> list[int]:
    """The keys of those among whom the clients are shared out, in order of key."""
    return list(
        db.session.scalars(
            sa.select(HandoverReceiver.employee_id)
            .where(HandoverReceiver.handover_id == handover.id)
            .order_by(HandoverReceiver.employee_id)
        )
    )


def _open_first() -> tuple[Any, ...]:
    return (
        Assignment.client_id == HandoverItem.client_id,
        Assignment.is_primary,
        Assignment.ended_at.is_(None),
    )
