"""What was written down about changes of a dossier: the way back to any day (D18)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ...clients.custom import settled
from ...clients.models import Client, ClientEvent
from ...core.db import db
from ...core.journal import ItemState, Operation, OperationItem
from ...staff.models import Employee, name_of

#: Changes looked at, at most: beyond that the past is not told.
MOST = 2_000


@dataclass(frozen=True)
class Change:
    """One field that was changed: what it was before, when, by whom; which fact told it."""

    field: str
    before: Any
    at: dt.datetime
    author: str | None
    event_id: int


def merged_since(client_id: int, moment: dt.datetime) -> list[Client]:
    """The records that have gone over into this one since ``moment`` and were records of their
    own then, those that went over into them among them."""
    near = (
        sa.select(Client.id)
        .where(Client.merged_into_id == client_id, Client.deleted_at > moment)
        .cte("near", recursive=True)
    )
    near = near.union(
        sa.select(Client.id).where(Client.merged_into_id == near.c.id, Client.deleted_at > moment)
    )
    statement = sa.select(Client).where(Client.id.in_(sa.select(near.c.id)))
    return list(db.session.scalars(statement.order_by(Client.deleted_at.desc(), Client.id)))


def brought_events(merged: Sequence[Client]) -> dict[int, int]:
    """Key of a fact that came along with one of ``merged`` → the record it tells of."""
    if not merged:
        return {}
    was = OperationItem.before["client_id"].as_integer()
    rows = db.session.execute(
        sa.select(OperationItem.row_id, was)
        .join(Operation, Operation.id == OperationItem.operation_id)
        .where(
            Operation.kind == "merge",
            Operation.at.in_([one.deleted_at for one in merged]),
            OperationItem.table_name == ClientEvent.__tablename__,
            OperationItem.state == ItemState.DONE,
            was.in_([one.id for one in merged]),
        )
        .order_by(Operation.at.desc(), OperationItem.id)  # of a chain the first merge tells
    )
    return {row[0]: row[1] for row in rows}


def changes_after(client_id: int, moment: dt.datetime) -> tuple[list[Change], bool]:
    """The changes of fields after ``moment``, the newest first, and whether there were more."""
    rows = db.session.execute(
        sa.select(
            ClientEvent.id,
            ClientEvent.kind,
            ClientEvent.detail,
            ClientEvent.at,
            name_of(Employee).label("author"),
        )
        .outerjoin(Employee, Employee.id == ClientEvent.author_id)
        .where(
            ClientEvent.client_id == client_id,
            ClientEvent.at > moment,
            ClientEvent.kind.in_(
                ("changed", "merged", "temperature", "converted", "activated", "deactivated")
            ),
        )
        .order_by(ClientEvent.at.desc(), ClientEvent.id.desc())
        .limit(MOST + 1)
    ).all()
    found = []
    for row in rows[:MOST]:
        found += [
            Change(name, was, row.at, row.author, row.id)
            for name, was in _before(row.kind, row.detail)
        ]
    return found, len(rows) > MOST


def _before(kind: str, detail: dict[str, Any]) -> list[tuple[str, Any]]:
    if kind == "temperature":
        return [("temperature", detail.get("before"))]
    if kind == "converted":
        return [("lifecycle", detail.get("was"))]
    if kind in ("activated", "deactivated"):
        return [("is_active", kind == "deactivated")]
    changes = detail.get("changes")
    if not isinstance(changes, dict):
        return []
    return [
        (name, settled(name, pair[0]))
        for name, pair in changes.items()
        if isinstance(pair, list) and len(pair) == 2
    ]
