"""Tables of segments."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from ..clients.models import Sharing
from ..core.db import Base, Key, Keyed, Line, Name, Versioned, choice, owned
from ..core.registry import AtHandover, AtMerge, hangs_on_client, hangs_on_employee


class Segment(Keyed, Versioned, Base):
    """A saved condition, or a static list where ``condition`` is empty."""

    __tablename__ = "segment"
    __table_args__ = (sa.UniqueConstraint("owner_id", "name"),)

    name: Mapped[Name]
    note: Mapped[Line] = mapped_column(default="")
    owner_id: Mapped[int] = owned("employee.id", index=False)
    sharing: Mapped[Sharing] = choice(Sharing, default=Sharing.MINE)
    team_id: Mapped[int | None] = owned("team.id")
    condition: Mapped[dict[str, Any] | None]
    text: Mapped[Name] = mapped_column(default="")  # what is searched for besides
    created_at: Mapped[dt.datetime]
    retired_at: Mapped[dt.datetime | None]

    @property
    def is_static(self) -> bool:
        """Whether it is a list kept by hand."""
        return self.condition is None


class SegmentMember(Base):
    """A client in a static list."""

    __tablename__ = "segment_member"
    __table_args__ = (sa.UniqueConstraint("segment_id", "client_id"),)

    id: Mapped[Key]
    segment_id: Mapped[int] = owned("segment.id", ondelete="CASCADE", index=False)
    client_id: Mapped[int] = owned("client.id")
    added_at: Mapped[dt.datetime]
    added_by_id: Mapped[int | None] = owned("employee.id", index=False)


hangs_on_employee("segment.owner_id", AtHandover.SUCCESSOR, label=_l("Segments"))
hangs_on_employee("segment_member.added_by_id", AtHandover.HISTORY)
hangs_on_client("segment_member.client_id", AtMerge.MOVES_UNLESS_TWIN)
