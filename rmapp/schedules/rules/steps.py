"""What is laid out, on what, and what is said about it: values only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ...core.working_days import WorkingCalendar
from ...interactions.words import Kind

#: The hour of the manager's day at which a step is tried first.
USUAL = dt.time(10)
#: Within which hours people are called and visited who named none, by their own clock.
CLIENT_FROM, CLIENT_TO = dt.time(9), dt.time(20)
#: Kinds both sides must be there for; the others are written when it suits the writer.
TIMED = frozenset({Kind.CALL, Kind.VISIT, Kind.MEETING})


class Anchor(StrEnum):
    """From when the offset of a step is counted."""

    START = "start"
    PREVIOUS = "previous"  # the day of the step before
    OUTCOME = "outcome"  # the day on which the outcome of the step before was recorded


class Why(StrEnum):
    """One reason of a date."""

    OFFSET = "offset"  # days, anchor, after (kind of the step before)
    PROVISIONAL = "provisional"  # moves when the outcome of the step before is recorded
    SHIFTED = "shifted"  # days
    HOLIDAY = "holiday"  # day, name; last, where it is several
    DAY_OFF = "day_off"  # day: a weekend
    AWAY = "away"  # first, last
    PAST = "past"  # the day has passed
    ORDER = "order"  # not before the step before
    FULL = "full"  # first, last, days, capacity
    TAKEN = "taken"  # time: something stands in the diary then
    NO_ROOM = "no_room"  # first, last, days: no free time left
    CLIENT_HOURS = "client_hours"  # time: of the client's clock, part of their day
    NEVER = "never"  # no place within so many working days
    APART = "apart"  # the client's hours and the manager's never meet
    WAITS = "waits"  # step: the one before it has no place
    CHOSEN = "chosen"  # a person chose the time


@dataclass(frozen=True)
class Reason:
    """A reason and what it is about, in plain JSON."""

    why: Why
    about: dict[str, Any] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """As it is kept in the row of the step."""
        return {"why": self.why.value, **self.about}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Reason:
        """What :meth:`plain` gave. KeyError and ValueError for anything else."""
        about = {name: value for name, value in kept.items() if name != "why"}
        return cls(Why(kept["why"]), about)


@dataclass(frozen=True)
class Step:
    """A step to be laid out.

    ``offset``, ``delay``: working days; ``time``: of the manager's day. ``done_on``: when its
    outcome was recorded: it stays as the anchor of the next. ``held``: the moment it stands at
    and keeps as long as the order allows; ``is_fixed``: it keeps it whatever happens.
    """

    position: int
    kind: Kind
    minutes: int
    offset: int
    anchor: Anchor = Anchor.PREVIOUS
    time: dt.time | None = None
    delay: int = 0
    done_on: dt.date | None = None
    held: dt.datetime | None = None
    is_fixed: bool = False


@dataclass(frozen=True)
class Diary:
    """The manager's side: working days and hours in ``zone``, what stands there already.

    ``capacity``: contacts a day; ``load``: day → contacts planned; ``busy``: taken stretches;
    ``names``: day → name of the holiday, or its name by language.
    """

    calendar: WorkingCalendar
    zone: str
    capacity: int
    load: Mapping[dt.date, int] = field(default_factory=dict)
    busy: tuple[tuple[dt.datetime, dt.datetime], ...] = ()
    names: Mapping[dt.date, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Habits:
    """The client's side: the hours they prefer, by the clock of ``zone``."""

    zone: str
    hours_from: dt.time | None = None
    hours_to: dt.time | None = None

    @property
    def hours(self) -> tuple[dt.time, dt.time]:
        """From when to when they are called; the polite hours where they named none."""
        first, last = self.hours_from or CLIENT_FROM, self.hours_to or CLIENT_TO
        return (first, last) if first < last else (CLIENT_FROM, CLIENT_TO)


@dataclass(frozen=True)
class Placed:
    """Where a step goes: ``at`` (UTC), None when it has no place; ``why`` says it in any case."""

    position: int
    at: dt.datetime | None
    minutes: int
    why: tuple[Reason, ...]

    @property
    def ends(self) -> dt.datetime | None:
        """When it is over."""
        return self.at + dt.timedelta(minutes=self.minutes) if self.at else None
