"""What was written down about changes of a dossier: the way back to any day (D18)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ...clients.models import ClientEvent
from ...core.db import db
from ...staff.models import Employee

#: Changes looked at, at most: beyond that the past is not told.
MOST = 2_000


@dataclass(frozen=True)
class Change:
    """One field that was changed: what it was before, when, by whom."""

    field: str
    before: Any
    at: dt.datetime
    author: str | None


def changes_after(client_id: int, moment: dt.datetime) -> tuple[list[Change], bool]:
    """The changes of fields after ``moment``, the newest first, and whether there were more."""
    rows = db.session.execute(
        sa.select(
            ClientEvent.kind,
            ClientEvent.detail,
            ClientEvent.at,
            Employee.family_name,
            Employee.given_name,
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
        author = " ".join(part for part in (row.family_name, row.given_name) if part) or None
        found += [Change(name, was, row.at, author) for name, was in _before(row.kind, row.detail)]
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
        (name, pair[0])
        for name, pair in changes.items()
        if isinstance(pair, list) and len(pair) == 2
    ]
