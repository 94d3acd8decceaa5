"""The people around a client: contact persons (D5) and ties to other clients (D6)."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

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


class ContactPerson(Keyed, Versioned, Base):
    """A person at an organisation (D5)."""

    __tablename__ = "contact_person"

    client_id: Mapped[int] = owned("client.id")
    name: Mapped[Name]
    position: Mapped[Name] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(sa.String(20), default="")
    email: Mapped[str] = mapped_column(sa.String(254), default="")
    decision_role: Mapped[DecisionRole] = choice(DecisionRole, default=DecisionRole.UNKNOWN)
    attitude: Mapped[Attitude] = choice(Attitude, default=Attitude.UNKNOWN)
    is_head: Mapped[bool] = mapped_column(default=False)
    note: Mapped[Line] = mapped_column(default="")
    deleted_at: Mapped[dt.datetime | None]


class RelationKind(StrEnum):
    """How two clients belong together (D6)."""

    HOUSEHOLD = "household"
    EMPLOYER = "employer"
    OWNER = "owner"
    GROUP = "group"
    PARTNER = "partner"
    REFERRED_BY = "referred_by"


class Relation(Keyed, Base):
    """A dated tie from one client to another."""

    __tablename__ = "relation"
    __table_args__ = (sa.CheckConstraint("client_id <> other_id", name="not_itself"),)

    client_id: Mapped[int] = owned("client.id")
    other_id: Mapped[int] = owned("client.id")
    kind: Mapped[RelationKind] = choice(RelationKind)
    since: Mapped[dt.date | None]
    until: Mapped[dt.date | None]


hangs_on_client("contact_person.client_id", AtMerge.MOVES)
hangs_on_client("relation.client_id", AtMerge.MOVES)
hangs_on_client("relation.other_id", AtMerge.MOVES)
