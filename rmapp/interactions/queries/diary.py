"""The diary of a manager."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from ...clients.models import Assignment, Client
from ...clients.queries import within_reach
from ...core import clock, seen
from ...core.db import PUBLIC_ID_LENGTH, db
from ...core.errors import NotFound
from ...core.pagination import COUNT_CAP, PAGE, Order, Page, keyset
from ...policy.enforce import Actor, reach
from ...policy.models import Reach
from ...staff.models import Employee
from ..models import Interaction, InteractionState, Participant
from ..rules.times import day_bounds
from ..words import Kind
from .besides import WITH_PEOPLE

#: More contacts than these in one week are no week one can draw.
CAP = 140


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
    found = list(
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
    seen.note(len(found))
    return found


def joins(
    employee_id: int, *, reader: Actor, each: bool = False
) -> tuple[sa.ColumnElement[bool], ...]:
    """The conditions of a planned contact of a colleague in which an employee takes part, where
    ``Client`` is joined. Who takes part knows of it, whatever their reach; who watches their diary
    sees the clients of their own reach alone.
    """
    joined = sa.select(Participant.interaction_id).where(Participant.employee_id == employee_id)
    own = (
        Interaction.id.in_(joined),
        Interaction.manager_id != employee_id,
        Interaction.state == InteractionState.PLANNED,
        Client.deleted_at.is_(None),
    )
    if reader.employee_id == employee_id:
        return own
    return (*own, within_reach(reader, "interactions:read", each=each))


def joined_between(
    employee_id: int, starts: dt.datetime, ends: dt.datetime, *, reader: Actor
) -> list[Interaction]:
    """The planned contacts of colleagues in which an employee takes part (see :func:`joins`), begun
    within [``starts``, ``ends``), in order; with client and manager."""
    found = list(
        db.session.execute(
            sa.select(Interaction)
            .join(Client, Client.id == Interaction.client_id)
            .where(
                *joins(employee_id, reader=reader),
                Interaction.planned_at >= starts,
                Interaction.planned_at < ends,
            )
            .order_by(Interaction.planned_at, Interaction.id)
            .limit(CAP)
            .options(joinedload(Interaction.client), joinedload(Interaction.manager))
        ).scalars()
    )
    seen.note(len(found))
    return found


def joined_contact(public_id: str, employee_id: int) -> Interaction:
    """The contact ``public_id`` in which an employee takes part, with client, manager and people;
    else :class:`NotFound`."""
    joined = sa.select(Participant.interaction_id).where(Participant.employee_id == employee_id)
    asked = (
        sa.select(Interaction)
        .join(Client, Client.id == Interaction.client_id)
        .where(
            Interaction.public_id == public_id[: PUBLIC_ID_LENGTH + 1],
            Interaction.id.in_(joined),
            Client.deleted_at.is_(None),
        )
        .options(
            joinedload(Interaction.client),
            joinedload(Interaction.manager),
            joinedload(Interaction.contact_person),
            *WITH_PEOPLE,
        )
    )
    found = db.session.execute(asked).unique().scalar_one_or_none()
    if found is None:
        raise NotFound(_("There is no such contact, or it is not yours to see."))
    return found


def listing(
    actor: Actor,
    *,
    manager: str = "",
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    cursor: str | None = None,
    limit: int = PAGE,
    count_to: int = COUNT_CAP,
) -> Page[Interaction]:
    """Contacts within reach, planned and past, by their time; with client, contact person, manager.

    ``manager``: the public id of one employee ("" for all); the time begins within [``since``,
    ``until``).
    """
    statement = (
        sa.select(Interaction)
        .join(Client, Client.id == Interaction.client_id)
        .where(
            Interaction.state.in_([InteractionState.PLANNED, InteractionState.DONE]),
            Client.deleted_at.is_(None),
            within_reach(actor, "interactions:read"),
        )
        .options(
            joinedload(Interaction.client),
            joinedload(Interaction.contact_person),
            joinedload(Interaction.manager),
        )
    )
    if manager:
        chosen = sa.select(Employee.id).where(Employee.public_id == manager[:PUBLIC_ID_LENGTH])
        statement = statement.where(Interaction.manager_id.in_(chosen))
    if since is not None:
        statement = statement.where(Interaction.planned_at >= since)
    if until is not None:
        statement = statement.where(Interaction.planned_at < until)
    order = [Order(Interaction.planned_at), Order(Interaction.id)]
    return keyset(statement, order, cursor=cursor, limit=limit, counted=True, count_to=count_to)


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


def free_from(
    employee_id: int, moment: dt.datetime, minutes: int, *, but: int | None = None
) -> dt.datetime:
    """The first moment at or after ``moment`` at which ``minutes`` are free in a diary; the contact
    ``but`` takes none.

    Only visits and meetings take time, inherited ones among them. Looks ten days ahead.
    """
    length = dt.timedelta(minutes=minutes)
    taken = db.session.execute(
        sa.select(Interaction.planned_at, Interaction.ends_at)
        .where(
            Interaction.manager_id == employee_id,
            Interaction.state == InteractionState.PLANNED,
            Interaction.kind.in_([Kind.VISIT, Kind.MEETING]),
            Interaction.id.is_distinct_from(but),
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


def next_planned(client_id: int, *, but: int | None, zone: str) -> Interaction | None:
    """The earliest contact of the client, other than ``but``, that is planned for today (in
    ``zone``) or later: one that is overdue is no next step."""
    since, _tomorrow = day_bounds(clock.today(zone), zone)
    return db.session.execute(
        sa.select(Interaction)
        .where(
            Interaction.client_id == client_id,
            Interaction.state == InteractionState.PLANNED,
            Interaction.planned_at >= since,
            Interaction.id != but,
        )
        .order_by(Interaction.planned_at, Interaction.id)
        .limit(1)
    ).scalar_one_or_none()
