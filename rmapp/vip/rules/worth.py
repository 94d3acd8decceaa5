"""What preferential terms cost against what a client brings (V5). All amounts are minor units of
twelve months; the profit is the bank's before preferential terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

MONTHS = 12
#: Why a client is not worth its terms.
Reason = Literal["", "unknown", "loss", "bonus", "concession", "service"]


@dataclass(frozen=True)
class Terms:
    """What a tier gives: 1/100 per cent less commission of the turnover, 1/100 per cent a year
    more interest of the average balance, the cost of service and the fee, a month."""

    concession_bp: int = 0
    bonus_bp: int = 0
    service_cost: int = 0
    fee: int = 0


@dataclass(frozen=True)
class Cost:
    """What a client costs and brings in twelve months."""

    profit: int
    concession: int
    bonus: int
    service: int
    fee: int

    @property
    def total(self) -> int:
        """All that the terms cost."""
        return self.concession + self.bonus + self.service

    @property
    def net(self) -> int:
        """What is left of the profit and the fee."""
        return self.profit + self.fee - self.total


def cost_of(terms: Terms, figures: Mapping[str, int]) -> Cost:
    """The cost of ``terms`` for a client of these ``figures`` (profit, balance, turnover)."""
    return Cost(
        profit=figures.get("profit", 0),
        concession=max(0, figures.get("turnover", 0)) * terms.concession_bp // 10_000,
        bonus=max(0, figures.get("balance", 0)) * terms.bonus_bp // 10_000,
        service=terms.service_cost * MONTHS,
        fee=terms.fee * MONTHS,
    )


def reason_of(cost: Cost, *, is_known: bool = True) -> Reason:
    """Why a client is not worth its terms: ``unknown`` (there are no figures of it), ``loss``
    (brings nothing), ``bonus``, ``concession`` or ``service`` (the part that weighs most); empty
    where it is worth them."""
    if cost.net >= 0:
        return ""
    if not is_known and cost.profit == 0:
        return "unknown"
    if cost.profit + cost.fee <= 0:
        return "loss"
    parts: dict[Reason, int] = {
        "bonus": cost.bonus, "concession": cost.concession, "service": cost.service,
    }  # fmt: skip
    return max(parts, key=lambda name: parts[name])
