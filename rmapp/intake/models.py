"""Letters that came in."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..audit import shown
from ..clients.models import Client
from ..core.db import Base, Keyed, Line, Name, Note, Versioned, choice, owned
from ..core.registry import AtHandover, AtMerge, hangs_on_client, hangs_on_employee


class LetterState(StrEnum):
    """What became of a letter."""

    TRIAGE = "triage"
    ATTACHED = "attached"
    IGNORED = "ignored"


class LetterKind(StrEnum):
    """What a letter is, by its own headers."""

    LETTER = "letter"
    AUTO_REPLY = "auto-reply"
    BOUNCE = "bounce"
    DELAY = "delay"
    INVITATION_REPLY = "invitation-reply"
    COMPLAINT = "complaint"


class FoundBy(StrEnum):
    """How a letter found its client."""

    NOTHING = ""
    THREAD = "thread"
    ADDRESS = "address"
    PERSON = "person"


STATE_LABELS = {
    LetterState.TRIAGE: _l("waits for a decision"),
    LetterState.ATTACHED: _l("attached to a client"),
    LetterState.IGNORED: _l("put aside"),
}
KIND_LABELS = {
    LetterKind.LETTER: _l("Letter"),
    LetterKind.AUTO_REPLY: _l("Automatic reply"),
    LetterKind.BOUNCE: _l("Not delivered"),
    LetterKind.DELAY: _l("Delivery delayed"),
    LetterKind.INVITATION_REPLY: _l("Reply to an invitation"),
    LetterKind.COMPLAINT: _l("Complaint about a letter"),
}


FOUND_LABELS = {
    FoundBy.THREAD: _l("the letter it answers"),
    FoundBy.ADDRESS: _l("the address"),
    FoundBy.PERSON: _l("a person"),
}
shown.codes("letter", state=STATE_LABELS, kind=KIND_LABELS, found_by=FOUND_LABELS)


class IncomingLetter(Keyed, Versioned, Base):
    """One letter as it came in: what lists show, and where its bytes lie."""

    __tablename__ = "incoming_letter"
    __table_args__ = (sa.Index("ix_incoming_letter_state_id", "state", "id"),)

    received_at: Mapped[dt.datetime]
    state: Mapped[LetterState] = choice(LetterState, default=LetterState.TRIAGE)
    kind: Mapped[LetterKind] = choice(LetterKind, default=LetterKind.LETTER)
    found_by: Mapped[FoundBy] = choice(FoundBy, default=FoundBy.NOTHING)
    from_address: Mapped[str] = mapped_column(sa.String(320), default="")
    from_name: Mapped[Name] = mapped_column(default="")
    subject: Mapped[Line] = mapped_column(default="")
    excerpt: Mapped[Note] = mapped_column(default="")
    attachments: Mapped[list[Any]] = mapped_column(default=list)  # {name, mime, size}
    calendar: Mapped[dict[str, Any] | None]  # {uid, answer}: the reply to an invitation
    delivery: Mapped[dict[str, Any] | None]  # what a report says: {recipient, status, words}
    raw_sha256: Mapped[str] = mapped_column(sa.String(64), unique=True)
    raw_size: Mapped[int]
    client_id: Mapped[int | None] = owned("client.id")
    outbox_message_id: Mapped[int | None] = owned("outbox_message.id")  # which it answers
    employee_id: Mapped[int | None] = owned("employee.id")  # to whose address it was written
    decided_by_id: Mapped[int | None] = owned("employee.id")
    decided_at: Mapped[dt.datetime | None]

    client: Mapped[Client | None] = relationship(lazy="raise")


def _waits(table: sa.Table) -> sa.ColumnElement[bool]:
    return table.c.state == LetterState.TRIAGE.value


hangs_on_client("incoming_letter.client_id", AtMerge.MOVES, label=_l("incoming letters"))
hangs_on_employee(
    "incoming_letter.employee_id",
    AtHandover.SUCCESSOR,
    label=_l("Incoming letters to sort"),
    is_open=_waits,
)
hangs_on_employee("incoming_letter.decided_by_id", AtHandover.HISTORY)
