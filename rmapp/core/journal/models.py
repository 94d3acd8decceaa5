"""Tables of the journal."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base, Code, Key, Keyed, Line, choice, owned
from ..registry import AtHandover, hangs_on_employee


class OperationState(StrEnum):
    """Where an operation stands."""

    OPEN = "open"  # being carried out
    DONE = "done"
    UNDONE = "undone"
    PARTLY_UNDONE = "partly-undone"  # conflicts were kept


class ItemState(StrEnum):
    """What became of one changed row."""

    DONE = "done"
    UNDONE = "undone"
    KEPT = "kept"  # changed later by somebody: undo left it alone


class Operation(Keyed, Base):
    """One operation: who, when, what, how many rows."""

    __tablename__ = "operation"

    kind: Mapped[Code] = mapped_column(index=True)
    title: Mapped[Line]
    author_id: Mapped[int | None] = owned("employee.id")
    at: Mapped[dt.datetime] = mapped_column(index=True)
    state: Mapped[OperationState] = choice(OperationState, default=OperationState.OPEN)
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    undo_until: Mapped[dt.datetime | None]
    undone_at: Mapped[dt.datetime | None]
    undone_by_id: Mapped[int | None] = owned("employee.id")


class OperationItem(Base):
    """One row that an operation made (``before`` empty), removed (``after`` empty) or changed."""

    __tablename__ = "operation_item"
    __table_args__ = (sa.Index("ix_operation_item_row", "operation_id", "table_name", "row_id"),)

    id: Mapped[Key]
    operation_id: Mapped[int] = owned("operation.id", ondelete="CASCADE", index=False)
    table_name: Mapped[Code]
    row_id: Mapped[int] = mapped_column(sa.BigInteger)
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    state: Mapped[ItemState] = choice(ItemState, default=ItemState.DONE, server_default="done")


hangs_on_employee("operation.author_id", AtHandover.HISTORY, label=_l("Operations"))
hangs_on_employee("operation.undone_by_id", AtHandover.HISTORY)
