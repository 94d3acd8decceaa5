"""Free places in a manager's diary: some missed, a full today, then day after day.

A client is called when it is day where the client lives: those east of the manager in the morning,
those west of him in the afternoon.
"""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from zoneinfo import ZoneInfo

NOON = 12 * 60  # minutes of the manager's day
USUAL = (dt.time(9), dt.time(18))  # hours of a manager who has none of their own
MARGIN = 15  # minutes after coming and before leaving without a contact
LATEST = 21 * 60
MISSED, TODAY = 3, 9


@dataclass(frozen=True)
class Slot:
    """A time in the diary. ``is_done``: it is past and the contact took place."""

    at: dt.datetime
    is_meeting: bool
    is_done: bool = False


class Diary:
    """The diary of one manager. ``working``: whether a day is worked; ``hours``: when they come and
    when they leave; ``a_day``: contacts planned for each day after today."""

    def __init__(
        self,
        rng: Random,
        *,
        zone: str,
        now: dt.datetime,
        working: Callable[[dt.date], bool],
        a_day: int,
        hours: tuple[dt.time, dt.time] = USUAL,
    ) -> None:
        comes, leaves = (one.hour * 60 + one.minute for one in hours)
        self._opens, self._closes = comes + MARGIN, leaves - MARGIN
        self._rng = rng
        self._zone = ZoneInfo(zone)
        self._now = now
        self._working = working
        self._a_day = a_day
        self._morning: deque[Slot] = deque()
        self._afternoon: deque[Slot] = deque()
        local = now.astimezone(self._zone)
        self._day = self._today = local.date()
        self._miss()
        self._fill_today(local.hour * 60 + local.minute)

    def offset(self, zone: str) -> float:
        """How many hours ``zone`` is ahead of the manager."""
        here = self._now.astimezone(self._zone).utcoffset()
        there = self._now.astimezone(ZoneInfo(zone)).utcoffset()
        assert here is not None
        assert there is not None
        return (there - here).total_seconds() / 3600

    def take(self, ahead: float) -> Slot:
        """The next free place for a client whose clocks are ``ahead`` hours ahead."""
        while True:
            if ahead >= 3:
                found = self._morning
            elif ahead <= -2:
                found = self._afternoon
            else:
                both = [q for q in (self._morning, self._afternoon) if q]
                found = min(both, key=lambda q: q[0].at) if both else self._morning
            if found:
                return found.popleft()
            self._next_day()

    def take_later(self, ahead: float) -> Slot:
        """The next free place after today; those of today stay for others."""
        while True:
            queues = [self._morning] if ahead >= 3 else [self._afternoon]
            if -2 < ahead < 3:
                queues = [self._morning, self._afternoon]
            later = [
                (slot, q)
                for q in queues
                for slot in q
                if slot.at.astimezone(self._zone).date() > self._today
            ]
            if later:
                slot, queue = min(later, key=lambda found: found[0].at)
                queue.remove(slot)
                return slot
            self._next_day()

    def hours(self, ahead: float) -> tuple[int, int]:
        """Between which UTC minutes of a day such a client is called."""
        here = self._now.astimezone(self._zone).utcoffset()
        assert here is not None
        shift = int(here.total_seconds() // 60)
        opens = NOON if ahead <= -2 else self._opens
        return opens - shift, (NOON if ahead >= 3 else self._closes) - shift

    # -- inside -------------------------------------------------------------------------------

    def _put(self, day: dt.date, minute: int, *, meeting: bool, done: bool = False) -> None:
        local = dt.datetime.combine(day, dt.time(minute // 60, minute % 60), self._zone)
        slot = Slot(local.astimezone(dt.UTC), meeting, done)
        (self._morning if minute < NOON else self._afternoon).append(slot)

    def _miss(self) -> None:
        """Contacts of the last working days that nobody has dealt with."""
        days: list[dt.date] = []
        day = self._day
        while len(days) < MISSED:
            day -= dt.timedelta(days=1)
            if self._working(day):
                days.append(day)
        for missed in reversed(days[: self._rng.choice((1, 2, 2, 3))]):
            minute = self._rng.randrange(self._opens, self._closes, 15)
            self._put(missed, minute, meeting=self._rng.random() < 0.2)

    def _fill_today(self, minute_now: int) -> None:
        """What is past of today is mostly done; something is still to come, even in the evening."""
        times = self._times(TODAY, meetings=(2, 5))
        to_come = [time for time in times if time[0] > minute_now]
        start = (minute_now // 15 + 2) * 15
        while len(to_come) < 3 and self._opens < start < LATEST:
            if not times or start >= times[-1][0] + 60:
                times.append((start, False))
                to_come.append(times[-1])
            start += 30
        past = [time for time in times if time[0] <= minute_now]
        for number, (minute, meeting) in enumerate(times):
            done = number < len(past) - (1 if len(past) < 5 else 2)
            self._put(self._day, minute, meeting=meeting, done=done)

    def _next_day(self) -> None:
        self._day += dt.timedelta(days=1)
        if self._working(self._day):
            for minute, meeting in self._times(self._a_day):
                self._put(self._day, minute, meeting=meeting)

    def _times(self, count: int, meetings: tuple[int, ...] = ()) -> list[tuple[int, bool]]:
        """Up to ``count`` times of one day: (minute, whether an hour is kept for a meeting);
        ``meetings``: which of them are meetings in any case."""
        rng, found = self._rng, []
        minute = self._opens + rng.choice((0, 0, 15, 30))
        spare = max(0, (self._closes - self._opens) - count * 25) // max(1, count)
        for number in range(count):
            meeting = number in meetings or rng.random() < (0.22 if count <= 12 else 0.08)
            if minute + (60 if meeting else 0) > self._closes:
                break
            found.append((minute, meeting))
            minute += 60 if meeting else 15
            minute += rng.randrange(0, max(1, spare) + 1) // 15 * 15 + (5 if count > 12 else 15)
        return found
