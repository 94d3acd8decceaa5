"""Contacts: planned and past."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from pydantic import Field

from ...clients.models import Temperature
from ...interactions.models import InteractionState
from ...interactions.strategies import Motive, Strategy
from ...interactions.words import Kind, NoNextReason, Purpose, Rank, Result, Side
from .base import (
    At,
    Day,
    Given,
    Line,
    Moment,
    Named,
    Note,
    PageQuery,
    PublicId,
    Shown,
    Version,
    text_of,
)
from .clients import LearnedGiven

Minutes = Annotated[int, Field(ge=5, le=720)]
Point: Any = text_of(200)


class InteractionQuery(PageQuery):
    """Which contacts."""

    client: PublicId | None = None
    manager: PublicId | None = None
    state: InteractionState | None = None
    since: Moment | None = None
    until: Moment | None = None


class Senior(Given):
    """A colleague taken along, in a rank."""

    employee: PublicId
    rank: Rank = Rank.HEAD


class MatterGiven(Given):
    """What a contact is about. ``documents``: of the client; their newest files go with it;
    ``proposals``: of the client, to bring, null leaves them as they are."""

    purpose: Purpose = Purpose.OTHER
    purpose_text: Line = ""
    structure: Annotated[list[Point], Field(max_length=20)] = []
    scenario: PublicId | None = None
    strategies: Annotated[list[Strategy], Field(max_length=8)] = []
    motives: Annotated[list[Motive], Field(max_length=5)] = []
    need: Line = ""
    contact_person: PublicId | None = None
    contact_persons: Annotated[list[PublicId], Field(max_length=20)] = []
    seniors: Annotated[list[Senior], Field(max_length=20)] = []
    place: Line = ""
    materials: Annotated[list[PublicId], Field(max_length=20)] = []
    documents: Annotated[list[PublicId], Field(max_length=10)] = []
    proposals: Annotated[list[PublicId], Field(max_length=12)] | None = None
    note: Note = ""
    remind_minutes: Annotated[int, Field(ge=0, le=20_160)] | None = None
    subject: Line = ""
    body: Note = ""
    addressee: Line = ""


class InteractionGiven(MatterGiven):
    """A contact to be planned."""

    client: PublicId
    kind: Kind
    planned_at: Moment
    minutes: Minutes | None = None
    room: PublicId | None = None


class MatterChange(MatterGiven):
    """What a planned contact is about, whole and anew; its time stays."""

    version: Version


class Ticks(Given):
    """The points of the structure that were gone through; 0 is the first."""

    points: Annotated[list[Annotated[int, Field(ge=0, le=19)]], Field(max_length=20)]


class RoomChoice(Given):
    """The room of a contact from now on; null: none."""

    version: Version
    room: PublicId | None


class InteractionChange(Given):
    """A new time for a planned contact."""

    version: Version
    planned_at: Moment
    minutes: Minutes | None = None
    reason: Line = ""


class Cancellation(Given):
    """Why a contact is cancelled."""

    version: Version
    reason: text_of(500, least=1)  # type: ignore[valid-type]


class NextStepGiven(Given):
    """The contact that comes next."""

    kind: Kind
    planned_at: Moment
    minutes: Minutes | None = None
    purpose: Purpose = Purpose.OTHER
    purpose_text: Line = ""
    contact_person: PublicId | None = None


class Sending(Given):
    """Where an e-mail is sent, and what comes next: a step, or why there is none."""

    version: Version
    email: Line
    next_step: NextStepGiven | None = None
    no_next_reason: NoNextReason | None = None


class PromiseGiven(Given):
    """Who promised what by when."""

    text: text_of(500, least=1)  # type: ignore[valid-type]
    due_on: Day
    side: Side = Side.BANK


class HandedGiven(Given):
    """Pieces of a version of a material given to a contact person, or the client."""

    material_version: PublicId
    quantity: Annotated[int, Field(ge=1, le=1_000)] = 1
    contact_person: PublicId | None = None


class OutcomeFields(Given):
    """What came of a contact, and what comes next: a step, or why there is none.
    ``opens_opportunity``: the need becomes one; ``learned``: it goes into the dossier with the
    contact as its source. Of a letter that is sent: ``dispatched_on`` (the day of the outcome if
    null), ``answer_by`` (by the bank's rule if null), ``awaits_answer``: whether one is awaited."""

    result: Result
    note: Note = ""
    temperature: Temperature | None = None
    next_step: NextStepGiven | None = None
    no_next_reason: NoNextReason | None = None
    promises: Annotated[list[PromiseGiven], Field(max_length=10)] = []
    drop_early: bool = False
    learned: LearnedGiven | None = None
    need: Line = ""
    opens_opportunity: bool = False
    motives: Annotated[list[Motive], Field(max_length=5)] = []
    handed: Annotated[list[HandedGiven], Field(max_length=20)] = []
    dispatched_on: Day | None = None
    answer_by: Day | None = None
    awaits_answer: bool = True


class OutcomeGiven(OutcomeFields):
    """The outcome of a planned contact."""

    version: Version


Keys = Annotated[list[Annotated[str, Field(max_length=80)]], Field(max_length=60)]


class UndoGiven(Given):
    """Why an outcome is undone, and what of all it brought about is taken back: ``key`` of the
    things hanging on it."""

    version: Version
    reason: text_of(500, least=1)  # type: ignore[valid-type]
    taken_back: Keys = []


class CorrectionGiven(UndoGiven):
    """The outcome as it should have been, the whole of it. What comes next is asked of the last
    contact with the client only."""

    result: Result
    note: Note = ""
    need: Line = ""
    temperature: Temperature | None = None
    next_step: NextStepGiven | None = None
    no_next_reason: NoNextReason | None = None
    drop_early: bool = False
    dispatched_on: Day | None = None
    answer_by: Day | None = None
    awaits_answer: bool = True


class HangingShown(Shown):
    """One thing an outcome brought about; ``stays``: why it cannot be taken back, null where it
    can."""

    key: str
    kind: str
    text: str
    stays: str | None


class HangingList(Shown):
    """Everything an outcome brought about."""

    items: list[HangingShown]


class RecordGiven(OutcomeFields):
    """A contact that was not planned. ``ended_at``: within the last month; just now if null."""

    client: PublicId
    kind: Kind
    ended_at: Moment | None = None
    purpose: Purpose = Purpose.OTHER
    minutes: Minutes | None = None
    contact_person: PublicId | None = None


class InteractionShown(Shown):
    """A contact."""

    id: PublicId
    version: int
    client: Named
    manager: Named
    contact_person: Named | None
    kind: Kind
    state: InteractionState
    planned_at: At
    minutes: int
    purpose: Purpose
    purpose_text: str
    structure: list[str]
    ticked: list[int]
    scenario: PublicId | None
    booking: PublicId | None
    strategies: list[str]
    motives: list[str]
    need: str
    place: str
    note: str
    subject: str
    body: str
    addressee: str
    dispatched_on: dt.date | None
    answer_by: dt.date | None
    answered_at: At | None
    contact_number: int
    result: Result | None
    outcome_at: At | None
    outcome_note: str
    temperature_after: Temperature | None
    next: PublicId | None
    no_next_reason: NoNextReason | None
    cancelled_at: At | None
    cancel_reason: str
