"""Pure decisions of follow-ups, and the closed list of what a letter may be filled with."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l

from ..core.working_days import WorkingCalendar

#: The hour, in the client's own zone, at which letters of rules leave.
HOUR = dt.time(10, 0)

#: Name → what it stands for: all that a text of a letter may name.
PLACEHOLDERS: dict[str, Any] = {
    "greeting": _l("The greeting, by name"),
    "client.name": _l("Name of the client"),
    "addressee": _l("To whom the proposal is addressed"),
    "proposal.number": _l("Number of the proposal"),
    "proposal.total": _l("Total of the proposal"),
    "proposal.valid_until": _l("Last day of validity"),
    "manager.name": _l("Name of the manager"),
    "manager.position": _l("Position of the manager"),
    "manager.phone": _l("Phone of the manager"),
    "manager.email": _l("E-mail of the manager"),
    "bank.name": _l("Name of the bank"),
}


def due_after(
    moment: dt.datetime, working_days: int, *, calendar: WorkingCalendar, zone: str
) -> dt.datetime:
    """``working_days`` (≥ 1) after the day of ``moment`` in ``zone``, at ten there; UTC."""
    there = ZoneInfo(zone)
    day = calendar.add_working_days(moment.astimezone(there).date(), working_days)
    return dt.datetime.combine(day, HOUR, there).astimezone(dt.UTC)
