"""Opportunities."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from ...opportunities.models import LossReason
from .base import (
    At,
    Day,
    Given,
    Line,
    Minor,
    Money,
    MoneyGiven,
    Named,
    Note,
    PageQuery,
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
Chance = Annotated[int, Field(ge=0, le=100)]


class OpportunityQuery(PageQuery):
    """Which opportunities."""

    client: PublicId | None = None
    manager: PublicId | None = None
    stage: Annotated[str, Field(max_length=64)] | None = None
    is_open: bool | None = None


class OpportunityLineGiven(Given):
    """A product; ``price`` of one in minor units, the tariff of this volume if null."""

    product: PublicId
    quantity: Quantity = Decimal(1)
    price: Minor | None = None


class _OpportunityFields(Given):
    title: Line = ""
    lines: Annotated[list[OpportunityLineGiven], Field(max_length=30)] = []
    amount: MoneyGiven | None = Field(None, description="A year; what the lines come to if null")
    expected_profit: MoneyGiven | None = None
    closes_on: Day | None = None
    competitor: text_of(200) = ""  # type: ignore[valid-type]
    need: Note = ""
    probability: Chance | None = None


class OpportunityGiven(_OpportunityFields):
    """A new opportunity."""

    client: PublicId


class OpportunityChange(_OpportunityFields):
    """Changed fields of an opportunity; what is left out stays."""

    version: Version


class StageGiven(Given):
    """The stage to stand at; ``reason`` when it is the one of lost opportunities."""

    version: Version
    stage: Annotated[str, Field(max_length=64)]
    reason: LossReason | None = None
    words: Line = ""
    competitor: text_of(200) = ""  # type: ignore[valid-type]


class OpportunityLineShown(Shown):
    """A product of an opportunity."""

    product: Named
    quantity: Decimal
    price: Money


class OpportunityShown(Shown):
    """A possible sale. ``lines`` is null in lists."""

    id: PublicId
    version: int
    client: Named
    manager: Named
    title: str
    stage: str
    stage_since: At
    amount: Money
    expected_profit: Money | None
    probability: int
    closes_on: dt.date | None
    competitor: str
    need: str
    loss_reason: LossReason | None
    loss_note: str
    created_at: At
    proposal_sent_at: At | None
    closed_at: At | None
    lines: list[OpportunityLineShown] | None
