"""Tables of plans."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..clients.models import Client, ClientKind
from ..core.db import Base, Code, Key, Keyed, Line, Name, Versioned, choice, owned
from ..core.registry import AtHandover, AtMerge, hangs_on_client, hangs_on_employee
from ..segments.models import Segment
from ..staff.models import Employee


class Way(StrEnum):
    """How a prospect came into a plan."""

    LIST = "list"  # chosen in a list of clients
    MORE = "more"  # the next best, by one press
    NEWCOMER = "newcomer"  # came into the base meanwhile: by import, intake or quick entry


class Plan(Keyed, Versioned, Base):
    """A target segment with the clients to be won of it until a day."""

    __tablename__ = "plan"
    __table_args__ = (
        sa.CheckConstraint("volume BETWEEN 1 AND 1000000", name="volume"),
        sa.CheckConstraint("deadline > starts_on", name="days"),
        sa.Index("ix_plan_open", "team_id", postgresql_where=sa.text("closed_at IS NULL")),
    )

    title: Mapped[Name]
    segment_id: Mapped[int] = owned("segment.id")
    volume: Mapped[int]  # clients to be won
    starts_on: Mapped[dt.date]
    deadline: Mapped[dt.date]
    takes_newcomers: Mapped[bool] = mapped_column(default=False)
    note: Mapped[Line] = mapped_column(default="")
    team_id: Mapped[int | None] = owned("team.id", index=False)
    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int | None] = owned("employee.id", index=False)
    closed_at: Mapped[dt.datetime | None]
    close_reason: Mapped[Line] = mapped_column(default="")

    segment: Mapped[Segment] = relationship(lazy="raise")

    @property
    def is_open(self) -> bool:
        """Whether it is still worked on."""
        return self.closed_at is None


class PlanShare(Base):
    """What one manager is to win of a plan. After a handover a person may hold two: they add up."""

    __tablename__ = "plan_share"
    __table_args__ = (sa.CheckConstraint("volume BETWEEN 0 AND 1000000", name="volume"),)

    id: Mapped[Key]
    plan_id: Mapped[int] = owned("plan.id", ondelete="CASCADE")
    employee_id: Mapped[int] = owned("employee.id")
    volume: Mapped[int]
    shared_at: Mapped[dt.datetime]
    shared_by_id: Mapped[int | None] = owned("employee.id", index=False)


class PlanProspect(Keyed, Base):
    """A prospect in a plan, and where it was sifted out."""

    __tablename__ = "plan_prospect"
    __table_args__ = (
        sa.UniqueConstraint("plan_id", "client_id"),
        sa.Index("ix_plan_prospect_manager", "plan_id", "manager_id"),
        sa.CheckConstraint(
            "(dropped_at IS NULL) = (drop_reason = '' AND drop_contact IS NULL)", name="dropped"
        ),
    )

    plan_id: Mapped[int] = owned("plan.id", ondelete="CASCADE", index=False)
    client_id: Mapped[int] = owned("client.id")
    manager_id: Mapped[int] = owned("employee.id")
    way: Mapped[Way] = choice(Way)
    taken_at: Mapped[dt.datetime]
    taken_by_id: Mapped[int | None] = owned("employee.id", index=False)
    dropped_at: Mapped[dt.datetime | None]
    dropped_by_id: Mapped[int | None] = owned("employee.id", index=False)
    drop_contact: Mapped[int | None] = mapped_column(sa.SmallInteger)  # 0: before the first
    drop_reason: Mapped[Code] = mapped_column(default="")  # a NoNextReason, or "by-hand"
    drop_note: Mapped[Line] = mapped_column(default="")

    client: Mapped[Client] = relationship(lazy="raise")
    manager: Mapped[Employee] = relationship(lazy="raise", foreign_keys=[manager_id])
    dropped_by: Mapped[Employee | None] = relationship(lazy="raise", foreign_keys=[dropped_by_id])


class PersistenceLimit(Base):
    """What the bank's own past says of going on: written by the night, one row a part of the
    prospects (a target segment, a kind of client, all of them) that has something to say."""

    __tablename__ = "persistence_limit"

    id: Mapped[Key]
    segment_id: Mapped[int | None] = owned("segment.id", ondelete="CASCADE")
    kind: Mapped[ClientKind | None] = choice(ClientKind, nullable=True)
    number: Mapped[int] = mapped_column(sa.SmallInteger)
    chance: Mapped[float]
    usual: Mapped[float]
    tries: Mapped[int]
    learned_at: Mapped[dt.datetime]


def _open(table: sa.Table) -> sa.ColumnElement[bool]:
    return table.c.dropped_at.is_(None)


def _of_open_plan(table: sa.Table) -> sa.ColumnElement[bool]:
    plan: Any = Plan.__table__
    return table.c.plan_id.in_(sa.select(plan.c.id).where(plan.c.closed_at.is_(None)))


hangs_on_employee("plan.created_by_id", AtHandover.HISTORY)
hangs_on_employee("plan_share.shared_by_id", AtHandover.HISTORY)
hangs_on_employee(
    "plan_share.employee_id",
    AtHandover.SUCCESSOR,
    label=_l("Shares of plans"),
    is_open=_of_open_plan,
)
hangs_on_employee(
    "plan_prospect.manager_id",
    AtHandover.MOVES,
    label=_l("Prospects in plans"),
    client_column="client_id",
    is_open=_open,
)
hangs_on_employee("plan_prospect.taken_by_id", AtHandover.HISTORY)
hangs_on_employee("plan_prospect.dropped_by_id", AtHandover.HISTORY)
hangs_on_client("plan_prospect.client_id", AtMerge.MOVES_UNLESS_TWIN, label=_l("Plans"))
