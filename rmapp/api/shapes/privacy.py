"""Consents, requests of subjects, and what was known of a client on a day."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from ...clients.models import KEPT_PAST
from ...outbox.states import ConsentState, Purpose
from ...privacy.models import RequestKind, RequestState
from .base import At, Day, Given, Line, Named, PageQuery, PublicId, Shown, Version, text_of

Asked = Literal[Purpose.MARKETING, Purpose.SURVEY, Purpose.GREETING]
Address = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=254)]


class ConsentQuery(Given):
    """Whose consents."""

    client: PublicId


class ConsentShown(Shown):
    """What is known of an address for a purpose; ``purpose`` null: nothing yet."""

    address: str
    purpose: Purpose | None
    state: ConsentState | None
    text_version: str | None
    source: str | None
    at: At | None
    withdrawn_at: At | None
    suppressed: bool = Field(description="Nothing leaves for this address")


class ConsentsShown(Shown):
    """Every address of a client with its consents."""

    items: list[ConsentShown]


class ConsentAsked(Given):
    """A consent to be asked for by letter."""

    client: PublicId
    address: Address
    purpose: Asked
    text_version: text_of(64, least=1)  # type: ignore[valid-type]


class ConsentGiven(ConsentAsked):
    """A consent somebody holds in their hands, with what proves it."""

    source: text_of(500, least=1)  # type: ignore[valid-type]
    proof: text_of(500, least=1)  # type: ignore[valid-type]


class ConsentWithdrawn(Given):
    """The person takes it back."""

    client: PublicId
    address: Address
    purpose: Asked
    source: text_of(500, least=1)  # type: ignore[valid-type]


class Stopped(Shown):
    """How many letters will not leave."""

    stopped: int


class RequestQuery(PageQuery):
    """``every``: those that are closed as well."""

    every: bool = False


class RequestGiven(Given):
    """What the person asks about their data."""

    client: PublicId
    contact_person: PublicId | None = Field(None, description="Whose data; null: the client's")
    kind: RequestKind
    received_on: Day | None = None
    channel: text_of(200, least=1)  # type: ignore[valid-type]
    note: Line = ""


class Stays(Shown):
    """What the law makes the bank keep, sealed, until a day."""

    rule: str
    reason_en: str
    reason_ru: str
    until: dt.date


class RequestShown(Shown):
    """One request. ``goes``, ``stays``: of an erasure that waits, before anything is touched."""

    id: PublicId
    client: Named
    contact_person: Named | None
    kind: RequestKind
    state: RequestState
    received_on: dt.date
    due_on: dt.date
    channel: str
    note: str
    answer: str
    created_at: At
    closed_at: At | None
    has_archive: bool
    rows: dict[str, int] = Field(description="Table → rows, once it is carried out")
    goes: dict[str, int]
    stays: list[Stays]
    hindrance: str = Field(description="Why an erasure that waits cannot be carried out now")


class AnswerGiven(Given):
    """What was answered."""

    answer: text_of(500, least=1)  # type: ignore[valid-type]
    refused: bool = False


class DayQuery(Given):
    """Which day: what was known at its end, in the time of the token's person; yesterday, when
    none is named."""

    on: Day | None = None


class FieldThen(Shown):
    """A field then and now, in words; when and by whom it was changed first since."""

    field: str
    label: str
    was: str
    now: str
    changed_at: At | None
    author: str | None


class RowThen(Shown):
    """A row of a list then and now, in words, "" where it was or is not there."""

    of: Annotated[str, Field(description="client_phone, contact_person, relation …")]
    id: PublicId
    was: str
    now: str
    changed_at: At | None
    author: str | None
    row: dict[str, Any] | None = Field(description="The row as it was, column by column")


class RecordThen(Shown):
    """A record as it was known on the day; ``merged``: one of its own that has gone over since."""

    client: Named
    merged: bool
    fields: list[FieldThen]
    lists: list[RowThen]


class DossierThen(Shown):
    """What was known of a client at the end of a day."""

    on: dt.date
    is_cut: bool = Field(description="More changes since than were walked back")
    records: list[RecordThen]


class RowThere(Given):
    """A row of a list, as the record of that day names it."""

    of: Literal[KEPT_PAST]  # type: ignore[valid-type]
    id: PublicId


class BroughtBack(Given):
    """One field, or one row of a list, that shall be again what it was on a day.

    ``version``: of the client as it was read; ``seen``: of the contact person or the tie.
    """

    on: Day
    field: text_of(64) | None = None  # type: ignore[valid-type]
    row: RowThere | None = None
    version: Version
    seen: Annotated[int, Field(ge=0, lt=2**31)] = 0
