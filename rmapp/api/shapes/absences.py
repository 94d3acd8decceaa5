"""Absences, and the contacts that leave their days."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from pydantic import Field

from ...staff.models import AbsenceKind
from .base import At, Clock, ClockShown, Day, Given, Named, PublicId, Shown, text_of

_SEEN: Any = text_of(16, least=1)


class AbsenceQuery(Given):
    """Whose absences (your own if null), and from which day on (today if null)."""

    employee: PublicId | None = None
    since: Day | None = None


class AbsenceDays(Given):
    """Days of an absence, inclusive, in the zone of the employee (you if null)."""

    employee: PublicId | None = None
    first: Day
    last: Day


class AbsenceGiven(AbsenceDays):
    """An absence. ``replans``: what stands on its days is moved."""

    kind: AbsenceKind
    replans: bool = True


class AbsenceShown(Shown):
    """An absence of an employee; both days belong to it."""

    id: PublicId
    employee: Named
    kind: AbsenceKind
    first: dt.date
    last: dt.date


class AbsenceEntered(AbsenceShown):
    """An absence just entered, and how many contacts were moved for it."""

    moved: int


class MovedShown(Shown):
    """A contact that leaves its day. ``moves_to`` null: no other time was found. ``follows``: it
    stands on a working day and only follows a step that moves."""

    contact: PublicId
    client: Named
    planned_at: At
    moves_to: At | None
    schedule: PublicId | None
    why: list[str]
    follows: bool


class DaysOffQuery(Given):
    """Whose days off (your own if null)."""

    employee: PublicId | None = None


class DaysOffShown(Shown):
    """What stands on days off of an employee, in order of time. ``seen``: what to hand back."""

    employee: Named
    seen: str
    contacts: list[MovedShown]


class StandingShown(Shown):
    """An employee, and how many contacts stand on their days off."""

    employee: Named
    contacts: int


class DaysOffGiven(Given):
    """Which contacts leave the days off of ``employee`` (you if null): such as do not only follow.
    ``seen``: as it was answered with them."""

    employee: PublicId | None = None
    contacts: Annotated[list[PublicId], Field(min_length=1, max_length=500)]
    seen: _SEEN


class DaysOffCleared(Shown):
    """How many contacts were moved, those that follow among them."""

    moved: int


_WEEKDAYS: Any = Annotated[
    list[Annotated[int, Field(ge=0, le=6, strict=True)]], Field(min_length=1, max_length=7)
]


class HoursQuery(Given):
    """Whose hours (your own if null)."""

    employee: PublicId | None = None


class HoursGiven(Given):
    """On which weekdays (0 is Monday), from when to when ``employee`` (you if null) works, by the
    clock of their zone."""

    employee: PublicId | None = None
    weekdays: _WEEKDAYS
    opens: Clock
    closes: Clock


class HoursShown(Shown):
    """On which weekdays (0 is Monday), from when to when an employee works. ``is_own``: they have
    hours of their own; else these are the bank's."""

    employee: Named
    weekdays: list[int]
    opens: ClockShown
    closes: ClockShown
    is_own: bool


class HoursKept(HoursShown):
    """The hours as they are now. ``standing``: how many contacts are on days off by them."""

    standing: int
