"""Proposals."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from ...proposals.models import ApprovalState, ProposalState
from .base import (
    At,
    Day,
    Given,
    Line,
    Money,
    MoneyGiven,
    Named,
    PageQuery,
    Percent,
    PublicId,
    Quantity,
    Shown,
    Version,
    text_of,
)

Code: Any = Annotated[
    str, StringConstraints(min_length=1, max_length=64, pattern=r"^[a-z0-9][a-z0-9-]*$")
]
Name: Any = text_of(200, least=1)
Unit: Any = text_of(60)
Cell: Any = text_of(1_000)
LongText: Any = text_of(5_000)
Chance = Annotated[int, Field(ge=0, le=100)]


class ProposalQuery(PageQuery):
    """Which proposals."""

    client: PublicId | None = None
    opportunity: PublicId | None = None
    state: ProposalState | None = None


class ProposalGiven(Given):
    """A new proposal for an opportunity."""

    opportunity: PublicId
    language: Literal["ru", "en"] | None = None


class ProposalLineGiven(Given):
    """A product with its quantity and discount in per cent."""

    product: PublicId
    quantity: Quantity = Decimal(1)
    discount: Percent = Decimal(0)


class NeedGiven(Given):
    """What the client wants, what we answer, on what terms."""

    task: Cell = ""
    solution: Cell = ""
    terms: Cell = ""


class StepGiven(Given):
    """A step of the way to service."""

    action: Cell = ""
    term: Cell = ""
    responsible: Cell = ""


class ProposalChange(Given):
    """Changed parts of a draft; what is left out stays."""

    version: Version
    language: Literal["ru", "en"] = "ru"
    valid_until: Day = Field(dt.date(2200, 1, 1))
    addressee: text_of(200) = ""  # type: ignore[valid-type]
    summary: LongText = ""
    lines: Annotated[list[ProposalLineGiven], Field(max_length=30)] = []
    needs: Annotated[list[NeedGiven], Field(max_length=30)] = []
    steps: Annotated[list[StepGiven], Field(max_length=30)] = []
    terms: LongText = ""
    cost_now: MoneyGiven | None = Field(None, description="What the client pays a month today")


class PdfQuery(Given):
    """Which paper."""

    language: Literal["ru", "en"] | None = None
    no: Annotated[int, Field(ge=1, le=10_000)] | None = Field(None, description="Of the version")


class SendGiven(Given):
    """To whom a proposal goes and with what words (placeholders of the closed language)."""

    version: Version
    recipient: text_of(254, least=3)  # type: ignore[valid-type]
    subject: text_of(200, least=1) | None = None  # type: ignore[valid-type]
    text: Annotated[str, Field(min_length=1, max_length=10_000)] | None = None
    remind: bool = True
    consent: bool = Field(False, description="The client has agreed to be reminded by e-mail")


class AnswerGiven(Given):
    """What the client answered."""

    version: Version
    answer: Literal["accepted", "declined"]
    words: Line = ""


class WithdrawalGiven(Given):
    """Why a proposal is taken back."""

    version: Version
    words: Line = ""


class ApprovalAsked(Given):
    """Why a discount over the limit is worth it."""

    version: Version
    reason: text_of(500, least=1)  # type: ignore[valid-type]


class ApprovalDecision(Given):
    """Whether a discount over the limit may leave the house."""

    version: Version
    decision: Literal["given", "refused"]
    words: Line = ""


class ProposalLineShown(Shown):
    """A priced line."""

    product: Named
    quantity: Decimal
    tariff_price: Money
    discount: Decimal
    price: Money
    amount: Money


class ProposalFileShown(Shown):
    """A frozen file."""

    language: str
    sha256: str
    size: int
    pages: int


class ProposalContent(Shown):
    """The version that is being written, or was sent last."""

    no: int
    addressee: str
    summary: str
    needs: list[dict[str, str]]
    steps: list[dict[str, str]]
    terms: str
    cost_now: Money | None
    total: Money
    discount: Money
    approval: ApprovalState
    approval_reason: str
    approval_note: str
    frozen_at: At | None
    lines: list[ProposalLineShown]
    files: list[ProposalFileShown]


class ProposalShown(Shown):
    """A proposal. ``content`` is null in lists."""

    id: PublicId
    version: int
    number: str
    client: Named
    opportunity: Named
    manager: Named
    state: ProposalState
    language: str
    valid_until: dt.date
    total: Money
    created_at: At
    sent_at: At | None
    answered_at: At | None
    answer_note: str
    content: ProposalContent | None


class SentShown(Shown):
    """A proposal that is on its way, with its letter and its reminder."""

    proposal: ProposalShown
    letter: PublicId
    reminder: PublicId | None
    warnings: list[str]
