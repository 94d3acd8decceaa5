"""The steps of a draft: add, change, move, remove."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...clients import custom
from ...core.forms import DeedForm, attempt
from ...core.i18n import reader_language
from ...interactions.queries import scenarios
from ...interactions.rules.texts import UNSIGNED
from ...materials.models import Material
from ...materials.queries import by_key
from ...policy.enforce import current_actor, requires
from .. import operations, queries
from ..forms import StepForm, shown_in
from ..models import ScheduleTemplate, TemplateStep
from ..operations.templates import open_draft
from .running import PID, STEP, said
from .templates import held, templates

ADD = f"/{PID}/steps/new"


@templates.route(ADD, methods=["GET", "POST"])
@requires("library:edit")
def add(public_id: str) -> ResponseReturnValue:
    """A step at the end."""
    library, bringable = scenarios(), _bringable(None)
    template = held(public_id) if request.method == "POST" else queries.template_of(public_id)
    form = StepForm(version=template.version, offset_days=3, anchor="previous")
    form.offer(library, bringable, reader_language())
    if form.validate_on_submit():
        made = attempt(
            form,
            lambda: operations.add_step(
                template,
                form.facts(library, bringable),
                actor=current_actor(),
                version=form.version_number,
            ),
        )
        if made:
            return _back(public_id, made.public_id)
    return _page(form, template, None)


@templates.route(f"/{PID}/steps/{STEP}", methods=["GET", "POST"])
@requires("library:edit")
def step(public_id: str, step_id: str) -> ResponseReturnValue:
    """Change a step."""
    library = scenarios()
    template = held(public_id) if request.method == "POST" else queries.template_of(public_id)
    found = queries.step_in(template, step_id)
    bringable = _bringable(found)
    form = StepForm(version=template.version, **shown_in(found, library, bringable))
    form.offer(library, bringable, reader_language())
    if form.validate_on_submit() and attempt(
        form,
        lambda: operations.change_step(
            template,
            _in_draft(template, found),
            form.facts(library, bringable),
            actor=current_actor(),
            version=form.version_number,
        ),
    ):
        return _back(public_id, step_id)
    return _page(form, template, found)


@templates.post(f"/{PID}/steps/{STEP}/move")
@requires("library:edit")
def move(public_id: str, step_id: str) -> ResponseReturnValue:
    """One place up or down."""
    template = held(public_id)
    found = queries.step_in(template, step_id)
    by = -1 if request.form.get("to") == "up" else 1
    mine = _in_draft(template, found)
    operations.move_step(
        template, mine, by, actor=current_actor(), version=DeedForm().version_number
    )
    return _back(public_id, mine.public_id)


@templates.post(f"/{PID}/steps/{STEP}/remove")
@requires("library:edit")
def remove(public_id: str, step_id: str) -> ResponseReturnValue:
    """Take it out."""
    template = held(public_id)
    found = queries.step_in(template, step_id)
    operations.remove_step(
        template,
        _in_draft(template, found),
        actor=current_actor(),
        version=DeedForm().version_number,
    )
    flash(_("The step is removed."), "ok")
    return _back(public_id, "")


def _bringable(step: TemplateStep | None) -> list[Material]:
    """What is in use of the nomenclature, and what the step names already."""
    named = step.material_ids if step is not None else []
    return [one for one in by_key().values() if one.is_active or one.id in named]


def _in_draft(template: ScheduleTemplate, found: TemplateStep) -> TemplateStep:
    """The step of the draft that stands for ``found``: a published one is copied first."""
    draft = open_draft(template, actor=current_actor())
    return next(
        (one for one in draft.steps if one.id == found.id or one.position == found.position),
        found,
    )


def _back(public_id: str, step_id: str) -> ResponseReturnValue:
    return redirect(url_for("schedule_templates.edit", public_id=public_id, step=step_id or None))


def _page(
    form: StepForm, template: ScheduleTemplate, found: TemplateStep | None
) -> ResponseReturnValue:
    return render_template(
        "schedule_templates/step.html",
        form=form,
        template=template,
        step=found,
        placeholders={**UNSIGNED, **custom.placeholders()},
        **said(),
    )
