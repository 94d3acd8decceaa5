"""What each deed does to up to five hundred clients: one statement a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ...clients import custom
from ...clients.models import Assignment, Client, ClientEvent, CustomField, CustomValue
from ...clients.operations import refresh_search_many
from ...core import clock, journal
from ...core.db import any_of, db, new_public_id
from ...core.journal import Operation
from ...dossiers.operations import kept
from ...interactions.models import Interaction
from ...interactions.operations.dates import keep_dates
from ...interactions.rules.next_step import USUAL_MINUTES
from ...interactions.words import Kind, Purpose
from ...policy.enforce import Actor
from ...segments.models import SegmentMember
from .. import diaries, queries
from ..models import BulkDeed, Deed
from . import series

CLIENTS: Any = Client.__table__
VALUES: Any = CustomValue.__table__
ASSIGNMENTS: Any = Assignment.__table__


def _pairs(rows: Any) -> dict[int, Any]:
    return {row[0]: row[1] for row in rows}


def _tell(
    ids: Iterable[int], kind: str, actor: Actor, details: Any, title: str = "", obj: Any = None
) -> None:
    """A fact into every client's history. ``details``: client → plain JSON, or one for all."""
    db.session.execute(
        sa.insert(ClientEvent),
        [
            {
                "client_id": id,
                "at": clock.now(),
                "kind": kind,
                "author_id": actor.employee_id,
                "title": title[:500],
                "detail": details(id),
                "object_kind": obj.__tablename__ if obj is not None else "",
                "object_public_id": obj.public_id if obj is not None else "",
            }
            for id in ids
        ],
    )


def set_field(bulk: BulkDeed, operation: Operation, ids: list[int], actor: Actor) -> None:
    """A field of the dossier, built-in or the bank's own."""
    if "custom_id" in bulk.params:
        _set_own(bulk, operation, ids, actor)
        return
    name = bulk.params["field"]
    column = getattr(Client, name)
    value = queries.typed(column.type, bulk.params["value"])
    before = {
        row[0]: row
        for row in db.session.execute(
            sa.select(Client.id, Client.version, column).where(Client.id == any_of(ids))
        )
    }
    journal.change(operation, CLIENTS, {name: value}, CLIENTS.c.id == any_of(ids))
    told = {was: kept(name, was) for was in {row[2] for row in before.values()} | {value}}
    _tell(
        ids,
        "changed",
        actor,
        lambda id: {
            "version": before[id][1],
            "changes": {name: [told[before[id][2]], told[value]]},
        },
        obj=bulk,
    )
    refresh_search_many(ids)


def _set_own(bulk: BulkDeed, operation: Operation, ids: list[int], actor: Actor) -> None:
    field = db.session.get_one(CustomField, bulk.params["custom_id"])
    column = bulk.params["column"]
    value = queries.typed(VALUES.c[column].type, bulk.params["value"])
    mine = sa.and_(VALUES.c.field_id == field.id, VALUES.c.client_id == any_of(ids))
    had = {
        row[0]: row[1]
        for row in db.session.execute(sa.select(VALUES.c.client_id, VALUES.c[column]).where(mine))
    }
    versions = _pairs(
        db.session.execute(sa.select(Client.id, Client.version).where(Client.id == any_of(ids)))
    )
    new = [id for id in ids if id not in had]
    if value is None:
        journal.removed(operation, VALUES, mine)
    else:
        journal.change(operation, VALUES, {column: value}, mine)
    if new and value is not None:
        made = db.session.execute(
            sa.insert(CustomValue).returning(CustomValue.id),
            [
                {
                    "client_id": id,
                    "field_id": field.id,
                    column: value,
                    "is_indexed": field.is_filterable,
                }
                for id in new
            ],
        ).scalars()
        journal.made(operation, VALUES, list(made), ["client_id", column])
    db.session.execute(
        sa.update(CLIENTS).where(CLIENTS.c.id == any_of(ids)).values(version=CLIENTS.c.version + 1)
    )
    _tell(
        ids,
        "changed",
        actor,
        lambda id: {
            "version": versions[id],
            "changes": {field.key: [custom.told(field, had.get(id)), custom.told(field, value)]},
        },
        obj=bulk,
    )
    if field.is_searchable:
        refresh_search_many(ids)


