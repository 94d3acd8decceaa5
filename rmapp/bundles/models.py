"""The table of bundles."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ..core.db import Base, Keyed, owned
from ..core.registry import AtHandover, hangs_on_employee


class HandoverBundle(Keyed, Base):
    """The briefs of what one receiver got, as one PDF made by work (V10)."""

    __tablename__ = "handover_bundle"
    __table_args__ = (sa.UniqueConstraint("handover_id", "employee_id", "language"),)

    handover_id: Mapped[int] = owned("handover.id", ondelete="CASCADE", index=False)
    employee_id: Mapped[int] = owned("employee.id")
    language: Mapped[str] = mapped_column(sa.String(2))
    clients: Mapped[int] = mapped_column(default=0)
    pages: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str | None] = mapped_column(sa.String(64))  # None: not made yet
    size: Mapped[int | None]
    work_item_id: Mapped[int | None] = owned("work_item.id")
    asked_at: Mapped[dt.datetime]
    made_at: Mapped[dt.datetime | None]


hangs_on_employee("handover_bundle.employee_id", AtHandover.HISTORY)
