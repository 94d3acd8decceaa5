"""Who serves whom at ``/api/v1/assignments``."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint

from ..policy.enforce import current_actor, requires
from ..portfolios import operations
from ..portfolios.queries import client_to_assign
from . import queries
from .doors import ONE, Created, operation
from .shapes.base import PageOf, named, page_of
from .shapes.house import AssignmentGiven, AssignmentQuery, AssignmentShown, EndGiven

assignments = Blueprint("api_assignments", __name__, url_prefix="/api/v1/assignments")
_PLAIN = ("role", "is_primary", "started_at", "ended_at", "reason")


@assignments.get("")
@requires("assignments:read")
@operation("List assignments", query=AssignmentQuery, answer=PageOf[AssignmentShown])
def listing(query: AssignmentQuery) -> PageOf[AssignmentShown]:
    """Of clients within reach, newest first; ``on`` a day: those that held at its end."""
    actor = current_actor()
    page = queries.assignments(
        actor,
        client_id=queries.client_key(query.client, actor=actor, permission="assignments:read"),
        employee=query.employee,
        is_open=query.is_open,
        at=_end_of(query.on),
        cursor=query.cursor,
        limit=query.limit,
    )
    return page_of(page, lambda row: _shown(*row), shape=PageOf[AssignmentShown])


@assignments.post("")
@requires("assignments:edit")
@operation("Assign a client", body=AssignmentGiven, answer=AssignmentShown, status=201)
def create(body: AssignmentGiven) -> Created:
    """Let somebody serve a client; a new first manager ends the one before."""
    actor = current_actor()
    client = client_to_assign(body.client, actor=actor)
    employee = operations.receiver_of(body.employee, actor=actor)
    made = operations.assign(client, employee, body.role, actor=actor, reason=body.reason)
    return Created(_shown(made, client, employee), "api_assignments.show", made.public_id)


@assignments.get(ONE)
@requires("assignments:read")
@operation("Read an assignment", answer=AssignmentShown)
def show(public_id: str) -> AssignmentShown:
    """One assignment."""
    return _shown(
        *queries.assignment(public_id, actor=current_actor(), permission="assignments:read")
    )


@assignments.post(f"{ONE}/end")
@requires("assignments:edit")
@operation("End an assignment", body=EndGiven, answer=AssignmentShown)
def end(public_id: str, body: EndGiven) -> AssignmentShown:
    """Ended now; the row stays."""
    actor = current_actor()
    row = queries.assignment(public_id, actor=actor, permission="assignments:edit")
    operations.end_assignment(row[0], actor=actor, reason=body.reason)
    return _shown(*row)


def _end_of(day: dt.date | None) -> dt.datetime | None:
    if day is None:
        return None
    zone = ZoneInfo(current_actor().zone)
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), zone)


def _shown(assignment: Any, client: Any, employee: Any) -> AssignmentShown:
    return AssignmentShown(
        **{name: getattr(assignment, name) for name in _PLAIN},
        id=assignment.public_id,
        client=named(client, client.display_name),
        employee=named(employee),
    )
