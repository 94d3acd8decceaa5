"""An absence newly entered: what stands on those days is planned anew, seen before it is done."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _

from ...audit.operations import record
from ...core import clock
from ...core.db import db
from ...core.errors import Invalid
from ...core.working_days import Absence as DaysOff
from ...interactions.rules.times import day_bounds
from ...policy.enforce import Actor
from ...staff.models import Absence, AbsenceKind, Employee
from .clearing import Moved, Span, clear, in_order, walk

LONGEST = dt.timedelta(days=366)


def check_days(employee: Employee, first: dt.date, last: dt.date) -> None:
    """Refuse with :class:`Invalid` days that are over, turned round, or too many."""
    words = ""
    if last < first:
        words = _("The last day lies before the first.")
    elif last < clock.today(employee.zone):
        words = _("This day has passed. Choose today or a later one.")
    elif last - first > LONGEST:
        words = _("This is more than a year.")
    if words:
        raise Invalid(words, fields={"last": [words]})


def preview_absence(
    employee: Employee, first: dt.date, last: dt.date, *, actor: Actor
) -> list[Moved]:
    """What stands on the days and where it would go, in order of time. Changes nothing.

    Refuses as :func:`check_days`.
    """
    check_days(employee, first, last)
    return in_order(walk(_span(employee, first, last), actor))


def enter_absence(
    employee: Employee,
    *,
    actor: Actor,
    kind: AbsenceKind,
    first: dt.date,
    last: dt.date,
    replans: bool = True,
) -> tuple[Absence, int]:
    """Enter an absence of ``employee``, plan anew what stands on its days (``replans``); the
    absence and how many contacts were moved.

    The door has asked whose absences ``actor`` enters. Refuses as :func:`check_days`.
    """
    check_days(employee, first, last)
    moved = 0
    if replans:
        reason = _("The manager is away.")
        moved = clear(_span(employee, first, last), actor=actor, reason=reason)
    absence = Absence(employee_id=employee.id, kind=kind, starts_on=first, ends_on=last)
    db.session.add(absence)
    db.session.flush()
    record(
        "absence:entered",
        actor=actor,
        obj=absence,
        name=employee.name,
        detail={"first": first.isoformat(), "last": last.isoformat(), "moved": moved},
    )
    return absence, moved


def _span(employee: Employee, first: dt.date, last: dt.date) -> Span:
    since, until = day_bounds(first, employee.zone)[0], day_bounds(last, employee.zone)[1]
    return Span(employee, max(since, clock.now()), until, away=(DaysOff(first, last),))


def withdraw_absence(absence: Absence, employee: Employee, *, actor: Actor) -> None:
    """Take an absence back that was entered by mistake; what was moved for it stays moved.

    The door has asked whose absences ``actor`` enters.
    """
    record(
        "absence:withdrawn",
        actor=actor,
        obj=absence,
        name=employee.name,
        detail={"first": absence.starts_on.isoformat(), "last": absence.ends_on.isoformat()},
    )
    db.session.delete(absence)
    db.session.flush()
