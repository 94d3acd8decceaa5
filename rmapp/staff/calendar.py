"""The working calendar of an employee: the bank's days, their own hours and absences."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable, Sequence
from typing import Any

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
    return _bank(db.session.execute(_days(), _window()).all())


def calendar_for(employee_id: int) -> WorkingCalendar:
    """The calendar of one employee; the bank's where they have no hours of their own."""
    return calendars_for([employee_id])[employee_id]


def calendars_for(employee_ids: Iterable[int]) -> dict[int, WorkingCalendar]:
    """The calendar of each employee: one statement for any number of them.

    Hours that differ by weekday are taken from the earliest opening to the latest closing.
    """
    ids = sorted(set(employee_ids))
    rows = db.session.execute(_of_people(), {"people": ids, **_window()}).all()
    bank = _bank([row for row in rows if row[0] == _DAY])
    return {one: _of_employee(bank, [row for row in rows if row[1] == one]) for one in ids}


_DAY, _ABSENCE, _HOURS = "day", "absence", "hours"


def _nothing(**kinds: Any) -> list[Any]:
    return [sa.cast(sa.null(), kind).label(name) for name, kind in kinds.items()]


def _window() -> dict[str, dt.date]:
    today = clock.now().date()
    return {"first": today - BEFORE, "last": today + AFTER}


_FIRST, _LAST = (sa.bindparam(name, type_=sa.Date) for name in ("first", "last"))


@functools.cache
def _days() -> Any:
    """The bank's days from ``:first`` to ``:last``."""
    return sa.select(
        sa.literal(_DAY),
        *_nothing(who=sa.BigInteger),
        CalendarDay.day,
        CalendarDay.day.label("until"),
        CalendarDay.is_working,
        *_nothing(weekday=sa.Integer, opens=sa.Time, closes=sa.Time),
    ).where(CalendarDay.day.between(_FIRST, _LAST))


@functools.cache
def _of_people() -> Any:
    """The bank's days, the absences and the hours of ``:people``: built once, every plan asks."""
    asked = sa.any_(sa.bindparam("people", type_=sa.ARRAY(sa.BigInteger)))
    absences = sa.select(
        sa.literal(_ABSENCE),
        Absence.employee_id,
        Absence.starts_on,
        Absence.ends_on,
        *_nothing(works=sa.Boolean, weekday=sa.Integer, opens=sa.Time, closes=sa.Time),
    ).where(Absence.employee_id == asked, Absence.ends_on >= _FIRST)
    hours = sa.select(
        sa.literal(_HOURS),
        WorkingHours.employee_id,
        *_nothing(first=sa.Date, last=sa.Date, works=sa.Boolean),
        WorkingHours.weekday,
        WorkingHours.starts,
        WorkingHours.ends,
    ).where(WorkingHours.employee_id == asked)
    return sa.union_all(_days(), absences, hours)


def _bank(rows: Sequence[Any]) -> WorkingCalendar:
    return WorkingCalendar(
        holidays=frozenset(row[2] for row in rows if not row[4]),
        working_weekends=frozenset(row[2] for row in rows if row[4]),
    )


def _of_employee(bank: WorkingCalendar, rows: Sequence[Any]) -> WorkingCalendar:
    absences = tuple(DaysOff(row[2], row[3]) for row in rows if row[0] == _ABSENCE)
    hours = [row for row in rows if row[0] == _HOURS]
    if not hours:
        return bank.without(absences)
    return WorkingCalendar(
        holidays=bank.holidays,
        working_weekends=bank.working_weekends,
        weekdays=frozenset(row[5] for row in hours),
        opens=min(row[6] for row in hours),
        closes=max(row[7] for row in hours),
        absences=absences,
    )
