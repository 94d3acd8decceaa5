"""Templates of contact schedules at ``/api/v1/schedule-templates``."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from ..core.errors import Invalid
from ..interactions.queries import scenario_of
from ..materials.queries import by_key, material_of
from ..policy.enforce import Actor, current_actor, requires
from ..schedules import operations
from ..schedules.models import ScheduleTemplate, TemplateVersion
from ..schedules.operations import StepFacts
from ..schedules.operations.steps import replace_steps
from ..schedules.queries import template_of, version_of
from . import queries
from .doors import ONE, Created, operation
from .shapes.base import PageOf, PageQuery, page_of
from .shapes.schedules import (
    TemplateGiven,
    TemplateShown,
    TemplateState,
    TemplateStepGiven,
    TemplateStepShown,
    TemplateVersionGiven,
)

schedule_templates = Blueprint(
    "api_schedule_templates", __name__, url_prefix="/api/v1/schedule-templates"
)
_STEP = tuple(name for name in TemplateStepShown.model_fields if name not in ("id", "materials"))


@schedule_templates.get("")
@requires("schedules:read")
@operation("List schedule templates", query=PageQuery, answer=PageOf[TemplateShown])
def listing(query: PageQuery) -> PageOf[TemplateShown]:
    """The version in force of each template."""
    page = queries.schedule_templates(cursor=query.cursor, limit=query.limit)
    return page_of(page, lambda one: _shown(one.template, one), shape=PageOf[TemplateShown])


@schedule_templates.get(ONE)
@requires("schedules:read")
@operation("Read a schedule template", answer=TemplateShown)
def show(public_id: str) -> TemplateShown:
    """The version in force."""
    template = template_of(public_id)
    return _shown(template, version_of(template, template.number or -1))


@schedule_templates.post("")
@requires("library:edit")
@operation("Make a schedule template", body=TemplateGiven, answer=TemplateShown, status=201)
def create(body: TemplateGiven) -> Created:
    """Its first version is in force at once."""
    actor = current_actor()
    template = operations.new_template(actor=actor, **_facts(body))
    shown = _published(template, body, actor)
    return Created(shown, "api_schedule_templates.show", template.public_id)


@schedule_templates.post(f"{ONE}/versions")
@requires("library:edit")
@operation(
    "Publish the next version of a schedule template",
    body=TemplateVersionGiven,
    answer=TemplateShown,
)
def publish(public_id: str, body: TemplateVersionGiven) -> TemplateShown:
    """Schedules that run keep theirs."""
    actor = current_actor()
    template = template_of(public_id, held=True)
    operations.keep_facts(template, actor=actor, version=body.version, **_facts(body))
    return _published(template, body, actor)


@schedule_templates.post(f"{ONE}/state")
@requires("library:edit")
@operation("Take a schedule template out of use, or back", body=TemplateState, answer=TemplateShown)
def withdraw(public_id: str, body: TemplateState) -> TemplateShown:
    """Schedules that run go on."""
    template = template_of(public_id, held=True)
    operations.withdraw_template(
        template, actor=current_actor(), version=body.version, is_active=body.is_active
    )
    return _shown(template, version_of(template, template.number or -1))


def _facts(body: TemplateGiven) -> dict[str, Any]:
    names = ("title_en", "title_ru", "note_en", "note_ru", "fits")
    return {name: getattr(body, name) for name in names}


def _published(template: ScheduleTemplate, body: TemplateGiven, actor: Actor) -> TemplateShown:
    facts = [_step(one) for one in body.steps]
    try:
        replace_steps(template, facts, actor=actor, version=template.version)
    except Invalid as refusal:
        words = {f"steps.{name}": said for name, said in refusal.fields.items()}
        raise Invalid(refusal.message, fields=words) from None
    version = operations.publish(template, actor=actor, version=template.version)
    return _shown(template, version)


def _step(given: TemplateStepGiven) -> StepFacts:
    facts = given.model_dump(exclude={"scenario", "materials"})
    scenario_id = scenario_of(given.scenario).id if given.scenario else None
    materials = [material_of(one).id for one in given.materials]
    return StepFacts(**facts, scenario_id=scenario_id, material_ids=materials)


def _shown(template: ScheduleTemplate, version: TemplateVersion) -> TemplateShown:
    named = by_key() if any(one.material_ids for one in version.steps) else {}
    return TemplateShown(
        id=template.public_id,
        version=template.version,
        number=version.number,
        is_active=template.is_active,
        fits=template.fits,
        title_en=version.title_en,
        title_ru=version.title_ru,
        note_en=version.note_en,
        note_ru=version.note_ru,
        published_at=version.published_at,
        steps=[
            TemplateStepShown(
                id=one.public_id,
                materials=[named[key].public_id for key in one.material_ids if key in named],
                **{name: getattr(one, name) for name in _STEP},
            )
            for one in version.steps
        ],
    )
