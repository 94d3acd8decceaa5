"""What stood around a client before: rows of its lists as they were until a moment (D18)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ...core.db import Base, Code, Key, owned
from ...core.registry import AtMerge, hangs_on_client

#: The tables whose past is kept, in the order in which it is shown.
KEPT_PAST = (
    "client_phone",
    "client_email",
    "client_messenger",
    "client_address",
    "contact_person",
    "relation",
)


class ClientPast(Base):
    """A row of ``of`` as it stood at a client until ``until``; ``was`` None: it was not there.

    Written by triggers on those tables and by nothing else, so that no way in (a form, an import,
    a bulk change, a merge, its undo) can forget it. Rows that came in together with their client
    leave nothing until they change. A tie leaves a row at both of its ends. An erasure by law
    deletes these rows; the setting ``rmapp.past = off`` of a transaction keeps none.
    """

    __tablename__ = "client_past"
    __table_args__ = (sa.Index("ix_client_past_until", "client_id", "until", "id"),)

    id: Mapped[Key]
    client_id: Mapped[int] = owned("client.id", ondelete="CASCADE", index=False)
    of: Mapped[Code]
    row_id: Mapped[int] = mapped_column(sa.BigInteger)
    until: Mapped[dt.datetime]
    was: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))


hangs_on_client("client_past.client_id", AtMerge.HISTORY)  # tells of the record as it was