def assign(bulk: BulkDeed, operation: Operation, ids: list[int], actor: Actor) -> None:
    """End who serves the clients first, let the receiver serve them."""
    at, params = clock.now(), bulk.params
    open_ = sa.and_(ASSIGNMENTS.c.client_id == any_of(ids), ASSIGNMENTS.c.ended_at.is_(None))
    receiver = ASSIGNMENTS.c.employee_id == params["employee_id"]
    journal.change(
        operation,
        ASSIGNMENTS,
        {"ended_at": sa.func.greatest(at, ASSIGNMENTS.c.started_at)},
        sa.and_(open_, sa.or_(ASSIGNMENTS.c.is_primary, receiver)),
    )
    made = db.session.execute(
        sa.insert(Assignment).returning(Assignment.id),
        [
            {
                "public_id": new_public_id(),
                "client_id": id,
                "employee_id": params["employee_id"],
                "role": params["role"],
                "is_primary": True,
                "started_at": at,
                "reason": params.get("reason", ""),
                "assigned_by_id": actor.employee_id,
            }
            for id in ids
        ],
    ).scalars()
    journal.made(operation, ASSIGNMENTS, list(made), ["ended_at", "employee_id"])
    detail = {"role": params["role"], "employee": params["name"], "reason": bulk.title}
    _tell(ids, "assigned", actor, lambda _id: detail, title=params["name"], obj=bulk)


def _moments(bulk: BulkDeed, keepers: dict[int, int]) -> dict[int, dt.datetime]:
    """When each client of ``keepers`` is called: by the day of its keeper, or each at its own."""
    if "at" in bulk.params:
        return {id: diaries.moment_of(bulk.params, keeper) for id, keeper in keepers.items()}
    own = bulk.params["moments"]
    return {id: dt.datetime.fromisoformat(own[str(id)]) for id in keepers}


def plan(bulk: BulkDeed, operation: Operation, ids: list[int], actor: Actor) -> None:
    """A contact with each, in the diary of whoever serves the client first."""
    keepers = _pairs(
        db.session.execute(
            sa.select(Assignment.client_id, Assignment.employee_id).where(
                Assignment.client_id == any_of(ids),
                Assignment.ended_at.is_(None),
                Assignment.is_primary,
            )
        )
    )
    moments, kind = _moments(bulk, keepers), Kind(bulk.params.get("kind", Kind.CALL))
    minutes = USUAL_MINUTES[kind]
    past = _pairs(
        db.session.execute(
            sa.select(Interaction.client_id, sa.func.count())
            .where(Interaction.client_id == any_of(ids))
            .group_by(Interaction.client_id)
        )
    )
    made = db.session.execute(
        sa.insert(Interaction).returning(Interaction.id),
        [
            {
                "public_id": new_public_id(),
                "client_id": id,
                "manager_id": keepers[id],
                "diary_id": keepers[id],
                "kind": kind,
                "planned_at": moments[id],
                "ends_at": moments[id] + dt.timedelta(minutes=minutes),
                "minutes": minutes,
                "purpose": Purpose.OTHER,
                "purpose_text": bulk.params.get("about", ""),
                "contact_number": past.get(id, 0) + 1,
                "created_at": clock.now(),
                "created_by_id": actor.employee_id,
            }
            for id in ids
        ],
    ).scalars()
    table: Any = Interaction.__table__
    journal.made(operation, table, list(made), ["state", "planned_at", "version"])
    keep_dates(ids)
    _tell(ids, "contact-planned", actor, lambda id: {"at": moments[id].isoformat()}, obj=bulk)


def move_to_bin(bulk: BulkDeed, operation: Operation, ids: list[int], actor: Actor) -> None:
    """Out of every list and search."""
    journal.change(operation, CLIENTS, {"deleted_at": clock.now()}, CLIENTS.c.id == any_of(ids))
    _tell(ids, "deleted", actor, lambda _id: {"reason": bulk.params.get("reason", "")}, obj=bulk)


def list_add(bulk: BulkDeed, operation: Operation, ids: list[int], actor: Actor) -> None:
    """Into a static list."""
    made = db.session.execute(
        insert(SegmentMember)
        .values(
            [
                {
                    "segment_id": bulk.params["segment_id"],
                    "client_id": id,
                    "added_at": clock.now(),
                    "added_by_id": actor.employee_id,
                }
                for id in ids
            ]
        )
        .on_conflict_do_nothing()
        .returning(SegmentMember.id)
    ).scalars()
    table: Any = SegmentMember.__table__
    journal.made(operation, table, list(made), ["segment_id", "client_id"])


def list_remove(bulk: BulkDeed, operation: Operation, ids: list[int], actor: Actor) -> None:
    """Off a static list; the items of the deed remember who was on it."""
    db.session.execute(
        sa.delete(SegmentMember).where(
            SegmentMember.segment_id == bulk.params["segment_id"],
            SegmentMember.client_id == any_of(ids),
        )
    )


DO: dict[Deed, Any] = {
    Deed.SET: set_field,
    Deed.ASSIGN: assign,
    Deed.PLAN: plan,
    Deed.BIN: move_to_bin,
    Deed.LIST_ADD: list_add,
    Deed.LIST_REMOVE: list_remove,
    Deed.TAKE: series.take,
    Deed.START: series.start,
}
