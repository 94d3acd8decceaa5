"""Tables of personal data law."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..clients.models import Client, ContactPerson
from ..core.db import Base, Code, Keyed, Line, Name, Versioned, choice, owned
from ..core.registry import AtHandover, AtMerge, hangs_on_client, hangs_on_employee
from ..staff.models import Employee


class RequestKind(StrEnum):
    """What the person asks for."""

    ACCESS = "access"  # what do you hold on me
    RECTIFICATION = "rectification"
    ERASURE = "erasure"


class RequestState(StrEnum):
    """Where a request stands."""

    OPEN = "open"
    WORKING = "working"  # the archive is made, or the erasure carried out
    READY = "ready"  # the archive waits to be handed over
    WAITING = "waiting"  # an erasure waits for the second person
    ANSWERED = "answered"
    REFUSED = "refused"


class SubjectRequest(Keyed, Base):
    """What a person asked the bank about their data, and what came of it, with its deadline."""

    __tablename__ = "subject_request"
    __table_args__ = (
        sa.Index("ix_subject_request_open", "state", "due_on"),
        sa.CheckConstraint("approved_by_id IS NULL OR approved_by_id <> created_by_id", name="two"),
    )

    client_id: Mapped[int] = owned("client.id")
    contact_person_id: Mapped[int | None] = owned("contact_person.id")  # who asks
    kind: Mapped[RequestKind] = choice(RequestKind)
    state: Mapped[RequestState] = choice(RequestState, default=RequestState.OPEN)
    received_on: Mapped[dt.date]
    due_on: Mapped[dt.date]  # ten working days
    channel: Mapped[Name] = mapped_column(default="")  # how it came
    note: Mapped[Line] = mapped_column(default="")
    answer: Mapped[Line] = mapped_column(default="")
    box: Mapped[str] = mapped_column(sa.String(64), default="")  # the archive, encrypted
    size: Mapped[int] = mapped_column(default=0)
    outcome: Mapped[dict[str, Any]] = mapped_column(default=dict)  # counts, never words
    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int | None] = owned("employee.id")
    approved_at: Mapped[dt.datetime | None]
    approved_by_id: Mapped[int | None] = owned("employee.id")
    closed_at: Mapped[dt.datetime | None]

    client: Mapped[Client] = relationship(lazy="raise")
    contact_person: Mapped[ContactPerson | None] = relationship(lazy="raise")
    created_by: Mapped[Employee | None] = relationship(lazy="raise", foreign_keys=[created_by_id])
    approved_by: Mapped[Employee | None] = relationship(lazy="raise", foreign_keys=[approved_by_id])


class LegalHold(Keyed, Base):
    """What the law makes the bank keep of an erased client: sealed, until a day."""

    __tablename__ = "legal_hold"

    client_id: Mapped[int] = owned("client.id")
    rule: Mapped[Code]
    reason_en: Mapped[Line]
    reason_ru: Mapped[Line]
    until: Mapped[dt.date] = mapped_column(index=True)
    closed: Mapped[bytes]  # core.secrets.close of JSON
    created_at: Mapped[dt.datetime]


class RetentionRule(Keyed, Versioned, Base):
    """How long data of clients of a kind and relation are kept, and by which law.

    ``relation``: prospect (since the last contact), former (since the relation ended), bin (since
    it lies there), hold (how long an erased client's identification stays sealed).
    """

    __tablename__ = "retention_rule"
    __table_args__ = (sa.CheckConstraint("months BETWEEN 1 AND 1200", name="months"),)

    code: Mapped[Code] = mapped_column(unique=True)
    client_kind: Mapped[str] = mapped_column(sa.String(32), default="")  # "" for every kind
    relation: Mapped[str] = mapped_column(sa.String(32))
    months: Mapped[int]
    reason_en: Mapped[Line]
    reason_ru: Mapped[Line]
    is_active: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)


class RunState(StrEnum):
    """Where a run of the retention stands."""

    DRY = "dry"  # found, nothing touched
    SIGNED = "signed"
    DONE = "done"
    DROPPED = "dropped"


class RetentionRun(Keyed, Base):
    """What a dry run found to be beyond its time; two people let it be carried out."""

    __tablename__ = "retention_run"
    __table_args__ = (
        sa.CheckConstraint("signed_by_id IS NULL OR signed_by_id <> asked_by_id", name="two"),
    )

    state: Mapped[RunState] = choice(RunState, default=RunState.DRY)
    found: Mapped[int]
    counts: Mapped[dict[str, Any]]  # rule → how many
    client_ids: Mapped[list[int]]
    made_at: Mapped[dt.datetime]
    asked_at: Mapped[dt.datetime | None]
    asked_by_id: Mapped[int | None] = owned("employee.id")
    signed_at: Mapped[dt.datetime | None]
    signed_by_id: Mapped[int | None] = owned("employee.id")
    done_at: Mapped[dt.datetime | None]
    erased: Mapped[int] = mapped_column(default=0)

    asked_by: Mapped[Employee | None] = relationship(lazy="raise", foreign_keys=[asked_by_id])
    signed_by: Mapped[Employee | None] = relationship(lazy="raise", foreign_keys=[signed_by_id])


hangs_on_client("subject_request.client_id", AtMerge.MOVES, label=_l("requests about data"))
hangs_on_client("legal_hold.client_id", AtMerge.HISTORY)
for _column in ("created_by_id", "approved_by_id"):
    hangs_on_employee(f"subject_request.{_column}", AtHandover.HISTORY)
for _column in ("asked_by_id", "signed_by_id"):
    hangs_on_employee(f"retention_run.{_column}", AtHandover.HISTORY)
