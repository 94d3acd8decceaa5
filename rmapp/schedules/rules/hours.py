"""A free moment within one day: the manager's hours, the client's, what stands in the diary."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from ...interactions.rules.times import nearest_moment
from .steps import TIMED, USUAL, Diary, Habits, Reason, Step, Why

QUARTER = dt.timedelta(minutes=15)
Stretch = tuple[dt.datetime, dt.datetime]


@dataclass(frozen=True)
class Moment:
    """What a day offers: the moment found, or None, and the reasons."""

    at: dt.datetime | None
    why: tuple[Reason, ...] = ()


def moment_within(
    day: dt.date, step: Step, *, floor: dt.datetime, diary: Diary, client: Habits
) -> Moment:
    """The moment of ``day`` for ``step``, not before ``floor``.

    The step's own time is tried first, then each quarter of an hour after it, then those before.
    """
    length = dt.timedelta(minutes=step.minutes)
    opens = nearest_moment(day, diary.calendar.opens, diary.zone)
    closes = nearest_moment(day, diary.calendar.closes, diary.zone)
    wanted = nearest_moment(day, step.time or USUAL, diary.zone)
    if not opens <= wanted < closes:
        wanted = opens
    timed = step.kind in TIMED
    welcome = windows(client, opens, closes) if timed else ((opens, closes),)
    if not any(end - start >= length for start, end in welcome):
        return Moment(None, (Reason(Why.APART),))
    taken = [one for one in diary.busy if one[0] < closes and one[1] > opens] if timed else []
    found = next(
        (
            at
            for at in _around(wanted, opens, closes)
            if at >= floor
            and any(start <= at and at + length <= end for start, end in welcome)
            and not _overlaps(at, at + length, taken)
        ),
        None,
    )
    if found is None:
        return Moment(None, (Reason(Why.NO_ROOM, {"day": day.isoformat()}),))
    if found == wanted:
        return Moment(found)
    if not any(start <= wanted and wanted + length <= end for start, end in welcome):
        there = found.astimezone(ZoneInfo(client.zone))
        return Moment(found, (Reason(Why.CLIENT_HOURS, {"time": f"{there:%H:%M}"}),))
    if _overlaps(wanted, wanted + length, taken):
        here = wanted.astimezone(ZoneInfo(diary.zone))
        return Moment(found, (Reason(Why.TAKEN, {"time": f"{here:%H:%M}"}),))
    return Moment(found)


def windows(client: Habits, opens: dt.datetime, closes: dt.datetime) -> tuple[Stretch, ...]:
    """When the client is called between ``opens`` and ``closes``: their own day may change in
    between, so there can be two stretches."""
    place = ZoneInfo(client.zone)
    first, last = client.hours
    day, until = opens.astimezone(place).date(), closes.astimezone(place).date()
    found = []
    while day <= until:
        start = max(opens, nearest_moment(day, first, client.zone))
        end = min(closes, nearest_moment(day, last, client.zone))
        if start < end:
            found.append((start, end))
        day += dt.timedelta(days=1)
    return tuple(found)


def _around(wanted: dt.datetime, opens: dt.datetime, closes: dt.datetime) -> Iterable[dt.datetime]:
    at = wanted
    while at < closes:
        yield at
        at += QUARTER
    at = wanted - QUARTER
    while at >= opens:
        yield at
        at -= QUARTER


def _overlaps(start: dt.datetime, end: dt.datetime, taken: Iterable[Stretch]) -> bool:
    return any(start < until and since < end for since, until in taken)
