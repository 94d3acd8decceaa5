"""Who is VIP, under which version and on what evidence; who was."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...clients.models import Client
from ...core.db import Base, Code, Keyed, Line, Versioned, choice, owned
from ...core.registry import AtHandover, AtMerge, hangs_on_client, hangs_on_employee
from ...staff.models import Employee
from .policy import VipPolicyVersion


class StatusState(StrEnum):
    """Where a client's VIP status stands."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    ENDED = "ended"


class Basis(StrEnum):
    """Why a client is VIP."""

    CRITERIA = "criteria"
    DECISION = "decision"  # with a reason; holds for a time
    PAID = "paid"  # personal service bought (V7)


class VipStatus(Keyed, Versioned, Base):
    """A client's VIP status under one version, with the evidence it was given on: kept for ever."""

    __tablename__ = "vip_status"
    __table_args__ = (
        sa.Index(
            "uq_vip_status_open",
            "client_id",
            unique=True,
            postgresql_where=sa.text("state IN ('proposed', 'confirmed')"),
        ),
        sa.Index("ix_vip_status_state", "state", "id"),
        sa.CheckConstraint("evidence <> '[]'::jsonb OR decision_reason <> ''", name="has_evidence"),
    )

    client_id: Mapped[int] = owned("client.id")
    policy_version_id: Mapped[int] = owned("vip_policy_version.id")
    tier: Mapped[Code]
    # [{group, measure, scope, required, actual, met, source, as_of}]
    evidence: Mapped[list[Any]] = mapped_column(default=list)
    basis: Mapped[Basis] = choice(Basis, default=Basis.CRITERIA, server_default="criteria")
    decision_reason: Mapped[Line] = mapped_column(default="")  # instead of criteria
    holds_until: Mapped[dt.date | None]  # of a decision: then the criteria decide again
    short_since: Mapped[dt.date | None]  # criteria not met since: the grace period runs
    state: Mapped[StatusState] = choice(StatusState, default=StatusState.PROPOSED)
    proposed_by_id: Mapped[int | None] = owned("employee.id")  # None: the evaluation
    proposed_at: Mapped[dt.datetime]
    decided_by_id: Mapped[int | None] = owned("employee.id")
    decided_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]
    end_reason: Mapped[Line] = mapped_column(default="")

    client: Mapped[Client] = relationship(lazy="raise")
    policy_version: Mapped[VipPolicyVersion] = relationship(lazy="raise")
    proposed_by: Mapped[Employee | None] = relationship(lazy="raise", foreign_keys=[proposed_by_id])
    decided_by: Mapped[Employee | None] = relationship(lazy="raise", foreign_keys=[decided_by_id])


for _column in ("proposed_by_id", "decided_by_id"):
    hangs_on_employee(f"vip_status.{_column}", AtHandover.HISTORY)
hangs_on_client("vip_status.client_id", AtMerge.MOVES_UNLESS_TWIN, label=_l("VIP status"))
