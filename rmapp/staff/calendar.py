"""The working calendar of an employee: the bank's days, their own hours and absences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import sqlalchemy as sa

from ..core import clock
from ..core.db import db
from ..core.working_days import Absence as DaysOff
from ..core.working_days import WorkingCalendar
from .models import Absence, CalendarDay, WorkingHours

#: Days that matter to a date the system computes: from two months ago to two years ahead.
BEFORE, AFTER = dt.timedelta(days=62), dt.timedelta(days=750)


def bank_calendar() -> WorkingCalendar:
    """The bank's own calendar: holidays and moved days from ``calendar_day``."""
    today = clock.now().date()
    days = db.session.execute(
        sa.select(CalendarDay.day, CalendarDay.is_working).where(
            CalendarDay.day.between(today - BEFORE, today + AFTER)
        )
    ).all()
    return WorkingCalendar(
        holidays=frozenset(day for day, is_working in days if not is_working),
        working_weekends=frozenset(day for day, is_working in days if is_working),
    )


def calendar_for(employee_id: int) -> WorkingCalendar:
    """The calendar of one employee; the bank's where they have no hours of their own."""
    return calendars_for([employee_id])[employee_id]


def calendars_for(employee_ids: Iterable[int]) -> dict[int, WorkingCalendar]:
    """The calendar of each employee: three statements for any number of them.

    Hours that differ by weekday are taken from the earliest opening to the latest closing.
    """
    ids = sorted(set(employee_ids))
    bank = bank_calendar()
    since = clock.now().date() - BEFORE
    absences: dict[int, list[DaysOff]] = {}
    for employee_id, first, last in db.session.execute(
        sa.select(Absence.employee_id, Absence.starts_on, Absence.ends_on).where(
            Absence.employee_id.in_(ids), Absence.ends_on >= since
        )
    ):
        absences.setdefault(employee_id, []).append(DaysOff(first, last))
    hours: dict[int, list[WorkingHours]] = {}
    for row in db.session.execute(
        sa.select(WorkingHours).where(WorkingHours.employee_id.in_(ids))
    ).scalars():
        hours.setdefault(row.employee_id, []).append(row)
    return {
        one: _of_employee(bank, hours.get(one, []), tuple(absences.get(one, []))) for one in ids
    }


def _of_employee(
    bank: WorkingCalendar, hours: list[WorkingHours], absences: tuple[DaysOff, ...]
) -> WorkingCalendar:
    if not hours:
        return bank.without(absences)
    return WorkingCalendar(
        holidays=bank.holidays,
        working_weekends=bank.working_weekends,
        weekdays=frozenset(row.weekday for row in hours),
        opens=min(row.starts for row in hours),
        closes=max(row.ends for row in hours),
        absences=absences,
    )
