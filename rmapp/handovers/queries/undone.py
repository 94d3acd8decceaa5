"""What is to be told of a handover that was undone: by whom, and what goes on all the same."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from ...clients.models import Assignment, Client
from ...core import clock
from ...core.db import db
from ...core.journal import Operation
from ...interactions.models import Interaction, InteractionState
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


def dropped_by(handover: Handover) -> Employee | None:
    """Who gave it up."""
    key = handover.dropped_by_id
    return db.session.get(Employee, key) if key is not None else None


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


def left_open(handover: Handover, *, limit: int = 20) -> list[Interaction]:
    """Contacts that the receivers planned themselves with clients that went back, and that stand in
    their diaries still: somebody has to hold them or to call them off."""
    return list(
        db.session.scalars(
            sa.select(Interaction)
            .join(HandoverItem, HandoverItem.client_id == Interaction.client_id)
            .options(joinedload(Interaction.client), joinedload(Interaction.manager))
            .where(
                HandoverItem.handover_id == handover.id,
                HandoverItem.state == ItemState.RETURNED,
                Interaction.manager_id == HandoverItem.receiver_id,
                Interaction.state == InteractionState.PLANNED,
                Interaction.created_at >= (handover.executed_at or clock.now()),
            )
            .order_by(Interaction.planned_at, Interaction.id)
            .limit(limit)
        )
    )


@dataclass(frozen=True)
class Elsewhere:
    """A client that an undo leaves where it is: somebody else serves it by now, since, and why; or
    it was merged ``into`` another record or lies in the bin, and nobody serves it."""

    client: Client
    manager: str = ""
    since: dt.datetime | None = None
    why: str = ""
    into: Client | None = None


def elsewhere(handover: Handover, *, limit: int = 50) -> list[Elsewhere]:
    """The conflicts of an undo, by name: clients of the handover whose first manager is neither the
    receiver nor the leaver any more, and those that are no clients of the base any more."""
    rows = db.session.execute(
        sa.select(Client, Employee, Assignment.started_at, Assignment.reason)
        .select_from(HandoverItem)
        .join(Client, Client.id == HandoverItem.client_id)
        .join(Assignment, _is_elsewhere(handover))
        .join(Employee, Employee.id == Assignment.employee_id)
        .where(*_gone_along(handover))
        .order_by(Client.name_key, Client.id)
        .limit(limit)
    )
    found = [Elsewhere(row[0], row[1].name, row[2], row[3]) for row in rows]
    other = aliased(Client)
    gone = db.session.execute(
        sa.select(Client, other)
        .join(HandoverItem, HandoverItem.client_id == Client.id)
        .outerjoin(other, other.id == Client.merged_into_id)
        .where(*_gone_along(handover), Client.deleted_at.is_not(None))
        .order_by(Client.name_key, Client.id)
        .limit(limit)
    )
    return found + [Elsewhere(row[0], into=row[1]) for row in gone]


def count_elsewhere(handover: Handover) -> int:
    """How many clients an undo would leave where they are."""
    served = (
        sa.select(sa.func.count())
        .select_from(HandoverItem)
        .join(Assignment, _is_elsewhere(handover))
        .where(*_gone_along(handover))
    )
    gone = (
        sa.select(sa.func.count())
        .select_from(HandoverItem)
        .join(Client, Client.id == HandoverItem.client_id)
        .where(*_gone_along(handover), Client.deleted_at.is_not(None))
    )
    both = sa.select(served.scalar_subquery() + gone.scalar_subquery())
    return int(db.session.scalar(both) or 0)


def _is_elsewhere(handover: Handover) -> sa.ColumnElement[bool]:
    return sa.and_(
        Assignment.client_id == HandoverItem.client_id,
        Assignment.ended_at.is_(None),
        Assignment.is_primary,
        Assignment.employee_id.not_in((handover.leaver_id, HandoverItem.receiver_id)),
        Assignment.started_at > (handover.executed_at or clock.now()),
    )


def _gone_along(handover: Handover) -> list[sa.ColumnElement[bool]]:
    """Who went along and is not back; not those whom the leaver served beside another: their first
    manager was somebody else before as well."""
    stays = (ItemState.RETURNED, ItemState.LEFT_OUT)
    first = aliased(Assignment)
    was_first = sa.exists().where(
        first.client_id == HandoverItem.client_id,
        first.employee_id == handover.leaver_id,
        first.is_primary,
        first.ended_at == handover.executed_at,
    )
    return [HandoverItem.handover_id == handover.id, HandoverItem.state.not_in(stays), was_first]
