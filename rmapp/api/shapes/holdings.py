"""What clients have of the bank's products."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from ...products.models import HoldingState
from .base import Day, Given, Named, Percent, PublicId, Shown, text_of
from .figures import Signed

Number: Any = text_of(200)
Why: Any = text_of(500, least=1)


class HoldingQuery(Given):
    """Whose products."""

    client: PublicId
    with_closed: bool = False


class HoldingGiven(Given):
    """A product that a client has from now on; money in minor units of its currency, ``rate`` in
    per cent a year."""

    client: PublicId
    product: PublicId
    number: Annotated[Number, Field(description="Of the contract")] = ""
    opened_on: Day | None = None
    closes_on: Day | None = None
    balance: Signed | None = None
    rate: Percent | None = None
    profit_12m: Annotated[Signed | None, Field(description="The bank's, of twelve months")] = None


class HoldingChange(Given):
    """What the core system says of a product now; what is left out stays."""

    number: Number = ""
    opened_on: Day | None = None
    closes_on: Day | None = None
    balance: Signed | None = None
    rate: Percent | None = None
    profit_12m: Signed | None = None


class HoldingClosed(Given):
    """Since when the client has it no more, and why."""

    closed_on: Day
    reason: Why


class HoldingShown(Shown):
    """A product of a client."""

    id: PublicId
    client: Named
    product: PublicId
    state: HoldingState
    number: str
    opened_on: dt.date | None
    closes_on: dt.date | None
    balance: int | None
    rate: Decimal | None
    profit_12m: int | None
    currency: str
    note: str


class HoldingsShown(Shown):
    """What a client has, active first; two hundred at most."""

    items: list[HoldingShown]
