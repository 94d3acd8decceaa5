"""When somebody is reminded of a contact."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from .times import nearest_moment

DAY = 1440  # minutes


def reminder_at(at: dt.datetime, minutes: int, zone: str) -> dt.datetime:
    """The moment of the reminder ``minutes`` before a contact at ``at``, UTC.

    Whole days are days of the calendar in ``zone``: a day before ten o'clock is ten o'clock, also
    when the clocks change in the night between; what is left is time that passes.
    """
    days, rest = divmod(minutes, DAY)
    moment = at.astimezone(dt.UTC)
    if days:
        there = at.astimezone(ZoneInfo(zone))
        moment = nearest_moment(there.date() - dt.timedelta(days=days), there.time(), zone)
    return moment - dt.timedelta(minutes=rest)
