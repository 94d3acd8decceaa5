"""The diary of a manager."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from ...clients.models import Assignment, Client
from ...clients.queries import within_reach
from ...core.db import db
from ...core.errors import NotFound
from ...policy.enforce import Actor, reach
from ...policy.models import Reach
from ...staff.models import Employee
from ..models import Interaction, InteractionState
from ..words import Kind

#: More contacts than these in one week are no week one can draw.
CAP = 150


def planned_between(
    actor: Actor,
    manager_id: int,
    starts: dt.datetime,
    ends: dt.datetime,
    *,
    with_done: bool = False,
) -> list[Interaction]:
    """The contacts of a manager whose time begins within [``starts``, ``ends``), in order.

    Client and contact person are loaded; clients in the bin or beyond the reach of ``actor`` are
    left out.
    """
    states = [InteractionState.PLANNED] + ([InteractionState.DONE] if with_done else [])
    return list(
        db.session.execute(
            sa.select(Interaction)
            .join(Client, Client.id == Interaction.client_id)
            .where(
                Interaction.manager_id == manager_id,
                Interaction.state.in_(states),
                Interaction.planned_at >= starts,
                Interaction.planned_at < ends,
                Client.deleted_at.is_(None),
                within_reach(actor, "interactions:read"),
            )
            .order_by(Interaction.planned_at, Interaction.id)
            .limit(CAP)
            .options(joinedload(Interaction.client), joinedload(Interaction.contact_person))
        ).scalars()
    )


def served_by(client_id: int) -> list[tuple[int, bool]]:
    """Who serves the client now: (employee id, whether first), the first one first."""
    rows = db.session.execute(
        sa.select(Assignment.employee_id, Assignment.is_primary)
        .where(Assignment.client_id == client_id, Assignment.ended_at.is_(None))
        .order_by(Assignment.is_primary.desc(), Assignment.id)
    )
    return [(employee_id, is_primary) for employee_id, is_primary in rows]


def colleague_within(public_id: str, *, actor: Actor) -> Employee | None:
    """The colleague whose day ``actor`` may watch; None for an empty ``public_id``.

    :class:`NotFound` when there is none, or ``team:watch`` does not reach that far.
    """
    if not public_id:
        return None
    employee = db.session.execute(
        sa.select(Employee).where(Employee.public_id == public_id[:17])
    ).scalar_one_or_none()
    how_far = reach(actor, "team:watch")
    if employee is not None and (
        how_far is Reach.ALL
        or (how_far is Reach.TEAM and employee.team_id in actor.team_ids)
        or employee.id == actor.employee_id
    ):
        return employee
    raise NotFound(_("There is no such colleague, or the desk is not yours to see."))


def free_from(employee_id: int, moment: dt.datetime, minutes: int) -> dt.datetime:
    """The first moment at or after ``moment`` at which ``minutes`` are free in a diary.

    Only visits and meetings take time, inherited ones among them. Looks ten days ahead.
    """
    length = dt.timedelta(minutes=minutes)
    taken = db.session.execute(
        sa.select(Interaction.planned_at, Interaction.ends_at)
        .where(
            Interaction.manager_id == employee_id,
            Interaction.state == InteractionState.PLANNED,
            Interaction.kind.in_([Kind.VISIT, Kind.MEETING]),
            # the longest contact is 12 hours: keeps the search within the index
            Interaction.planned_at > moment - dt.timedelta(hours=12),
            Interaction.ends_at > moment,
            Interaction.planned_at < moment + dt.timedelta(days=10),
        )
        .order_by(Interaction.planned_at)
    ).all()
    found = moment
    for starts, ends in taken:
        if found + length <= starts:
            break
        found = max(found, ends)
    return found
