"""The policy: versions, their tiers, and of each tier the rule and the terms of service."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...core.db import Base, Code, Keyed, Minor, Name, Note, Versioned, choice, owned
from ...core.registry import AtHandover, hangs_on_employee

#: Ways by which a client may ask for the manager.
CHANNELS = ("phone", "mobile", "email", "messenger", "visit")


class PolicyState(StrEnum):
    """Where a version of the policy stands."""

    DRAFT = "draft"
    APPROVED = "approved"  # waits for its first day
    IN_FORCE = "in-force"
    REPLACED = "replaced"


class Measure(StrEnum):
    """What a criterion looks at: figures of the last twelve whole months."""

    PROFIT = "profit"  # of the bank, minor units
    BALANCE = "balance"  # the average, minor units
    TURNOVER = "turnover"  # minor units
    EXPECTED_PROFIT = "expected_profit"  # of a year, recent months weigh more; minor units
    EXPECTED_BALANCE = "expected_balance"  # average tempered by the last month; minor units
    YEARS = "years"  # full years with the bank
    PRODUCTS = "products"  # active holdings


class VipPolicyVersion(Keyed, Versioned, Base):
    """One version of the policy. What is approved is never edited (a trigger says so too): the
    next version replaces it."""

    __tablename__ = "vip_policy_version"
    __table_args__ = (
        sa.Index(
            "uq_vip_policy_in_force",
            "state",
            unique=True,
            postgresql_where=sa.text("state = 'in-force'"),
        ),
        sa.CheckConstraint("grace_days BETWEEN 0 AND 730", name="grace_days"),
    )

    number: Mapped[int] = mapped_column(unique=True)
    title_en: Mapped[Name]
    title_ru: Mapped[Name]
    grace_days: Mapped[int] = mapped_column(default=90, server_default="90")
    state: Mapped[PolicyState] = choice(PolicyState, default=PolicyState.DRAFT)
    valid_from: Mapped[dt.date | None]  # of a draft: the day it is wanted from, if any
    valid_until: Mapped[dt.date | None]  # the day the next one came into force; see never_held
    made_by_id: Mapped[int | None] = owned("employee.id")
    approved_by_id: Mapped[int | None] = owned("employee.id")
    approved_at: Mapped[dt.datetime | None]

    tiers: Mapped[list[VipTier]] = relationship(
        lazy="raise", order_by="VipTier.rank", cascade="all, delete-orphan"
    )

    @property
    def never_held(self) -> bool:
        """Whether a newer version took its place before its first day."""
        return self.state is PolicyState.REPLACED and self.valid_until is None

    def title_in(self, language: str) -> str:
        """The title in ``language`` (ru, en)."""
        return self.title_ru if language == "ru" else self.title_en


class VipTier(Keyed, Base):
    """One tier of a version: who belongs to it, and how they are served.

    ``rule``: groups of criteria, see ``rules.criteria``; empty for a tier one only pays for.
    """

    __tablename__ = "vip_tier"
    __table_args__ = (
        sa.UniqueConstraint("policy_version_id", "code"),
        sa.UniqueConstraint("policy_version_id", "rank"),
        sa.CheckConstraint("contact_days BETWEEN 1 AND 366", name="contact_days"),
        sa.CheckConstraint("answer_hours BETWEEN 1 AND 80", name="answer_hours"),
        sa.CheckConstraint("concession_bp BETWEEN 0 AND 10000", name="concession_bp"),
        sa.CheckConstraint("bonus_bp BETWEEN 0 AND 10000", name="bonus_bp"),
        sa.CheckConstraint("service_cost >= 0 AND fee >= 0", name="costs"),
    )

    policy_version_id: Mapped[int] = owned("vip_policy_version.id", ondelete="CASCADE", index=False)
    code: Mapped[Code]
    rank: Mapped[int]  # 1: the highest
    name_en: Mapped[Name]
    name_ru: Mapped[Name]
    rule: Mapped[dict[str, Any]] = mapped_column(default=dict)
    contact_days: Mapped[int] = mapped_column(default=30)
    answer_hours: Mapped[int] = mapped_column(default=4)  # working hours
    concession_bp: Mapped[int] = mapped_column(default=0)  # less commission, 1/100 % of turnover
    bonus_bp: Mapped[int] = mapped_column(default=0)  # more interest, 1/100 % a year of balance
    service_cost: Mapped[Minor] = mapped_column(default=0)  # of personal service, a month
    fee: Mapped[Minor] = mapped_column(default=0)  # what the client pays for the tier, a month
    channels: Mapped[list[str]] = mapped_column(default=list)
    has_room: Mapped[bool] = mapped_column(default=True)  # a room for confidential talks
    terms_en: Mapped[Note] = mapped_column(default="")
    terms_ru: Mapped[Note] = mapped_column(default="")

    def name_in(self, language: str) -> str:
        """The name in ``language`` (ru, en)."""
        return self.name_ru if language == "ru" else self.name_en

    def terms_in(self, language: str) -> str:
        """The terms in ``language`` (ru, en), a point a line."""
        return self.terms_ru if language == "ru" else self.terms_en

    @property
    def is_paid(self) -> bool:
        """Whether one belongs to it by paying alone (V7)."""
        return self.fee > 0 and not self.rule


for _column in ("made_by_id", "approved_by_id"):
    hangs_on_employee(f"vip_policy_version.{_column}", AtHandover.HISTORY)
