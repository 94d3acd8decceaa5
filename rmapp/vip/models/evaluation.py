"""The evaluation of the whole base: figures, and what they say of whom. Nothing of it changes a
client; a person confirms."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...clients.models import Client
from ...core.db import Base, Code, Keyed, Line, Minor, Versioned, choice, owned
from ...core.registry import AtHandover, AtMerge, hangs_on_client, hangs_on_employee
from .policy import VipPolicyVersion


class VerdictKind(StrEnum):
    """What an evaluation says of a client."""

    ENTER = "enter"
    UP = "up"  # to a higher tier
    DOWN = "down"  # to a lower tier, after the grace period
    LEAVE = "leave"  # after the grace period
    GRACE = "grace"  # short of the criteria, the grace period runs
    NEAR = "near"


class VerdictState(StrEnum):
    """What a person made of it."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


class VipFigure(Base):
    """The figures of a client that criteria read, as of the last evaluation; replaced whole by the
    next one. ``group_…``: of the client with all who are tied to it.

    No foreign key: a million of them would be checked every night for rows nobody keeps.
    """

    __tablename__ = "vip_figure"

    client_id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    profit: Mapped[Minor]
    balance: Mapped[Minor]
    turnover: Mapped[Minor]
    expected_profit: Mapped[Minor]
    expected_balance: Mapped[Minor]
    years: Mapped[int]
    products: Mapped[int]
    group_profit: Mapped[Minor]
    group_balance: Mapped[Minor]
    group_turnover: Mapped[Minor]
    group_expected_profit: Mapped[Minor]
    group_expected_balance: Mapped[Minor]
    group_years: Mapped[int]
    group_products: Mapped[int]
    members: Mapped[int]  # of the group, the client among them
    by_months: Mapped[bool]  # from monthly figures; else from holdings


class VipEvaluation(Keyed, Base):
    """One evaluation of the base against one version."""

    __tablename__ = "vip_evaluation"

    policy_version_id: Mapped[int] = owned("vip_policy_version.id")
    started_at: Mapped[dt.datetime]
    finished_at: Mapped[dt.datetime | None]
    as_of: Mapped[dt.date]  # the first day after the months that were read
    clients: Mapped[int] = mapped_column(default=0)
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)  # kind → how many
    quality: Mapped[dict[str, Any]] = mapped_column(default=dict)  # see rules.quality
    requested_by_id: Mapped[int | None] = owned("employee.id")  # None: by night

    policy_version: Mapped[VipPolicyVersion] = relationship(lazy="raise")


class VipVerdict(Keyed, Versioned, Base):
    """What an evaluation says of one client, with the figures it was said on."""

    __tablename__ = "vip_verdict"
    __table_args__ = (
        sa.Index("ix_vip_verdict_list", "evaluation_id", "kind", "worth", "id"),
        sa.UniqueConstraint("evaluation_id", "client_id"),
    )

    evaluation_id: Mapped[int] = owned("vip_evaluation.id", ondelete="CASCADE", index=False)
    client_id: Mapped[int] = owned("client.id")
    kind: Mapped[VerdictKind] = choice(VerdictKind)
    tier_now: Mapped[Code] = mapped_column(default="")
    tier_due: Mapped[Code] = mapped_column(default="")
    worth: Mapped[Minor]  # the bank's profit of twelve months
    figures: Mapped[dict[str, Any]] = mapped_column(default=dict)
    grace_until: Mapped[dt.date | None]
    state: Mapped[VerdictState] = choice(VerdictState, default=VerdictState.OPEN)
    decided_by_id: Mapped[int | None] = owned("employee.id")
    decided_at: Mapped[dt.datetime | None]
    reason: Mapped[Line] = mapped_column(default="")

    client: Mapped[Client] = relationship(lazy="raise")
    evaluation: Mapped[VipEvaluation] = relationship(lazy="raise")


hangs_on_employee("vip_evaluation.requested_by_id", AtHandover.HISTORY)
hangs_on_employee("vip_verdict.decided_by_id", AtHandover.HISTORY)
hangs_on_client("vip_verdict.client_id", AtMerge.HISTORY)
