"""Days and hours of work at ``/api/v1/hours``: the schedules are laid out by them (C2)."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from flask import Blueprint

from ..policy.enforce import current_actor, requires
from ..schedules import operations, queries
from ..staff.calendar import calendar_for
from ..staff.models import Employee
from .absences import employee_within
from .doors import operation
from .shapes.absences import HoursGiven, HoursKept, HoursQuery, HoursShown
from .shapes.base import named

hours = Blueprint("api_hours", __name__, url_prefix="/api/v1/hours")


@hours.get("")
@requires("schedules:run")
@operation("Read the days and hours an employee works", query=HoursQuery, answer=HoursShown)
def show(query: HoursQuery) -> HoursShown:
    """Their own where they have any, else the bank's."""
    employee = employee_within(query.employee, current_actor())
    return HoursShown(**_facts(employee))


@hours.put("")
@requires("schedules:run")
@operation("Say on which days and when an employee works", body=HoursGiven, answer=HoursKept)
def keep(body: HoursGiven) -> HoursKept:
    """What is planned stays where it is: ``standing`` contacts are on days off then, see
    ``/days-off``."""
    actor = current_actor()
    employee = employee_within(body.employee, actor)
    opens, closes = cast(dt.time, body.opens), cast(dt.time, body.closes)  # see shapes.base.Clock
    standing = operations.set_hours(employee, body.weekdays, opens, closes, actor=actor)
    return HoursKept(**_facts(employee), standing=standing)


@hours.delete("")
@requires("schedules:run")
@operation("Let an employee work as the bank does", query=HoursQuery, answer=HoursKept)
def forget(query: HoursQuery) -> HoursKept:
    """Their own days and hours are forgotten; what is planned stays where it is."""
    actor = current_actor()
    employee = employee_within(query.employee, actor)
    operations.forget_hours(employee, actor=actor)
    standing = len(operations.preview_days_off(employee, actor=actor))
    return HoursKept(**_facts(employee), standing=standing)


def _facts(employee: Employee) -> dict[str, Any]:
    calendar = calendar_for(employee.id)
    return {
        "employee": named(employee),
        "weekdays": sorted(calendar.weekdays),
        "opens": calendar.opens,
        "closes": calendar.closes,
        "is_own": queries.has_hours(employee.id),
    }
