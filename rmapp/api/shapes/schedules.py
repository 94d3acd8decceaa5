"""Contact schedules and their templates."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from pydantic import Field

from ...interactions.words import Fits, Kind, Purpose, Rank
from ...schedules.rules.steps import Anchor
from ...schedules.words import ScheduleState, StepState, Whom
from .base import (
    At,
    Clock,
    ClockShown,
    Day,
    Given,
    Line,
    Named,
    PageQuery,
    PublicId,
    Shown,
    Version,
    text_of,
)
from .interactions import Minutes

Title: Any = text_of(200, least=1)
Text: Any = text_of(5_000)
Point: Any = text_of(200)
Offset = Annotated[int, Field(ge=0, le=250, description="Working days")]


class TemplateStepGiven(Given):
    """One step of a template."""

    kind: Kind
    purpose: Purpose = Purpose.OTHER
    offset_days: Offset = 0
    anchor: Anchor = Anchor.PREVIOUS
    at_time: Clock | None = None
    minutes: Minutes | None = None
    whom: Whom = Whom.CLIENT
    rank: Rank | None = None
    scenario: PublicId | None = None
    goal_en: Line = ""
    goal_ru: Line = ""
    materials: Annotated[list[PublicId], Field(max_length=20)] = []
    materials_en: Annotated[list[Point], Field(max_length=20)] = []
    materials_ru: Annotated[list[Point], Field(max_length=20)] = []
    subject_en: Line = ""
    subject_ru: Line = ""
    message_en: Text = ""
    message_ru: Text = ""


class TemplateGiven(Given):
    """A template with its first version, published at once."""

    title_en: Title
    title_ru: Title
    note_en: Line = ""
    note_ru: Line = ""
    fits: Fits = Fits.ANY
    steps: Annotated[list[TemplateStepGiven], Field(min_length=1, max_length=30)]


class TemplateVersionGiven(TemplateGiven):
    """The next version of a template: it replaces the draft, if there is one."""

    version: Version


class TemplateState(Given):
    """Whether a template is in use."""

    version: Version
    is_active: bool


class TemplateStepShown(Shown):
    """One step of a version in force."""

    id: PublicId
    position: int
    kind: Kind
    purpose: Purpose
    offset_days: int
    anchor: Anchor
    at_time: ClockShown | None
    minutes: int
    whom: Whom
    rank: Rank | None
    goal_en: str
    goal_ru: str
    materials: list[PublicId]
    materials_en: list[str]
    materials_ru: list[str]
    subject_en: str
    subject_ru: str
    message_en: str
    message_ru: str


class TemplateShown(Shown):
    """A template with the version in force."""

    id: PublicId
    version: int
    number: int
    is_active: bool
    fits: Fits
    title_en: str
    title_ru: str
    note_en: str
    note_ru: str
    published_at: At | None
    steps: list[TemplateStepShown]


class ScheduleQuery(PageQuery):
    """Which schedules."""

    client: PublicId | None = None
    state: ScheduleState | None = None


class ScheduleGiven(Given):
    """A template to be started with a client."""

    client: PublicId
    template: PublicId
    starts_on: Day
    without: Annotated[list[PublicId], Field(max_length=30)] = []


class PauseGiven(Given):
    """Until when, and why."""

    version: Version
    until: Day | None = None
    reason: Line = ""


class ShiftGiven(Given):
    """By how many working days, and why."""

    version: Version
    days: Annotated[int, Field(ge=1, le=250)]
    reason: Line = ""


class EndGiven(Given):
    """Why it ends."""

    version: Version
    reason: text_of(500, least=1)  # type: ignore[valid-type]


class PlacedShown(Shown):
    """Where a step would go; `planned_at` is null where it has no place. `why`: in words."""

    step: PublicId
    kind: Kind
    planned_at: At | None
    why: list[str]


class PreviewShown(Shown):
    """The dates of a schedule that has not begun."""

    owner: Named
    steps: list[PlacedShown]


class ScheduleStepShown(Shown):
    """One step of a running schedule."""

    id: PublicId
    position: int
    kind: Kind
    purpose: Purpose
    state: StepState
    interaction: PublicId | None
    planned_at: At | None
    done_on: dt.date | None
    drop_reason: str
    why: list[str]


class ScheduleShown(Shown):
    """A schedule."""

    id: PublicId
    version: int
    client: Named
    owner: Named
    template: Named
    template_number: int
    state: ScheduleState
    starts_on: dt.date
    paused_until: dt.date | None
    reason: str
    created_at: At
    ended_at: At | None
    steps: list[ScheduleStepShown]
