"""Deeds on many clients: what is asked for, its effect, what became of it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from pydantic import Field, StrictBool, StrictStr

from ...bulk.models import Deed, Fate
from ...interactions.words import Kind
from .base import At, Given, Line, Named, PublicId, Shown, text_of
from .imports import ProgressShown, UndoneTable

Text: Any = text_of(20_000)
Codes = list[StrictStr]
Clients = Annotated[list[PublicId], Field(min_length=1, max_length=500)]
FilterGiven = Annotated[
    dict[Annotated[str, Field(max_length=32)], Line],
    Field(
        max_length=20,
        description="What stands behind the question mark of the list of clients; all of them"
        " within reach are meant. A name or a value that the list does not know is refused",
    ),
]


class BulkGiven(Given):
    """A deed and whom it is done to: one of ``clients``, ``filter``, ``segment``, ``view`` (a
    saved one) and ``imported`` (who came with an import).

    ``set`` takes ``field`` and ``value``, ``empty`` instead of a value takes out what stands
    there; ``assign`` takes ``employee``, ``plan`` takes ``day`` and ``kind`` (no visits, no
    meetings) and ``spares`` whoever has a contact planned already, the lists take ``list``
    (``list-add`` also ``new_list``, the name of a list that is made with it),
    ``plan-take`` takes ``plan``, ``schedule-start`` takes ``template`` and ``day``.
    """

    deed: Deed
    clients: Clients | None = None
    filter: FilterGiven | None = None
    segment: PublicId | None = None
    view: PublicId | None = None
    imported: PublicId | None = None
    field: text_of(64) | None = None  # type: ignore[valid-type]
    value: StrictBool | Text | Codes | None = None
    empty: bool = False
    employee: PublicId | None = None
    day: dt.date | None = None
    about: Line = ""
    kind: Kind = Kind.CALL
    spares: bool = False
    list: PublicId | None = None
    new_list: text_of(200) = ""  # type: ignore[valid-type]
    plan: PublicId | None = None
    template: PublicId | None = None
    reason: Line = ""


class Skipped(Shown):
    """A client that is left out, and why."""

    client: Named
    fate: Fate
    why: str


class MovedCalls(Shown):
    """Calls that go to ``day``: the day asked for is off in these diaries."""

    day: dt.date
    calls: int
    managers: str


class BulkEffect(Shown):
    """How many clients would have which fate; the first of those that would be left out; of
    ``plan``: the calls that go to another day; of ``plan-take``: how many of those that would be
    taken are not in the target segment of the plan."""

    counts: dict[Fate, int]
    skipped: list[Skipped]
    moved: list[MovedCalls]
    outside: int


class BulkShown(Shown):
    """A deed on many clients. ``progress``: while it goes on in the background."""

    id: PublicId
    deed: Deed
    title: str
    created_at: At
    finished_at: At | None
    counts: dict[Fate, int]
    skipped: list[Skipped]
    can_undo: bool
    progress: ProgressShown | None


class BulkUndone(Shown):
    """What an undo did, by table; ``kept``: rows somebody has changed since; ``is_under_way``: it
    goes on in the background."""

    bulk: BulkShown
    tables: list[UndoneTable]
    is_under_way: bool
