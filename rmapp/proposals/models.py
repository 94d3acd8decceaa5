"""Tables of proposals: the offer, its versions, their lines and the files that were sent."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..clients.models import Client
from ..core.db import Base, Currency, Key, Keyed, Line, Minor, Name, Note, Versioned, choice, owned
from ..core.registry import AtHandover, AtMerge, hangs_on_client, hangs_on_employee
from ..opportunities.models import Opportunity
from ..products.models import Product
from ..staff.models import Employee


class ProposalState(StrEnum):
    """Where a proposal stands."""

    DRAFT = "draft"
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


STATE_LABELS = {
    ProposalState.DRAFT: _l("draft"),
    ProposalState.SENT: _l("sent, no answer yet"),
    ProposalState.ACCEPTED: _l("accepted"),
    ProposalState.DECLINED: _l("declined"),
    ProposalState.EXPIRED: _l("expired"),
    ProposalState.WITHDRAWN: _l("withdrawn"),
}
STATE_TONES = {
    ProposalState.DRAFT: "neutral",
    ProposalState.SENT: "info",
    ProposalState.ACCEPTED: "ok",
    ProposalState.DECLINED: "bad",
    ProposalState.EXPIRED: "warn",
    ProposalState.WITHDRAWN: "neutral",
}


class ApprovalState(StrEnum):
    """Whether the discounts of a version may leave the house."""

    NOT_NEEDED = "not-needed"
    NEEDED = "needed"
    ASKED = "asked"
    GIVEN = "given"
    REFUSED = "refused"


APPROVAL_LABELS = {
    ApprovalState.NOT_NEEDED: _l("no approval needed"),
    ApprovalState.NEEDED: _l("needs approval"),
    ApprovalState.ASKED: _l("waits for approval"),
    ApprovalState.GIVEN: _l("approved"),
    ApprovalState.REFUSED: _l("approval refused"),
}


class ProposalCounter(Base):
    """The last number given in a year."""

    __tablename__ = "proposal_counter"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class Proposal(Keyed, Versioned, Base):
    """One offer to one client (X6). Its content lies in its versions."""

    __tablename__ = "proposal"

    number: Mapped[str] = mapped_column(sa.String(32), unique=True)  # P-2026-0147
    opportunity_id: Mapped[int] = owned("opportunity.id")
    client_id: Mapped[int] = owned("client.id")
    manager_id: Mapped[int] = owned("employee.id")
    state: Mapped[ProposalState] = choice(ProposalState, default=ProposalState.DRAFT)
    language: Mapped[str] = mapped_column(sa.String(2), default="ru")
    currency: Mapped[Currency] = mapped_column(default="RUB")
    valid_until: Mapped[dt.date]
    total: Mapped[Minor] = mapped_column(default=0)  # of the current version, for lists
    current_no: Mapped[int] = mapped_column(default=1)
    sent_no: Mapped[int | None]  # the version the client holds
    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int | None] = owned("employee.id", index=False)
    sent_at: Mapped[dt.datetime | None]
    answered_at: Mapped[dt.datetime | None]
    answer_note: Mapped[Line] = mapped_column(default="")

    client: Mapped[Client] = relationship(lazy="raise")
    opportunity: Mapped[Opportunity] = relationship(lazy="raise")
    manager: Mapped[Employee] = relationship(lazy="raise", foreign_keys=[manager_id])
    versions: Mapped[list[ProposalVersion]] = relationship(
        lazy="raise", order_by="ProposalVersion.no", cascade="all, delete-orphan"
    )

    @property
    def is_in_work(self) -> bool:
        """Whether a version is being written, be it while the client holds an earlier one."""
        if self.state is ProposalState.DRAFT:
            return True
        open_ones = (ProposalState.SENT, ProposalState.EXPIRED)
        return self.state in open_ones and self.current_no != (self.sent_no or self.current_no)


class ProposalBrought(Base):
    """A proposal that is brought to a visit or a meeting."""

    __tablename__ = "proposal_brought"
    __table_args__ = (sa.PrimaryKeyConstraint("interaction_id", "proposal_id"),)

    interaction_id: Mapped[int] = owned("interaction.id", ondelete="CASCADE", index=False)
    proposal_id: Mapped[int] = owned("proposal.id", ondelete="CASCADE")


class ProposalVersion(Keyed, Base):
    """What one version of a proposal says. Once frozen nothing of it changes."""

    __tablename__ = "proposal_version"
    __table_args__ = (
        sa.UniqueConstraint("proposal_id", "no"),
        # Each page of a supervisor counts what waits for approval: few of very many versions.
        sa.Index(
            "ix_proposal_version_asked",
            "proposal_id",
            postgresql_where=sa.text("approval = 'asked'"),
        ),
    )

    proposal_id: Mapped[int] = owned("proposal.id", ondelete="CASCADE", index=False)
    no: Mapped[int]
    addressee: Mapped[Name] = mapped_column(default="")
    summary: Mapped[Note] = mapped_column(default="")
    needs: Mapped[list[Any]] = mapped_column(default=list)  # {task, solution, terms}
    steps: Mapped[list[Any]] = mapped_column(default=list)  # {action, term, responsible}
    terms: Mapped[Note] = mapped_column(default="")
    cost_now: Mapped[Minor | None]  # what the client pays a month today, for the benefit
    total: Mapped[Minor] = mapped_column(default=0)
    discount: Mapped[Minor] = mapped_column(default=0)
    approval: Mapped[ApprovalState] = choice(ApprovalState, default=ApprovalState.NOT_NEEDED)
    approval_reason: Mapped[Line] = mapped_column(default="")  # of the manager who asks
    approval_note: Mapped[Line] = mapped_column(default="")  # of the one who decides
    approved_by_id: Mapped[int | None] = owned("employee.id")
    approved_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int | None] = owned("employee.id")
    frozen_at: Mapped[dt.datetime | None]
    valid_until: Mapped[dt.date | None]  # the last day, as it was sent
    snapshot: Mapped[dict[str, Any] | None]  # everything the frozen files say, per language

    lines: Mapped[list[ProposalLine]] = relationship(
        lazy="raise", order_by="ProposalLine.position", cascade="all, delete-orphan"
    )
    files: Mapped[list[ProposalFile]] = relationship(lazy="raise", order_by="ProposalFile.language")
    approved_by: Mapped[Employee | None] = relationship(lazy="raise", foreign_keys=[approved_by_id])


class ProposalLine(Base):
    """A priced line: list price by volume, discount, and what comes of it (minor units)."""

    __tablename__ = "proposal_line"
    __table_args__ = (
        sa.UniqueConstraint("proposal_version_id", "position"),
        sa.CheckConstraint("quantity > 0", name="quantity"),
        sa.CheckConstraint("discount_percent BETWEEN 0 AND 100", name="discount"),
    )

    id: Mapped[Key]
    proposal_version_id: Mapped[int] = owned("proposal_version.id", ondelete="CASCADE", index=False)
    position: Mapped[int]
    product_id: Mapped[int] = owned("product.id")
    quantity: Mapped[Decimal] = mapped_column(sa.Numeric(14, 3))
    tariff_price: Mapped[Minor]  # of one unit at this volume, before the discount
    discount_percent: Mapped[Decimal] = mapped_column(sa.Numeric(5, 2), default=Decimal(0))
    price: Mapped[Minor]  # of one unit, after the discount
    amount: Mapped[Minor]

    product: Mapped[Product] = relationship(lazy="raise")


class ProposalFile(Base):
    """A frozen file: its bytes lie under ``files/<sha256>.pdf`` of the instance."""

    __tablename__ = "proposal_file"

    proposal_version_id: Mapped[int] = mapped_column(
        sa.BigInteger, sa.ForeignKey("proposal_version.id"), primary_key=True
    )
    language: Mapped[str] = mapped_column(sa.String(2), primary_key=True)
    sha256: Mapped[str] = mapped_column(sa.String(64), index=True)
    size: Mapped[int]
    pages: Mapped[int]


def _is_open(table: sa.Table) -> sa.ColumnElement[bool]:
    return table.c.state.in_([ProposalState.DRAFT.value, ProposalState.SENT.value])


hangs_on_client("proposal.client_id", AtMerge.MOVES, label=_l("proposals"))
hangs_on_employee(
    "proposal.manager_id",
    AtHandover.MOVES,
    label=_l("Proposals"),
    client_column="client_id",
    is_open=_is_open,
)
hangs_on_employee("proposal.created_by_id", AtHandover.HISTORY)
hangs_on_employee("proposal_version.created_by_id", AtHandover.HISTORY)
hangs_on_employee("proposal_version.approved_by_id", AtHandover.HISTORY)
