"""Templates, their versions and steps."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from ...clients.custom.uses import Use, in_text, loses_text, tells_uses
from ...clients.models import ClientKind, CustomField
from ...core.db import PUBLIC_ID_LENGTH, db
from ...core.errors import NotFound
from ...core.i18n import reader_language
from ...interactions.models import Scenario, ScenarioVersion
from ...interactions.words import Fits
from ..models import DRAFT, Schedule, ScheduleTemplate, TemplateStep, TemplateVersion
from ..words import ScheduleState


@dataclass(frozen=True)
class ListRow:
    """A template with the version in force (the draft, before there is one)."""

    template: ScheduleTemplate
    version: TemplateVersion
    has_draft: bool
    running: int


def templates(*, with_withdrawn: bool = False) -> list[ListRow]:
    """Every template with its steps, how many schedules run by any of its versions."""
    statement = (
        sa.select(TemplateVersion)
        .join(TemplateVersion.template)
        .where(
            sa.or_(
                TemplateVersion.number == ScheduleTemplate.number, TemplateVersion.number == DRAFT
            )
        )
        .order_by(ScheduleTemplate.id, TemplateVersion.number.desc())
        .options(contains_eager(TemplateVersion.template), selectinload(TemplateVersion.steps))
        .limit(400)
    )
    if not with_withdrawn:
        statement = statement.where(ScheduleTemplate.is_active.is_(True))
    found: dict[int, list[TemplateVersion]] = {}
    for version in db.session.execute(statement).scalars():
        found.setdefault(version.template_id, []).append(version)
    running = _running()
    return [
        ListRow(
            versions[0].template,
            versions[0],
            any(one.is_draft for one in versions),
            running.get(template_id, 0),
        )
        for template_id, versions in found.items()
    ]


def _running() -> dict[int, int]:
    rows = db.session.execute(
        sa.select(TemplateVersion.template_id, sa.func.count())
        .join(Schedule, Schedule.template_version_id == TemplateVersion.id)
        .where(Schedule.state.in_([ScheduleState.RUNNING, ScheduleState.PAUSED]))
        .group_by(TemplateVersion.template_id)
    )
    return {row[0]: row[1] for row in rows}


def running_on_earlier(template: ScheduleTemplate) -> int:
    """How many schedules run by a version of ``template`` before the one in force, or pause."""
    return db.session.execute(
        sa.select(sa.func.count())
        .select_from(Schedule)
        .join(TemplateVersion, Schedule.template_version_id == TemplateVersion.id)
        .where(
            TemplateVersion.template_id == template.id,
            TemplateVersion.number < template.number,
            Schedule.state.in_([ScheduleState.RUNNING, ScheduleState.PAUSED]),
        )
    ).scalar_one()


def in_use(kind: ClientKind | None = None) -> list[TemplateVersion]:
    """The versions in force of templates in use that fit a client of ``kind`` (any, if None), with
    template and steps."""
    statement = (
        sa.select(TemplateVersion)
        .join(TemplateVersion.template)
        .where(
            TemplateVersion.number == ScheduleTemplate.number,
            TemplateVersion.number != DRAFT,
            ScheduleTemplate.is_active.is_(True),
        )
        .order_by(ScheduleTemplate.fits == Fits.ANY, ScheduleTemplate.id)
        .options(contains_eager(TemplateVersion.template), joinedload(TemplateVersion.steps))
    )
    if kind is not None:
        fits = Fits.ORGANISATION if kind is ClientKind.ORGANISATION else Fits.PERSON
        statement = statement.where(ScheduleTemplate.fits.in_([Fits.ANY, fits]))
    return list(db.session.execute(statement).scalars().unique())


def template_of(public_id: str, *, held: bool = False) -> ScheduleTemplate:
    """The template ``public_id``, its row ``held`` until the commit; :class:`NotFound`."""
    statement = sa.select(ScheduleTemplate).where(
        ScheduleTemplate.public_id == public_id[: PUBLIC_ID_LENGTH + 1]
    )
    if held:
        statement = statement.with_for_update()
    template = db.session.execute(statement).scalar_one_or_none()
    if template is None:
        raise NotFound(_("There is no such template."))
    return template


def in_force(public_id: str) -> TemplateVersion:
    """The version in force of a template in use, with its steps; :class:`NotFound`."""
    version = db.session.execute(
        sa.select(TemplateVersion)
        .join(TemplateVersion.template)
        .where(
            ScheduleTemplate.public_id == public_id[: PUBLIC_ID_LENGTH + 1],
            ScheduleTemplate.is_active.is_(True),
            TemplateVersion.number == ScheduleTemplate.number,
            TemplateVersion.number != DRAFT,
        )
        .options(contains_eager(TemplateVersion.template), selectinload(TemplateVersion.steps))
    ).scalar_one_or_none()
    if version is None:
        raise NotFound(_("There is no such template."))
    return version


def version_of(template: ScheduleTemplate, number: int) -> TemplateVersion:
    """The version ``number`` with its steps; :class:`NotFound`."""
    version = db.session.execute(
        sa.select(TemplateVersion)
        .where(TemplateVersion.template_id == template.id, TemplateVersion.number == number)
        .options(selectinload(TemplateVersion.steps))
    ).scalar_one_or_none()
    if version is None:
        raise NotFound(_("There is no such version."))
    return version


def draft_of(template: ScheduleTemplate) -> TemplateVersion | None:
    """The version still being written, with its steps."""
    return db.session.execute(
        sa.select(TemplateVersion)
        .where(TemplateVersion.template_id == template.id, TemplateVersion.number == DRAFT)
        .options(selectinload(TemplateVersion.steps))
    ).scalar_one_or_none()


def versions_of(template: ScheduleTemplate) -> list[TemplateVersion]:
    """Every published version with its steps, the latest first."""
    return list(
        db.session.execute(
            sa.select(TemplateVersion)
            .where(TemplateVersion.template_id == template.id, TemplateVersion.number != DRAFT)
            .order_by(TemplateVersion.number.desc())
            .options(selectinload(TemplateVersion.steps))
            .limit(100)
        ).scalars()
    )


def scenarios_by_key(keys: Collection[int]) -> dict[int, tuple[Scenario, ScenarioVersion]]:
    """Scenario → it and its wording in force."""
    if not keys:
        return {}
    rows = db.session.execute(
        sa.select(Scenario, ScenarioVersion)
        .join(
            ScenarioVersion,
            sa.and_(
                ScenarioVersion.scenario_id == Scenario.id,
                ScenarioVersion.number == Scenario.number,
            ),
        )
        .where(Scenario.id.in_(sorted(keys)))
    )
    return {row[0].id: (row[0], row[1]) for row in rows}


def step_in(template: ScheduleTemplate, public_id: str) -> TemplateStep:
    """A step of the draft of ``template``, or of the version in force; :class:`NotFound`."""
    step = db.session.execute(
        sa.select(TemplateStep)
        .join(TemplateVersion, TemplateVersion.id == TemplateStep.version_id)
        .where(
            TemplateStep.public_id == public_id[: PUBLIC_ID_LENGTH + 1],
            TemplateVersion.template_id == template.id,
            TemplateVersion.number.in_([DRAFT, template.number]),
        )
    ).scalar_one_or_none()
    if step is None:
        raise NotFound(_("There is no such step."))
    return step


def scenario_names(version: TemplateVersion) -> dict[int, ScenarioVersion]:
    """Scenario → its wording in force, for the steps of ``version``."""
    keys = {one.scenario_id for one in version.steps if one.scenario_id is not None}
    return {key: pair[1] for key, pair in scenarios_by_key(keys).items()}


@tells_uses
def _steps_naming(row: CustomField) -> Use:
    """The steps of templates in use, and of running schedules, that name an own field (D9)."""
    of, language = TemplateStep, reader_language()
    running = sa.exists().where(
        Schedule.template_version_id == TemplateVersion.id,
        Schedule.state.in_((ScheduleState.RUNNING, ScheduleState.PAUSED)),
    )
    in_force = sa.and_(
        ScheduleTemplate.is_active,
        sa.or_(TemplateVersion.number == ScheduleTemplate.number, TemplateVersion.number == DRAFT),
    )
    found = db.session.execute(
        sa.select(TemplateVersion, TemplateStep.position)
        .join(TemplateVersion, TemplateStep.version_id == TemplateVersion.id)
        .join(ScheduleTemplate, TemplateVersion.template_id == ScheduleTemplate.id)
        .where(
            sa.or_(in_force, running),
            in_text(row, of.subject_en, of.subject_ru, of.message_en, of.message_ru),
        )
        .order_by(TemplateVersion.id, TemplateStep.position)
    ).all()
    names = [
        _("%(title)s, step %(number)s", title=version.title(language), number=position)
        for version, position in found
    ]
    return Use(
        _("Steps of contact schedules"),
        len(found),
        tuple(dict.fromkeys(names)),
        "schedule_templates.listing",
        loses_text(),
        "library:edit",
    )
