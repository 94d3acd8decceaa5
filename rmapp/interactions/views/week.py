"""The planner: one week of one manager."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...core import clock
from ...core.formatting import day as written
from ...core.working_days import MONDAY_TO_FRIDAY, WorkingCalendar
from ...policy.enforce import current_actor, requires
from ...staff.calendar import calendar_for
from ...staff.models import Employee
from .. import queries, words
from ..models import Interaction, InteractionState
from ..rules.times import (
    day_bounds,
    monday_of,
    place,
)
from .contacts import interactions
from .week_drawn import event, free, joined_event, placed

READABLE = 25  # contacts; a fuller week is listed day by day


@dataclass(frozen=True)
class Day:
    """One day of the week, as the grid and the list show it."""

    date: dt.date
    column: int
    label: str
    full: str
    note: str  # why nobody works, how many more there are than the grid has room for
    today: bool
    off: bool
    contacts: list[Interaction]
    events: list[dict[str, Any]]


@interactions.get("/week")
@requires("interactions:read")
def week() -> ResponseReturnValue:
    """The contacts of one week: a grid of quarter hours and the same as a list."""
    actor = current_actor()
    whose = queries.colleague_within(request.args.get("of", ""), actor=actor)
    zone = actor.zone
    monday = monday_of(request.args.get("week", ""), clock.today(zone))
    keeper = whose.id if whose else actor.employee_id
    starts, ends = day_bounds(monday, zone)[0], day_bounds(monday + dt.timedelta(days=6), zone)[1]
    calendar = calendar_for(keeper)
    contacts = queries.planned_between(actor, keeper, starts, ends, with_done=True)
    joined = queries.joined_between(keeper, starts, ends, reader=actor)
    contacts = sorted([*contacts, *joined], key=lambda one: (one.planned_at, one.id))
    days = _days(monday, contacts, calendar, zone, frozenset(one.id for one in joined))
    view, addresses = request.args.get("view"), _addresses(monday, whose)
    chosen = _chosen(days, len(contacts), clock.today(zone))
    return render_template(
        "interactions/_agenda.html" if view == "agenda" else "interactions/week.html",
        days=days,
        chosen=chosen,
        day_tabs=[
            {
                "label": day.label,
                "url": f"{addresses['list']}&day={day.date.isoformat()}",
                "current": day.date == chosen,
                "count": len(day.contacts),
            }
            for day in days
        ],
        back=addresses["list"] if view == "agenda" else request.full_path,
        whose=whose,
        title=_title(monday),
        now=_now(days, zone),
        is_list=view == "list",
        addresses=addresses,
        count=len(contacts),
        joined={one.id for one in joined},
        standing=sum(_stands(one, day, joined) for day in days for one in day.contacts),
        words=words,
    )


def _chosen(days: list[Day], count: int, today: dt.date) -> dt.date | None:
    """The one day that the list shows of a week that is too full to be read at once."""
    if count <= READABLE:
        return None
    dates = [day.date for day in days]
    asked = next((date for date in dates if date.isoformat() == request.args.get("day")), None)
    fallback = next((day.date for day in days if day.contacts), dates[0])
    return asked or (today if today in dates else fallback)


def _days(
    monday: dt.date,
    contacts: list[Interaction],
    calendar: WorkingCalendar,
    zone: str,
    joined: frozenset[int] = frozenset(),
) -> list[Day]:
    place_of = ZoneInfo(zone)
    by_day: dict[dt.date, list[Interaction]] = {}
    for contact in contacts:
        by_day.setdefault(contact.planned_at.astimezone(place_of).date(), []).append(contact)
    dates = [monday + dt.timedelta(days=n) for n in range(7)]
    shown = [
        date
        for date in dates
        if date.weekday() in MONDAY_TO_FRIDAY or date in by_day or calendar.is_working(date)
    ]
    today = clock.today(zone)
    days = []
    for column, date in enumerate(shown, 1):
        own = by_day.get(date, [])
        is_off = not calendar.is_working(date)
        found = placed(own, zone)
        events = [
            joined_event(contact, where, column)
            if contact.id in joined
            else event(contact, where, column)
            for contact, where in found
            if where
        ]
        hidden = len(own) - len(events)
        if not is_off and date >= today:
            events += free(date, own, calendar, zone, column)
        days.append(
            Day(
                date=date,
                column=column,
                label=written(date, "EEE d").capitalize(),
                note=" ".join(
                    [_why_off(date, calendar), *([f"+{hidden}"] if hidden else [])]
                ).strip(),
                full=written(date, "full"),
                today=date == today,
                off=is_off,
                contacts=own,
                events=events,
            )
        )
    return days


def _why_off(date: dt.date, calendar: WorkingCalendar) -> str:
    """Why ``date`` is no day of work, if its weekday does not say it."""
    if calendar.is_away(date):
        return str(_("away"))
    usual = MONDAY_TO_FRIDAY | calendar.weekdays
    is_free = date.weekday() in usual and not calendar.is_working(date)
    return str(_("day off")) if is_free else ""


def _stands(contact: Interaction, day: Day, joined: list[Interaction]) -> bool:
    """Whether one's own contact is still to come on a day that became a day off."""
    is_open = contact.state is InteractionState.PLANNED and contact.planned_at > clock.now()
    return is_open and day.off and day.date.weekday() < 5 and contact not in joined


def _now(days: list[Day], zone: str) -> dict[str, int] | None:
    now = clock.now()
    where = place(now, 15, zone)
    inside = 8 <= now.astimezone(ZoneInfo(zone)).hour < 20
    column = next((day.column for day in days if day.today), None)
    return {"day": column, "slot": where.quarter} if column and inside else None


def _title(monday: dt.date) -> str:
    sunday = monday + dt.timedelta(days=6)
    title: str = _(
        "%(first)s – %(last)s, week %(number)s",
        first=written(monday, "d MMMM"),
        last=written(sunday, "d MMMM"),
        number=monday.isocalendar().week,
    )
    return title


def _addresses(monday: dt.date, whose: Employee | None) -> dict[str, str]:
    def to(day: dt.date | None, view: str | None = None) -> str:
        return url_for(
            "interactions.week",
            week=day.isoformat() if day else None,
            of=whose.public_id if whose else None,
            view=view,
        )

    return {
        "before": to(monday - dt.timedelta(days=7)),
        "after": to(monday + dt.timedelta(days=7)),
        "today": to(None),
        "grid": to(monday),
        "list": to(monday, "list"),
        "agenda": to(monday, "agenda"),
    }
