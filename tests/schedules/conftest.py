"""What the tests of schedules share."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from rmapp.clients.models import Client
from rmapp.core.db import db
from rmapp.interactions import operations as contacts
from rmapp.interactions.models import Interaction
from rmapp.interactions.words import Kind
from rmapp.schedules import operations, queries
from rmapp.schedules.models import Schedule, ScheduleTemplate, TemplateVersion
from tests.cast import Cast
from tests.factories import a_client


def shipped(code: str = "approach-firm") -> TemplateVersion:
    """The version in force of a shipped template."""
    public_id = db.session.execute(
        sa.select(ScheduleTemplate.public_id).where(ScheduleTemplate.code == code)
    ).scalar_one()
    return queries.in_force(public_id)


def monday() -> dt.date:
    """The first Monday after today that is a week away or more."""
    today = dt.datetime.now(ZoneInfo("Europe/Moscow")).date()
    return today + dt.timedelta(days=14 - today.weekday())


@pytest.fixture
def started(cast: Cast) -> Any:
    """``started(client)``: the approach to a firm, begun by Mara on a Monday."""

    def start(client: Client, *, who: str = "mara", code: str = "approach-firm") -> Schedule:
        return operations.start(client, shipped(code), actor=cast.actor(who), starts_on=monday())

    return start


def fresh(schedule: Schedule) -> Schedule:
    """The schedule as it is in the database."""
    db.session.flush()
    return queries.schedule_held(schedule.id)


@pytest.fixture
def planned_loose(cast: Cast) -> Any:
    """``planned_loose(day)``: a visit of Mara's that is of no schedule."""

    def plan(day: dt.date) -> Interaction:
        return contacts.plan(
            actor=cast.actor("mara"),
            client=a_client(cast, name="ООО «Отдельный»"),
            kind=Kind.VISIT,
            at=dt.datetime.combine(day, dt.time(14), ZoneInfo("Europe/Moscow")),
        )

    return plan
