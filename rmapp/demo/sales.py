"""What a client has of the bank, and what is being sold."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from ..opportunities.models import LossReason
from ..products.models import ProductKind
from ..proposals.rules import Priced, price_line
from .catalogue import FOR_PERSONS, Item
from .firms import BANKS
from .subjects import Subject
from .texts import NEEDS_PERSON

MILLION = 1_000_000_00
_OPEN = ("new",) * 7 + ("qualified",) * 6 + ("proposal",) * 4 + ("agreed",) * 3
_QUANTITIES = {
    "payments": (60, 120, 300), "acquiring": (1, 2, 3, 6, 12), "payroll": (15, 40, 85, 150),
    "card": (2, 5, 12, 30),
}  # fmt: skip


@dataclass
class Had:
    """One holding to be."""

    item: Item
    opened: dt.date
    closes: dt.date | None
    balance: int | None
    rate: Decimal | None
    profit: int
    is_closed: bool = False


@dataclass
class Sale:
    """One opportunity to be."""

    stage: str
    title: str
    lines: list[tuple[Item, Decimal]]
    amount: int
    profit: int
    created: dt.date
    since: dt.date
    closes_on: dt.date
    competitor: str = ""
    need: str = ""
    loss: LossReason | None = None
    has_draft: bool = False
    priced: list[Priced] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether it still stands on the board."""
        return self.stage not in ("won", "lost")


class Trade:
    """Makes up holdings and opportunities from the catalogue."""

    def __init__(self, rng: Random, items: dict[str, Item], today: dt.date) -> None:
        self._rng = rng
        self._items = items
        self._today = today
        self._persons = [items[code] for code in FOR_PERSONS if code in items]

    def holdings(self, subject: Subject, since: dt.date, *, is_vip: bool = False) -> list[Had]:
        """What a client since ``since`` has; of a VIP mostly what the policy asks for."""
        rng = self._rng
        if subject.is_firm:
            assert subject.branch is not None
            codes = ["settlement", *rng.sample(subject.branch.products, rng.choice((0, 1, 1, 2)))]
            if rng.random() < 0.12:
                codes.append("deposit")
        else:
            count = rng.choice((1, 1, 2, 2, 3))
            codes = ["savings", *(item.code for item in rng.sample(self._persons, count))]
        found = []
        for code in dict.fromkeys(codes):
            item = self._items.get(code)
            if item is not None:
                found.append(self._had(subject, item, since))
        if is_vip and rng.random() < 0.93:
            first = found[0]
            first.balance = rng.randrange(32, 140) * MILLION
            first.profit = max(MILLION, first.balance // 100) + rng.randrange(0, MILLION)
            first.is_closed = False
        return found

    def _had(self, subject: Subject, item: Item, since: dt.date) -> Had:
        rng = self._rng
        days = max(1, (self._today - since).days)
        opened = since + dt.timedelta(days=rng.randrange(0, days))
        balance: int | None = None
        rate: Decimal | None = None
        closes: dt.date | None = None
        profit = int(item.price * 12 * rng.uniform(0.7, 1.6))
        if item.kind is ProductKind.ACCOUNT:
            turnover = subject.revenue or 12 * MILLION
            balance = int(turnover * rng.uniform(0.01, 0.06)) // 100 * 100
            profit += int(balance * 0.035)
        elif item.kind is ProductKind.DEPOSIT:
            wealth = rng.choice(
                (0.4, 0.9, 1.5, 2.2, 4.0, 7.5, 12.0, 30.0, 60.0)[: rng.choice((6, 7, 9))]
            )
            balance = int(wealth * MILLION * rng.uniform(0.8, 1.2)) // 1_000_00 * 1_000_00
            rate = Decimal(rng.choice(("13.5", "14.2", "15.0", "15.8", "16.4")))
            closes = self._today + dt.timedelta(days=rng.randrange(4, 500))
            profit = int(balance * 0.011)
        elif item.kind is ProductKind.LOAN:
            balance = -int(rng.uniform(1, 18) * MILLION) // 1_000_00 * 1_000_00
            rate = Decimal(rng.choice(("17.9", "18.5", "19.9", "21.4")))
            closes = self._today + dt.timedelta(days=rng.randrange(60, 1_400))
            profit = int(-balance * 0.031)
        elif item.kind in (ProductKind.INSURANCE, ProductKind.GUARANTEE):
            closes = self._today + dt.timedelta(days=rng.randrange(10, 360))
        return Had(item, opened, closes, balance, rate, profit, is_closed=rng.random() < 0.06)

    def sale(self, subject: Subject, *, is_client: bool, since: dt.date) -> Sale:
        """One opportunity with ``subject``, begun after ``since``."""
        rng, today = self._rng, self._today
        en = subject.in_english
        roll = rng.random()
        if is_client:
            stage = "won" if roll < 0.35 else "lost" if roll < 0.5 else rng.choice(_OPEN)
        else:
            stage = "lost" if roll < 0.2 else rng.choice(_OPEN)
        lines = self._lines(subject)
        priced = [price_line(item.prices, quantity, Decimal(0)) for item, quantity in lines]
        yearly = 12 * sum(line.amount for line in priced)
        names = ", ".join(item.names[en] for item, _quantity in lines)
        age = min(rng.randrange(2, 110), max(2, (today - since).days))
        created = today - dt.timedelta(days=age)
        stage_since = created + dt.timedelta(days=rng.randrange(0, age))
        is_open = stage not in ("won", "lost")
        amount = yearly or rng.randrange(2, 40) * MILLION // 10
        sale = Sale(
            stage,
            names,
            lines if stage != "new" or rng.random() < 0.6 else [],
            amount,
            amount * rng.randrange(25, 60) // 100,
            created,
            created if stage == "new" else stage_since,
            today + dt.timedelta(days=rng.randrange(5, 75)) if is_open else stage_since,
            priced=priced,
        )
        if rng.random() < 0.25:
            sale.competitor = f"Банк «{rng.choice(BANKS)}»"
        if rng.random() < 0.6:
            need = subject.branch.need if subject.branch else rng.choice(NEEDS_PERSON)
            sale.need = need[en]
        if stage == "lost":
            sale.loss = rng.choice(list(LossReason)[:6])
        sale.has_draft = stage in ("qualified", "proposal") and rng.random() < 0.75
        return sale

    def _lines(self, subject: Subject) -> list[tuple[Item, Decimal]]:
        rng = self._rng
        if subject.branch is not None:
            codes = rng.sample(subject.branch.products, rng.choice((1, 1, 2)))
        else:
            codes = [rng.choice(self._persons).code]
        found = []
        for code in codes:
            if code in self._items:
                quantity = rng.choice(_QUANTITIES.get(code, (1,)))
                found.append((self._items[code], Decimal(quantity)))
        return found
