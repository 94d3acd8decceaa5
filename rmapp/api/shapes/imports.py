"""Imports: the file, its columns, what becomes of its rows, progress."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from ...core.journal import UndoPreview
from ...exchange.fields import FIELDS, MATCHES
from ...exchange.models import Fate, ImportMode, ImportState, KindRule
from ...exchange.queries import WARNED
from ...work.models import WorkState
from .base import At, Given, PageQuery, PublicId, Shown

OwnKey = Annotated[str, StringConstraints(pattern=r"^custom\.[a-z0-9_]{1,64}$")]


class MappingGiven(Given):
    """What the columns are: column → field (the bank's own as ``custom.<code>``); columns that
    are not named are left out."""

    mapping: Annotated[
        dict[Annotated[str, Field(max_length=500)], Literal[tuple(FIELDS)] | OwnKey],  # type: ignore[valid-type]
        Field(max_length=500),
    ]
    mode: ImportMode = ImportMode.BOTH
    kind: KindRule = KindRule.AUTO
    overwrites: bool = False
    is_lenient: bool = False
    match_by: Annotated[
        list[Literal[tuple(MATCHES)]],  # type: ignore[valid-type]
        Field(max_length=len(MATCHES), default_factory=list),
    ]
    source: PublicId | None = None
    assign_to: Annotated[str, Field(pattern=r"^(nobody|(team:)?[0-9a-z]{16})$")] | None = Field(
        None,
        description="who gets new clients: a colleague's id, `team:` and a team's id (shared out "
        "by load), `nobody` (the queue); null: yourself if you are a manager, else nobody",
    )


class RowQuery(PageQuery):
    """Which rows."""

    fate: Literal["create", "update", "duplicate", "error", "skip", "warned"] | None = Field(
        None, description=f"`{WARNED}`: rows that come in, with a remark"
    )


class DecisionGiven(Given):
    """What becomes of rows (by their number in the file)."""

    rows: Annotated[list[Annotated[int, Field(ge=1, lt=2**31)]], Field(max_length=500)]
    fate: Literal["create", "update", "skip"]


class ProgressShown(Shown):
    """How far the present step is. ``share``: 0–1, null while the whole is not known."""

    state: WorkState
    done: int
    total: int | None
    share: float | None
    seconds_left: float | None
    error: str | None


class ImportShown(Shown):
    """An import. ``counts``: rows by fate, once they were checked."""

    id: PublicId
    file_name: str
    size: int
    format: str
    encoding: str
    columns: list[str]
    match_by: list[str]
    mapping: dict[str, str]
    mode: ImportMode
    kind: KindRule
    state: ImportState
    counts: dict[str, int]
    created: int
    updated: int
    created_at: At
    finished_at: At | None
    progress: ProgressShown | None


class ProblemShown(Shown):
    """What is wrong with a cell."""

    field: str
    message: str
    is_error: bool


class ImportRowShown(Shown):
    """A row of the file and what becomes of it."""

    number: int
    name: str
    fate: Fate
    client: PublicId | None
    problems: list[ProblemShown]
    changes: dict[str, Any]


class UndoneTable(Shown):
    """What an undo did to one table."""

    table: str
    set_back: int
    removed: int
    kept: int


def undone_tables(done: list[UndoPreview] | None) -> list[UndoneTable]:
    """What an undo did, table by table; nothing yet where it goes on in the background."""
    return [
        UndoneTable(table=one.table, set_back=one.set_back, removed=one.removed, kept=one.kept)
        for one in done or ()
    ]


class ImportUndone(Shown):
    """What an undo came to; ``is_under_way``: it goes on in the background."""

    imported: ImportShown
    tables: list[UndoneTable]
    is_under_way: bool
