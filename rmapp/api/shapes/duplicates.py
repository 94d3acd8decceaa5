"""Look-alikes, requests for access, merges."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from ...duplicates.models import RequestState
from ...duplicates.queries.queue import Tab
from ...duplicates.rules import Verdict
from ...merges.models import MergeState
from ...merges.rules import LISTS, Side
from .base import At, Given, Line, Named, PageQuery, PublicId, Shown, Version

ListName = Literal[LISTS]  # type: ignore[valid-type]
FieldName = Annotated[str, StringConstraints(pattern=r"^(custom\.)?[a-z0-9_]{1,64}$")]


class PairQuery(PageQuery):
    """Which pairs: waiting, certain, put off."""

    state: Tab = Tab.OPEN


class SideShown(Shown):
    """One record of a pair; ``client`` null: beyond reach."""

    client: Named | None
    keeper: str
    handle: str = Field(description="For POST /access-requests, beyond reach")


class PairShown(Shown):
    """Two records that look like one."""

    id: PublicId
    left: SideShown
    right: SideShown
    score: float
    verdict: Verdict
    rule: str
    reasons: list[str]
    found_at: At


class Decision(Given):
    """``different``: not the same, for everybody; ``later``: in two weeks. A merge is a POST to
    /merges."""

    decision: Literal["different", "later"]
    reason: Line = ""


class DecisionShown(Shown):
    """What was decided."""

    decision: str


class AccessGiven(Given):
    """The handle of a look-alike beyond reach."""

    handle: Annotated[str, StringConstraints(min_length=1, max_length=300)]
    reason: Line = ""


class AccessShown(Shown):
    """A request; ``client`` null while it is not granted."""

    id: PublicId
    client: Named | None
    asked_by: Named
    asked_at: At
    reason: str
    state: RequestState
    answer: str


class MergeGiven(Given):
    """Two records of one client, with the versions that were read. What is left out is chosen as
    the page of a merge would propose it; a field of the bank's own is named ``custom.<code>``."""

    survivor: PublicId
    loser: PublicId
    survivor_version: Version
    loser_version: Version
    fields: Annotated[dict[FieldName, Side], Field(max_length=100)] = {}
    lists: Annotated[dict[ListName, Side], Field(max_length=10)] = {}
    manager: Side = Side.SURVIVOR
    reason: Line = ""


class MergeShown(Shown):
    """A merge. ``moved``, ``stayed``: "table.column" → rows."""

    id: PublicId
    version: int
    survivor: Named
    loser: Named
    made_by: Named | None
    made_at: At
    rule: str
    reason: str
    moved: dict[str, int]
    stayed: dict[str, int]
    state: MergeState
    undone_at: At | None


class MergeUndone(Shown):
    """An undone merge: rows that went back, rows kept as they are now."""

    merge: MergeShown
    returned: int
    kept: int


__all__: list[Any] = [
    "AccessGiven", "AccessShown", "Decision", "DecisionShown", "MergeGiven", "MergeShown",
    "MergeUndone", "PairQuery", "PairShown", "SideShown",
]  # fmt: skip
