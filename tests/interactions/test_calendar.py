"""The working calendar of an employee, from the bank's rows."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from flask import Flask

from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.staff.calendar import bank_calendar, calendar_for, calendars_for
from rmapp.staff.models import Absence, AbsenceKind, CalendarDay, WorkingHours
from tests.cast import Cast


def next_weekday(weekday: int) -> dt.date:
    """The next such day after a week, far enough from today."""
    day = clock.now().date() + dt.timedelta(days=8)
    return day + dt.timedelta(days=(weekday - day.weekday()) % 7)


def test_the_bank_s_days_absences_and_hours_make_one_calendar(cast: Cast, scene: Any) -> None:
    """C2: holidays, absences and working hours."""
    monday, saturday = next_weekday(0), next_weekday(5)
    for day, is_working in ((monday, False), (saturday, True)):
        scene.merge(CalendarDay(day=day, is_working=is_working))
    tuesday = monday + dt.timedelta(days=1)
    scene.add(
        Absence(
            employee_id=cast.ids["mara"],
            kind=AbsenceKind.LEAVE,
            starts_on=tuesday,
            ends_on=tuesday,
        )
    )
    for weekday in (1, 2):
        scene.add(
            WorkingHours(
                employee_id=cast.ids["max"],
                weekday=weekday,
                starts=dt.time(10 + weekday),
                ends=dt.time(15 + weekday),
            )
        )
    scene.flush()
    assert not bank_calendar().is_working(monday)
    assert bank_calendar().is_working(saturday)
    mara = calendar_for(cast.ids["mara"])
    assert not mara.is_working(tuesday)
    assert mara.is_working(saturday)
    both = calendars_for([cast.ids["max"], cast.ids["mara"]])
    assert both[cast.ids["mara"]] == mara
    max_ = both[cast.ids["max"]]
    assert max_.is_working(tuesday)
    assert (max_.weekdays, max_.opens, max_.closes) == ({1, 2}, dt.time(11), dt.time(17))


def test_a_calendar_is_one_statement_for_any_number(
    cast: Cast, scene: Any, statements: list[str]
) -> None:
    clock.now()
    statements.clear()
    calendars_for(cast.ids.values())
    assert len(statements) == 1


def test_c8_the_week_says_why_nobody_works(app: Flask, cast: Cast, browser_of: Any) -> None:
    """An absence and a day of the bank are named in the head of their column."""
    with app.app_context(), transaction():
        monday = next_weekday(0)
        tuesday, wednesday = (monday + dt.timedelta(days=days) for days in (1, 2))
        for offset in range(5):
            day = monday + dt.timedelta(days=offset)
            db.session.merge(CalendarDay(day=day, is_working=day != wednesday))
        db.session.add(
            Absence(
                employee_id=cast.ids["mara"],
                kind=AbsenceKind.LEAVE,
                starts_on=monday,
                ends_on=tuesday,
            )
        )
    page = browser_of("mara").get(f"/interactions/week?week={monday.isoformat()}").text
    heads = re.findall(r'<div class="head c[1-5][^>]*>(.*?)</div>', page)
    assert ["away" in one for one in heads] == [True, True, False, False, False]
    assert ["day off" in one for one in heads] == [False, False, True, False, False]
