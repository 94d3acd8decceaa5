"""The week of a room as a grid: pure layout, from bookings to places."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from ..core.formatting import day as written
from .models import Room
from .queries import Taken

#: The grid shows 8 to 20 in quarters of an hour; what is shorter is drawn as half an hour.
FIRST, QUARTERS, SHORTEST = 8 * 60, 48, 2


@dataclass(frozen=True)
class Place:
    """Where an event lies in its day's column, in quarters since 8:00."""

    slot: int
    length: int


@dataclass(frozen=True)
class Event:
    """A booking on one day of the grid."""

    column: int
    place: Place
    taken: Taken


@dataclass(frozen=True)
class Day:
    """One column."""

    date: dt.date
    label: str
    full: str
    today: bool
    off: bool
    note: str
    events: list[Event]
    taken: list[Taken]


def day_of(text: str, today: dt.date) -> dt.date:
    """The day that ``text`` writes (ISO) within two years, else today."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return today
    return day if abs(day - today) <= dt.timedelta(days=730) else today


def monday_of(text: str, today: dt.date) -> dt.date:
    """The Monday of that day."""
    day = day_of(text, today)
    return day - dt.timedelta(days=day.weekday())


def place_on(day: dt.date, starts: dt.datetime, ends: dt.datetime, zone: str) -> Place | None:
    """The quarters that [``starts``, ``ends``) covers on ``day`` in ``zone``; None: no one."""
    there = ZoneInfo(zone)

    def quarter(moment: dt.datetime) -> float:
        local = moment.astimezone(there)
        if local.date() != day:
            return -1.0 if local.date() < day else float(QUARTERS + 1)
        return ((local.hour * 60 + local.minute) - FIRST) / 15

    first, last = quarter(starts), quarter(ends)
    if last <= 0 or first >= QUARTERS:
        return None
    slot = max(0, min(int(first), QUARTERS - SHORTEST))
    length = max(SHORTEST, min(int(-(-last // 1)), QUARTERS) - slot)
    return Place(slot, min(length, 24))


def days_of(monday: dt.date, today: dt.date, room: Room, taken: list[Taken]) -> list[Day]:
    """The days of the week with what is booked; Saturday and Sunday only where something is."""
    found: list[Day] = []
    for number in range(7):
        date = monday + dt.timedelta(days=number)
        own = [(one, _place(one, date, room.zone)) for one in taken]
        there = [(one, where) for one, where in own if where]
        if number > 4 and not there:
            continue
        column = len(found) + 1
        found.append(
            Day(
                date=date,
                label=written(date, "EEE d").capitalize(),
                full=written(date, "full"),
                today=date == today,
                off=number > 4,
                note="",
                events=[Event(column, where, one) for one, where in there],
                taken=[one for one, _where in there],
            )
        )
    return found


def _place(one: Taken, date: dt.date, zone: str) -> Any:
    return place_on(date, one.booking.starts_at, one.booking.ends_at, zone)
