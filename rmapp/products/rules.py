"""What a product costs at a volume, and how a quantity of it is said: one rule of each for
opportunities, proposals and whoever else asks.

Prices are integers of minor units for one unit, quantities ``Decimal``.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class PriceList:
    """What the catalogue says of a product. ``tiers``: (from quantity, price of one)."""

    price: int
    tiers: tuple[tuple[Decimal, int], ...] = ()
    discount_limit: int = 0
    min_price: int | None = None


def tariff_price(prices: PriceList, quantity: Decimal) -> int:
    """The price of one at this volume: of the highest tier reached, else the list price."""
    reached = [(start, price) for start, price in prices.tiers if start <= quantity]
    return max(reached)[1] if reached else prices.price


@dataclass(frozen=True)
class Unit:
    """A unit as it stands with a number: one terminal, two (in Russian another form), many. A form
    that nobody has written is that of one."""

    one: str
    few: str = ""
    many: str = ""

    def of(self, quantity: Decimal, language: str) -> str:
        """The form for ``quantity`` in ``language`` (ru, en), by the plural rules of Unicode."""
        is_whole = quantity == quantity.to_integral_value()
        if language != "ru":
            return self.one if quantity == 1 else self.many or self.one
        last, tens = int(quantity) % 10, int(quantity) % 100
        if not is_whole or (2 <= last <= 4 and not 12 <= tens <= 14):
            return self.few or self.one
        return self.one if last == 1 and tens != 11 else self.many or self.one
