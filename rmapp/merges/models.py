"""The table of merges."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..clients.models import Client
from ..core.db import Base, Code, Keyed, Line, Versioned, choice, owned
from ..core.registry import AtHandover, AtMerge, hangs_on_client, hangs_on_employee
from ..staff.models import Employee


class MergeState(StrEnum):
    """Whether the two are one."""

    DONE = "done"
    UNDONE = "undone"
    PARTLY_UNDONE = "partly-undone"  # two again, but later work was kept where it stood


class Merge(Keyed, Versioned, Base):
    """Two records that became one: which, by whom, what was chosen, how much moved."""

    __tablename__ = "merge"
    __table_args__ = (sa.CheckConstraint("survivor_id <> loser_id", name="not_itself"),)

    survivor_id: Mapped[int] = owned("client.id")
    loser_id: Mapped[int] = owned("client.id")
    survivor_name: Mapped[Line]  # as they were called then
    loser_name: Mapped[Line]
    made_by_id: Mapped[int | None] = owned("employee.id")  # None: by a rule, without a person
    made_at: Mapped[dt.datetime]
    rule: Mapped[Code] = mapped_column(default="")
    reason: Mapped[Line] = mapped_column(default="")
    chosen: Mapped[dict[str, Any]] = mapped_column(default=dict)  # see rules.Choices
    moved: Mapped[dict[str, Any]] = mapped_column(default=dict)  # "table.column" → rows
    stayed: Mapped[dict[str, Any]] = mapped_column(
        default=dict
    )  # "table.column" → rows kept behind
    state: Mapped[MergeState] = choice(MergeState, default=MergeState.DONE)
    operation_id: Mapped[int] = owned("operation.id")
    undone_at: Mapped[dt.datetime | None]
    undone_by_id: Mapped[int | None] = owned("employee.id")

    survivor: Mapped[Client] = relationship(lazy="raise", foreign_keys=[survivor_id])
    loser: Mapped[Client] = relationship(lazy="raise", foreign_keys=[loser_id])
    made_by: Mapped[Employee | None] = relationship(lazy="raise", foreign_keys=[made_by_id])


for _column in ("survivor_id", "loser_id"):
    hangs_on_client(f"merge.{_column}", AtMerge.HISTORY)
for _column in ("made_by_id", "undone_by_id"):
    hangs_on_employee(f"merge.{_column}", AtHandover.HISTORY)
