"""What stands around a client: contact persons, ties, identity documents, where facts come from."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from ...clients.models import (
    Attitude,
    DecisionRole,
    DocumentKind,
    Level,
    Origin,
    RelationKind,
    SourceKind,
)
from .base import At, Day, Given, Line, Named, PageQuery, PublicId, Shown, Version, text_of

_SHORT = text_of(200)
Share = Annotated[Decimal, Field(gt=0, le=100, max_digits=5, decimal_places=2, examples=["25.5"])]


class ContactPersonFields(Given):
    """What is known of a contact person."""

    name: text_of(200, least=1)  # type: ignore[valid-type]
    position: _SHORT = ""  # type: ignore[valid-type]
    phone: text_of(60) = ""  # type: ignore[valid-type]
    email: text_of(254) = ""  # type: ignore[valid-type]
    decision_role: DecisionRole = DecisionRole.UNKNOWN
    attitude: Attitude = Attitude.UNKNOWN
    level: Level = Level.UNKNOWN
    reports_to: Annotated[str, Field(max_length=16)] = Field(
        "", description="Id of another contact person of the client; empty for nobody"
    )
    is_head: bool = False
    note: Line = ""


class ContactPersonGiven(ContactPersonFields):
    """A new contact person of a client."""

    client: PublicId


class ContactPersonChange(ContactPersonFields):
    """Changed fields of a contact person; what is left out stays."""

    version: Version
    name: text_of(200, least=1) = ""  # type: ignore[valid-type]


class ContactPersonQuery(PageQuery):
    """Whose contact persons."""

    client: PublicId | None = None


class ContactPersonShown(Shown):
    """A contact person."""

    id: PublicId
    version: int
    client: Named
    name: str
    position: str
    phone: str
    extension: str
    email: str
    decision_role: DecisionRole
    attitude: Attitude
    level: Level
    reports_to: Named | None
    is_head: bool
    note: str


class RelationFields(Given):
    """What is known of a tie. ``share``: per cent, of an owner; ``consented_on``: of a reference
    client."""

    since: Day | None = None
    until: Day | None = None
    share: Share | None = None
    consented_on: Day | None = None
    note: Line = ""


class RelationGiven(RelationFields):
    """A new tie: ``other`` is what ``kind`` says of ``client``."""

    client: PublicId
    other: PublicId
    kind: RelationKind


class RelationChange(RelationFields):
    """Changed fields of a tie; what is left out stays."""

    version: Version


class RelationQuery(PageQuery):
    """Whose ties."""

    client: PublicId | None = None


class RelationShown(Shown):
    """A tie between two clients, both within reach."""

    id: PublicId
    version: int
    client: Named
    other: Named
    kind: RelationKind
    since: dt.date | None
    until: dt.date | None
    share: Decimal | None
    consented_on: dt.date | None
    note: str


class DocumentGiven(Given):
    """A new identity document. The number goes in and never comes out of the API."""

    kind: DocumentKind = DocumentKind.PASSPORT
    number: text_of(60, least=1)  # type: ignore[valid-type]
    issued_by: Line = ""
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")] = "RU"
    issued_on: Day | None = None
    expires_on: Day | None = None
    note: _SHORT = ""  # type: ignore[valid-type]


class DocumentShown(Shown):
    """An identity document, masked."""

    id: PublicId
    kind: DocumentKind
    number: str = Field(description="Masked: only the last signs")
    country: str
    issued_on: dt.date | None
    expires_on: dt.date | None
    note: str


class Documents(Shown):
    """The identity documents of a client."""

    items: list[DocumentShown]


class FactShown(Shown):
    """A field of a dossier as it was told once."""

    field: str
    told: str
    origin: Origin
    object_kind: str
    object: str | None = Field(description="Id of the contact at which it was told")
    at: At
    by: str | None


class Facts(Shown):
    """Where the fields of a dossier come from, the newest of each."""

    items: list[FactShown]


class SourceShown(Shown):
    """An entry of the bank's lists of sources, channels and campaigns."""

    id: PublicId
    kind: SourceKind
    name_en: str
    name_ru: str
    is_cautious: bool
    is_active: bool


class Sources(Shown):
    """The bank's lists of sources, channels and campaigns."""

    items: list[SourceShown]
