"""Absences, and the contacts that leave their days."""

from __future__ import annotations

import datetime as dt

from ...staff.models import AbsenceKind
from .base import At, Day, Given, Named, PublicId, Shown


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
    """A contact on the days of an absence. ``moves_to`` null: no other time was found."""

    contact: PublicId
    client: Named
    planned_at: At
    moves_to: At | None
    schedule: PublicId | None
    why: list[str]
