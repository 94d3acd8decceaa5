"""Running schedules: the list, one of them, and what is done to it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from secrets import token_urlsafe
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...core.forms import DeedForm, Form, attempt
from ...core.i18n import reader_language
from ...interactions import words as contact_words
from ...materials.models import Material
from ...materials.queries import by_key
from ...policy.enforce import can, current_actor, requires
from .. import operations, queries, words
from ..forms import PauseForm, ReasonForm, ShiftForm
from ..models import Schedule, TemplateStep
from ..rules.steps import Placed
from ..words import ScheduleState

schedules = Blueprint("schedules", __name__, url_prefix="/schedules")
PID = "<string(length=16):public_id>"
STEP = "<string(length=16):step_id>"


def said() -> dict[str, Any]:
    """What every page of schedules says its words with."""
    return {
        "words": words,
        "contact_words": contact_words,
        "speech": reader_language(),
        "brought": _naming(reader_language()),
    }


def _naming(language: str) -> Callable[[TemplateStep], list[str]]:
    """What a step says to bring, by name; the nomenclature is read once, if a step names it."""
    items: dict[int, Material] = {}

    def brought(step: TemplateStep) -> list[str]:
        if step.material_ids and not items:
            items.update(by_key())
        named = [items[key].name(language) for key in step.material_ids if key in items]
        return [*named, *step.materials(language)]

    return brought


@schedules.get("")
@requires("schedules:read")
def listing() -> ResponseReturnValue:
    """The schedules within reach: those that live, or those that have ended."""
    ended = request.args.get("view") == "ended"
    states = (
        (ScheduleState.STOPPED, ScheduleState.FINISHED)
        if ended
        else (ScheduleState.RUNNING, ScheduleState.PAUSED)
    )
    page = queries.listing(current_actor(), states=states, cursor=request.args.get("cursor"))
    return render_template("schedules/listing.html", page=page, ended=ended, **said())


@schedules.get(f"/{PID}")
@requires("schedules:read")
def show(public_id: str) -> ResponseReturnValue:
    """One schedule: its steps, why each stands where it does, and what can be done."""
    actor = current_actor()
    schedule = queries.schedule_of(public_id, actor=actor)
    return render_template(
        "schedules/show.html",
        schedule=schedule,
        may_run=can(actor, "schedules:run") and schedule.is_live,
        deed=DeedForm(version=schedule.version, formdata=None),
        **said(),
    )


def _deed(
    public_id: str,
    name: str,
    form: Form,
    deed: Callable[[Schedule], Any],
    told: str,
    **more: Any,
) -> ResponseReturnValue:
    """The page of one deed with its form, and the deed when the form comes back."""
    actor = current_actor()
    schedule = queries.schedule_of(public_id, actor=actor, permission="schedules:run")
    if request.method == "GET":
        form.version.data = str(schedule.version)
    if form.validate_on_submit() and attempt(form, lambda: deed(schedule)):
        flash(told, "ok")
        return redirect(url_for("schedules.show", public_id=public_id))
    return render_template("schedules/deed.html", schedule=schedule, form=form, name=name,
                           **more, **said())  # fmt: skip


@schedules.route(f"/{PID}/pause", methods=["GET", "POST"])
@requires("schedules:run")
def pause(public_id: str) -> ResponseReturnValue:
    """Pause, until a day or until somebody resumes it."""
    form = PauseForm()
    return _deed(
        public_id,
        "pause",
        form,
        lambda schedule: operations.pause(
            schedule,
            actor=current_actor(),
            version=form.version_number,
            until=form.until.data,
            reason=form.reason.data or "",
        ),
        _("The schedule is paused; its contacts have left the diary."),
    )


@schedules.post(f"/{PID}/resume")
@requires("schedules:run")
def resume(public_id: str) -> ResponseReturnValue:
    """Go on from today."""
    actor = current_actor()
    schedule = queries.schedule_of(public_id, actor=actor, permission="schedules:run")
    operations.resume(schedule, actor=actor, version=DeedForm().version_number)
    flash(_("The schedule goes on; what is left was laid out anew."), "ok")
    return redirect(url_for("schedules.show", public_id=public_id))


@schedules.route(f"/{PID}/shift", methods=["GET", "POST"])
@requires("schedules:run")
def shift(public_id: str) -> ResponseReturnValue:
    """Shift what is to come; the new dates are seen before anything moves."""
    actor, form = current_actor(), ShiftForm()
    schedule = queries.schedule_of(public_id, actor=actor, permission="schedules:run")
    if request.method == "GET":
        form.version.data = str(schedule.version)
    is_valid = form.validate_on_submit()
    laid = {}
    if is_valid and schedule.state is ScheduleState.RUNNING:
        laid = operations.preview_shift(schedule, schedule.client, form.days.data)
    seen = _seen(laid)
    if is_valid and (not laid or request.form.get("seen") == seen):
        done = attempt(
            form,
            lambda: operations.shift_rest(
                schedule,
                actor=actor,
                version=form.version_number,
                days=form.days.data,
                reason=form.reason.data or "",
            ),
        )
        if done:
            flash(_("The rest is shifted."), "ok")
            return redirect(url_for("schedules.show", public_id=public_id))
    elif is_valid and request.form.get("seen"):
        form.form_errors = [_("The dates below are not those you saw: look at them again.")]
    if request.method == "POST":
        form.form_key.data = token_urlsafe(18)  # the dates were shown: the next press is another
    return render_template(
        "schedules/deed.html",
        schedule=schedule,
        form=form,
        name="shift",
        laid=laid,
        seen=seen,
        **said(),
    )


def _seen(laid: Mapping[int, Placed]) -> str:
    """What stands for the dates shown: they may be others when the button is pressed."""
    text = "|".join(f"{position}@{placed.at}" for position, placed in sorted(laid.items()))
    return hashlib.sha256(text.encode()).hexdigest()[:16] if laid else ""


@schedules.route(f"/{PID}/stop", methods=["GET", "POST"])
@requires("schedules:run")
def stop(public_id: str) -> ResponseReturnValue:
    """Stop for good, with the reason."""
    form = ReasonForm()
    return _deed(
        public_id,
        "stop",
        form,
        lambda schedule: operations.stop(
            schedule,
            actor=current_actor(),
            version=form.version_number,
            reason=form.reason.data or "",
        ),
        _("The schedule is stopped; its contacts have left the diary."),
    )


@schedules.route(f"/{PID}/steps/{STEP}/drop", methods=["GET", "POST"])
@requires("schedules:run")
def drop(public_id: str, step_id: str) -> ResponseReturnValue:
    """Leave one step out, with the reason."""
    form = ReasonForm()
    schedule = queries.schedule_of(public_id, actor=current_actor(), permission="schedules:run")
    step = queries.step_of(step_id, schedule)
    return _deed(
        public_id,
        "drop",
        form,
        lambda schedule: operations.drop_step(
            schedule,
            queries.step_of(step_id, schedule),
            actor=current_actor(),
            version=form.version_number,
            reason=form.reason.data or "",
        ),
        _("The step is dropped."),
        step=step,
    )
