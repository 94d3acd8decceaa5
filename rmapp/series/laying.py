"""Where the contacts of a series would stand now: its rule, the manager's days and diary."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from zoneinfo import ZoneInfo

from ..core import clock
from ..core.working_days import WorkingCalendar
from ..interactions.queries.contacts import EXCLUSIVE
from ..interactions.rules.times import day_bounds, nearest_moment
from ..staff.calendar import calendar_for
from . import queries
from .models import Series
from .rules import Free, Occurrence, first_free, lay


def laid(
    series: Series, *, but: Collection[int] = (), since: dt.date | None = None
) -> list[Occurrence]:
    """The contacts of ``series`` from now (or from the day ``since``) to where it is laid to.

    ``but``: keys of contacts whose times do not count: they are moved.
    """
    calendar = calendar_for(series.manager_id)
    begins = clock.now()
    if since is not None:
        begins = max(begins, day_bounds(since, series.zone)[0])
    return lay(
        series.rule,
        time=series.at,
        zone=series.zone,
        calendar=calendar,
        on_day_off=series.on_day_off,
        since=begins,
        last=series.laid_to,
        free=_free(series, calendar, begins, but),
    )


def _free(
    series: Series, calendar: WorkingCalendar, begins: dt.datetime, but: Collection[int]
) -> Free:
    """What finds a free moment of the day in the manager's diary; letters and calls need none."""
    if series.kind not in EXCLUSIVE:
        return lambda moment: moment
    ends = day_bounds(series.laid_to + dt.timedelta(days=31), series.zone)[1]
    taken = queries.taken_times(series.manager_id, begins, ends, but=but)

    def free(moment: dt.datetime) -> dt.datetime | None:
        day = moment.astimezone(ZoneInfo(series.zone)).date()
        closes = nearest_moment(day, calendar.closes, series.zone)
        found = first_free(moment, series.minutes, taken, closes=closes)
        if found is not None:
            taken.append((found, found + dt.timedelta(minutes=series.minutes)))
        return found

    return free
