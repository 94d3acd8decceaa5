"""What a commercial proposal says: plain data, complete, frozen."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from ..core.papers import Signatory
from .words import Language, Money


@dataclass(frozen=True)
class Bank:
    """Whose proposal it is, as its documents say it."""

    name: str
    address: str
    requisites: str
    licence: str


@dataclass(frozen=True)
class Manager:
    """Who prepared the proposal."""

    name: str
    position: str
    phone: str
    email: str


@dataclass(frozen=True)
class Need:
    """What the client wants, what we answer, on what terms."""

    task: str
    solution: str
    terms: str


@dataclass(frozen=True)
class PriceLine:
    """A line of the price table; ``price`` and ``amount`` in minor units."""

    product: str
    quantity: Decimal | int
    unit: str
    price: int
    amount: int


@dataclass(frozen=True)
class Benefit:
    """What the client pays in a period now, and with us, in minor units."""

    period: str
    now: int
    with_us: int


@dataclass(frozen=True)
class Step:
    """A step of the way to service."""

    action: str
    term: str
    responsible: str


@dataclass(frozen=True)
class Outlook:
    """A forecast (period, minor units) and its parts (name, minor units); either may be empty."""

    title: str = ""
    points: tuple[tuple[str, int], ...] = ()
    parts: tuple[tuple[str, int], ...] = ()
    other: str = ""


@dataclass(frozen=True)
class ProposalDocument:
    """Everything a proposal says. ``at``: when this version was frozen (UTC)."""

    bank: Bank
    client_name: str
    addressee: str
    manager: Manager
    number: str
    version: int
    date: dt.date
    valid_until: dt.date
    at: dt.datetime
    language: Language
    currency: str
    lines: tuple[PriceLine, ...]
    total: int
    discount: int = 0
    summary: str = ""
    needs: tuple[Need, ...] = ()
    benefit: tuple[Benefit, ...] = ()
    benefit_note: str = ""
    steps: tuple[Step, ...] = ()
    outlook: Outlook = Outlook()
    terms: str = ""
    signatures: tuple[Signatory, ...] = ()
    draft: bool = False

    @property
    def saving(self) -> int:
        """The sum of what the client saves over all periods, in minor units."""
        return sum(one.now - one.with_us for one in self.benefit)

    def money(self) -> Money:
        """How this document prints amounts: with cents if any price has some."""
        printer = Money(self.currency, self.language)
        amounts = [self.total, self.discount, *(a for o in self.lines for a in (o.price, o.amount))]
        return Money(self.currency, self.language, any(a % printer.unit for a in amounts))
