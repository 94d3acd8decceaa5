"""Templates: the list, what is in force, the draft, what changed between versions."""

from __future__ import annotations

import itertools

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from ...core.formatting import hour
from ...core.forms import DeedForm, attempt
from ...policy.enforce import can, current_actor, requires
from ...staff.calendar import bank_calendar
from .. import operations, queries
from ..forms import TemplateForm
from ..models import DRAFT, ScheduleTemplate, TemplateVersion
from .comparing import differences
from .running import PID, said

templates = Blueprint("schedule_templates", __name__, url_prefix="/schedule-templates")


@templates.get("")
@requires("schedules:read")
def listing() -> ResponseReturnValue:
    """Every template; withdrawn ones for those who write them."""
    rows = queries.templates(with_withdrawn=can(current_actor(), "library:edit"))
    if not can(current_actor(), "library:edit"):
        rows = [row for row in rows if not row.version.is_draft]
    return render_template("schedule_templates/listing.html", rows=rows, **said())


@templates.get(f"/{PID}")
@requires("schedules:read")
def show(public_id: str) -> ResponseReturnValue:
    """The version in force, the earlier ones, and what each has changed."""
    template = queries.template_of(public_id)
    versions = queries.versions_of(template)
    if not versions:
        return redirect(url_for("schedule_templates.edit", public_id=public_id))
    return render_template(
        "schedule_templates/show.html",
        template=template,
        versions=versions,
        changes=_changes(versions),
        names=queries.scenario_names(versions[0]),
        deed=DeedForm(version=template.version, formdata=None),
        **said(),
    )


def _changes(versions: list[TemplateVersion]) -> dict[int, list[str]]:
    """Number → what the version changed against the one before."""
    return {new.number: differences(old, new) for new, old in itertools.pairwise(versions)}


@templates.route("/new", methods=["GET", "POST"])
@requires("library:edit")
def create() -> ResponseReturnValue:
    """A new template: its titles first, its steps on the next page."""
    form = TemplateForm()
    if form.validate_on_submit():
        made = attempt(form, lambda: operations.new_template(actor=current_actor(), **form.values))
        if made:
            flash(_("Now add the steps, then publish the template."), "ok")
            return redirect(url_for("schedule_templates.edit", public_id=made.public_id))
    return render_template("schedule_templates/facts.html", form=form, template=None, **said())


@templates.get(f"/{PID}/edit")
@requires("library:edit")
def edit(public_id: str) -> ResponseReturnValue:
    """The draft: its steps in order. Before the first change it is the version in force."""
    template = queries.template_of(public_id)
    draft = queries.draft_of(template)
    kept = queries.version_of(template, template.number) if template.number != DRAFT else None
    shown = draft or kept
    assert shown is not None
    return render_template(
        "schedule_templates/edit.html",
        template=template,
        version=shown,
        draft=draft,
        changes=differences(kept, draft) if kept is not None and draft is not None else [],
        remarks=_remarks(shown),
        names=queries.scenario_names(shown),
        deed=DeedForm(version=template.version, formdata=None),
        focus=request.args.get("step", ""),
        **said(),
    )


def _remarks(version: TemplateVersion) -> dict[str, list[str]]:
    """Step → what its writer may not have meant: an hour at which the bank is closed, a goal in one
    language only."""
    calendar, found = bank_calendar(), {}
    for step in version.steps:
        said_of = []
        if step.at_time and not calendar.opens <= step.at_time < calendar.closes:
            said_of.append(
                _(
                    "%(time)s is outside working hours (%(opens)s–%(closes)s): the contact goes to"
                    " the beginning of the manager's day.",
                    time=hour(step.at_time),
                    opens=hour(calendar.opens),
                    closes=hour(calendar.closes),
                )
            )
        if step.goal_ru and not step.goal_en:
            said_of.append(_("The goal is missing in English."))
        if step.goal_en and not step.goal_ru:
            said_of.append(_("The goal is missing in Russian."))
        in_english, in_russian = bool(step.message_en), bool(step.message_ru)
        if in_russian and not in_english:
            said_of.append(_("The letter is missing in English."))
        if in_english and not in_russian:
            said_of.append(_("The letter is missing in Russian."))
        found[step.public_id] = said_of
    return found


@templates.route(f"/{PID}/facts", methods=["GET", "POST"])
@requires("library:edit")
def facts(public_id: str) -> ResponseReturnValue:
    """Titles and whom the template fits."""
    template = queries.template_of(public_id, held=request.method == "POST")
    shown = queries.draft_of(template) or queries.version_of(template, template.number)
    form = TemplateForm(
        version=template.version,
        fits=template.fits.value,
        title_ru=shown.title_ru,
        title_en=shown.title_en,
        note_ru=shown.note_ru,
        note_en=shown.note_en,
    )
    if form.validate_on_submit() and attempt(
        form,
        lambda: operations.keep_facts(
            template, actor=current_actor(), version=form.version_number, **form.values
        ),
    ):
        return redirect(url_for("schedule_templates.edit", public_id=public_id))
    return render_template("schedule_templates/facts.html", form=form, template=template, **said())


def held(public_id: str) -> ScheduleTemplate:
    """The template, for a change."""
    return queries.template_of(public_id, held=True)


@templates.post(f"/{PID}/publish")
@requires("library:edit")
def publish(public_id: str) -> ResponseReturnValue:
    """Put the draft in force."""
    template = held(public_id)
    operations.publish(template, actor=current_actor(), version=DeedForm().version_number)
    said_of, running = [_("The new version is in force.")], queries.running_on_earlier(template)
    if running:
        said_of.append(
            ngettext(
                "%(num)s schedule that runs goes on with the version before.",
                "%(num)s schedules that run go on with the version before.",
                running,
            )
        )
    flash(" ".join(said_of), "ok")
    return redirect(url_for("schedule_templates.show", public_id=public_id))


@templates.post(f"/{PID}/discard")
@requires("library:edit")
def discard(public_id: str) -> ResponseReturnValue:
    """Throw the draft away."""
    template = held(public_id)
    operations.discard_draft(template, actor=current_actor(), version=DeedForm().version_number)
    flash(_("The draft is thrown away."), "ok")
    return redirect(url_for("schedule_templates.listing"))


@templates.post(f"/{PID}/withdraw")
@requires("library:edit")
def withdraw(public_id: str) -> ResponseReturnValue:
    """Take a template out of use, or back into it."""
    template = held(public_id)
    operations.withdraw_template(
        template,
        actor=current_actor(),
        version=DeedForm().version_number,
        is_active=not template.is_active,
    )
    flash(_("Done."), "ok")
    return redirect(url_for("schedule_templates.show", public_id=public_id))
