"""Tables of the funnel."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..clients.models import Client
from ..core.amounts import half_up
from ..core.db import (
    Base,
    Code,
    Currency,
    Key,
    Keyed,
    Line,
    Minor,
    Name,
    Note,
    Versioned,
    choice,
    owned,
)
from ..core.registry import AtHandover, AtMerge, hangs_on_client, hangs_on_employee
from ..products.models import Product
from ..staff.models import Employee


class Ending(StrEnum):
    """What it means to stand at a stage."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"


class FunnelStage(Keyed, Base):
    """One stage of the funnel the bank defines, and what an opportunity needs to stand there."""

    __tablename__ = "funnel_stage"
    __table_args__ = (sa.CheckConstraint("probability BETWEEN 0 AND 100", name="probability"),)

    code: Mapped[Code] = mapped_column(unique=True)
    name_en: Mapped[Name]
    name_ru: Mapped[Name]
    position: Mapped[int]
    probability: Mapped[int]  # per cent
    ending: Mapped[Ending] = choice(Ending, default=Ending.OPEN)
    needs_products: Mapped[bool] = mapped_column(default=False)
    needs_amount: Mapped[bool] = mapped_column(default=False)
    needs_proposal: Mapped[bool] = mapped_column(default=False)  # one that was sent

    def name_in(self, language: str) -> str:
        """The name in ``language`` (ru, en)."""
        return self.name_ru if language == "ru" else self.name_en


class LossReason(StrEnum):
    """Why a sale was lost."""

    PRICE = "price"
    COMPETITOR = "competitor"
    NO_NEED = "no-need"
    TIMING = "timing"
    NO_ANSWER = "no-answer"
    CONDITIONS = "conditions"
    OTHER = "other"


LOSS_LABELS = {
    LossReason.PRICE: _l("Price"),
    LossReason.COMPETITOR: _l("Chose a competitor"),
    LossReason.NO_NEED: _l("No need"),
    LossReason.TIMING: _l("Not now"),
    LossReason.NO_ANSWER: _l("No answer"),
    LossReason.CONDITIONS: _l("Terms did not suit"),
    LossReason.OTHER: _l("Another reason"),
}


#: Prices are for one period; an opportunity is worth twelve of them.
PERIODS = 12


class Opportunity(Keyed, Versioned, Base):
    """One possible sale to one client."""

    __tablename__ = "opportunity"
    __table_args__ = (
        sa.Index("ix_opportunity_board", "stage_id", sa.text("amount DESC"), "id"),
        sa.Index(
            "ix_opportunity_standing",
            "client_id",
            postgresql_include=["stage_id", "amount", "probability", "closed_at", "id"],
        ),
        sa.Index(
            "ix_opportunity_open",
            sa.text("amount DESC"),
            sa.text("id DESC"),
            postgresql_where=sa.text("closed_at IS NULL"),
        ),
        sa.Index(
            "ix_opportunity_found_in",
            "found_in_id",
            postgresql_where=sa.text("found_in_id IS NOT NULL"),
        ),
        sa.CheckConstraint("amount >= 0", name="amount"),
        sa.CheckConstraint("probability BETWEEN 0 AND 100", name="probability"),
    )

    client_id: Mapped[int] = owned("client.id")
    manager_id: Mapped[int] = owned("employee.id")
    stage_id: Mapped[int] = owned("funnel_stage.id", index=False)
    title: Mapped[Line]
    amount: Mapped[Minor] = mapped_column(default=0)
    expected_profit: Mapped[Minor | None]
    currency: Mapped[Currency] = mapped_column(default="RUB")
    probability: Mapped[int] = mapped_column(default=0)  # per cent, by stage unless set
    closes_on: Mapped[dt.date | None]
    competitor: Mapped[Name] = mapped_column(default="")
    need: Mapped[Note] = mapped_column(default="")
    loss_reason: Mapped[LossReason | None] = choice(LossReason, nullable=True)
    loss_note: Mapped[Line] = mapped_column(default="")
    found_in_id: Mapped[int | None] = owned("interaction.id", index=False)  # of the need
    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int | None] = owned("employee.id", index=False)
    stage_since: Mapped[dt.datetime]
    proposal_sent_at: Mapped[dt.datetime | None]  # the fact stages ask for, written by proposals
    closed_at: Mapped[dt.datetime | None]

    client: Mapped[Client] = relationship(lazy="raise")
    stage: Mapped[FunnelStage] = relationship(lazy="raise")
    manager: Mapped[Employee] = relationship(lazy="raise", foreign_keys=[manager_id])
    lines: Mapped[list[OpportunityLine]] = relationship(
        lazy="raise", order_by="OpportunityLine.id", cascade="all, delete-orphan"
    )

    @property
    def monthly(self) -> int:
        """What the lines come to in one period, minor units (lines loaded)."""
        return sum(line.amount for line in self.lines)

    @property
    def is_summed(self) -> bool:
        """Whether the amount is what the lines come to in a year, and not one that was typed."""
        return self.amount == PERIODS * self.monthly


class OpportunityLine(Base):
    """One product of an opportunity; ``price`` of one unit in minor units: what the catalogue asks
    at this volume, unless a price of its own was agreed."""

    __tablename__ = "opportunity_line"
    __table_args__ = (
        sa.UniqueConstraint("opportunity_id", "product_id"),
        sa.CheckConstraint("quantity > 0", name="quantity"),
    )

    id: Mapped[Key]
    opportunity_id: Mapped[int] = owned("opportunity.id", ondelete="CASCADE", index=False)
    product_id: Mapped[int] = owned("product.id")
    quantity: Mapped[Decimal] = mapped_column(sa.Numeric(14, 3), default=Decimal(1))
    price: Mapped[Minor] = mapped_column(default=0)
    is_own_price: Mapped[bool] = mapped_column(default=False, server_default=sa.false())

    product: Mapped[Product] = relationship(lazy="raise")

    @property
    def amount(self) -> int:
        """What the line comes to in one period, minor units, rounded half up."""
        return half_up(self.quantity * self.price)


def _is_open(table: sa.Table) -> sa.ColumnElement[bool]:
    return table.c.closed_at.is_(None)


hangs_on_client("opportunity.client_id", AtMerge.MOVES, label=_l("opportunities"))
hangs_on_employee(
    "opportunity.manager_id",
    AtHandover.MOVES,
    label=_l("Opportunities"),
    client_column="client_id",
    is_open=_is_open,
)
hangs_on_employee("opportunity.created_by_id", AtHandover.HISTORY)
