"""Who served a client, when, and why it changed, for ever and as of any day (V10)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ...clients.models import Assignment, AssignmentRole, ClientEvent
from ...core.db import db
from ...staff.models import Employee

MOST = 300


@dataclass(frozen=True)
class Served:
    """One time of service. ``handover``: the public key of the handover that began it, or ""."""

    employee: str
    role: AssignmentRole
    is_primary: bool
    started_at: dt.datetime
    ended_at: dt.datetime | None
    reason: str
    by: str
    handover: str


def served(client_id: int, *, at: dt.datetime | None = None) -> list[Served]:
    """The times of service, the newest first; ``at``: only those that held at that moment."""
    author = aliased(Employee)
    handed = (
        sa.select(ClientEvent.object_public_id)
        .where(
            ClientEvent.client_id == Assignment.client_id,
            ClientEvent.kind == "handed-over",
            ClientEvent.at == Assignment.started_at,
        )
        .limit(1)
        .scalar_subquery()
    )
    statement: sa.Select[*tuple[Any, ...]] = (
        sa.select(Assignment, Employee, author, sa.func.coalesce(handed, ""))
        .join(Employee, Employee.id == Assignment.employee_id)
        .outerjoin(author, author.id == Assignment.assigned_by_id)
        .where(Assignment.client_id == client_id)
        .order_by(Assignment.started_at.desc(), Assignment.id.desc())
        .limit(MOST)
    )
    if at is not None:
        statement = statement.where(
            Assignment.started_at <= at,
            sa.or_(Assignment.ended_at.is_(None), Assignment.ended_at > at),
        )
    return [
        Served(
            employee=person.name,
            role=row.role,
            is_primary=row.is_primary,
            started_at=row.started_at,
            ended_at=row.ended_at,
            reason=row.reason,
            by=by.short_name if by else "",
            handover=handover,
        )
        for row, person, by, handover in db.session.execute(statement)
    ]
