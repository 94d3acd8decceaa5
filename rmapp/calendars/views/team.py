"""The week of a team: who is where, who has room."""

from __future__ import annotations

import datetime as dt

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date

from ...core import clock
from ...core.working_days import MONDAY_TO_FRIDAY
from ...interactions.rules.times import day_bounds, monday_of
from ...policy.enforce import current_actor, requires
from ...portfolios import queries as portfolios
from ...staff.calendar import calendars_for
from .. import queries
from ..rules import room
from .feed import calendar


@calendar.get("/team")
@requires("team:watch")
def team() -> ResponseReturnValue:
    """For each manager and day: contacts, hours taken of those worked, absences."""
    actor = current_actor()
    today = clock.today(actor.zone)
    coming = today + dt.timedelta(days=2 if today.weekday() > 4 else 0)  # a weekend looks ahead
    monday = monday_of(request.args.get("week", ""), coming)
    week = [monday + dt.timedelta(days=number) for number in range(7)]
    managers = [one.employee for one in portfolios.managers(actor, "team:watch")]
    keys = [one.id for one in managers]
    booked = queries.booked(
        keys, day_bounds(week[0], actor.zone)[0], day_bounds(week[-1], actor.zone)[1], actor.zone
    )
    calendars = calendars_for(keys) if keys else {}
    # a day of the weekend as far as somebody works on it or has planned something
    full = {day for _key, day in booked}
    days = [
        day
        for day in week
        if day.weekday() in MONDAY_TO_FRIDAY
        or day in full
        or any(one.is_working(day) for one in calendars.values())
    ]
    rows = [
        (one, [room(calendars[one.id], day, *booked.get((one.id, day), (0, 0))) for day in days])
        for one in managers
    ]
    step = dt.timedelta(days=7)
    return render_template(
        "calendars/team.html",
        days=days,
        rows=rows,
        monday=monday,
        today=today,
        title=f"{format_date(days[0], 'd MMMM')} – {format_date(days[-1], 'd MMMM')}",
        before=url_for("calendar.team", week=(monday - step).isoformat()),
        after=url_for("calendar.team", week=(monday + step).isoformat()),
    )
