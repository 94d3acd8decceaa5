"""Contacts on days off at ``/api/v1/days-off``: looked at with their new times, and moved (C2)."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import gettext as _

from ..core.errors import Conflict, Invalid
from ..interactions.queries import interaction_of
from ..policy.enforce import current_actor, requires
from ..schedules import operations, queries
from .absences import employee_within, moved_shown
from .doors import WORDS, operation
from .shapes.absences import (
    DaysOffCleared,
    DaysOffGiven,
    DaysOffQuery,
    DaysOffShown,
    StandingShown,
)
from .shapes.base import PageOf, named

days_off = Blueprint("api_days_off", __name__, url_prefix="/api/v1/days-off")


@days_off.get("")
@requires("schedules:run")
@operation("See what stands on days off of an employee", query=DaysOffQuery, answer=DaysOffShown)
def show(query: DaysOffQuery) -> DaysOffShown:
    """What stands on holidays, in absences and on days not worked, and what follows it. Nothing is
    moved."""
    actor = current_actor()
    employee = employee_within(query.employee, actor)
    moved = operations.preview_days_off(employee, actor=actor)
    return DaysOffShown(
        employee=named(employee),
        seen=operations.digest_of(moved),
        contacts=[moved_shown(one) for one in moved],
    )


@days_off.get("/people")
@requires("schedules:run")
@operation("List whose contacts stand on days off", answer=PageOf[StandingShown])
def people() -> PageOf[StandingShown]:
    """You, and your people if you have any, as far as something stands there: the list has no
    second page."""
    actor = current_actor()
    found = queries.whose_absences(actor)
    counts = queries.on_days_off(found, actor=actor)
    shown = [
        StandingShown(employee=named(one), contacts=counts[one.id])
        for one in found
        if one.id in counts
    ]
    return PageOf[StandingShown](items=shown, next=None, previous=None)


@days_off.post("/moves")
@requires("schedules:run")
@operation(
    "Move contacts off the days off", body=DaysOffGiven, answer=DaysOffCleared, refusals=(409,)
)
def move(body: DaysOffGiven) -> DaysOffCleared:
    """They and what follows them in their schedules go to the times that were shown; whoever was
    invited is told. Refused when the times have changed since ``seen``."""
    actor = current_actor()
    employee = employee_within(body.employee, actor)
    moved = operations.preview_days_off(employee, actor=actor)
    unknown = set(body.contacts) - {one.interaction.public_id for one in moved if one.is_hit}
    for one in sorted(unknown):
        interaction_of(one, actor=actor, permission="interactions:plan")
    if operations.digest_of(moved) != body.seen:
        raise Conflict(_("The times are no longer those you saw: look at them again."))
    if unknown:
        raise Invalid(fields={"contacts": [WORDS["enum"]]})
    count = operations.clear_days_off(employee, body.contacts, actor=actor)
    return DaysOffCleared(moved=count)
