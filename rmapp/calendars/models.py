"""Feeds and invitations."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..core.db import Base, Code, Keyed, Line, Name, Versioned, Zone, choice, owned
from ..core.registry import AtHandover, hangs_on_employee
from ..interactions.models import Interaction
from ..outbox.models import RecipientAddress


class Answer(StrEnum):
    """What a reader answered."""

    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"
    OTHER_TIME = "other_time"  # asks for another time
    CALL = "call"  # asks to be called


class CalendarFeed(Base):
    """The secret address of one person's diary: shown once, kept as a hash, ended at once."""

    __tablename__ = "calendar_feed"

    employee_id: Mapped[int] = mapped_column(
        sa.BigInteger, sa.ForeignKey("employee.id", ondelete="RESTRICT"), primary_key=True
    )
    secret_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    with_names: Mapped[bool]  # whether clients and places are named, or only times and kinds
    made_at: Mapped[dt.datetime]
    last_used_at: Mapped[dt.datetime | None]


class Invitation(Keyed, Versioned, Base):
    """One reader asked to one contact. ``told_*``: what the last letter said, None before it."""

    __tablename__ = "invitation"
    __table_args__ = (
        sa.UniqueConstraint("interaction_id", "recipient_address_id"),
        sa.Index(
            "ix_invitation_open", "interaction_id", postgresql_where=sa.text("ended_at IS NULL")
        ),
        sa.Index(
            "ix_invitation_asking",
            "interaction_id",
            postgresql_where=sa.text(
                "ended_at IS NULL AND answer IN ('declined', 'other_time', 'call')"
            ),
        ),
        sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered"),
    )

    interaction_id: Mapped[int] = owned("interaction.id", index=False)
    recipient_address_id: Mapped[int] = owned("recipient_address.id")
    name: Mapped[Name]
    is_colleague: Mapped[bool]
    colleague_id: Mapped[int | None] = owned("employee.id")  # whatever their address is by now
    language: Mapped[Code]
    zone: Mapped[Zone]
    subject: Mapped[Line]  # what it is about, in the reader's words
    sequence: Mapped[int] = mapped_column(default=0)
    told_starts: Mapped[dt.datetime | None]
    told_ends: Mapped[dt.datetime | None]
    told_place: Mapped[Line] = mapped_column(default="")
    told_manager_id: Mapped[int | None] = owned("employee.id")
    answer: Mapped[Answer | None] = choice(Answer, nullable=True)
    answered_at: Mapped[dt.datetime | None]
    wish: Mapped[Line] = mapped_column(default="")
    wished_at: Mapped[dt.datetime | None]  # the other time the reader asks for
    heard_letter_id: Mapped[int | None] = owned("incoming_letter.id")
    ended_at: Mapped[dt.datetime | None]  # taken back, or the contact is over
    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int | None] = owned("employee.id")

    interaction: Mapped[Interaction] = relationship(lazy="raise")
    recipient: Mapped[RecipientAddress] = relationship(lazy="raise")


hangs_on_employee("calendar_feed.employee_id", AtHandover.PERSONAL)
hangs_on_employee("invitation.colleague_id", AtHandover.HISTORY)
hangs_on_employee("invitation.told_manager_id", AtHandover.HISTORY)
hangs_on_employee("invitation.created_by_id", AtHandover.HISTORY)
