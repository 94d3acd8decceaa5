"""Tables of temperature and norms."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ..clients.models import ClientKind, Temperature
from ..core.db import Base, Code, Keyed, Line, Versioned, choice, owned
from ..core.registry import AtHandover, AtMerge, hangs_on_client, hangs_on_employee


class ContactNorm(Keyed, Versioned, Base):
    """So many days may pass without a contact of both sides: by default, for a kind of client, for
    VIP clients, for a list by hand."""

    __tablename__ = "contact_norm"
    __table_args__ = (
        sa.CheckConstraint("days BETWEEN 1 AND 3650", name="days"),
        sa.CheckConstraint(
            "(kind IS NOT NULL)::int + (vip <> '')::int + (segment_id IS NOT NULL)::int <= 1",
            name="one",
        ),
        sa.Index(
            "uq_contact_norm_whom",
            sa.text("coalesce(kind, '')"),
            "vip",
            sa.text("coalesce(segment_id, 0)"),
            unique=True,
        ),
    )

    kind: Mapped[ClientKind | None] = choice(ClientKind, nullable=True)
    vip: Mapped[Code] = mapped_column(default="")  # a tier; "*": every VIP client
    segment_id: Mapped[int | None] = owned("segment.id")
    days: Mapped[int]
    set_at: Mapped[dt.datetime]
    set_by_id: Mapped[int | None] = owned("employee.id", index=False)


class ClientHeat(Base):
    """What the temperature of a client was computed to and why; and who overrides it.

    ``word``: the temperature a person gave last, in an outcome, the list or the dossier.
    """

    __tablename__ = "client_heat"
    __table_args__ = (
        sa.CheckConstraint("(override IS NULL) = (override_until IS NULL)", name="override"),
        sa.Index(
            "ix_client_heat_override",
            "override_until",
            postgresql_where=sa.text("override IS NOT NULL"),
        ),
    )

    client_id: Mapped[int] = mapped_column(
        sa.BigInteger,
        sa.ForeignKey("client.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    )
    computed: Mapped[Temperature] = choice(Temperature)
    because: Mapped[Code]
    number: Mapped[int | None]
    computed_at: Mapped[dt.datetime]
    word: Mapped[str | None] = mapped_column(sa.String(8))
    word_at: Mapped[dt.datetime | None]
    override: Mapped[str | None] = mapped_column(sa.String(8))
    override_until: Mapped[dt.date | None]
    override_reason: Mapped[Line] = mapped_column(default="")
    override_at: Mapped[dt.datetime | None]
    override_by_id: Mapped[int | None] = owned("employee.id", index=False)


hangs_on_employee("contact_norm.set_by_id", AtHandover.HISTORY)
hangs_on_employee("client_heat.override_by_id", AtHandover.HISTORY)
hangs_on_client("client_heat.client_id", AtMerge.HISTORY)  # the night computes the survivor's
