"""Tables of handovers."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..clients.models import Client
from ..core.db import Base, Key, Keyed, Line, Note, Versioned, choice, owned
from ..core.registry import AtHandover, AtMerge, hangs_on_client, hangs_on_employee
from ..staff.models import Employee


class HandoverReason(StrEnum):
    """Why clients change hands."""

    LEAVING = "leaving"
    LEAVE = "leave"
    ROTATION = "rotation"
    OVERLOAD = "overload"


#: In ``Handover.counts``: the day on which a substitution was made permanent.
PERMANENT = "permanent"


class HandoverState(StrEnum):
    """Where a handover stands."""

    DRAFT = "draft"
    WAITING = "waiting"  # for the second signature
    SIGNED = "signed"  # for its day
    DONE = "done"
    UNDONE = "undone"
    RETURNED = "returned"  # a substitution is over
    DROPPED = "dropped"


#: Nothing has moved yet, and it may still.
UNDER_WAY = (HandoverState.DRAFT, HandoverState.WAITING, HandoverState.SIGNED)


class ItemState(StrEnum):
    """What became of one client."""

    PLANNED = "planned"
    MOVED = "moved"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    RETURNED = "returned"
    LEFT_OUT = "left-out"  # stays with the leaver, by choice


class Handover(Keyed, Versioned, Base):
    """One handover: from whom, why, when, who signed, what came of it."""

    __tablename__ = "handover"
    __table_args__ = (
        sa.CheckConstraint("signed_by_id IS NULL OR signed_by_id <> created_by_id", name="two"),
        sa.CheckConstraint(
            "permanence_signed_by_id IS NULL OR permanence_signed_by_id <> permanence_asked_by_id",
            name="two_for_good",
        ),
    )

    leaver_id: Mapped[int] = owned("employee.id")
    reason: Mapped[HandoverReason] = choice(HandoverReason)
    note: Mapped[Line] = mapped_column(default="")
    effective_on: Mapped[dt.date]
    returns_on: Mapped[dt.date | None]
    closes_access: Mapped[bool] = mapped_column(default=False)
    #: Leaver mode of the person began with this handover, and goes when it is given up.
    gave_notice: Mapped[bool] = mapped_column(default=False, server_default="false")
    keeps_families: Mapped[bool] = mapped_column(default=True)
    #: Planned contacts keep their moment; else they are laid out anew in the receiver's diary.
    keeps_dates: Mapped[bool] = mapped_column(default=True, server_default="true")
    #: Letters of introduction: {"vip" | "others": {"is_on", "subject_ru", "text_ru", …}}.
    letters: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    state: Mapped[HandoverState] = choice(HandoverState, default=HandoverState.DRAFT)
    successor_id: Mapped[int | None] = owned("employee.id")  # gets what is not a client's
    created_by_id: Mapped[int] = owned("employee.id")
    created_at: Mapped[dt.datetime]
    asked_at: Mapped[dt.datetime | None]  # the second signature
    signed_by_id: Mapped[int | None] = owned("employee.id")
    signed_at: Mapped[dt.datetime | None]
    executed_at: Mapped[dt.datetime | None]
    undone_at: Mapped[dt.datetime | None]
    returned_at: Mapped[dt.datetime | None]
    dropped_by_id: Mapped[int | None] = owned("employee.id")
    dropped_at: Mapped[dt.datetime | None]
    #: A substitution that is to stay for good, until a second person has signed it.
    permanence_asked_by_id: Mapped[int | None] = owned("employee.id")
    permanence_asked_at: Mapped[dt.datetime | None]
    permanence_signed_by_id: Mapped[int | None] = owned("employee.id")
    operation_id: Mapped[int | None] = owned("operation.id")
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    failure: Mapped[Note] = mapped_column(default="")  # why it did not run on its day

    leaver: Mapped[Employee] = relationship(lazy="raise", foreign_keys=[leaver_id])
    created_by: Mapped[Employee] = relationship(lazy="raise", foreign_keys=[created_by_id])
    signed_by: Mapped[Employee | None] = relationship(lazy="raise", foreign_keys=[signed_by_id])
    receivers: Mapped[list[HandoverReceiver]] = relationship(
        lazy="raise", order_by="HandoverReceiver.id", cascade="all, delete-orphan"
    )

    @property
    def gives_all(self) -> bool:
        """Whether what hangs on the leaver goes along though its client is another's, too: whoever
        is away for a while, or has too much work, keeps it."""
        return self.reason in (HandoverReason.LEAVING, HandoverReason.ROTATION)


class HandoverReceiver(Base):
    """Somebody who is to get clients, with the load before."""

    __tablename__ = "handover_receiver"
    __table_args__ = (sa.UniqueConstraint("handover_id", "employee_id"),)

    id: Mapped[Key]
    handover_id: Mapped[int] = owned("handover.id", ondelete="CASCADE", index=False)
    employee_id: Mapped[int] = owned("employee.id")
    points_before: Mapped[int] = mapped_column(default=0)
    capacity: Mapped[int] = mapped_column(default=0)

    employee: Mapped[Employee] = relationship(lazy="raise")


class HandoverItem(Base):
    """One client of a handover: to whom, why to them, and whether they took it."""

    __tablename__ = "handover_item"
    __table_args__ = (
        sa.UniqueConstraint("handover_id", "client_id"),
        sa.Index("ix_handover_item_receiver", "receiver_id", "state"),
    )

    id: Mapped[Key]
    handover_id: Mapped[int] = owned("handover.id", ondelete="CASCADE", index=False)
    client_id: Mapped[int] = owned("client.id")
    receiver_id: Mapped[int | None] = owned("employee.id", index=False)
    points: Mapped[int] = mapped_column(default=0)
    is_vip: Mapped[bool] = mapped_column(default=False)
    why: Mapped[list[str]] = mapped_column(default=list, server_default="{}")  # codes of rules
    is_pinned: Mapped[bool] = mapped_column(default=False)  # chosen by a person
    state: Mapped[ItemState] = choice(ItemState, default=ItemState.PLANNED)
    decided_at: Mapped[dt.datetime | None]
    decline_reason: Mapped[Line] = mapped_column(default="")
    meet_by: Mapped[dt.date | None]  # the introduction is due
    visit_by: Mapped[dt.date | None]  # a VIP is also visited
    skip_reason: Mapped[Line] = mapped_column(default="", server_default="")  # why it is left out
    told_late_at: Mapped[dt.datetime | None]  # the supervisor knows that it was not met
    told_unvisited_at: Mapped[dt.datetime | None]  # and that a VIP was not visited

    client: Mapped[Client] = relationship(lazy="raise")
    receiver: Mapped[Employee | None] = relationship(lazy="raise")


class HandoverAct(Keyed, Base):
    """The act of a large handover as a file, made by work; ``receiver_id``: with the clients of one
    receiver alone. ``of_version``: of the handover it was drawn from."""

    __tablename__ = "handover_act"
    __table_args__ = (
        sa.UniqueConstraint(
            "handover_id", "receiver_id", "language", postgresql_nulls_not_distinct=True
        ),
    )

    handover_id: Mapped[int] = owned("handover.id", ondelete="CASCADE", index=False)
    receiver_id: Mapped[int | None] = owned("employee.id")
    language: Mapped[str] = mapped_column(sa.String(2))
    of_version: Mapped[int]
    clients: Mapped[int]
    pages: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str | None] = mapped_column(sa.String(64))  # None: not made yet
    size: Mapped[int | None]
    work_item_id: Mapped[int | None] = owned("work_item.id")
    asked_at: Mapped[dt.datetime]
    made_at: Mapped[dt.datetime | None]


def _awaits(table: sa.Table) -> sa.ColumnElement[bool]:
    return table.c.state == ItemState.MOVED.value


def _is_under_way(table: sa.Table) -> sa.ColumnElement[bool]:
    return table.c.handover_id.in_(sa.select(Handover.id).where(Handover.state.in_(UNDER_WAY)))


for _column in (
    "leaver_id", "successor_id", "created_by_id", "signed_by_id", "dropped_by_id",
    "permanence_asked_by_id", "permanence_signed_by_id",
):  # fmt: skip
    hangs_on_employee(f"handover.{_column}", AtHandover.HISTORY)
hangs_on_employee("handover_receiver.employee_id", AtHandover.HISTORY)
hangs_on_employee("handover_act.receiver_id", AtHandover.HISTORY)
hangs_on_employee(
    "handover_item.receiver_id",
    AtHandover.MOVES,
    label=_l("Handed over clients not accepted yet"),
    client_column="client_id",
    is_open=_awaits,
)
hangs_on_client(
    "handover_item.client_id",
    AtMerge.MOVES_UNLESS_TWIN,
    refuses=_is_under_way,
)
