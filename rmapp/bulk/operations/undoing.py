"""Undoing a bulk deed: what still is as it left it goes back, later work is kept."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ...audit import operations as audit
from ...clients.models import Assignment
from ...clients.operations import refresh_search_many
from ...core import clock, journal
from ...core.db import db
from ...core.journal import ItemState, Operation, OperationItem, UndoPreview
from ...interactions.operations.dates import keep_dates
from ...policy.enforce import Actor, demand
from ...segments.models import SegmentMember
from .. import queries
from ..models import BulkDeed, Deed
from .series import keep_moved_on


def undo(operation: Operation, *, actor: Actor) -> list[UndoPreview]:
    """Undo the bulk deed written down as ``operation``; what was done, by table.

    Refuses with Forbidden, with Conflict when it was undone before or its time is over.
    """
    demand(actor, "operations:undo")
    bulk = queries.by_operation(operation.id)
    if bulk is not None and bulk.deed is Deed.ASSIGN:
        _keep_reassigned(operation)
    elif bulk is not None and bulk.deed is Deed.START:
        keep_moved_on(operation)
    done = journal.undo(operation, author_id=actor.employee_id)
    if bulk is not None:
        clients = queries.done_clients(bulk)
        if bulk.deed is Deed.LIST_REMOVE and clients:
            _return_members(bulk, clients, actor)
        elif bulk.deed in (Deed.PLAN, Deed.START):
            keep_dates(clients)
        elif bulk.deed is Deed.SET:
            refresh_search_many(clients)
    audit.record("operation:undone", actor=actor, obj=operation, name=operation.title)
    return done


def _keep_reassigned(operation: Operation) -> None:
    """Clients that somebody has given to yet another manager stay where they are."""
    item: Any = sa.alias(OperationItem.__table__, "made")
    mine = sa.select(item.c.row_id).where(
        item.c.operation_id == operation.id,
        item.c.table_name == "assignment",
        item.c.before.is_(None),
    )
    given_on = sa.select(Assignment.client_id).where(
        Assignment.ended_at.is_(None), Assignment.is_primary, Assignment.id.not_in(mine)
    )
    rows = sa.select(Assignment.id).where(Assignment.client_id.in_(given_on))
    db.session.execute(
        sa.update(OperationItem)
        .where(
            OperationItem.operation_id == operation.id,
            OperationItem.table_name == "assignment",
            OperationItem.row_id.in_(rows),
        )
        .values(state=ItemState.KEPT)
        .execution_options(synchronize_session=False)
    )


def _return_members(bulk: BulkDeed, clients: list[int], actor: Actor) -> None:
    db.session.execute(
        insert(SegmentMember)
        .values(
            [
                {
                    "segment_id": bulk.params["segment_id"],
                    "client_id": id,
                    "added_at": clock.now(),
                    "added_by_id": actor.employee_id,
                }
                for id in clients
            ]
        )
        .on_conflict_do_nothing()
    )
