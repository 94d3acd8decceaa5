"""Tables of the import (the file, what became of each of its rows, columns known before) and of
the export."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..core.db import Base, Code, Key, Keyed, Line, Name, Zone, choice, owned
from ..core.registry import AtHandover, AtMerge, hangs_on_client, hangs_on_employee
from ..staff.models import Employee


class ImportState(StrEnum):
    """Which step an import has reached. Whether a step stands still, its work item says."""

    UPLOADED = "uploaded"
    CHECKING = "checking"
    CHECKED = "checked"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"
    UNDONE = "undone"


class ImportMode(StrEnum):
    """What an import may do."""

    BOTH = "both"
    CREATE = "create"
    UPDATE = "update"


class KindRule(StrEnum):
    """What the rows are: told by each row, or by the person who imports."""

    AUTO = "auto"
    ORGANISATION = "organisation"
    SOLE_TRADER = "sole_trader"
    PERSON = "person"


class KeeperRule(StrEnum):
    """Whose the new clients will be whose row names no colleague."""

    ONE = "one"
    TEAM = "team"  # shared out by load
    NOBODY = "nobody"  # the queue of clients without a manager


class Fate(StrEnum):
    """What becomes of a row."""

    CREATE = "create"
    UPDATE = "update"
    DUPLICATE = "duplicate"  # known already: nothing is done
    ERROR = "error"
    SKIP = "skip"  # a person or the mode says so


class Import(Keyed, Base):
    """One file on its way into the base (D13)."""

    __tablename__ = "import"

    file_name: Mapped[Name]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    size: Mapped[int] = mapped_column(sa.BigInteger)
    format: Mapped[Code]  # csv, workbook, vcard
    encoding: Mapped[Code] = mapped_column(default="")
    sheet: Mapped[Name | None]
    columns: Mapped[list[Any]]
    samples: Mapped[list[Any]]  # first rows, as read
    notes: Mapped[list[Any]]  # what the reader found: [code, detail]
    mapping: Mapped[list[Any]]  # a field, or "", for each column
    confidence: Mapped[list[Any]]  # how sure the recognition of each column was
    mode: Mapped[ImportMode] = choice(ImportMode, default=ImportMode.BOTH)
    kind_rule: Mapped[KindRule] = choice(KindRule, default=KindRule.AUTO)
    overwrites: Mapped[bool] = mapped_column(default=False)  # else only empty fields are filled
    is_lenient: Mapped[bool] = mapped_column(default=False)  # unreadable numbers go to the notes
    match_by: Mapped[list[Any]] = mapped_column(default=list)  # none: the duplicate check decides
    reading: Mapped[dict[str, Any]] = mapped_column(default=dict)  # what a person said of the file
    source_id: Mapped[int | None] = owned("source.id")
    keeper_rule: Mapped[KeeperRule] = choice(KeeperRule, default=KeeperRule.ONE)
    assign_to_id: Mapped[int] = owned("employee.id")
    assign_team_id: Mapped[int | None] = owned("team.id", ondelete="SET NULL")
    state: Mapped[ImportState] = choice(ImportState, default=ImportState.UPLOADED)
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)  # by fate, at the check
    created: Mapped[int] = mapped_column(default=0)
    updated: Mapped[int] = mapped_column(default=0)
    newest_client_id: Mapped[int] = mapped_column(sa.BigInteger, default=0)  # at the check
    work_item_id: Mapped[int | None] = owned("work_item.id", ondelete="SET NULL")
    operation_id: Mapped[int | None] = owned("operation.id", ondelete="SET NULL")
    created_by_id: Mapped[int] = owned("employee.id")
    created_at: Mapped[dt.datetime]
    finished_at: Mapped[dt.datetime | None]

    @property
    def column_fields(self) -> dict[str, str]:
        """Column → field, of the columns that are taken over."""
        pairs = zip(self.columns, self.mapping, strict=True)
        return {column: field for column, field in pairs if field}


class ImportRow(Base):
    """One row of the file, as it stands there and as it was understood."""

    __tablename__ = "import_row"
    __table_args__ = (
        sa.UniqueConstraint("import_id", "number"),
        sa.Index("ix_import_row_fate", "import_id", "fate", "number"),
    )

    id: Mapped[Key]
    import_id: Mapped[int] = owned("import.id", ondelete="CASCADE", index=False)
    number: Mapped[int]  # in the file, from 1
    name: Mapped[Line]
    cells: Mapped[list[Any]]
    draft: Mapped[dict[str, Any]] = mapped_column(default=dict)
    problems: Mapped[list[Any]] = mapped_column(default=list)  # [field, code, cell, is_error]
    fate: Mapped[Fate] = choice(Fate)
    is_decided: Mapped[bool] = mapped_column(default=False)  # by a person
    is_done: Mapped[bool] = mapped_column(default=False)
    client_id: Mapped[int | None] = owned("client.id", ondelete="SET NULL")  # found or made
    is_foreign: Mapped[bool] = mapped_column(default=False)  # that client is beyond reach
    keeper: Mapped[Name] = mapped_column(default="")  # who keeps it, where that may be told
    twin_number: Mapped[int | None]  # an earlier row of this file that looks like this one
    likeness: Mapped[float | None]
    reasons: Mapped[list[Any]] = mapped_column(default=list)
    changes: Mapped[dict[str, Any]] = mapped_column(default=dict)  # column → [now, then]
    candidates: Mapped[list[Any]] = mapped_column(default=list)  # clients, until shared out


class ImportMapping(Base):
    """What a person said of a set of columns: offered again for the same columns."""

    __tablename__ = "import_mapping"
    __table_args__ = (sa.UniqueConstraint("employee_id", "fingerprint"),)

    id: Mapped[Key]
    employee_id: Mapped[int] = owned("employee.id", index=False)
    fingerprint: Mapped[str] = mapped_column(sa.String(64))
    mapping: Mapped[list[Any]]
    match_by: Mapped[list[Any]] = mapped_column(default=list)
    kind_rule: Mapped[KindRule] = choice(KindRule, default=KindRule.AUTO)
    keeper: Mapped[str | None] = mapped_column(sa.String(40))  # a value of ``keepers.offered``
    used_at: Mapped[dt.datetime]


class ExportState(StrEnum):
    """Where an export stands. How far its making is, its work item says."""

    ASKED = "asked"  # waits for a second person
    REFUSED = "refused"
    MAKING = "making"
    READY = "ready"
    EXPIRED = "expired"  # the file is gone, who took what stays known


class Export(Keyed, Base):
    """One list taken out of the house (D14): who, what, how much, why, and its file for a while.

    ``rows``: counted when it was asked for; the file never has more. ``canary``: the row in the
    file that names nobody and so tells whence a copy came.
    """

    __tablename__ = "export"
    __table_args__ = (
        sa.CheckConstraint("decided_by_id IS NULL OR decided_by_id <> created_by_id", name="two"),
    )

    kind: Mapped[Code]
    format: Mapped[Code]
    rows: Mapped[int]
    reason: Mapped[Line]
    filter: Mapped[dict[str, Any]]  # the address of the list: name → value
    columns: Mapped[list[str]] = mapped_column(default=list)
    language: Mapped[str] = mapped_column(sa.String(2), default="ru")
    zone: Mapped[Zone] = mapped_column(default="Europe/Moscow")
    state: Mapped[ExportState] = choice(ExportState, default=ExportState.MAKING)
    needs: Mapped[list[str]] = mapped_column(default=list)  # limits that want a second person
    decided_by_id: Mapped[int | None] = owned("employee.id", index=False)
    decided_at: Mapped[dt.datetime | None]
    decision_note: Mapped[Line] = mapped_column(default="")
    canary: Mapped[dict[str, Any]] = mapped_column(default=dict)
    work_item_id: Mapped[int | None] = owned("work_item.id", ondelete="SET NULL")
    sha256: Mapped[str | None] = mapped_column(sa.String(64))
    size: Mapped[int | None] = mapped_column(sa.BigInteger)
    made_at: Mapped[dt.datetime | None]
    expires_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    created_by_id: Mapped[int] = owned("employee.id")
    created_at: Mapped[dt.datetime]

    created_by: Mapped[Employee] = relationship(lazy="raise", foreign_keys=[created_by_id])
    decided_by: Mapped[Employee | None] = relationship(lazy="raise", foreign_keys=[decided_by_id])


hangs_on_client("import_row.client_id", AtMerge.MOVES)
hangs_on_employee("import.created_by_id", AtHandover.HISTORY, label=_l("Imports"))
hangs_on_employee("import.assign_to_id", AtHandover.HISTORY)
hangs_on_employee("import_mapping.employee_id", AtHandover.PERSONAL)
hangs_on_employee("export.created_by_id", AtHandover.HISTORY, label=_l("Exports"))
hangs_on_employee("export.decided_by_id", AtHandover.HISTORY)
