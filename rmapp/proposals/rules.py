"""Pricing and the other pure decisions of a proposal.

Amounts are integers of minor units, quantities and percentages are ``Decimal``; halves are rounded
away from zero, once per line, so that the printed lines add up to the printed total.

    price of one  = tariff(volume) × (100 − discount) / 100, rounded
    amount        = price of one × volume, rounded
    total         = sum of the amounts
    discount      = sum of tariff × volume, rounded per line, − total
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from ..core.amounts import half_up
from ..products.rules import PriceList, tariff_price

HUNDRED = Decimal(100)


class Over(StrEnum):
    """Which limit a line exceeds."""

    DISCOUNT = "discount"
    PRICE = "price"


@dataclass(frozen=True)
class Priced:
    """A line with its price. ``full``: without the discount; ``over``: the limit it exceeds."""

    tariff_price: int
    price: int
    amount: int
    full: int
    over: Over | None


@dataclass(frozen=True)
class Total:
    """What the lines come to."""

    total: int
    discount: int
    needs_approval: bool


def price_line(prices: PriceList, quantity: Decimal, discount: Decimal) -> Priced:
    """Price one line. ``quantity`` > 0, ``discount`` 0–100 per cent (ValueError otherwise).

    A discount of nothing exceeds nothing, even where the tariff lies under the lowest price.
    """
    if quantity <= 0 or not 0 <= discount <= HUNDRED:
        raise ValueError("a quantity above zero and a discount from 0 to 100")
    tariff = tariff_price(prices, quantity)
    price = half_up(tariff * (HUNDRED - discount) / HUNDRED)
    over = None
    if discount > prices.discount_limit:
        over = Over.DISCOUNT
    elif discount and prices.min_price is not None and price < min(prices.min_price, tariff):
        over = Over.PRICE
    return Priced(tariff, price, half_up(price * quantity), half_up(tariff * quantity), over)


def discount_to(tariff: int, price: int) -> Decimal:
    """The discount in per cent, of two decimals, that brings ``tariff`` to ``price``, or as near as
    two decimals go; none where ``price`` is no lower."""
    if price >= tariff:
        return Decimal(0)
    exact = HUNDRED * (tariff - price) / Decimal(tariff)
    return exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def total_of(lines: Sequence[Priced]) -> Total:
    """Add up priced lines; the discount is never negative."""
    total = sum(line.amount for line in lines)
    full = sum(line.full for line in lines)
    return Total(total, max(0, full - total), any(line.over is not None for line in lines))


def quarters(first: dt.date, count: int = 4) -> list[tuple[int, int]]:
    """The ``count`` quarters (year, number) that follow the one of ``first``."""
    start = first.year * 4 + (first.month - 1) // 3 + 1
    return [((start + i) // 4, (start + i) % 4 + 1) for i in range(count)]


def quarter_name(year: int, number: int, language: str) -> str:
    """A quarter as a chart names it."""
    if language == "ru":
        return f"{('I', 'II', 'III', 'IV')[number - 1]} кв. {year}"
    return f"Q{number} {year}"


def proposal_number(year: int, ordinal: int) -> str:
    """``P-2026-0147``; more than 9,999 a year simply grow longer."""
    return f"P-{year}-{ordinal:04d}"
