"""The table of notices."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ..core.db import Base, Code, Keyed, Line, owned
from ..core.registry import AtHandover, AtMerge, hangs_on_client, hangs_on_employee


class Notice(Keyed, Base):
    """One notice to one employee. ``once`` of a person is unique: telling twice is telling once."""

    __tablename__ = "notice"
    __table_args__ = (
        sa.UniqueConstraint("employee_id", "once"),
        sa.Index("ix_notice_list", "employee_id", "id"),
        sa.Index("ix_notice_unread", "employee_id", postgresql_where=sa.text("read_at IS NULL")),
    )

    employee_id: Mapped[int] = owned("employee.id", index=False)
    client_id: Mapped[int | None] = owned("client.id")
    kind: Mapped[Code]
    subject: Mapped[Line] = mapped_column(default="")  # as it was named then
    params: Mapped[dict[str, Any]] = mapped_column(default=dict)
    endpoint: Mapped[Code] = mapped_column(default="")
    values: Mapped[dict[str, Any]] = mapped_column(default=dict)  # of the endpoint's address
    once: Mapped[Line | None]
    at: Mapped[dt.datetime]
    read_at: Mapped[dt.datetime | None]


hangs_on_employee("notice.employee_id", AtHandover.PERSONAL)
hangs_on_client("notice.client_id", AtMerge.MOVES)
