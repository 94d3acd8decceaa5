"""Monthly figures of clients."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import Field

from ...core.amounts import LARGEST
from .base import Day, Given, PublicId, Shown, text_of

Signed = Annotated[int, Field(ge=-LARGEST, le=LARGEST, description="Minor units")]


class MonthGiven(Given):
    """A month of a client: public id, number in the core system, tax number or contract."""

    client: text_of(200, least=1)  # type: ignore[valid-type]
    month: Annotated[Day, Field(description="Any day of the month")]
    balance: Annotated[Signed, Field(description="Average of the month's days, minor units")]
    turnover: Signed
    profit: Annotated[Signed, Field(description="The bank's, before preferential terms")]


class MonthsGiven(Given):
    """Months, of any clients."""

    months: Annotated[list[MonthGiven], Field(min_length=1, max_length=1_000)]


class MonthsTaken(Shown):
    """What a load came to."""

    written: int
    unknown: list[str]


class MonthShown(Shown):
    """One month of a client, minor units of the bank's currency."""

    month: dt.date
    balance: int
    turnover: int
    profit: int


class MonthsShown(Shown):
    """The last 24 months of a client, oldest first."""

    items: list[MonthShown]


class MonthsQuery(Given):
    """Whose months."""

    client: PublicId
