"""Running schedules, within the reach of whoever asks."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any, cast

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import contains_eager, joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from ...clients.models import Assignment, Client
from ...clients.queries import within_reach
from ...core import seen
from ...core.db import PUBLIC_ID_LENGTH, db
from ...core.errors import NotFound
from ...core.pagination import COUNT_CAP, PAGE, Order, Page, keyset
from ...interactions.models import Interaction
from ...policy.enforce import Actor
from ...staff.models import Employee
from ..models import Schedule, ScheduleStep, TemplateVersion
from ..words import ScheduleState

#: What the steps of a schedule are read with.
WITH_STEPS = (
    selectinload(Schedule.steps).options(
        joinedload(ScheduleStep.template_step), joinedload(ScheduleStep.interaction)
    ),
)
_AROUND = (
    joinedload(Schedule.owner),
    joinedload(Schedule.template_version).joinedload(TemplateVersion.template),
)


def listing(
    actor: Actor,
    *,
    states: tuple[ScheduleState, ...] = (),
    client_id: int | None = None,
    owner_id: int | None = None,
    cursor: str | None = None,
    limit: int = PAGE,
    count_to: int = COUNT_CAP,
) -> Page[Schedule]:
    """The schedules of clients ``actor`` reaches, newest first, with client, owner, steps."""
    statement = _within(actor, "schedules:read").options(*_AROUND, *WITH_STEPS)
    if states:
        statement = statement.where(Schedule.state.in_(states))
    if client_id is not None:
        statement = statement.where(Schedule.client_id == client_id)
    if owner_id is not None:
        statement = statement.where(Schedule.owner_id == owner_id)
    return keyset(
        statement,
        [Order(Schedule.id, descending=True)],
        cursor=cursor,
        limit=limit,
        counted=True,
        count_to=count_to,
    )


def schedule_of(
    public_id: str,
    *,
    actor: Actor,
    permission: str = "schedules:read",
    fresh: bool = False,
) -> Schedule:
    """One schedule with client, owner, template and steps; :class:`NotFound` beyond reach.

    ``fresh``: as a deed of this transaction has left it.
    """
    schedule: Schedule | None = db.session.execute(
        _within(actor, permission)
        .where(Schedule.public_id == public_id[: PUBLIC_ID_LENGTH + 1])
        .options(*_AROUND, *WITH_STEPS)
        .execution_options(populate_existing=fresh)
    ).scalar_one_or_none()
    if schedule is None:
        raise NotFound(_("There is no such schedule, or it is not yours to see."))
    return schedule


def _within(actor: Actor, permission: str) -> sa.Select[Any]:
    return (
        sa.select(Schedule)
        .join(Schedule.client)
        .where(Client.deleted_at.is_(None), within_reach(actor, permission))
        .options(contains_eager(Schedule.client))
    )


def schedule_held(schedule_id: int) -> Schedule:
    """The schedule as it is now, its row held until the commit, with steps and owner.

    What callers have loaded around it and its contacts stays loaded: the page that did the deed,
    or was refused it, names the client.
    """
    around = [
        (one, relation.key, one.__dict__[relation.key])
        for one in db.session.identity_map.values()
        if isinstance(one, (Schedule, Interaction))
        for relation in type(one).__mapper__.relationships
        if relation.key in one.__dict__
    ]
    held = db.session.execute(
        sa.select(Schedule)
        .where(Schedule.id == schedule_id)
        .options(joinedload(Schedule.owner), joinedload(Schedule.template_version), *WITH_STEPS)
        .with_for_update(of=Schedule)
        .execution_options(populate_existing=True)
    ).scalar_one()
    for one, name, value in around:
        if name not in one.__dict__:
            set_committed_value(one, name, value)
    return held


def step_of(public_id: str, schedule: Schedule) -> ScheduleStep:
    """The step ``public_id`` of ``schedule``; :class:`NotFound` when it is none of its."""
    for step in schedule.steps:
        if step.public_id == public_id:
            return step
    raise NotFound(_("There is no such step."))


def is_step(contact: Any) -> sa.ColumnElement[bool]:
    """The condition that ``contact`` (a key, in SQL) is the contact of a step."""
    return sa.select(ScheduleStep.id).where(ScheduleStep.interaction_id == contact).exists()


def step_with(interaction_id: int) -> ScheduleStep | None:
    """The step whose contact this is."""
    found = db.session.execute(_step_with(), {"contact": interaction_id}).scalar_one_or_none()
    return cast("ScheduleStep | None", found)


@cache
def _step_with() -> Any:
    contact = sa.bindparam("contact", type_=sa.BigInteger)
    return sa.select(ScheduleStep).where(ScheduleStep.interaction_id == contact)


def live_of(client_id: int) -> list[Schedule]:
    """The schedules of a client that run or are paused, with template; the caller has checked the
    reach."""
    return list(
        db.session.execute(
            sa.select(Schedule)
            .where(
                Schedule.client_id == client_id,
                Schedule.state.in_([ScheduleState.RUNNING, ScheduleState.PAUSED]),
            )
            .order_by(Schedule.id)
            .options(*_AROUND)
            .limit(50)
        ).scalars()
    )


def resting(client_id: int) -> Schedule | None:
    """The paused schedule of a client that goes on first, one without a day last; the caller has
    checked the reach."""
    return db.session.execute(
        sa.select(Schedule)
        .where(Schedule.client_id == client_id, Schedule.state == ScheduleState.PAUSED)
        .order_by(Schedule.paused_until.asc().nulls_last(), Schedule.id)
        .options(*_AROUND)
        .limit(1)
    ).scalar_one_or_none()


def owned_by(
    owner_id: int, since: dt.datetime, until: dt.datetime, *, actor: Actor
) -> list[Schedule]:
    """The running schedules of an owner with a contact planned within [``since``, ``until``), of
    clients ``actor`` may plan for, with client and steps, in the order of those contacts."""
    first = (
        sa.select(sa.func.min(Interaction.planned_at))
        .join(ScheduleStep, ScheduleStep.interaction_id == Interaction.id)
        .where(
            ScheduleStep.schedule_id == Schedule.id,
            Interaction.state == "planned",
            Interaction.planned_at >= since,
            Interaction.planned_at < until,
        )
        .correlate(Schedule)
        .scalar_subquery()
    )
    found = list(
        db.session.execute(
            sa.select(Schedule)
            .join(Schedule.client)
            .where(
                Schedule.owner_id == owner_id,
                Schedule.state == ScheduleState.RUNNING,
                Client.deleted_at.is_(None),
                within_reach(actor, "interactions:plan"),
                first.is_not(None),
            )
            .order_by(first, Schedule.id)
            .options(contains_eager(Schedule.client), joinedload(Schedule.owner), *WITH_STEPS)
            .limit(500)
        ).scalars()
    )
    seen.note(len(found))
    return found


def paused_until(day: dt.date) -> list[tuple[int, int]]:
    """(schedule, owner) of what is paused until ``day`` or a day before."""
    rows = db.session.execute(
        sa.select(Schedule.id, Schedule.owner_id)
        .join(Schedule.client)
        .where(
            Schedule.state == ScheduleState.PAUSED,
            Schedule.paused_until <= day,
            Client.deleted_at.is_(None),
        )
        .order_by(Schedule.id)
        .limit(500)
    )
    return [(row[0], row[1]) for row in rows]


def owner_for(client_id: int, actor: Actor) -> Employee:
    """Whose schedule a new one is: the actor's if they serve the client or nobody does, else the
    first manager's."""
    mine = Employee.id == actor.employee_id
    return db.session.execute(
        sa.select(Employee)
        .outerjoin(
            Assignment,
            sa.and_(
                Assignment.employee_id == Employee.id,
                Assignment.client_id == client_id,
                Assignment.ended_at.is_(None),
            ),
        )
        .where(sa.or_(mine, Assignment.id.is_not(None)))
        .order_by(
            sa.and_(mine, Assignment.id.is_not(None)).desc(),
            Assignment.is_primary.desc().nulls_last(),
            Assignment.id,
        )
        .limit(1)
    ).scalar_one()
