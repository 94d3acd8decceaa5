"""Who serves the clients who enter, and the facts in the history of many at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from ...clients.models import Assignment, AssignmentRole, ClientEvent
from ...core import clock, journal
from ...core.db import any_of, db, new_public_id
from ...core.journal import Operation
from ...policy.enforce import Actor
from ...staff.models import Employee

_ASSIGNMENTS: Any = Assignment.__table__


def without_vip_manager(ids: list[int]) -> list[int]:
    """Those of these clients who have no personal manager who may serve VIPs."""
    served = set(
        db.session.scalars(
            sa.select(Assignment.client_id)
            .join(Employee, Employee.id == Assignment.employee_id)
            .where(
                Assignment.client_id == any_of(ids),
                Assignment.ended_at.is_(None),
                Assignment.role == AssignmentRole.PERSONAL,
                Employee.is_vip_certified,
                Employee.is_active,
            )
        )
    )
    return [key for key in ids if key not in served]


def serve(operation: Operation, needing: list[int], manager: Employee, actor: Actor) -> None:
    """Let ``manager`` serve these clients first (ruling 15)."""
    now = clock.now()
    journal.change(
        operation,
        _ASSIGNMENTS,
        {"ended_at": sa.func.greatest(now, _ASSIGNMENTS.c.started_at)},
        sa.and_(
            _ASSIGNMENTS.c.client_id == any_of(needing),
            _ASSIGNMENTS.c.ended_at.is_(None),
            sa.or_(_ASSIGNMENTS.c.is_primary, _ASSIGNMENTS.c.employee_id == manager.id),
        ),
    )
    rows = [
        {
            "public_id": new_public_id(),
            "client_id": key,
            "employee_id": manager.id,
            "role": AssignmentRole.PERSONAL,
            "is_primary": True,
            "started_at": now,
            "reason": _("VIP confirmed"),
            "assigned_by_id": actor.employee_id,
        }
        for key in needing
    ]
    made = db.session.execute(sa.insert(Assignment).returning(Assignment.id), rows).scalars().all()
    journal.made(operation, _ASSIGNMENTS, list(made), ["employee_id", "ended_at"])
    detail = {"role": AssignmentRole.PERSONAL.value, "employee": manager.name}
    note_all(needing, "assigned", actor, title=manager.name, detail=detail)


def note_all(
    ids: Iterable[int],
    kind: str,
    actor: Actor,
    *,
    title: str = "",
    detail: dict[str, Any] | None = None,
    of: dict[int, str] | None = None,
) -> None:
    """A fact in every client's history; ``of``: client → public id of its status."""
    rows = [
        {
            "client_id": key,
            "at": clock.now(),
            "kind": kind,
            "author_id": actor.employee_id,
            "title": title,
            "detail": detail or {},
            "object_kind": "vip_status" if of else "",
            "object_public_id": (of or {}).get(key, ""),
        }
        for key in ids
    ]
    if rows:
        db.session.execute(sa.insert(ClientEvent), rows)
