"""Who serves a client, from when to when (V10), and the facts of its history (D18)."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from ...core.db import (
    Base,
    Code,
    Key,
    Keyed,
    Line,
    choice,
    owned,
)
from ...core.registry import AtHandover, AtMerge, hangs_on_client, hangs_on_employee
from .client import Client


class AssignmentRole(StrEnum):
    """In which role an employee serves a client (ruling 15)."""

    ACQUISITION = "acquisition"
    PERSONAL = "personal"
    DEPUTY = "deputy"
    SPECIALIST = "specialist"


PRIMARY = (AssignmentRole.ACQUISITION, AssignmentRole.PERSONAL)


class Assignment(Keyed, Base):
    """Who serves which client in which role, from when to when: kept for ever (V10)."""

    __tablename__ = "assignment"
    __table_args__ = (
        sa.Index(
            "uq_assignment_primary",
            "client_id",
            unique=True,
            postgresql_where=sa.text("ended_at IS NULL AND is_primary"),
        ),
        sa.Index(
            "uq_assignment_open",
            "employee_id",
            "client_id",
            "role",
            unique=True,
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
        sa.Index(
            "ix_assignment_by_name",
            "employee_id",
            "name_key",
            "client_id",
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
        sa.Index(
            "ix_assignment_book",
            "employee_id",
            "lifecycle",
            "vip_tier",
            "at_rest",
            postgresql_where=sa.text("ended_at IS NULL AND is_primary AND lifecycle IS NOT NULL"),
        ),
        *[
            sa.Index(
                f"ix_assignment_{name}",
                "employee_id",
                name,
                postgresql_where=sa.text(f"ended_at IS NULL AND is_primary AND {name} IS NOT NULL"),
            )
            for name in ("quiet_since", "birthday")
        ],
        sa.Index(
            "ix_assignment_step_order",
            "employee_id",
            "step_order",
            "client_id",
            postgresql_where=sa.text("ended_at IS NULL AND is_primary AND step_order IS NOT NULL"),
        ),
        sa.CheckConstraint("ended_at IS NULL OR ended_at >= started_at", name="order"),
        sa.CheckConstraint(
            "is_primary = (role IN ('acquisition', 'personal'))", name="primary_by_role"
        ),
    )

    client_id: Mapped[int] = owned("client.id")
    employee_id: Mapped[int] = owned("employee.id", index=False)
    role: Mapped[AssignmentRole] = choice(AssignmentRole)
    is_primary: Mapped[bool]
    started_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    reason: Mapped[Line] = mapped_column(default="")
    assigned_by_id: Mapped[int | None] = owned("employee.id", index=False)
    handover_id: Mapped[int | None] = mapped_column(sa.BigInteger)  # see handovers
    # The client's, while the assignment is open: written by triggers, never by the application,
    # so that what a manager's list and day ask for is read along the assignments, whatever the
    # size of the base. ``lifecycle``: None in the bin; ``birthday``: month * 100 + day.
    name_key: Mapped[Line] = mapped_column(default="", server_default="", deferred=True)
    lifecycle: Mapped[str | None] = mapped_column(sa.String(32), deferred=True)
    vip_tier: Mapped[Code] = mapped_column(default="", server_default="", deferred=True)
    at_rest: Mapped[bool] = mapped_column(server_default=sa.false(), deferred=True)
    # Since when nothing was heard of whom silence is counted: 1970 for those a day looks at
    # always (a prospect or a VIP without a step, a VIP client, whose norm is of the tier).
    quiet_since: Mapped[dt.datetime | None] = mapped_column(deferred=True)
    birthday: Mapped[int | None] = mapped_column(sa.SmallInteger, deferred=True)
    # Of an open prospect or a VIP without a next step: its place among them, first comes first
    # (what it is made of: home.queries.worth). NULL: nothing is missing.
    step_order: Mapped[int | None] = mapped_column(sa.BigInteger, deferred=True)


#: The condition that Assignment is that of the primary manager who serves Client now.
OF_PRIMARY_MANAGER = sa.and_(
    Assignment.client_id == Client.id, Assignment.ended_at.is_(None), Assignment.is_primary
)


class UnservedClient(Base):
    """The queue: a client without an open primary assignment (ruling 15), whatever its state.

    Written by triggers on ``client`` and ``assignment`` and by nothing else, so that the list of
    those nobody serves need not walk the base.
    """

    __tablename__ = "unserved_client"
    __table_args__ = (
        sa.Index("ix_unserved_client_by_name", "name_key", "client_id"),
        sa.Index("ix_unserved_client_since", "since", "client_id"),
    )

    client_id: Mapped[int] = mapped_column(
        sa.BigInteger,
        sa.ForeignKey("client.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    )
    name_key: Mapped[Line]
    since: Mapped[dt.datetime]  # the day it came, or its last manager went


class ClientEvent(Base):
    """A fact in a client's history that is not a row elsewhere (D18): the low slices write facts,
    the card reads them."""

    __tablename__ = "client_event"
    __table_args__ = (
        sa.Index("ix_client_event_timeline", "client_id", "at", "id"),
        sa.Index(
            "ix_client_event_created",
            "author_id",
            "at",
            postgresql_where=sa.text("kind = 'created'"),
        ),
    )

    id: Mapped[Key]
    client_id: Mapped[int] = owned("client.id", index=False)
    at: Mapped[dt.datetime]
    kind: Mapped[Code]  # changed, converted, assigned, stage, proposal-sent, vip, handed-over …
    author_id: Mapped[int | None] = owned("employee.id", index=False)
    title: Mapped[Line] = mapped_column(default="")
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    object_kind: Mapped[Code] = mapped_column(default="")
    object_public_id: Mapped[str] = mapped_column(sa.String(16), default="")


hangs_on_client("client_event.client_id", AtMerge.MOVES)
hangs_on_client("assignment.client_id", AtMerge.MOVES_UNLESS_TWIN)
hangs_on_client("unserved_client.client_id", AtMerge.HISTORY)  # follows the assignments
hangs_on_employee("client_event.author_id", AtHandover.HISTORY)
hangs_on_employee("assignment.assigned_by_id", AtHandover.HISTORY)
hangs_on_employee(
    "assignment.employee_id",
    AtHandover.SERVES,
    label=_l("Clients"),
    client_column="client_id",
    is_open=lambda table: table.c.ended_at.is_(None),
)
