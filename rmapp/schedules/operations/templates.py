"""Writing templates: one draft at a time, published versions for ever."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm.attributes import flag_modified

from ...audit.operations import record
from ...core import clock
from ...core.db import db
from ...core.errors import Conflict, Invalid
from ...interactions.words import Fits
from ...policy.enforce import Actor, demand
from ..models import DRAFT, ScheduleTemplate, TemplateStep, TemplateVersion
from ..queries import draft_of, version_of

#: What a step of a version is copied by.
COPIED = tuple(
    column.key
    for column in TemplateStep.__table__.columns
    if column.key not in ("id", "public_id", "version_id")
)


def new_template(
    *,
    actor: Actor | None,
    title_en: str,
    title_ru: str,
    note_en: str = "",
    note_ru: str = "",
    fits: Fits = Fits.ANY,
    code: str = "",
) -> ScheduleTemplate:
    """A new template with an empty draft. ``actor`` None: the house itself (seeds).

    Refuses with Forbidden without ``library:edit``.
    """
    if actor is not None:
        demand(actor, "library:edit")
    template = ScheduleTemplate(code=code, fits=fits, number=DRAFT, is_active=True)
    db.session.add(template)
    db.session.flush()
    db.session.add(
        TemplateVersion(
            template_id=template.id,
            number=DRAFT,
            title_en=title_en,
            title_ru=title_ru,
            note_en=note_en,
            note_ru=note_ru,
            steps=[],
        )
    )
    db.session.flush()
    if actor is not None:
        record("schedule-template:made", actor=actor, obj=template, name=title_en)
    return template


def open_draft(template: ScheduleTemplate, *, actor: Actor) -> TemplateVersion:
    """The draft of ``template``: the one there is, or a copy of the version in force.

    ``template`` is held by the caller. Refuses with Forbidden.
    """
    demand(actor, "library:edit")
    draft = draft_of(template)
    if draft is not None:
        return draft
    kept = version_of(template, template.number)
    draft = TemplateVersion(
        template_id=template.id,
        number=DRAFT,
        title_en=kept.title_en,
        title_ru=kept.title_ru,
        note_en=kept.note_en,
        note_ru=kept.note_ru,
        steps=[TemplateStep(**{name: getattr(one, name) for name in COPIED}) for one in kept.steps],
    )
    db.session.add(draft)
    db.session.flush()
    return draft


def written(template: ScheduleTemplate, *, actor: Actor, version: int) -> TemplateVersion:
    """The draft of ``template`` for a change by ``actor``; the template moves on by one version.

    Refuses with Forbidden, :class:`Conflict` when somebody wrote it since ``version``.
    """
    demand(actor, "library:edit")
    template.unchanged_since(version)
    draft = open_draft(template, actor=actor)
    touch(template)
    return draft


def touch(template: ScheduleTemplate) -> None:
    """Move the version of ``template`` on, so that other people's open forms are stale."""
    flag_modified(template, "is_active")
    db.session.flush()


def keep_facts(
    template: ScheduleTemplate,
    *,
    actor: Actor,
    version: int,
    title_en: str,
    title_ru: str,
    note_en: str,
    note_ru: str,
    fits: Fits,
) -> TemplateVersion:
    """Change titles, notes and whom the template fits, in the draft.

    For whom it fits holds at once: it says where the template is offered, not what it does.
    """
    draft = written(template, actor=actor, version=version)
    draft.title_en, draft.title_ru = title_en, title_ru
    draft.note_en, draft.note_ru = note_en, note_ru
    template.fits = fits
    db.session.flush()
    _record("schedule-template:changed", template, draft, actor)
    return draft


def publish(
    template: ScheduleTemplate, *, actor: Actor | None, version: int = 0
) -> TemplateVersion:
    """Put the draft in force as the next version; schedules that run keep theirs.

    Refuses with Forbidden, :class:`Conflict` when somebody wrote it since ``version`` or there is
    no draft, :class:`Invalid` when it has no step.
    """
    if actor is not None:
        demand(actor, "library:edit")
        template.unchanged_since(version)
    draft = draft_of(template)
    if draft is None:
        raise Conflict(_("There is nothing to publish: the template has no draft."))
    if not draft.steps:
        raise Invalid(_("A template needs at least one step."))
    template.number = draft.number = template.number + 1
    draft.published_at = clock.now()
    draft.published_by_id = actor.employee_id if actor is not None else None
    db.session.flush()
    if actor is not None:
        _record("schedule-template:published", template, draft, actor)
    return draft


def discard_draft(template: ScheduleTemplate, *, actor: Actor, version: int) -> None:
    """Throw the draft away; the version in force stays. A template never published goes with it.

    Refuses with Forbidden, :class:`Conflict`.
    """
    demand(actor, "library:edit")
    template.unchanged_since(version)
    draft = draft_of(template)
    if draft is None:
        raise Conflict(_("There is nothing to publish: the template has no draft."))
    _record("schedule-template:draft-discarded", template, draft, actor)
    db.session.delete(draft)
    if template.number == DRAFT:
        db.session.flush()
        db.session.delete(template)
    else:
        touch(template)
    db.session.flush()


def withdraw_template(
    template: ScheduleTemplate, *, actor: Actor, version: int, is_active: bool
) -> ScheduleTemplate:
    """Take a template out of use, or back into it; schedules that run go on.

    Refuses with Forbidden, :class:`Conflict`.
    """
    demand(actor, "library:edit")
    template.unchanged_since(version)
    template.is_active = is_active
    db.session.flush()
    tag = "schedule-template:restored" if is_active else "schedule-template:withdrawn"
    record(tag, actor=actor, obj=template)
    return template


def _record(tag: str, template: ScheduleTemplate, draft: TemplateVersion, actor: Actor) -> None:
    detail: dict[str, Any] = {"number": draft.number, "steps": len(draft.steps)}
    record(tag, actor=actor, obj=template, name=draft.title_en, detail=detail)
