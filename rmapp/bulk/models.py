"""Tables of bulk deeds."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ..core.db import Base, Key, Keyed, Line, choice, owned
from ..core.registry import AtHandover, AtMerge, hangs_on_client, hangs_on_employee


class Deed(StrEnum):
    """What is done to every client."""

    ASSIGN = "assign"
    SET = "set"  # a field of the dossier
    PLAN = "plan"  # a call on a date
    BIN = "bin"
    LIST_ADD = "list-add"
    LIST_REMOVE = "list-remove"
    TAKE = "plan-take"  # into a plan
    START = "schedule-start"


class Fate(StrEnum):
    """What becomes of one client."""

    DUE = "due"
    DONE = "done"
    SAME = "same"  # it was so already
    FORBIDDEN = "forbidden"  # beyond the reach of the deed
    UNFIT = "unfit"  # the rules of the bank are against it


class BulkDeed(Keyed, Base):
    """One deed on many clients."""

    __tablename__ = "bulk_deed"

    deed: Mapped[Deed] = choice(Deed)
    params: Mapped[dict[str, Any]] = mapped_column(default=dict)
    title: Mapped[Line]
    author_id: Mapped[int] = owned("employee.id", index=False)
    created_at: Mapped[dt.datetime]
    finished_at: Mapped[dt.datetime | None]
    operation_id: Mapped[int | None] = owned("operation.id", ondelete="SET NULL")
    work_item_id: Mapped[int | None] = owned("work_item.id", ondelete="SET NULL")


class BulkItem(Base):
    """One client of a bulk deed."""

    __tablename__ = "bulk_item"
    __table_args__ = (
        sa.UniqueConstraint("bulk_deed_id", "client_id"),
        sa.Index("ix_bulk_item_fate", "bulk_deed_id", "fate", "client_id"),
    )

    id: Mapped[Key]
    bulk_deed_id: Mapped[int] = owned("bulk_deed.id", ondelete="CASCADE", index=False)
    client_id: Mapped[int] = owned("client.id")
    fate: Mapped[Fate] = choice(Fate, default=Fate.DUE, server_default="due")
    why: Mapped[Line] = mapped_column(default="", server_default="")  # of one left out alone


hangs_on_employee("bulk_deed.author_id", AtHandover.HISTORY)
hangs_on_client("bulk_item.client_id", AtMerge.HISTORY)
