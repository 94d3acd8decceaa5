"""Saved views of the list and segments."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from ...clients.arrangements.asked import MOST_COLUMNS
from ...clients.models import Sharing
from .base import At, Given, Line, PublicId, Shown, Version, text_of

_NAME: Any = text_of(200, least=1)
_TEXT: Any = text_of(200)
_KEY: Any = text_of(64, least=1)
Where: Any = Annotated[
    text_of(6_000), Field(description="A condition, as `where` of GET /clients takes it")
]


class ViewGiven(Given):
    """An arrangement of the list; the same name of the same person is written anew."""

    name: _NAME
    where: Where = ""
    columns: Annotated[list[_KEY], Field(max_length=MOST_COLUMNS, default_factory=list)]
    sort: text_of(64) = ""  # type: ignore[valid-type]
    q: _TEXT = ""
    sharing: Sharing = Sharing.MINE


class ViewChange(Given):
    """Changed parts of a view; what is left out stays."""

    version: Version
    name: _NAME | None = None
    sharing: Sharing | None = None


class ViewShown(Shown):
    """A saved view. It holds no clients: everybody sees their own in it."""

    id: PublicId
    version: int
    name: str
    where: str
    columns: list[str]
    sort: str
    q: str
    sharing: Sharing
    is_default: bool
    created_at: At


class SegmentGiven(Given):
    """A condition under a name; ``by_hand``: a list that is filled by hand instead."""

    name: _NAME
    where: Where = ""
    q: _TEXT = ""
    note: Line = ""
    sharing: Sharing = Sharing.MINE
    by_hand: bool = False


class SegmentShown(Shown):
    """A segment; ``clients``: how many of it are within reach, 1,001 for more than a thousand,
    null in a list of segments."""

    id: PublicId
    name: str
    note: str
    where: str
    q: str
    sharing: Sharing
    by_hand: bool
    clients: int | None
    created_at: At
