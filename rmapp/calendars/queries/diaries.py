"""Whose diary a secret address opens; the diary of a month and of a team."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, selectinload

from ...clients.models import Client
from ...clients.queries import within_reach
from ...core import seen
from ...core.db import any_of, db
from ...interactions.models import Interaction, InteractionState, Participant
from ...interactions.queries import joins
from ...interactions.rules.times import day_bounds
from ...notices.models import Notice
from ...policy.enforce import Actor
from ...staff.models import Employee
from ..models import CalendarFeed

#: How far the feed looks back and ahead, and how much it carries at most.
BACK, AHEAD, MOST = dt.timedelta(days=30), dt.timedelta(days=366), 2_000


def feed_of(employee_id: int) -> CalendarFeed | None:
    """The feed of one person, or None."""
    return db.session.get(CalendarFeed, employee_id)


def feed_by_hash(secret_hash: str) -> CalendarFeed | None:
    """The feed under a secret address; None when it has ended or its person has left."""
    return db.session.execute(
        sa.select(CalendarFeed)
        .join(Employee, Employee.id == CalendarFeed.employee_id)
        .where(
            CalendarFeed.secret_hash == secret_hash,
            Employee.is_active.is_(True),
            Employee.access_closed_at.is_(None),
        )
    ).scalar_one_or_none()


@dataclass(frozen=True)
class Dated:
    """A contact in somebody's diary. ``is_within``: whether they may see its client."""

    interaction: Interaction
    is_within: bool


def diary_of(actor: Actor, now: dt.datetime) -> list[Dated]:
    """The contacts of ``actor`` and those they take part in, with client and manager, by time."""
    part = aliased(Participant)
    takes_part = sa.select(part.id).where(
        part.interaction_id == Interaction.id, part.employee_id == actor.employee_id
    )
    rows = db.session.execute(
        sa.select(Interaction, within_reach(actor, "interactions:read").label("is_within"))
        .join(Client, Client.id == Interaction.client_id)
        .where(
            sa.or_(Interaction.manager_id == actor.employee_id, takes_part.exists()),
            Interaction.state.in_([InteractionState.PLANNED, InteractionState.DONE]),
            Interaction.planned_at.between(now - BACK, now + AHEAD),
            Client.deleted_at.is_(None),
        )
        .order_by(Interaction.planned_at, Interaction.id)
        .limit(MOST)
        .options(joinedload(Interaction.client), joinedload(Interaction.manager))
    )
    return [Dated(interaction, bool(is_within)) for interaction, is_within in rows]


#: How many contacts a day of a month names; more are counted.
NAMED = 3


@dataclass
class DayOfMonth:
    """The first contacts of a day, with their clients, and how many there are."""

    count: int
    first: list[Interaction]


def days_of(
    actor: Actor, manager_id: int, first: dt.date, last: dt.date, zone: str
) -> dict[dt.date, DayOfMonth]:
    """The days from ``first`` to ``last`` in ``zone`` on which a manager has contacts, those of
    colleagues in which they take part among them."""
    starts, ends = day_bounds(first, zone)[0], day_bounds(last, zone)[1]
    within = (Interaction.planned_at >= starts, Interaction.planned_at < ends)
    both = sa.union_all(
        sa.select(Interaction.id)
        .join(Client, Client.id == Interaction.client_id)
        .where(
            Interaction.manager_id == manager_id,
            Interaction.state.in_([InteractionState.PLANNED, InteractionState.DONE]),
            *within,
            Client.deleted_at.is_(None),
            within_reach(actor, "interactions:read"),
        ),
        sa.select(Interaction.id)
        .join(Client, Client.id == Interaction.client_id)
        .where(*joins(manager_id, reader=actor), *within),
    ).subquery()
    day = sa.cast(sa.func.timezone(zone, Interaction.planned_at), sa.Date)
    order = [Interaction.planned_at, Interaction.id]
    numbered = (
        sa.select(
            Interaction.id,
            day.label("day"),
            sa.func.row_number().over(partition_by=day, order_by=order).label("number"),
            sa.func.count().over(partition_by=day).label("count"),
        )
        .join(both, both.c.id == Interaction.id)
        .subquery()
    )
    rows = db.session.execute(
        sa.select(Interaction, numbered.c.day, numbered.c.count)
        .join(numbered, numbered.c.id == Interaction.id)
        .where(numbered.c.number <= NAMED)
        .order_by(*order)
        .options(joinedload(Interaction.client), joinedload(Interaction.manager))
    ).all()
    found: dict[dt.date, DayOfMonth] = {}
    for interaction, day_of_it, count in rows:
        found.setdefault(day_of_it, DayOfMonth(count, [])).first.append(interaction)
    seen.note(len(rows))
    return found


def booked(
    employee_ids: list[int], starts: dt.datetime, ends: dt.datetime, zone: str
) -> dict[tuple[int, dt.date], tuple[int, int]]:
    """(employee, day) → contacts and their minutes, their own and those of colleagues in which they
    take part. The caller has checked whom one may watch."""
    wanted = any_of(employee_ids)
    within = (Interaction.planned_at >= starts, Interaction.planned_at < ends)
    taken = sa.union_all(
        sa.select(
            Interaction.manager_id.label("who"), Interaction.planned_at, Interaction.minutes
        ).where(
            Interaction.manager_id == wanted,
            Interaction.state.in_([InteractionState.PLANNED, InteractionState.DONE]),
            *within,
        ),
        sa.select(Participant.employee_id, Interaction.planned_at, Interaction.minutes)
        .join(Interaction, Interaction.id == Participant.interaction_id)
        .where(
            Participant.employee_id == wanted,
            Interaction.manager_id != Participant.employee_id,
            Interaction.state == InteractionState.PLANNED,
            *within,
        ),
    ).subquery()
    day = sa.cast(sa.func.timezone(zone, taken.c.planned_at), sa.Date)
    rows = db.session.execute(
        sa.select(taken.c.who, day, sa.func.count(), sa.func.sum(taken.c.minutes)).group_by(
            taken.c.who, day
        )
    )
    return {(manager, on): (count, int(minutes)) for manager, on, count, minutes in rows}


#: The longest notice one may ask for, with a day to spare for clocks that change.
LONGEST_NOTICE = dt.timedelta(days=15)


def to_be_reminded(now: dt.datetime, *, limit: int = 500) -> list[Interaction]:
    """The planned contacts ahead whose reminder may be due and was not given for their time, with
    client, manager and colleagues; the first to begin first."""
    once = sa.func.concat(
        "contact-soon:",
        Interaction.id,
        ":",
        sa.cast(sa.func.floor(sa.extract("epoch", Interaction.planned_at)), sa.BigInteger),
    )
    told = sa.select(Notice.id).where(
        Notice.employee_id == Interaction.manager_id, Notice.once == once
    )
    lead = sa.func.make_interval(0, 0, 0, 0, 2, Interaction.remind_minutes)  # and the clocks' hours
    return list(
        db.session.execute(
            sa.select(Interaction)
            .join(Client, Client.id == Interaction.client_id)
            .where(
                Interaction.state == InteractionState.PLANNED,
                Interaction.remind_minutes.is_not(None),
                Interaction.planned_at > now,
                Interaction.planned_at < now + LONGEST_NOTICE,
                Interaction.planned_at - lead <= now,
                Client.deleted_at.is_(None),
                ~told.exists(),
            )
            .order_by(Interaction.planned_at, Interaction.id)
            .limit(limit)
            .options(
                joinedload(Interaction.client),
                joinedload(Interaction.manager),
                selectinload(Interaction.participants).joinedload(Participant.employee),
            )
        ).scalars()
    )
