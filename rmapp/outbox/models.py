"""Addresses with consent, messages, what was sent, what happened, and the relay's fuse."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..core.db import Base, Code, Key, Keyed, Line, Name, Versioned, Zone, choice, owned
from ..core.registry import AtHandover, AtMerge, hangs_on_client, hangs_on_employee
from .states import (
    AddressState,
    Channel,
    ConsentState,
    Happening,
    OnUncertain,
    Purpose,
    State,
)


class RecipientAddress(Keyed, Versioned, Base):
    """One address, normalised. The handoff and the unsubscription lock this row."""

    __tablename__ = "recipient_address"
    __table_args__ = (sa.UniqueConstraint("kind", "address"),)

    kind: Mapped[Channel] = choice(Channel, nullable=False, default=Channel.EMAIL)
    address: Mapped[str] = mapped_column(sa.String(320), nullable=False)
    client_id: Mapped[int | None] = owned("client.id", nullable=True)
    state: Mapped[AddressState] = choice(AddressState, nullable=False, default=AddressState.OK)
    state_reason: Mapped[Line | None]
    suppressed_at: Mapped[dt.datetime | None]
    suppressed_reason: Mapped[Line | None]
    created_at: Mapped[dt.datetime] = mapped_column(nullable=False)

    consents: Mapped[list[Consent]] = relationship(lazy="raise", order_by="Consent.purpose")


class Consent(Keyed, Base):
    """Whether the person behind an address agreed to a purpose, with what proves it.

    A withdrawal keeps the proof of what was given before.
    """

    __tablename__ = "consent"
    __table_args__ = (sa.UniqueConstraint("recipient_address_id", "purpose"),)

    recipient_address_id: Mapped[int] = owned("recipient_address.id", index=False)
    purpose: Mapped[Purpose] = choice(Purpose, nullable=False)
    state: Mapped[ConsentState] = choice(ConsentState, nullable=False)
    text_version: Mapped[Code | None]
    source: Mapped[Line | None]
    proof: Mapped[dict[str, Any] | None]
    at: Mapped[dt.datetime] = mapped_column(nullable=False)
    withdrawn_at: Mapped[dt.datetime | None]
    withdrawn_source: Mapped[Line | None]
    recorded_by_id: Mapped[int | None] = owned("employee.id", nullable=True)


class Message(Keyed, Versioned, Base):
    """A message waiting to leave, leaving, or gone. ``transitions`` alone changes its state."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        sa.Index("ix_outbox_message_state_next_at", "state", "next_at"),
        sa.Index("ix_outbox_message_client_id_id", "client_id", "id"),
    )

    kind: Mapped[Code]
    client_id: Mapped[int | None] = owned("client.id", nullable=True, index=False)
    recipient_address_id: Mapped[int] = owned("recipient_address.id")
    employee_id: Mapped[int | None] = owned("employee.id", nullable=True)
    created_by_id: Mapped[int | None] = owned("employee.id", nullable=True)
    purpose: Mapped[Purpose] = choice(Purpose, nullable=False)
    occasion: Mapped[str] = mapped_column(sa.String(120), nullable=False, index=True)
    dedup_key: Mapped[str] = mapped_column(sa.String(200), nullable=False, unique=True)
    message_id: Mapped[str] = mapped_column(sa.String(200), nullable=False, unique=True)
    template: Mapped[Name | None]
    params: Mapped[dict[str, Any]] = mapped_column(nullable=False)
    stops_on_reply: Mapped[bool] = mapped_column(nullable=False, default=False)
    on_uncertain: Mapped[OnUncertain] = choice(
        OnUncertain, nullable=False, default=OnUncertain.RESEND
    )
    zone: Mapped[Zone | None]

    state: Mapped[State] = choice(State, nullable=False, default=State.PENDING)
    due_at: Mapped[dt.datetime] = mapped_column(nullable=False)
    not_after: Mapped[dt.datetime] = mapped_column(nullable=False)
    next_at: Mapped[dt.datetime] = mapped_column(nullable=False)
    dispatched_at: Mapped[dt.datetime | None]
    lease_owner: Mapped[Name | None]
    lease_token: Mapped[int] = mapped_column(nullable=False, default=0, server_default="0")
    lease_until: Mapped[dt.datetime | None]
    attempts: Mapped[int] = mapped_column(nullable=False, default=0, server_default="0")
    uncertain_count: Mapped[int] = mapped_column(nullable=False, default=0, server_default="0")
    handoff_at: Mapped[dt.datetime | None]
    sent_at: Mapped[dt.datetime | None]
    smtp_reply: Mapped[Line | None]
    last_error: Mapped[Line | None]
    rendered_sha256: Mapped[str | None] = mapped_column(sa.String(64))
    created_at: Mapped[dt.datetime] = mapped_column(nullable=False)

    recipient: Mapped[RecipientAddress] = relationship(lazy="raise")


class RenderedMail(Base):
    """The bytes of a message as they were handed off: one row per attempt that went so far."""

    __tablename__ = "rendered_mail"

    outbox_message_id: Mapped[int] = mapped_column(
        sa.BigInteger, sa.ForeignKey("outbox_message.id"), primary_key=True
    )
    lease_token: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sha256: Mapped[str] = mapped_column(sa.String(64), nullable=False)
    content: Mapped[bytes] = mapped_column(sa.LargeBinary, nullable=False)
    at: Mapped[dt.datetime] = mapped_column(nullable=False)


class MessageEvent(Base):
    """Something about a message that a person should learn; slices above read and act on it."""

    __tablename__ = "outbox_event"

    id: Mapped[Key]
    outbox_message_id: Mapped[int] = owned("outbox_message.id")
    what: Mapped[Happening] = choice(Happening, nullable=False)
    detail: Mapped[Line | None]
    by_id: Mapped[int | None] = owned("employee.id", nullable=True)
    at: Mapped[dt.datetime] = mapped_column(nullable=False, index=True)


class Relay(Base):
    """The fuse of the mail server: while it is blown nothing is tried and no attempt is burnt."""

    __tablename__ = "outbox_relay"

    name: Mapped[Name] = mapped_column(primary_key=True)
    failures: Mapped[int] = mapped_column(nullable=False, default=0)
    open_until: Mapped[dt.datetime | None]
    last_error: Mapped[Line | None]
    changed_at: Mapped[dt.datetime] = mapped_column(nullable=False)


def _still_waits(table: sa.Table) -> sa.ColumnElement[bool]:
    return table.c.state.in_([State.PENDING, State.HELD])


hangs_on_employee(
    "outbox_message.employee_id",
    AtHandover.MOVES,
    label=_l("Letters waiting to be sent"),
    client_column="client_id",
    is_open=_still_waits,
)
hangs_on_employee("outbox_message.created_by_id", AtHandover.HISTORY)
hangs_on_employee("consent.recorded_by_id", AtHandover.HISTORY)
hangs_on_employee("outbox_event.by_id", AtHandover.HISTORY)
hangs_on_client("recipient_address.client_id", AtMerge.MOVES, label=_l("addresses letters go to"))
hangs_on_client("outbox_message.client_id", AtMerge.MOVES, label=_l("letters"))
