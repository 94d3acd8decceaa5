"""Assignments, handovers, colleagues."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload, selectinload

from ...clients.models import Assignment, Client
from ...clients.queries import within_reach
from ...core.db import db
from ...core.errors import NotFound
from ...core.pagination import Order, Page, keyset
from ...handovers.models import Handover, HandoverItem, HandoverReceiver, HandoverState
from ...handovers.queries import visible_to as handovers_visible
from ...policy.enforce import Actor
from ...staff.models import Employee
from .base import by_key


def assignments(
    actor: Actor,
    *,
    client_id: int | None,
    employee: str | None,
    is_open: bool | None,
    at: dt.datetime | None,
    cursor: str | None,
    limit: int,
) -> Page[Any]:
    """(Assignment, Client, Employee) of clients within reach, newest first; ``at``: those that held
    at that moment."""
    statement = _assignments(actor, "assignments:read")
    if client_id is not None:
        statement = statement.where(Assignment.client_id == client_id)
    if employee is not None:
        statement = statement.where(Employee.public_id == employee)
    if is_open is not None:
        ended = Assignment.ended_at
        statement = statement.where(ended.is_(None) if is_open else ended.is_not(None))
    if at is not None:
        ended = Assignment.ended_at
        statement = statement.where(
            Assignment.started_at <= at, sa.or_(ended.is_(None), ended > at)
        )
    order = [Order(Assignment.id, descending=True)]
    return keyset(statement, order, cursor=cursor, limit=limit, scalars=False)


def assignment(public_id: str, *, actor: Actor, permission: str) -> Any:
    """(Assignment, Client, Employee); :class:`NotFound` beyond reach."""
    row = db.session.execute(
        _assignments(actor, permission).where(Assignment.public_id == public_id)
    ).first()
    if row is None:
        raise NotFound(_("There is no such assignment, or it is not yours to see."))
    return row


def _assignments(actor: Actor, permission: str) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(Assignment, Client, Employee)
        .join(Client, Client.id == Assignment.client_id)
        .join(Employee, Employee.id == Assignment.employee_id)
        .where(Client.deleted_at.is_(None), within_reach(actor, permission, Assignment.client_id))
    )


def handovers(actor: Actor, *, cursor: str | None, limit: int) -> Page[Handover]:
    """Handovers ``actor`` may see, newest first."""
    return by_key(handovers_visible(actor), Handover.id, cursor, limit)


def substitutions(actor: Actor, *, cursor: str | None, limit: int) -> Page[Handover]:
    """Handovers with a day of return that ``actor`` may see and that were carried out."""
    those = handovers_visible(actor).where(
        Handover.returns_on.is_not(None),
        Handover.state.in_([HandoverState.DONE, HandoverState.RETURNED]),
    )
    return by_key(those, Handover.id, cursor, limit)


def handover_after(key: int) -> Handover:
    """The handover which a deed has just changed, with its people, read afresh."""
    return db.session.execute(
        sa.select(Handover)
        .where(Handover.id == key)
        .options(
            joinedload(Handover.leaver),
            joinedload(Handover.created_by),
            joinedload(Handover.signed_by),
            selectinload(Handover.receivers).joinedload(HandoverReceiver.employee),
        )
        .execution_options(populate_existing=True)
    ).scalar_one()


def handover_item_after(key: int) -> HandoverItem:
    """The client of a handover on whom a person has just decided, read afresh."""
    return db.session.execute(
        sa.select(HandoverItem)
        .where(HandoverItem.id == key)
        .options(joinedload(HandoverItem.client), joinedload(HandoverItem.receiver))
        .execution_options(populate_existing=True)
    ).scalar_one()


def employees(public_ids: Collection[str]) -> dict[str, int]:
    """Public id → key of the employees named."""
    rows = db.session.execute(
        sa.select(Employee.public_id, Employee.id).where(Employee.public_id.in_(public_ids))
    )
    return {row.public_id: row.id for row in rows}


def employee_after(key: int) -> Employee:
    """The employee who was just changed, with role and team, read afresh."""
    return db.session.execute(
        sa.select(Employee)
        .where(Employee.id == key)
        .options(joinedload(Employee.role), joinedload(Employee.team))
        .execution_options(populate_existing=True)
    ).scalar_one()
