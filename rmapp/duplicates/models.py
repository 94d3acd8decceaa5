"""Tables of duplicates: pairs the search proposes, what people said of them, the rules of the
certain cases, and who asked for access to a colleague's client."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..clients.models import Client
from ..core.db import Base, Code, Keyed, Line, Versioned, choice, owned
from ..core.registry import AtHandover, AtMerge, hangs_on_client, hangs_on_employee
from ..staff.models import Employee
from .rules import Verdict


class PairState(StrEnum):
    """What was decided of a pair."""

    OPEN = "open"
    LATER = "later"


class DuplicatePair(Keyed, Versioned, Base):
    """Two clients that look like one; ``left_id`` is the older record. Made by the search."""

    __tablename__ = "duplicate_pair"
    __table_args__ = (
        sa.UniqueConstraint("left_id", "right_id"),
        sa.CheckConstraint("left_id < right_id", name="order"),
        sa.Index("ix_duplicate_pair_queue", sa.text("value DESC"), sa.text("id DESC")),
    )

    left_id: Mapped[int] = owned("client.id", index=False)
    right_id: Mapped[int] = owned("client.id")
    value: Mapped[float]  # 0 to 1
    verdict: Mapped[Verdict] = choice(Verdict)
    rule: Mapped[Code] = mapped_column(default="")  # of the certain cases, "" for none
    reasons: Mapped[list[str]] = mapped_column(default=list)
    state: Mapped[PairState] = choice(PairState, default=PairState.OPEN)
    later_until: Mapped[dt.date | None]
    found_at: Mapped[dt.datetime]
    search_id: Mapped[int | None] = mapped_column(sa.BigInteger)  # the work item that saw it last

    left: Mapped[Client] = relationship(lazy="raise", foreign_keys=[left_id])
    right: Mapped[Client] = relationship(lazy="raise", foreign_keys=[right_id])


class NotSame(Keyed, Base):
    """A person said that two clients are not one: true for everybody, until taken back."""

    __tablename__ = "not_same"
    __table_args__ = (sa.CheckConstraint("left_id <> right_id", name="not_itself"),)

    left_id: Mapped[int] = owned("client.id")
    right_id: Mapped[int] = owned("client.id")
    said_by_id: Mapped[int | None] = owned("employee.id")
    said_at: Mapped[dt.datetime]
    reason: Mapped[Line] = mapped_column(default="")
    withdrawn_at: Mapped[dt.datetime | None]
    withdrawn_by_id: Mapped[int | None] = owned("employee.id")

    said_by: Mapped[Employee | None] = relationship(lazy="raise", foreign_keys=[said_by_id])


class DuplicateRule(Keyed, Versioned, Base):
    """The bank's word on one certain case; a case without a row stands as it was shipped."""

    __tablename__ = "duplicate_rule"

    code: Mapped[Code] = mapped_column(unique=True)
    is_on: Mapped[bool]
    merges_alone: Mapped[bool]  # the nightly search merges without a person
    changed_by_id: Mapped[int | None] = owned("employee.id")
    changed_at: Mapped[dt.datetime]


class RequestState(StrEnum):
    """What became of a request."""

    OPEN = "open"
    GRANTED = "granted"
    DECLINED = "declined"


REQUEST_STATES = {
    RequestState.OPEN: _l("waits for an answer"),
    RequestState.GRANTED: _l("granted"),
    RequestState.DECLINED: _l("declined"),
}


class AccessRequest(Keyed, Versioned, Base):
    """Somebody met a colleague's client as a look-alike and asks to be let in."""

    __tablename__ = "access_request"
    __table_args__ = (
        sa.Index(
            "uq_access_request_open",
            "client_id",
            "asked_by_id",
            unique=True,
            postgresql_where=sa.text("state = 'open'"),
        ),
    )

    client_id: Mapped[int] = owned("client.id")
    asked_by_id: Mapped[int] = owned("employee.id")
    asked_at: Mapped[dt.datetime]
    reason: Mapped[Line] = mapped_column(default="")
    state: Mapped[RequestState] = choice(RequestState, default=RequestState.OPEN)
    answered_by_id: Mapped[int | None] = owned("employee.id")
    answered_at: Mapped[dt.datetime | None]
    answer: Mapped[Line] = mapped_column(default="")

    client: Mapped[Client] = relationship(lazy="raise")
    asked_by: Mapped[Employee] = relationship(lazy="raise", foreign_keys=[asked_by_id])


for _column in ("left_id", "right_id"):
    # the search finds the pairs of the survivor anew
    hangs_on_client(f"duplicate_pair.{_column}", AtMerge.HISTORY)
    hangs_on_client(f"not_same.{_column}", AtMerge.MOVES)
hangs_on_client("access_request.client_id", AtMerge.MOVES_UNLESS_TWIN, label=_l("requests"))
for _column in ("said_by_id", "withdrawn_by_id"):
    hangs_on_employee(f"not_same.{_column}", AtHandover.HISTORY)
hangs_on_employee("duplicate_rule.changed_by_id", AtHandover.HISTORY)
for _column in ("asked_by_id", "answered_by_id"):
    hangs_on_employee(f"access_request.{_column}", AtHandover.HISTORY)
