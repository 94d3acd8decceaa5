"""Plans of winning clients: shares, weeks, prospects."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from pydantic import Field

from ...plans.models import Way
from ...plans.queries import Fate
from .base import At, Day, Given, Line, Named, PageQuery, PublicId, Shown, Version, text_of

Title: Any = text_of(200, least=1)
Volume = Annotated[int, Field(ge=1, le=1_000_000, description="Clients to be won")]
Share = Annotated[int, Field(ge=0, le=1_000_000, description="Clients to be won; 0: no share")]


class PlanGiven(Given):
    """A target segment with its volume and deadline."""

    title: Title
    segment: PublicId
    volume: Volume
    starts_on: Day
    deadline: Day
    takes_newcomers: bool = False
    note: Line = ""


class PlanChanged(PlanGiven):
    """The facts of a plan, all anew."""

    version: Version


class ShareGiven(Given):
    """What one manager is to win."""

    employee: PublicId
    volume: Share


class SharesGiven(Given):
    """The shares of the managers named; the others keep theirs."""

    version: Version
    shares: Annotated[list[ShareGiven], Field(min_length=1, max_length=500)]


class MoreGiven(Given):
    """How many prospects are taken, the most promising first."""

    count: Annotated[int, Field(ge=1, le=500)]


class TakenShown(Shown):
    """How many prospects were taken."""

    taken: int


class CloseGiven(Given):
    """Why a plan is closed."""

    version: Version
    reason: Line


class WhyGiven(Given):
    """Why a prospect is taken out."""

    reason: Line


class ProspectQuery(PageQuery):
    """Which prospects of a plan."""

    fate: Fate = Fate.IN_WORK


class HandShown(Shown):
    """One manager's part of a plan."""

    employee: Named
    volume: int
    in_work: int
    without_next_step: int
    dropped: int
    won: int


class WeekShown(Shown):
    """One week of a plan beside an even pace."""

    monday: dt.date
    taken: int
    contacts: int
    dropped: int
    won: int
    won_so_far: int | None
    expected: int


class PlanShown(Shown):
    """A plan, as far as one sees its parts."""

    id: PublicId
    version: int
    title: str
    segment: Named
    volume: int
    starts_on: dt.date
    deadline: dt.date
    takes_newcomers: bool
    note: str
    created_at: At
    closed_at: At | None
    close_reason: str
    shared: int = Field(description="The sum of the shares one sees")
    in_work: int
    dropped: int
    won: int


class PlanWhole(PlanShown):
    """A plan with its managers and weeks."""

    managers: list[HandShown]
    weeks: list[WeekShown]


class PlanProspectShown(Shown):
    """A prospect of a plan, and where it was sifted out."""

    id: PublicId
    client: Named
    manager: Named
    fate: Fate
    way: Way
    contacts: int
    taken_at: At
    dropped_at: At | None
    dropped_by: Named | None
    drop_contact: int | None
    drop_reason: str
    drop_note: str
