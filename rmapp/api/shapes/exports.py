"""Exports: what is asked for, where it stands, who let it go; the bank's limits."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from ...exchange.lists import LISTS
from ...exchange.models import ExportState
from ...limits.table import LIMITS
from ...staff.models import AccessState
from .base import At, Given, Line, Named, PageQuery, PublicId, Shown, text_of
from .imports import ProgressShown

ListName: Any = Literal[tuple(LISTS)]
LimitCode: Any = Literal[tuple(LIMITS)]
Texts = list[str]
Reason: Any = text_of(500, least=10)


class ExportGiven(Given):
    """A list to be taken out as its page would show it under the address ``filter``."""

    list: ListName
    format: Literal["csv", "xlsx"]
    reason: Reason
    filter: Annotated[
        dict[Annotated[str, Field(max_length=32)], Line],
        Field(
            max_length=20,
            description="What stands behind the question mark of the list's page, `sort` and"
            " `columns` (names with commas between) among it; what no list knows is refused",
        ),
    ] = {}


class ExportQuery(PageQuery):
    """Which exports."""

    whose: Literal["mine", "all"] = "all"
    state: ExportState | None = None


class ExportDecision(Given):
    """What the second person says. A refusal needs a note."""

    verdict: Literal["approve", "refuse"]
    note: Line = ""


class ExportShown(Shown):
    """An export. ``over``: the limits for which a second person is needed."""

    id: PublicId
    list: str
    format: str
    filter: dict[str, str]
    columns: Texts
    reason: str
    rows: int
    state: ExportState
    over: Texts
    created_by: Named
    created_at: At
    decided_by: Named | None
    decided_at: At | None
    decision_note: str
    made_at: At | None
    expires_at: At | None
    size: int | None
    sha256: str | None
    progress: ProgressShown | None


class LimitShown(Shown):
    """A figure of the bank. ``role``: null for the whole house."""

    limit: str
    role: Named | None
    value: int


class LimitsShown(Shown):
    """Every figure of the bank."""

    items: list[LimitShown]


class LimitGiven(Given):
    """A figure to be set. Raising it waits for a second person and needs a reason."""

    limit: LimitCode
    role: PublicId | None = None
    value: Annotated[int, Field(ge=0, lt=2**31)]
    reason: Line = ""


class LimitChangeShown(Shown):
    """A figure that was set at once (``state`` granted, no id) or waits for a second person."""

    id: PublicId | None
    limit: str
    role: Named | None
    before: int
    value: int
    state: AccessState


class LimitDecision(Given):
    """What the second person says."""

    verdict: Literal["sign", "refuse"]
