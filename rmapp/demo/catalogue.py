"""Products for private clients beside the shipped ones for firms, and the catalogue at hand."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from ..core.db import db
from ..products.models import Product, ProductKind
from ..products.rules import PriceList
from ..products.seeds import units

K = ProductKind
#: code, kind, English and Russian name, English and Russian unit, price and its limits.
PRIVATE = (
    ("savings", K.DEPOSIT, "Deposit “Reliable”", "Вклад «Надёжный»", "agreement", "договор", 0),
    ("premium-card", K.CARD, "Premium card", "Премиальная карта", "month", "мес.", 990_00),
    ("mortgage", K.LOAN, "Mortgage, arrangement", "Ипотека, оформление", "agreement", "договор",
     15_000_00),
    ("safe", K.OTHER, "Safe deposit box", "Банковская ячейка", "month", "мес.", 2_400_00),
    ("bonds", K.OTHER, "Bonds, brokerage", "Облигации, брокерское обслуживание", "month", "мес.",
     450_00),
)  # fmt: skip
FOR_PERSONS = ("savings", "premium-card", "mortgage", "safe", "bonds", "insurance")


@dataclass(frozen=True)
class Item:
    """One product as sales are made up of it."""

    id: int
    code: str
    kind: ProductKind
    names: tuple[str, str]  # Russian, English
    price: int
    prices: PriceList


def add_private() -> None:
    """Add the products for private clients that are missing."""
    known = set(db.session.scalars(sa.select(Product.code)))
    for position, (code, kind, name_en, name_ru, unit_en, unit_ru, price) in enumerate(PRIVATE):
        if code in known:
            continue
        db.session.add(
            Product(
                code=code,
                kind=kind,
                name_en=name_en,
                name_ru=name_ru,
                **units(unit_en, unit_ru),
                price=price,
                discount_limit=10 if price else 0,
                position=500 + position * 10,
            )
        )
    db.session.flush()


def catalogue() -> dict[str, Item]:
    """Every active product by its code."""
    rows = db.session.scalars(
        sa.select(Product).where(Product.is_active.is_(True)).options(selectinload(Product.tariffs))
    )
    return {
        product.code: Item(
            product.id,
            product.code,
            product.kind,
            (product.name_ru, product.name_en),
            product.price,
            product.prices,
        )
        for product in rows
    }
