"""The people around a client: contact persons (D5) and ties to other clients (D6)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ...core import phones
from ...core.db import (
    Base,
    Keyed,
    Line,
    Name,
    Versioned,
    choice,
    owned,
)
from ...core.registry import AtMerge, hangs_on_client


class DecisionRole(StrEnum):
    """The part a contact person plays in the decision (D5)."""

    DECIDES = "decides"
    INFLUENCES = "influences"
    TECHNICAL = "technical"
    FINANCIAL = "financial"
    GATEKEEPER = "gatekeeper"
    UNKNOWN = "unknown"


class Attitude(StrEnum):
    """How a contact person stands to the bank."""

    FOR = "for"
    NEUTRAL = "neutral"
    AGAINST = "against"
    UNKNOWN = "unknown"


class Level(StrEnum):
    """On which level of the firm a contact person stands: one sells on all of them (D5)."""

    TOP = "top"
    FINANCIAL = "financial"
    TECHNICAL = "technical"
    USER = "user"
    UNKNOWN = "unknown"


class ContactPerson(Keyed, Versioned, Base):
    """A person at an organisation (D5)."""

    __tablename__ = "contact_person"
    __table_args__ = (
        sa.Index(
            "ix_contact_person_reports_to_id",
            "reports_to_id",
            postgresql_where=sa.text("reports_to_id IS NOT NULL"),
        ),
        sa.Index("ix_contact_person_phone", "phone", postgresql_where=sa.text("phone <> ''")),
        sa.Index(
            "ix_contact_person_email",
            sa.func.lower(sa.text("email")),
            postgresql_where=sa.text("email <> ''"),
        ),
        sa.CheckConstraint("reports_to_id <> id", name="not_under_itself"),
    )

    client_id: Mapped[int] = owned("client.id")
    name: Mapped[Name]
    position: Mapped[Name] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(sa.String(20), default="")
    phone_extension: Mapped[str] = mapped_column(sa.String(10), default="")
    email: Mapped[str] = mapped_column(sa.String(254), default="")
    decision_role: Mapped[DecisionRole] = choice(DecisionRole, default=DecisionRole.UNKNOWN)
    attitude: Mapped[Attitude] = choice(Attitude, default=Attitude.UNKNOWN)
    level: Mapped[Level] = choice(Level, default=Level.UNKNOWN, server_default=Level.UNKNOWN.value)
    reports_to_id: Mapped[int | None] = owned("contact_person.id", index=False)
    is_head: Mapped[bool] = mapped_column(default=False)
    note: Mapped[Line] = mapped_column(default="")
    deleted_at: Mapped[dt.datetime | None]

    @property
    def written_phone(self) -> str:
        """The number with its extension, as a list selects it (``phones.written``)."""
        return phones.written(self.phone, self.phone_extension)


class RelationKind(StrEnum):
    """How two clients belong together (D6)."""

    HOUSEHOLD = "household"
    EMPLOYER = "employer"
    OWNER = "owner"
    GROUP = "group"
    PARTNER = "partner"
    REFERRED_BY = "referred_by"
    REFERENCE = "reference"  # the other is ready to speak well of the bank


class Relation(Keyed, Versioned, Base):
    """A dated tie from one client to another: ``other`` is what ``kind`` says of ``client``.

    ``share``: per cent that the owner holds. ``consented_on``: when a reference client agreed.
    """

    __tablename__ = "relation"
    __table_args__ = (
        sa.CheckConstraint("client_id <> other_id", name="not_itself"),
        sa.CheckConstraint("until IS NULL OR since IS NULL OR until >= since", name="dates"),
        sa.CheckConstraint("share IS NULL OR share > 0 AND share <= 100", name="share"),
    )

    client_id: Mapped[int] = owned("client.id")
    other_id: Mapped[int] = owned("client.id")
    kind: Mapped[RelationKind] = choice(RelationKind)
    since: Mapped[dt.date | None]
    until: Mapped[dt.date | None]
    share: Mapped[Decimal | None] = mapped_column(sa.Numeric(5, 2))
    consented_on: Mapped[dt.date | None]
    note: Mapped[Line] = mapped_column(default="", server_default="")


hangs_on_client("contact_person.client_id", AtMerge.MOVES)
hangs_on_client("relation.client_id", AtMerge.MOVES)
hangs_on_client("relation.other_id", AtMerge.MOVES)
