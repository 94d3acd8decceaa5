"""Contacts that repeat."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import Field

from ...interactions.models import InteractionState
from ...interactions.words import Kind, Purpose
from ...series.models import SeriesState
from ...series.rules import DayOff, Every, Why
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

Interval = Annotated[int, Field(ge=1, le=12)]
Times = Annotated[int, Field(ge=1, le=520)]
Minutes = Annotated[int, Field(ge=5, le=720)]


class SeriesQuery(PageQuery):
    """Which running series."""

    client: PublicId | None = None


class RuleGiven(Given):
    """When a series falls: every ``interval`` periods, until a day, so many times, or for ever."""

    every: Every
    starts_on: Day
    at: Clock
    interval: Interval = 1
    until: Day | None = None
    times: Times | None = None
    on_day_off: DayOff = DayOff.AFTER
    minutes: Minutes = 30


class SeriesGiven(RuleGiven):
    """A series; its times are those of the manager's own zone."""

    client: PublicId
    kind: Kind
    purpose: Purpose = Purpose.OTHER
    purpose_text: Line = ""
    contact_person: PublicId | None = None
    room: PublicId | None = None


class SeriesChange(RuleGiven):
    """Another rule for the contacts ahead, or from the one that falls on ``since`` on."""

    version: Version
    since: Day | None = None
    purpose_text: Line | None = None
    keeps_moved: bool = Field(True, description="What was moved by hand stays where it was agreed")


class SeriesEnd(Given):
    """Why a series ends."""

    version: Version
    reason: text_of(500, least=1)  # type: ignore[valid-type]


class SeriesContactShown(Shown):
    """One contact of a series, or a day that is left out, with the reason. ``is_moved``: somebody
    took it to another time than the rule gave it."""

    falls_on: dt.date
    why: Why
    contact: PublicId | None
    planned_at: At | None
    state: InteractionState | None
    is_moved: bool


class SeriesBrief(Shown):
    """A series."""

    id: PublicId
    version: int
    client: Named
    manager: Named
    kind: Kind
    purpose: Purpose
    purpose_text: str
    every: Every
    interval: int
    starts_on: dt.date
    until: dt.date | None
    times: int | None
    at: ClockShown
    zone: str
    minutes: int
    on_day_off: DayOff
    state: SeriesState
    end_reason: str


class SeriesShown(SeriesBrief):
    """A series with its contacts."""

    contacts: list[SeriesContactShown]
