"""Writing the steps of a draft."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields

from flask_babel import gettext as _

from ...clients import custom
from ...core.db import db
from ...core.errors import Conflict, Invalid
from ...core.placeholder_words import problems_in
from ...interactions.rules.next_step import USUAL_MINUTES
from ...interactions.rules.texts import UNSIGNED
from ...interactions.words import Kind, Purpose, Rank
from ...policy.enforce import Actor
from ..models import ScheduleTemplate, TemplateStep, TemplateVersion
from ..rules.steps import Anchor
from ..words import Whom
from .templates import written

MOST_STEPS = 30


@dataclass(frozen=True)
class StepFacts:
    """What a step says. ``offset_days``: working days; ``minutes`` None: the usual of the kind;
    ``material_ids``: keys of the nomenclature; ``materials_…``: what else is brought, in words."""

    kind: Kind
    purpose: Purpose = Purpose.OTHER
    offset_days: int = 0
    anchor: Anchor = Anchor.PREVIOUS
    at_time: dt.time | None = None
    minutes: int | None = None
    whom: Whom = Whom.CLIENT
    rank: Rank | None = None
    scenario_id: int | None = None
    material_ids: Sequence[int] = ()
    goal_en: str = ""
    goal_ru: str = ""
    materials_en: Sequence[str] = ()
    materials_ru: Sequence[str] = ()
    subject_en: str = ""
    subject_ru: str = ""
    message_en: str = ""
    message_ru: str = ""


def add_step(
    template: ScheduleTemplate, facts: StepFacts, *, actor: Actor, version: int
) -> TemplateStep:
    """A step at the end of the draft. Refuses as :func:`change_step`, and the thirty-first."""
    draft = written(template, actor=actor, version=version)
    return append(draft, facts)


def replace_steps(
    template: ScheduleTemplate, facts: Sequence[StepFacts], *, actor: Actor, version: int
) -> None:
    """All steps of the draft anew, in the order given. Refuses as :func:`change_step`."""
    draft = written(template, actor=actor, version=version)
    draft.steps.clear()
    db.session.flush()
    for one in facts:
        append(draft, one)


def append(draft: TemplateVersion, facts: StepFacts) -> TemplateStep:
    """A step at the end of ``draft``, whose right to be written was asked above."""
    if len(draft.steps) >= MOST_STEPS:
        raise Invalid(_("A schedule has at most %(count)s steps.", count=MOST_STEPS))
    step = TemplateStep(position=len(draft.steps) + 1)
    _fill(step, facts)
    draft.steps.append(step)
    db.session.flush()
    return step


def change_step(
    template: ScheduleTemplate,
    step: TemplateStep,
    facts: StepFacts,
    *,
    actor: Actor,
    version: int,
) -> TemplateStep:
    """Change a step of the draft.

    Refuses with Forbidden, :class:`Conflict` when somebody wrote the template since ``version``,
    :class:`Invalid` at the field for a text that names what is not in the list.
    """
    _own(written(template, actor=actor, version=version), step)
    _fill(step, facts)
    db.session.flush()
    return step


def move_step(
    template: ScheduleTemplate, step: TemplateStep, by: int, *, actor: Actor, version: int
) -> None:
    """Move a step of the draft ``by`` places up (-1) or down (1); at the end it stays."""
    draft = written(template, actor=actor, version=version)
    _own(draft, step)
    order = [one for one in draft.steps if one.id != step.id]
    at = max(0, min(step.position - 1 + by, len(order)))
    order.insert(at, step)
    _number(order)


def remove_step(
    template: ScheduleTemplate, step: TemplateStep, *, actor: Actor, version: int
) -> None:
    """Take a step out of the draft. Refuses as :func:`change_step`."""
    draft = written(template, actor=actor, version=version)
    _own(draft, step)
    draft.steps.remove(step)
    db.session.flush()
    _number(list(draft.steps))


def _number(steps: Sequence[TemplateStep]) -> None:
    for number, step in enumerate(steps, 1):
        step.position = number
    db.session.flush()


def _own(draft: TemplateVersion, step: TemplateStep) -> None:
    if step.version_id != draft.id:
        raise Conflict(_("Somebody changed this template meanwhile. Open it anew and compare."))


def _fill(step: TemplateStep, facts: StepFacts) -> None:
    known = (*UNSIGNED, *custom.placeholders())
    wrong = {
        name: words
        for name in ("subject_en", "subject_ru", "message_en", "message_ru")
        if (words := problems_in(getattr(facts, name), known))
    }
    if wrong:
        raise Invalid(fields=wrong)
    for one in fields(facts):
        value = getattr(facts, one.name)
        setattr(step, one.name, list(value) if one.name.startswith("material") else value)
    step.minutes = facts.minutes or USUAL_MINUTES[facts.kind]
