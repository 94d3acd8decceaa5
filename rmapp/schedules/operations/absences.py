"""An absence newly entered: what stands on those days is planned anew, seen before it is done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from ...audit.operations import record
from ...clients.models import Client
from ...core import clock
from ...core.db import db
from ...core.errors import Invalid
from ...core.working_days import Absence as DaysOff
from ...interactions.models import Interaction
from ...interactions.operations import move
from ...interactions.queries import client_held
from ...interactions.rules.times import day_bounds
from ...policy.enforce import Actor
from ...staff.models import Absence, AbsenceKind, Employee
from ..models import Schedule
from ..queries import Desk, desk_of, loose_contacts, owned_by, schedule_held
from ..rules.layout import downstream, lay_out, with_placed, without_placed
from ..rules.steps import Anchor, Placed, Step, Why
from ..words import StepState
from .laying import contacts_of, habits_of, laid_anew, put, steps_of
from .running import touch

LONGEST = dt.timedelta(days=366)


@dataclass(frozen=True)
class Moved:
    """A contact that leaves the days of an absence. ``schedule`` None: it is of no series."""

    interaction: Interaction
    client: Client
    placed: Placed
    schedule: Schedule | None = None

    @property
    def moves(self) -> bool:
        """Whether another time was found for it."""
        return self.placed.at is not None and self.placed.at != self.interaction.planned_at


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
    found = [one for moved, _moving in _walk(employee, first, last, actor) for one in moved]
    return sorted(found, key=lambda one: (one.interaction.planned_at, one.interaction.id))


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
    moved = _replan(employee, first, last, actor=actor) if replans else 0
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


def _replan(employee: Employee, first: dt.date, last: dt.date, *, actor: Actor) -> int:
    count, reason = 0, _("The manager is away.")
    for moved, moving in list(_walk(employee, first, last, actor)):
        one = moved[0]
        client = client_held(one.client.id, actor=actor, permission="interactions:plan")
        if one.schedule is None:
            if one.moves and one.placed.at is not None:
                move(one.interaction, client, actor=actor, at=one.placed.at, reason=reason)
                count += 1
            continue
        schedule = schedule_held(one.schedule.id)
        count += put(
            schedule, client, {two.placed.position: two.placed for two in moved},
            actor=actor, told=moving, reason=reason,
        )  # fmt: skip
        touch(schedule)
    return count


def _walk(
    employee: Employee, first: dt.date, last: dt.date, actor: Actor
) -> Iterator[tuple[list[Moved], frozenset[int]]]:
    """For each schedule and each loose contact on the days: what moves. One after the other fills
    the same diary."""
    since = max(day_bounds(first, employee.zone)[0], clock.now())
    until = day_bounds(last, employee.zone)[1]
    schedules = owned_by(employee.id, since, until, actor=actor)
    loose = loose_contacts(employee.id, since, until, actor=actor)
    on_these_days = [key for one in schedules for key in contacts_of(one, _hit(one, since, until))]
    but = [*on_these_days, *(one.id for one in loose)]
    desk = _away(desk_of(employee, but=but), first, last)
    for schedule in schedules:
        moved, moving, desk = _of_schedule(schedule, desk, _hit(schedule, since, until))
        yield moved, moving
    for contact in loose:
        step = _alone(contact, employee)
        [placed] = lay_out(
            [step],
            starts_on=contact.planned_at.astimezone(ZoneInfo(employee.zone)).date(),
            now=clock.now(),
            diary=desk.diary,
            client=habits_of(contact.client),
        )
        desk = replace(desk, diary=with_placed(desk.diary, [(step, placed)]))
        placed = replace(placed, why=tuple(one for one in placed.why if one.why is not Why.OFFSET))
        yield [Moved(contact, contact.client, placed)], frozenset()


def _hit(schedule: Schedule, since: dt.datetime, until: dt.datetime) -> list[int]:
    return [
        one.position
        for one in schedule.steps
        if one.state is StepState.PLANNED
        and one.interaction is not None
        and since <= one.interaction.planned_at < until
    ]


def _of_schedule(
    schedule: Schedule, desk: Desk, hit: list[int]
) -> tuple[list[Moved], frozenset[int], Desk]:
    steps = steps_of(schedule)
    after = downstream(steps, hit) - frozenset(hit)
    standing = [
        (step, Placed(step.position, step.held, step.minutes, ()))
        for step in steps
        if step.position in after
    ]
    freed = replace(desk, diary=without_placed(desk.diary, standing))
    moving = frozenset(hit) | after
    laid = laid_anew(schedule, client=schedule.client, moving=moving, desk=freed)
    moved = [
        Moved(one.interaction, schedule.client, laid[one.position], schedule)
        for one in schedule.steps
        if one.position in laid
        and one.interaction is not None
        and (one.position in hit or laid[one.position].at not in (None, one.interaction.planned_at))
    ]
    filled = [(step, laid[step.position]) for step in steps if step.position in moving]
    return moved, moving, replace(freed, diary=with_placed(freed.diary, filled))


def _away(desk: Desk, first: dt.date, last: dt.date) -> Desk:
    calendar = desk.diary.calendar.without([DaysOff(first, last)])
    return replace(desk, diary=replace(desk.diary, calendar=calendar))


def _alone(contact: Interaction, employee: Employee) -> Step:
    local = contact.planned_at.astimezone(ZoneInfo(employee.zone))
    return Step(
        position=1,
        kind=contact.kind,
        minutes=contact.minutes,
        offset=0,
        anchor=Anchor.START,
        time=local.time().replace(second=0, microsecond=0),
    )


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
