"""What people pin to the top of a timeline (D18)."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ..core.db import Base, Code, Key, owned
from ..core.registry import AtHandover, AtMerge, hangs_on_client, hangs_on_employee


class TimelinePin(Base):
    """An entry of the timeline that stays on top. ``source`` and ``entry_id`` name it."""

    __tablename__ = "timeline_pin"
    __table_args__ = (sa.UniqueConstraint("client_id", "source", "entry_id"),)

    id: Mapped[Key]
    client_id: Mapped[int] = owned("client.id", index=False)
    source: Mapped[Code]
    entry_id: Mapped[int] = mapped_column(sa.BigInteger)
    pinned_at: Mapped[dt.datetime]
    pinned_by_id: Mapped[int | None] = owned("employee.id")


hangs_on_client("timeline_pin.client_id", AtMerge.MOVES)
hangs_on_employee("timeline_pin.pinned_by_id", AtHandover.HISTORY)
