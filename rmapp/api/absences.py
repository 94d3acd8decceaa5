"""Absences at ``/api/v1/absences``: what stands on their days is planned anew (C2, C8)."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import gettext as _

from ..core import clock
from ..core.errors import NotFound
from ..policy.enforce import Actor, current_actor, requires
from ..schedules import operations, queries
from ..schedules.operations import Moved
from ..schedules.words import explain
from ..staff.models import Absence, Employee
from .doors import ONE, Created, operation
from .shapes.absences import (
    AbsenceDays,
    AbsenceEntered,
    AbsenceGiven,
    AbsenceQuery,
    AbsenceShown,
    MovedShown,
)
from .shapes.base import PageOf, named

absences = Blueprint("api_absences", __name__, url_prefix="/api/v1/absences")


@absences.get("")
@requires("schedules:run")
@operation("List the absences of an employee", query=AbsenceQuery, answer=PageOf[AbsenceShown])
def listing(query: AbsenceQuery) -> PageOf[AbsenceShown]:
    """Those that end on ``since`` or later: the list has no second page."""
    employee = employee_within(query.employee, current_actor())
    since = query.since or clock.today(employee.zone)
    found = [_shown(*one) for one in queries.absences_of([employee], since=since)]
    return PageOf[AbsenceShown](items=found, next=None, previous=None)


@absences.post("/preview")
@requires("schedules:run")
@operation("See what an absence would move", body=AbsenceDays, answer=PageOf[MovedShown])
def preview(body: AbsenceDays) -> PageOf[MovedShown]:
    """Nothing is entered or moved."""
    actor = current_actor()
    employee = employee_within(body.employee, actor)
    moved = operations.preview_absence(employee, body.first, body.last, actor=actor)
    return PageOf[MovedShown](items=[moved_shown(one) for one in moved], next=None, previous=None)


@absences.post("")
@requires("schedules:run")
@operation("Enter an absence", body=AbsenceGiven, answer=AbsenceEntered, status=201)
def create(body: AbsenceGiven) -> Created:
    """What stands on its days is moved, unless it is to stay."""
    actor = current_actor()
    employee = employee_within(body.employee, actor)
    made, moved = operations.enter_absence(
        employee,
        actor=actor,
        kind=body.kind,
        first=body.first,
        last=body.last,
        replans=body.replans,
    )
    shown = AbsenceEntered(**dict(_shown(made, employee)), moved=moved)
    return Created(shown, "api_absences.show", made.public_id)


@absences.get(ONE)
@requires("schedules:run")
@operation("Read an absence", answer=AbsenceShown)
def show(public_id: str) -> AbsenceShown:
    """One absence."""
    return _shown(*queries.absence_of(public_id, actor=current_actor()))


@absences.delete(ONE)
@requires("schedules:run")
@operation("Take an absence back", status=204)
def withdraw(public_id: str) -> None:
    """What was moved for it stays where it is."""
    actor = current_actor()
    absence, employee = queries.absence_of(public_id, actor=actor)
    operations.withdraw_absence(absence, employee, actor=actor)


def employee_within(public_id: str | None, actor: Actor) -> Employee:
    """The employee ``public_id`` (``actor`` if None) whose days ``actor`` may change; refuses with
    :class:`NotFound`."""
    wanted = public_id or actor.public_id
    for one in queries.whose_absences(actor):
        if one.public_id == wanted:
            return one
    raise NotFound(_("There is no such colleague, or the desk is not yours to see."))


def _shown(absence: Absence, employee: Employee) -> AbsenceShown:
    return AbsenceShown(
        id=absence.public_id,
        employee=named(employee),
        kind=absence.kind,
        first=absence.starts_on,
        last=absence.ends_on,
    )


def moved_shown(one: Moved) -> MovedShown:
    """``one`` as it is answered."""
    return MovedShown(
        contact=one.interaction.public_id,
        client=named(one.client, one.client.display_name),
        planned_at=one.interaction.planned_at,
        moves_to=one.placed.at if one.moves else None,
        schedule=one.schedule.public_id if one.schedule else None,
        why=explain(one.placed.why) if one.is_hit else [],
        follows=not one.is_hit,
    )
