"""The planner, one month of one manager."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import gettext as _

from ...core import clock
from ...core.working_days import MONDAY_TO_FRIDAY, WorkingCalendar
from ...interactions import queries as contacts
from ...interactions.words import KIND_NAMES
from ...policy.enforce import can, current_actor, requires
from ...staff.calendar import calendar_for
from ...staff.queries import holidays_within
from .. import queries
from ..rules import weeks_of_month
from .feed import calendar

_MONTH = re.compile(r"(\d{4})-(\d{2})")
#: How far one may leaf, years either way: farther is no plan.
FARTHEST = 10


@calendar.get("/month")
@requires("interactions:read")
def month() -> ResponseReturnValue:
    """Every day of a month with its first contacts and how many there are."""
    actor = current_actor()
    whose = contacts.colleague_within(request.args.get("of", ""), actor=actor)
    today = clock.today(actor.zone)
    first = _first(request.args.get("month", ""), today)
    weeks = weeks_of_month(first)
    keeper = whose.id if whose else actor.employee_id
    own = calendar_for(keeper)
    holidays = holidays_within(weeks[0][0], weeks[-1][-1])
    found = queries.days_of(actor, keeper, weeks[0][0], weeks[-1][-1], actor.zone)
    return render_template(
        "calendars/month.html",
        title=format_date(first, "LLLL y").capitalize(),
        first=first,
        weeks=weeks,
        found=found,
        today=today,
        works=own.is_working,
        why_off={one: _why_off(one, own, holidays) for week in weeks for one in week},
        whose=whose,
        keeper=keeper,
        of=whose.public_id if whose else None,
        may_move=can(actor, "interactions:plan"),
        before=_address(first - dt.timedelta(days=1), whose),
        after=_address(first + dt.timedelta(days=31), whose),
        this=_address(None, whose),
        kind_names=KIND_NAMES,
    )


def _why_off(day: dt.date, own: WorkingCalendar, holidays: Mapping[dt.date, str]) -> str:
    """Why ``day`` is not worked, if its weekday does not say it: the kind of an absence is nobody
    else's to read, the name of a holiday is everybody's."""
    if own.is_working(day):
        return ""
    if own.is_away(day):
        return str(_("away"))
    is_told = day in holidays or day.weekday() in MONDAY_TO_FRIDAY
    return (holidays.get(day) or str(_("day off"))) if is_told else ""


def _first(text: str, today: dt.date) -> dt.date:
    """The first day of ``text`` (YYYY-MM), else of this month."""
    asked = _MONTH.fullmatch(text)
    year, number = (int(asked[1]), int(asked[2])) if asked else (0, 0)
    if 1 <= number <= 12 and abs(year - today.year) <= FARTHEST:
        return dt.date(year, number, 1)
    return today.replace(day=1)


def _address(day: dt.date | None, whose: object | None) -> str:
    return url_for(
        "calendar.month",
        month=f"{day:%Y-%m}" if day else None,
        of=getattr(whose, "public_id", None),
    )
