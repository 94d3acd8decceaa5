"""What a manager's diary holds: the side of the calendar of every layout."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from ...clients.models import Client
from ...clients.queries import within_reach
from ...core import clock, seen
from ...core.db import db
from ...interactions.models import Interaction, InteractionState
from ...interactions.models.spoken import pair_of
from ...interactions.queries import bank_seniors
from ...policy.enforce import Actor
from ...settings import settings
from ...staff.calendar import calendar_for
from ...staff.models import CalendarDay, Employee
from ..models import ScheduleStep
from ..rules.steps import TIMED, Diary

#: No contact lasts longer: what began before may still be on.
LONGEST = dt.timedelta(hours=12)


@dataclass(frozen=True)
class Desk:
    """An employee and their diary."""

    owner: Employee
    diary: Diary


def desk_of(owner: Employee, *, but: Collection[int] = ()) -> Desk:
    """The diary of ``owner`` from now on, without the contacts ``but``."""
    now = clock.now()
    statement = sa.select(Interaction.planned_at, Interaction.ends_at, Interaction.kind).where(
        Interaction.manager_id == owner.id,
        Interaction.state == InteractionState.PLANNED,
        Interaction.planned_at > now - LONGEST - dt.timedelta(days=1),
    )
    if but:
        statement = statement.where(Interaction.id.not_in(sorted(but)))
    rows = db.session.execute(statement).all()
    place = ZoneInfo(owner.zone)
    return Desk(
        owner,
        Diary(
            calendar=calendar_for(owner.id),
            zone=owner.zone,
            capacity=settings().contacts_a_day,
            load=dict(Counter(row.planned_at.astimezone(place).date() for row in rows)),
            busy=tuple(sorted((row.planned_at, row.ends_at) for row in rows if row.kind in TIMED)),
            names=_holiday_names(now.date()),
        ),
    )


def _holiday_names(today: dt.date) -> dict[dt.date, Any]:
    rows = db.session.execute(
        sa.select(CalendarDay.day, CalendarDay.title, CalendarDay.title_en).where(
            CalendarDay.is_working.is_(False),
            CalendarDay.day.between(today - dt.timedelta(days=62), today + dt.timedelta(days=750)),
        )
    )
    return {row.day: pair_of(row.title_en, row.title) or row.title for row in rows}


def senior_of(owner: Employee) -> Employee | None:
    """The supervisor of the owner's team who can be taken along."""
    seniors = bank_seniors(but=owner.id)
    return next((one for one in seniors if one.team_id == owner.team_id), None)


def loose_contacts(
    owner_id: int, since: dt.datetime, until: dt.datetime, *, actor: Actor
) -> list[Interaction]:
    """Planned contacts of an employee within [``since``, ``until``) that no schedule holds, of
    clients ``actor`` may plan for, with the client."""
    found = list(
        db.session.execute(
            sa.select(Interaction)
            .join(Client, Client.id == Interaction.client_id)
            .outerjoin(ScheduleStep, ScheduleStep.interaction_id == Interaction.id)
            .where(
                Interaction.manager_id == owner_id,
                Interaction.state == InteractionState.PLANNED,
                Interaction.planned_at >= since,
                Interaction.planned_at < until,
                ScheduleStep.id.is_(None),
                Client.deleted_at.is_(None),
                within_reach(actor, "interactions:plan"),
            )
            .order_by(Interaction.planned_at, Interaction.id)
            .limit(500)
            .options(joinedload(Interaction.client))
        ).scalars()
    )
    seen.note(len(found))
    return found
