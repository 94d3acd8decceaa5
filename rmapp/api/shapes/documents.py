"""Documents of clients."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import Field

from ...documents.models import PaperKind
from .base import At, Day, Given, Named, PageQuery, PublicId, Shown, Version, text_of

_SHORT = text_of(200)


class DocumentQuery(PageQuery):
    """Of which client."""

    client: PublicId | None = None


class DocumentGiven(Given):
    """What is said of the file handed in."""

    client: PublicId
    kind: PaperKind = PaperKind.OTHER
    title: _SHORT = ""  # type: ignore[valid-type]
    number: _SHORT = ""  # type: ignore[valid-type]
    expires_on: Day | None = None


class DocumentChange(Given):
    """What is said of a document, anew."""

    version: Version
    kind: PaperKind | None = None
    title: _SHORT | None = None  # type: ignore[valid-type]
    number: _SHORT | None = None  # type: ignore[valid-type]
    expires_on: Day | None = None


class ContentQuery(Given):
    """Which version; the newest by default."""

    no: Annotated[int, Field(ge=1, le=100_000)] | None = None


class DocumentFile(Shown):
    """A version: the file as it was handed in once."""

    no: int
    sha256: str
    media: str
    size: int
    file_name: str
    pages: int | None
    uploaded_at: At


class DocumentShown(Shown):
    """A document."""

    id: PublicId
    client: Named
    kind: PaperKind
    title: str
    number: str
    expires_on: dt.date | None
    is_sensitive: bool
    created_at: At
    version: int
    files: list[DocumentFile]
