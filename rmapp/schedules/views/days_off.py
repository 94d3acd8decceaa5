"""Contacts that stand on days off are looked at with their new dates and moved; hours of work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from ...core.forms import DeedForm, as_choices, attempt
from ...policy.enforce import Actor, current_actor, requires
from ...staff.calendar import calendar_for
from ...staff.models import Employee
from .. import operations, queries
from ..forms import DaysOffForm, HoursForm
from .absences import chosen
from .running import said, schedules


@schedules.route("/days-off", methods=["GET", "POST"])
@requires("schedules:run")
def days_off() -> ResponseReturnValue:
    """What stands on days off (a holiday that was entered later, an absence, new hours) and where
    it would go; the chosen ones are moved."""
    actor = current_actor()
    people = queries.whose_absences(actor)
    form = DaysOffForm()
    form.employee.choices = as_choices([(one.public_id, one.name) for one in people])
    standing = _standing(people)
    form.employee.data = request.values.get("employee") or _first(standing, actor)
    employee = chosen(people, form.employee.data)
    moved = operations.preview_days_off(employee, actor=actor)
    seen = operations.digest_of(moved)
    if form.validate_on_submit():
        if request.form.get("seen") != seen:
            form.form_errors = [_("The times below are not those you saw: look at them again.")]
        else:
            ids = form.ids.data or []
            done = attempt(form, lambda: [operations.clear_days_off(employee, ids, actor=actor)])
            if done:
                _tell(done[0])
                return redirect(url_for("schedules.days_off", employee=employee.public_id))
    return render_template(
        "schedules/days_off.html",
        form=form,
        employee=employee,
        moved=moved,
        seen=seen,
        standing=standing,
        **said(),
    )


def _standing(people: Sequence[Employee]) -> list[tuple[Employee, int]]:
    """Whose contacts stand on days off, and how many."""
    counts = queries.on_days_off(people, actor=current_actor())
    return [(one, counts[one.id]) for one in people if one.id in counts]


def _first(standing: Sequence[tuple[Employee, int]], actor: Actor) -> str:
    """Oneself; a supervisor who has nothing to move sees the first of whom somebody has."""
    keys = [one.public_id for one, _count in standing]
    return actor.public_id if not keys or actor.public_id in keys else keys[0]


def _tell(count: int) -> None:
    if count:
        flash(ngettext("%(num)s contact is moved.", "%(num)s contacts are moved.", count), "ok")
    else:
        flash(_("No other time was found: move these contacts by hand."), "warn")


@schedules.route("/hours", methods=["GET", "POST"])
@requires("schedules:run")
def hours() -> ResponseReturnValue:
    """On which weekdays and when somebody works: the schedules keep to it."""
    actor = current_actor()
    people = queries.whose_absences(actor)
    whose = chosen(people, request.values.get("employee") or actor.public_id)
    calendar = calendar_for(whose.id)
    form = HoursForm(
        weekdays=sorted(calendar.weekdays), opens=calendar.opens, closes=calendar.closes
    )
    form.employee.choices = as_choices([(one.public_id, one.name) for one in people])
    form.employee.data = whose.public_id
    form.weekdays.choices = _weekdays()
    if form.validate_on_submit():
        done = attempt(
            form,
            lambda: [
                operations.set_hours(
                    whose,
                    form.weekdays.data or [],
                    form.opens.data,
                    form.closes.data,
                    actor=actor,
                )
            ],
        )
        if done:
            return _kept(whose, done[0])
    return render_template(
        "schedules/hours.html",
        form=form,
        employee=whose,
        people=people,
        is_own=queries.has_hours(whose.id),
        deed=DeedForm(formdata=None),
    )


@schedules.post("/hours/forget")
@requires("schedules:run")
def forget_hours() -> ResponseReturnValue:
    """Let somebody work as the bank does."""
    actor = current_actor()
    whose = chosen(queries.whose_absences(actor), request.form.get("employee") or actor.public_id)
    operations.forget_hours(whose, actor=actor)
    return _kept(whose, len(operations.preview_days_off(whose, actor=actor)))


def _weekdays() -> list[Any]:
    """The days of the week, Monday is 0."""
    names = get_locale().days["stand-alone"]["wide"]
    return as_choices([(one, names[one].capitalize()) for one in range(7)])


def _kept(whose: Employee, standing: int) -> ResponseReturnValue:
    flash(_("Saved."), "ok")
    if not standing:
        return redirect(url_for("schedules.hours", employee=whose.public_id))
    flash(
        ngettext(
            "%(num)s contact stands on a day off now.",
            "%(num)s contacts stand on days off now.",
            standing,
        ),
        "warn",
    )
    return redirect(url_for("schedules.days_off", employee=whose.public_id))
