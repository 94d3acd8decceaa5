"""The made-up bank on its first day: nobody works at odd hours, and what a night computes is there
(C2, C6)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from rmapp.clients.models import Client
from rmapp.core import clock
from rmapp.interactions.models import Interaction, InteractionState
from rmapp.staff.models import Absence, Employee, WorkingHours
from rmapp.standing.models import ClientHeat


def test_c2_contacts_of_the_days_to_come_lie_in_the_hours_and_off_the_absences_of_their_manager(
    looked_at: Any,
) -> None:
    hours = {
        (one.employee_id, one.weekday): (one.starts, one.ends)
        for one in looked_at.scalars(sa.select(WorkingHours))
    }
    away = defaultdict(list)
    for one in looked_at.scalars(sa.select(Absence)):
        away[one.employee_id].append((one.starts_on, one.ends_on))
    rows = looked_at.execute(
        sa.select(Interaction.manager_id, Interaction.planned_at, Employee.zone)
        .join(Employee, Employee.id == Interaction.manager_id)
        .where(
            Interaction.state == InteractionState.PLANNED,
            Interaction.planned_at > clock.now() + dt.timedelta(days=1),
        )
    ).all()
    assert rows
    for manager, planned_at, zone in rows:
        local = planned_at.astimezone(ZoneInfo(zone))
        opens, closes = hours.get((manager, local.weekday()), (dt.time(9), dt.time(18)))
        assert opens <= local.time() < closes, (manager, local)
        assert not any(first <= local.date() <= last for first, last in away[manager]), local


def test_c6_the_temperature_of_every_client_says_why(looked_at: Any) -> None:
    unsaid = sa.select(Client.id).where(
        Client.is_active.is_(True), Client.id.not_in(sa.select(ClientHeat.client_id))
    )
    served = looked_at.scalar(sa.select(sa.func.count(Client.id)))
    assert len(looked_at.scalars(unsaid).all()) < served / 10
