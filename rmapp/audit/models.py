"""Tables of the trail."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from ..core.db import Base, Code, Key, Line, Name, owned
from ..core.registry import AtHandover, AtMerge, hangs_on_client, hangs_on_employee


class AuditEntry(Base):
    """One deed. ``id`` counts without gaps; ``hash`` = HMAC(key, prev_hash + canonical row)."""

    __tablename__ = "audit_entry"
    __table_args__ = ({"info": {"append_only": True}},)

    id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[dt.datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = owned("employee.id")
    actor_name: Mapped[Name]  # as it was then
    session_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    tag: Mapped[Code] = mapped_column(index=True)
    object_kind: Mapped[Code] = mapped_column(default="")
    object_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    object_name: Mapped[Line] = mapped_column(default="")
    client_id: Mapped[int | None] = mapped_column(
        sa.BigInteger, index=True
    )  # no FK: survives erasure
    reason: Mapped[Line] = mapped_column(default="")
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    request_number: Mapped[Code] = mapped_column(default="")
    #: HMAC of object_name, reason and detail: the chain covers it instead of them, so that the
    #: words about a person can be forgotten by law and the chain still verifies.
    words_digest: Mapped[str | None] = mapped_column(sa.String(64))
    forgotten_at: Mapped[dt.datetime | None]
    prev_hash: Mapped[str] = mapped_column(sa.String(64))
    hash: Mapped[str] = mapped_column(sa.String(64))


class AuditHead(Base):
    """The end of the chain: one row, moved in the transaction that appends."""

    __tablename__ = "audit_head"
    __table_args__ = (sa.CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last_id: Mapped[int] = mapped_column(sa.BigInteger)
    last_hash: Mapped[str] = mapped_column(sa.String(64))
    seal: Mapped[str] = mapped_column(sa.String(64))  # HMAC over the two: a cut tail shows


hangs_on_employee("audit_entry.actor_id", AtHandover.HISTORY, label=_l("Entries of the trail"))


class Opening(Base):
    """A dossier opened by somebody: one row a view, out of the chain, so that reading takes no
    lock of the whole house. VIPs and emergencies stand in the chain as well."""

    __tablename__ = "opening"
    __table_args__ = (sa.Index("ix_opening_client", "client_id", "id"),)

    id: Mapped[Key]
    employee_id: Mapped[int] = owned("employee.id", index=False)
    client_id: Mapped[int] = owned("client.id", index=False)
    at: Mapped[dt.datetime] = mapped_column(index=True)


hangs_on_employee("opening.employee_id", AtHandover.HISTORY)
hangs_on_client("opening.client_id", AtMerge.MOVES)
