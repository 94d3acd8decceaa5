"""Tables of the catalogue and of what clients have of it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..core.db import (
    Base,
    Code,
    Currency,
    Key,
    Keyed,
    Line,
    Minor,
    Name,
    Note,
    Versioned,
    choice,
    owned,
)
from ..core.registry import AtMerge, hangs_on_client
from .rules import PriceList, Unit


class ProductKind(StrEnum):
    """What sort of product it is."""

    ACCOUNT = "account"
    ACQUIRING = "acquiring"
    PAYROLL = "payroll"
    DEPOSIT = "deposit"
    CARD = "card"
    LOAN = "loan"
    CURRENCY = "currency"
    GUARANTEE = "guarantee"
    INSURANCE = "insurance"
    OTHER = "other"


KIND_LABELS = {
    ProductKind.ACCOUNT: _l("Account"),
    ProductKind.ACQUIRING: _l("Acquiring"),
    ProductKind.PAYROLL: _l("Payroll"),
    ProductKind.DEPOSIT: _l("Deposit"),
    ProductKind.CARD: _l("Card"),
    ProductKind.LOAN: _l("Loan"),
    ProductKind.CURRENCY: _l("Currency"),
    ProductKind.GUARANTEE: _l("Guarantee"),
    ProductKind.INSURANCE: _l("Insurance"),
    ProductKind.OTHER: _l("Other"),
}


class Product(Keyed, Versioned, Base):
    """One product of the catalogue (X1). Prices are minor units for one unit in one period."""

    __tablename__ = "product"
    __table_args__ = (
        sa.CheckConstraint("price >= 0", name="price"),
        sa.CheckConstraint("discount_limit BETWEEN 0 AND 100", name="discount_limit"),
        sa.CheckConstraint(
            "min_price IS NULL OR max_price IS NULL OR min_price <= max_price", name="limits"
        ),
    )

    code: Mapped[Code] = mapped_column(unique=True)
    name_en: Mapped[Name]
    name_ru: Mapped[Name]
    kind: Mapped[ProductKind] = choice(ProductKind)
    description_en: Mapped[Note] = mapped_column(default="")
    description_ru: Mapped[Note] = mapped_column(default="")
    unit_en: Mapped[Name] = mapped_column(default="")  # month, terminal, payment …
    unit_ru: Mapped[Name] = mapped_column(default="")
    # with other numbers than one: months; терминала, терминалов; empty = as with one
    unit_en_many: Mapped[Name] = mapped_column(default="", server_default="")
    unit_ru_few: Mapped[Name] = mapped_column(default="", server_default="")
    unit_ru_many: Mapped[Name] = mapped_column(default="", server_default="")
    price: Mapped[Minor] = mapped_column(default=0)
    min_price: Mapped[Minor | None]  # under it only with an approval
    max_price: Mapped[Minor | None]
    discount_limit: Mapped[int] = mapped_column(default=0)  # per cent a manager gives alone
    currency: Mapped[Currency] = mapped_column(default="RUB")
    materials: Mapped[Note] = mapped_column(default="")  # what may be handed out with it
    is_active: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)

    tariffs: Mapped[list[Tariff]] = relationship(
        lazy="raise", order_by="Tariff.from_quantity", cascade="all, delete-orphan"
    )

    def name_in(self, language: str) -> str:
        """The name in ``language`` (ru, en)."""
        return self.name_ru if language == "ru" else self.name_en

    def unit_in(self, language: str, quantity: Decimal = Decimal(1)) -> str:
        """The unit in ``language`` (ru, en) as it stands with ``quantity``."""
        russian = Unit(self.unit_ru, self.unit_ru_few, self.unit_ru_many)
        unit = russian if language == "ru" else Unit(self.unit_en, "", self.unit_en_many)
        return unit.of(quantity, language)

    @property
    def prices(self) -> PriceList:
        """What it costs at which volume, and the limits of its discount (tariffs loaded)."""
        return PriceList(
            self.price,
            tuple((tariff.from_quantity, tariff.price) for tariff in self.tariffs),
            self.discount_limit,
            self.min_price,
        )

    def description_in(self, language: str) -> str:
        """The description in ``language`` (ru, en)."""
        return self.description_ru if language == "ru" else self.description_en


class Tariff(Base):
    """The price of a product from a volume on; below the first tariff the list price holds."""

    __tablename__ = "tariff"
    __table_args__ = (
        sa.UniqueConstraint("product_id", "from_quantity"),
        sa.CheckConstraint("from_quantity > 0", name="from_quantity"),
        sa.CheckConstraint("price >= 0", name="price"),
    )

    id: Mapped[Key]
    product_id: Mapped[int] = owned("product.id", ondelete="CASCADE")
    from_quantity: Mapped[Decimal] = mapped_column(sa.Numeric(14, 3))
    price: Mapped[Minor]


#: A number of a contract without signs, in small letters.
NUMBER_KEY = "lower(regexp_replace(number, '[^[:alnum:]]', '', 'g'))"


class HoldingState(StrEnum):
    """Whether the client has the product now."""

    ACTIVE = "active"
    CLOSED = "closed"


class Holding(Keyed, Base):
    """One product that one client has or had (X2). ``rate``: per cent a year."""

    __tablename__ = "holding"
    __table_args__ = (
        sa.Index("ix_holding_client_id_id", "client_id", "id"),
        # by what is typed of a contract's number: its beginning, or its end turned round
        sa.Index("ix_holding_number_key", sa.text(NUMBER_KEY)),
        sa.Index("ix_holding_number_end", sa.text(f"reverse({NUMBER_KEY})")),
    )

    client_id: Mapped[int] = owned("client.id", index=False)
    product_id: Mapped[int] = owned("product.id")
    state: Mapped[HoldingState] = choice(HoldingState, default=HoldingState.ACTIVE)
    number: Mapped[Name] = mapped_column(default="", index=True)  # of the contract
    opened_on: Mapped[dt.date | None]
    closes_on: Mapped[dt.date | None]
    balance: Mapped[Minor | None]
    rate: Mapped[Decimal | None] = mapped_column(sa.Numeric(9, 4))
    profit_12m: Mapped[Minor | None]  # the bank's, of the last twelve months
    currency: Mapped[Currency] = mapped_column(default="RUB")
    note: Mapped[Line] = mapped_column(default="")

    product: Mapped[Product] = relationship(lazy="raise")


hangs_on_client("holding.client_id", AtMerge.MOVES, label=_l("products"))
