"""The planner, one month of one manager."""

from __future__ import annotations

import datetime as dt
import re

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date

from ...core import clock
from ...interactions import queries as contacts
from ...interactions.words import KIND_NAMES
from ...policy.enforce import can, current_actor, requires
from ...staff.calendar import calendar_for
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
    found = queries.days_of(actor, keeper, weeks[0][0], weeks[-1][-1], actor.zone)
    return render_template(
        "calendars/month.html",
        title=format_date(first, "LLLL y").capitalize(),
        first=first,
        weeks=weeks,
        found=found,
        today=today,
        works=calendar_for(keeper).is_working,
        whose=whose,
        keeper=keeper,
        of=whose.public_id if whose else None,
        may_move=can(actor, "interactions:plan"),
        before=_address(first - dt.timedelta(days=1), whose),
        after=_address(first + dt.timedelta(days=31), whose),
        this=_address(None, whose),
        kind_names=KIND_NAMES,
    )


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
