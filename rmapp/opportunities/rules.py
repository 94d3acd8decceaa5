"""Pure decisions of the funnel."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Lack(StrEnum):
    """What an opportunity lacks to stand at a stage."""

    PRODUCTS = "products"
    AMOUNT = "amount"
    PROPOSAL = "proposal"
    REASON = "reason"


@dataclass(frozen=True)
class Demand:
    """What a stage asks of those who stand there."""

    products: bool = False
    amount: bool = False
    proposal: bool = False
    reason: bool = False


@dataclass(frozen=True)
class Standing:
    """What an opportunity has. ``amount`` in minor units."""

    has_products: bool
    amount: int
    proposal_sent: bool
    has_reason: bool = False


def lacks(demand: Demand, standing: Standing) -> Lack | None:
    """The first thing that is missing, or None when the opportunity may stand there."""
    if demand.products and not standing.has_products:
        return Lack.PRODUCTS
    if demand.amount and standing.amount <= 0:
        return Lack.AMOUNT
    if demand.proposal and not standing.proposal_sent:
        return Lack.PROPOSAL
    if demand.reason and not standing.has_reason:
        return Lack.REASON
    return None


def weighted(amount: int, probability: int) -> int:
    """``amount`` (minor units) × ``probability`` (per cent), rounded half up."""
    return (amount * probability + 50) // 100


def idle_days(since: dt.datetime, now: dt.datetime) -> int:
    """Whole days from ``since`` to ``now``, never negative."""
    return max(0, (now - since).days)


#: After so many days without a planned step a card is marked.
ROTS_AFTER = 7
