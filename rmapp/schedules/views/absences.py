"""Entering an absence: what stands on its days is shown with its new dates first."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from ...core import clock
from ...core.errors import NotFound
from ...core.forms import DeedForm, as_choices, attempt
from ...policy.enforce import Actor, current_actor, requires
from ...staff.models import AbsenceKind, Employee
from .. import operations, queries
from ..forms import ABSENCE_NAMES, AbsenceForm
from ..operations import Moved
from .running import said, schedules


@schedules.route("/absences", methods=["GET", "POST"])
@requires("schedules:run")
def absences() -> ResponseReturnValue:
    """One's own absences, and those of one's people: enter one, see what moves, confirm."""
    actor = current_actor()
    people = queries.whose_absences(actor)
    form = _form(people, actor)
    employee = chosen(people, form.employee.data)
    moved: list[Moved] | None = None
    asked = request.method == "POST" or "first" in request.args
    if asked and form.validate():
        moved = _moved(form, employee, actor)
        if moved is not None and request.method == "POST" and _enter(form, employee, actor):
            return redirect(url_for("schedules.absences", employee=employee.public_id))
    return render_template(
        "schedules/absences.html",
        form=form,
        employee=employee,
        people=people,
        moved=moved,
        known=queries.absences_of(people, since=clock.today(actor.zone)),
        standing=sum(queries.on_days_off(people, actor=actor).values()),
        absence_names=ABSENCE_NAMES,
        deed=DeedForm(formdata=None),
        **said(),
    )


@schedules.post("/absences/<string(length=16):public_id>/withdraw")
@requires("schedules:run")
def withdraw_absence(public_id: str) -> ResponseReturnValue:
    """Take back an absence that was a mistake."""
    actor = current_actor()
    absence, employee = queries.absence_of(public_id, actor=actor)
    operations.withdraw_absence(absence, employee, actor=actor)
    flash(_("The absence is taken back. What was moved for it stays where it is."), "ok")
    return redirect(url_for("schedules.absences", employee=employee.public_id))


def _form(people: list[Employee], actor: Actor) -> AbsenceForm:
    given = request.form if request.method == "POST" else request.args
    form = AbsenceForm(
        given if "first" in given else None, meta={"csrf": request.method == "POST"}
    )  # to look changes nothing
    form.employee.choices = as_choices([(one.public_id, one.name) for one in people])
    if request.method == "GET":
        form.replans.data = True
    if "first" not in given:  # most are entered on their first day
        form.first.data = form.last.data = clock.today(actor.zone)
        form.kind.data = request.args.get("kind", form.kind.data)
    if not form.employee.data:
        form.employee.data = request.args.get("employee") or actor.public_id
    return form


def chosen(people: Sequence[Employee], public_id: str) -> Employee:
    """Whom the page is about; NotFound beyond ``people``."""
    found = next((one for one in people if one.public_id == public_id), None)
    if found is None:
        raise NotFound(_("There is no such colleague, or the desk is not yours to see."))
    return found


def _moved(form: AbsenceForm, employee: Employee, actor: Actor) -> list[Moved] | None:
    shown = attempt(
        form,
        lambda: [
            operations.preview_absence(employee, form.first.data, form.last.data, actor=actor)
        ],
    )
    return shown[0] if shown else None


def _enter(form: AbsenceForm, employee: Employee, actor: Actor) -> bool:
    done = attempt(
        form,
        lambda: operations.enter_absence(
            employee,
            actor=actor,
            kind=AbsenceKind(form.kind.data),
            first=form.first.data,
            last=form.last.data,
            replans=bool(form.replans.data),
        ),
    )
    if not done:
        return False
    count = done[1]
    flash(
        ngettext(
            "The absence is entered, %(num)s contact moved.",
            "The absence is entered, %(num)s contacts moved.",
            count,
        )
        if count
        else _("The absence is entered."),
        "ok",
    )
    return True
