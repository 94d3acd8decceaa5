"""Tables of the VIP policy and of who is VIP under it."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..clients.models import Client
from ..core.db import Base, Code, Key, Keyed, Line, Minor, Name, Note, Versioned, choice, owned
from ..core.registry import AtHandover, AtMerge, hangs_on_client, hangs_on_employee
from ..staff.models import Employee


class PolicyState(StrEnum):
    """Where a version of the policy stands."""

    DRAFT = "draft"
    IN_FORCE = "in-force"
    REPLACED = "replaced"


class Measure(StrEnum):
    """What a criterion looks at."""

    BALANCE = "balance"  # of all holdings, minor units
    PROFIT = "profit"  # of the bank in 12 months, minor units
    YEARS = "years"  # full years with the bank
    PRODUCTS = "products"  # active holdings


class StatusState(StrEnum):
    """Where a client's VIP status stands."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    ENDED = "ended"


class VipPolicyVersion(Keyed, Versioned, Base):
    """One version of the policy. A version in force is never edited: the next one replaces it."""

    __tablename__ = "vip_policy_version"
    __table_args__ = (
        sa.Index(
            "uq_vip_policy_in_force",
            "state",
            unique=True,
            postgresql_where=sa.text("state = 'in-force'"),
        ),
    )

    number: Mapped[int] = mapped_column(unique=True)
    title_en: Mapped[Name]
    title_ru: Mapped[Name]
    tier: Mapped[Code] = mapped_column(default="vip")
    least_criteria: Mapped[int] = mapped_column(default=1)  # how many must be met
    contact_days: Mapped[int] = mapped_column(default=30)
    answer_hours: Mapped[int] = mapped_column(default=4)
    terms_en: Mapped[Note] = mapped_column(default="")
    terms_ru: Mapped[Note] = mapped_column(default="")
    state: Mapped[PolicyState] = choice(PolicyState, default=PolicyState.DRAFT)
    valid_from: Mapped[dt.date | None]
    valid_until: Mapped[dt.date | None]
    made_by_id: Mapped[int | None] = owned("employee.id")
    approved_by_id: Mapped[int | None] = owned("employee.id")
    approved_at: Mapped[dt.datetime | None]

    criteria: Mapped[list[VipCriterion]] = relationship(
        lazy="raise", order_by="VipCriterion.position", cascade="all, delete-orphan"
    )


class VipCriterion(Base):
    """One written criterion: a measure and the least it must be."""

    __tablename__ = "vip_criterion"
    __table_args__ = (sa.UniqueConstraint("policy_version_id", "measure"),)

    id: Mapped[Key]
    policy_version_id: Mapped[int] = owned("vip_policy_version.id", ondelete="CASCADE", index=False)
    measure: Mapped[Measure] = choice(Measure)
    least: Mapped[Minor]
    position: Mapped[int] = mapped_column(default=0)


class VipStatus(Keyed, Versioned, Base):
    """A client's VIP status under one version, with the evidence it was proposed on."""

    __tablename__ = "vip_status"
    __table_args__ = (
        sa.Index(
            "uq_vip_status_open",
            "client_id",
            unique=True,
            postgresql_where=sa.text("state IN ('proposed', 'confirmed')"),
        ),
        sa.Index("ix_vip_status_state", "state", "id"),
    )

    client_id: Mapped[int] = owned("client.id")
    policy_version_id: Mapped[int] = owned("vip_policy_version.id")
    tier: Mapped[Code]
    evidence: Mapped[list[Any]] = mapped_column(default=list)  # [{measure, required, actual, met}]
    decision_reason: Mapped[Line] = mapped_column(default="")  # instead of criteria
    state: Mapped[StatusState] = choice(StatusState, default=StatusState.PROPOSED)
    proposed_by_id: Mapped[int | None] = owned("employee.id")
    proposed_at: Mapped[dt.datetime]
    decided_by_id: Mapped[int | None] = owned("employee.id")
    decided_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]
    end_reason: Mapped[Line] = mapped_column(default="")

    client: Mapped[Client] = relationship(lazy="raise")
    policy_version: Mapped[VipPolicyVersion] = relationship(lazy="raise")
    proposed_by: Mapped[Employee | None] = relationship(lazy="raise", foreign_keys=[proposed_by_id])


for _column in ("made_by_id", "approved_by_id"):
    hangs_on_employee(f"vip_policy_version.{_column}", AtHandover.HISTORY)
for _column in ("proposed_by_id", "decided_by_id"):
    hangs_on_employee(f"vip_status.{_column}", AtHandover.HISTORY)
hangs_on_client("vip_status.client_id", AtMerge.MOVES_UNLESS_TWIN, label=_l("VIP status"))
