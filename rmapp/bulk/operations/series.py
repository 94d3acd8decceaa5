"""Deeds that plan: a series with each client, a place in a plan; and what undoing them takes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from ...core import journal
from ...core.db import db
from ...core.journal import ItemState, Operation, OperationItem
from ...interactions.models import Interaction
from ...plans.models import Plan, PlanProspect, Way
from ...plans.operations.taking import seat
from ...policy.enforce import Actor
from ...schedules.models import Schedule, ScheduleStep
from ...schedules.operations import start_many
from ...schedules.queries import in_force
from .. import queries
from ..models import BulkDeed

SCHEDULES: Any = Schedule.__table__
CONTACTS: Any = Interaction.__table__
PROSPECTS: Any = PlanProspect.__table__


def take(bulk: BulkDeed, operation: Operation, ids: list[int], actor: Actor) -> None:
    """Into the plan, each with who serves it first."""
    plan = db.session.get_one(Plan, bulk.params["plan_id"])
    served = [(client.id, owner.id) for client, owner in queries.served_first(ids)]
    made = seat(plan, served, actor=actor, way=Way.LIST)
    journal.made(operation, PROSPECTS, [one.id for one in made], ["dropped_at", "manager_id"])


def start(bulk: BulkDeed, operation: Operation, ids: list[int], actor: Actor) -> dict[int, str]:
    """The series with each, in the diary of who serves the client first; client → why not."""
    made, refused = start_many(
        in_force(bulk.params["template"]),
        queries.served_first(ids),
        actor=actor,
        starts_on=dt.date.fromisoformat(bulk.params["starts_on"]),
    )
    contacts = [one.interaction_id for schedule in made for one in schedule.steps]
    # the contacts first: an undo goes backwards, and the steps name their contacts
    planned = [id for id in contacts if id is not None]
    journal.made(operation, CONTACTS, planned, ["state", "planned_at", "version"])
    journal.made(operation, SCHEDULES, [one.id for one in made], ["state", "version"])
    return refused


def keep_moved_on(operation: Operation) -> None:
    """Series in which something has happened stay whole when their start is undone."""
    item: Any = sa.alias(OperationItem.__table__, "series")
    moved_on = (
        sa.select(ScheduleStep.interaction_id)
        .join(Schedule, Schedule.id == ScheduleStep.schedule_id)
        .join(
            item,
            sa.and_(
                item.c.operation_id == operation.id,
                item.c.table_name == SCHEDULES.name,
                item.c.row_id == Schedule.id,
            ),
        )
        .where(
            ScheduleStep.interaction_id.is_not(None),
            sa.or_(
                sa.cast(item.c.after["version"].astext, sa.Integer) != Schedule.version,
                item.c.after["state"].astext != sa.cast(Schedule.state, sa.Text),
            ),
        )
    )
    db.session.execute(
        sa.update(OperationItem)
        .where(
            OperationItem.operation_id == operation.id,
            OperationItem.table_name == CONTACTS.name,
            OperationItem.row_id.in_(moved_on),
        )
        .values(state=ItemState.KEPT)
        .execution_options(synchronize_session=False)
    )
