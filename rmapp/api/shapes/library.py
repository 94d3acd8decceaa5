"""The library: scenarios, materials; promises; a person's calendar."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field

from ...interactions.models import PromiseState
from ...interactions.words import Fits, Kind, Purpose, Side, Stage
from ...materials.models import MaterialKind
from .base import (
    At,
    Day,
    Given,
    Line,
    Minor,
    Moment,
    Named,
    PageQuery,
    PublicId,
    Shown,
    Version,
    text_of,
)

Title: Any = text_of(200, least=1)
Text: Any = text_of(20_000, least=1)
Point: Any = text_of(200, least=1)
Points = Annotated[list[Point], Field(max_length=20)]


class ScenarioQuery(Given):
    """Which scenarios."""

    kind: Kind | None = None
    purpose: Purpose | None = None


class ScenarioGiven(Given):
    """A scenario in both languages; ``kind`` null: for any kind of contact."""

    kind: Kind | None = None
    purpose: Purpose
    fits: Fits = Fits.ANY
    stage: Stage = Stage.ANY
    title_en: Title
    title_ru: Title
    body_en: Text
    body_ru: Text
    structure_en: Points = []
    structure_ru: Points = []


class ScenarioChange(ScenarioGiven):
    """The next version of a scenario."""

    version: Version


class ScenarioShown(Shown):
    """A scenario with its wording in force."""

    id: PublicId
    version: int
    number: int
    kind: Kind | None
    purpose: Purpose
    fits: Fits
    stage: Stage
    title_en: str
    title_ru: str
    body_en: str
    body_ru: str
    structure_en: list[str]
    structure_ru: list[str]
    is_active: bool


class UseChange(Given):
    """Whether an entry of the library is in use from now on."""

    version: Version
    is_active: bool


class LetterTextGiven(Given):
    """The text of a letter in both languages; ``kind`` null: for whatever is written."""

    kind: Kind | None = None
    purpose: Purpose
    fits: Fits = Fits.ANY
    stage: Stage = Stage.ANY
    title_en: Title
    title_ru: Title
    subject_en: Line = ""
    subject_ru: Line = ""
    body_en: Text
    body_ru: Text


class LetterTextChange(LetterTextGiven):
    """The text anew, whole."""

    version: Version


class LetterTextShown(Shown):
    """The text of a letter."""

    id: PublicId
    version: int
    kind: Kind | None
    purpose: Purpose
    fits: Fits
    stage: Stage
    title_en: str
    title_ru: str
    subject_en: str
    subject_ru: str
    body_en: str
    body_ru: str
    is_active: bool


class MaterialVersionGiven(Given):
    """A new edition of a material; ``language`` "" for any."""

    language: Literal["", "ru", "en"] = ""
    valid_until: Day | None = None


class MaterialGiven(Given):
    """A material; ``stock`` null: not counted; ``cost``: of one piece, minor units."""

    kind: MaterialKind
    name_en: Title
    name_ru: Title
    stock: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    cost: Minor = 0
    most_a_year: Annotated[int, Field(ge=1, le=1_000)] | None = None


class MaterialChange(MaterialGiven):
    """The item as it is from now on."""

    version: Version


class MaterialVersionShown(Shown):
    """One edition in a language ("" for any)."""

    id: PublicId
    language: str
    number: int
    valid_until: dt.date | None
    file_name: str
    size: int


class MaterialShown(Shown):
    """An item with its versions, the newest first."""

    id: PublicId
    version: int
    kind: MaterialKind
    name_en: str
    name_ru: str
    stock: int | None
    cost: int
    most_a_year: int | None
    is_active: bool
    versions: list[MaterialVersionShown]


class HandedShown(Shown):
    """What a client was given, in which contact, to whom."""

    material: Named
    material_version: PublicId
    quantity: int
    contact: PublicId
    contact_person: Named | None
    handed_at: At


class HandedOfClient(Shown):
    """What a client was given, the latest first."""

    items: list[HandedShown]


class PromiseQuery(PageQuery):
    """Which promises of clients within reach."""

    client: PublicId | None = None
    state: PromiseState | None = None
    due_before: Day | None = None


class PromiseMade(Given):
    """A promise, outside of an outcome."""

    client: PublicId
    text: text_of(500, least=1)  # type: ignore[valid-type]
    due_on: Day
    side: Side = Side.BANK


class PromiseClosed(Given):
    """What became of a promise."""

    version: Version
    state: PromiseState


class PromiseShown(Shown):
    """Who promised what by when."""

    id: PublicId
    version: int
    client: Named
    owner: Named
    side: Side
    text: str
    due_on: dt.date
    state: PromiseState
    closed_at: At | None


class EventKind(StrEnum):
    """What takes the time."""

    CONTACT = "contact"
    JOINED = "joined"  # a colleague's contact in which they take part


class CalendarQuery(Given):
    """Whose calendar (one's own by default), from when to when: 42 days at most."""

    since: Moment
    until: Moment
    employee: PublicId | None = None


class EventShown(Shown):
    """One event of a calendar."""

    kind: EventKind
    contact: PublicId
    contact_kind: Kind
    client: str
    starts_at: At
    ends_at: At
    place: str
    is_done: bool


class CalendarShown(Shown):
    """The events in order of time."""

    events: list[EventShown]
