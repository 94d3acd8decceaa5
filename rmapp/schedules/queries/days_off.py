"""Which planned contacts stand on days that their manager does not work (C2)."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from ...clients.models import Client
from ...clients.queries import within_reach
from ...core import clock
from ...core.db import any_of, db
from ...core.working_days import MONDAY_TO_FRIDAY, WorkingCalendar
from ...interactions.models import Interaction, InteractionState
from ...policy.enforce import Actor
from ...staff.calendar import calendars_for
from ...staff.models import Absence, CalendarDay, Employee, WorkingHours


def is_day_off(calendar: WorkingCalendar, day: dt.date) -> bool:
    """Whether ``day`` is a holiday, lies in an absence, or is a weekday the person does not work.

    A plain weekend is not: whoever plans on a Saturday has meant it.
    """
    if calendar.is_working(day):
        return False
    return calendar.is_away(day) or day in calendar.holidays or day.weekday() in MONDAY_TO_FRIDAY


def on_days_off(people: Collection[Employee], *, actor: Actor) -> dict[int, int]:
    """Employee → how many contacts planned from now on stand on their days off, of clients
    ``actor`` may plan for; who has none is left out."""
    ids = any_of([one.id for one in people])
    day = sa.cast(sa.func.timezone(Employee.zone, Interaction.planned_at), sa.Date)
    mine = Employee.id
    rows = db.session.execute(
        _planned(Interaction.planned_at > clock.now()).where(
            Interaction.manager_id == ids,
            within_reach(actor, "interactions:plan"),
            sa.or_(
                sa.exists().where(CalendarDay.day == day, CalendarDay.is_working.is_(False)),
                sa.exists().where(
                    Absence.employee_id == mine, day.between(Absence.starts_on, Absence.ends_on)
                ),
                sa.exists().where(WorkingHours.employee_id == mine),
            ),
        )
    ).all()
    return dict(_counted(rows))


def standing_on(days: Iterable[dt.date]) -> dict[dt.date, dict[int, int]]:
    """Day → employee → how many planned contacts stand on it, of those ``days`` that the person
    does not work; of everybody, nothing of any client is told."""
    wanted = sorted(set(days))
    if not wanted:
        return {}
    margin = dt.timedelta(days=1)  # of any zone
    first = dt.datetime.combine(wanted[0], dt.time(), dt.UTC) - margin
    last = dt.datetime.combine(wanted[-1], dt.time(), dt.UTC) + 2 * margin
    day = sa.cast(sa.func.timezone(Employee.zone, Interaction.planned_at), sa.Date)
    rows = db.session.execute(
        _planned(
            Interaction.planned_at >= max(first, clock.now()),
            Interaction.planned_at < last,
            day == sa.any_(sa.literal(wanted, sa.ARRAY(sa.Date))),
        )
    ).all()
    calendars = calendars_for({row.manager_id for row in rows}) if rows else {}
    found: dict[dt.date, Counter[int]] = defaultdict(Counter)
    for row in rows:
        if not calendars[row.manager_id].is_working(_local(row)):
            found[_local(row)][row.manager_id] += 1
    return {day: dict(counts) for day, counts in found.items()}


def _planned(*where: Any) -> Any:
    return (
        sa.select(Interaction.manager_id, Interaction.planned_at, Employee.zone)
        .join(Employee, Employee.id == Interaction.manager_id)
        .join(Client, Client.id == Interaction.client_id)
        .where(Interaction.state == InteractionState.PLANNED, Client.deleted_at.is_(None), *where)
    )


def _local(row: Any) -> dt.date:
    local: dt.date = row.planned_at.astimezone(ZoneInfo(row.zone)).date()
    return local


def _counted(rows: Collection[Any]) -> Counter[int]:
    calendars = calendars_for({row.manager_id for row in rows}) if rows else {}
    return Counter(
        row.manager_id for row in rows if is_day_off(calendars[row.manager_id], _local(row))
    )
