"""Products."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from ...products.models import ProductKind
from .base import (
    CurrencyCode,
    Given,
    Minor,
    Note,
    PublicId,
    Quantity,
    Shown,
    Version,
    text_of,
)

Code: Any = Annotated[
    str, StringConstraints(min_length=1, max_length=64, pattern=r"^[a-z0-9][a-z0-9-]*$")
]
Name: Any = text_of(200, least=1)
Unit: Any = text_of(60)
Chance = Annotated[int, Field(ge=0, le=100)]


class ProductQuery(Given):
    """Which products."""

    kind: ProductKind | None = None
    with_retired: bool = False


class TierGiven(Given):
    """The price of one from a quantity on, minor units."""

    from_quantity: Quantity
    price: Minor


class ProductChange(Given):
    """Changed fields of a product; what is left out stays. Prices are minor units."""

    version: Version
    kind: ProductKind = ProductKind.OTHER
    name_en: Name = ""
    name_ru: Name = ""
    description_en: Note = ""
    description_ru: Note = ""
    unit_en: Unit = ""
    unit_en_many: Unit = ""
    unit_ru: Unit = ""
    unit_ru_few: Unit = ""
    unit_ru_many: Unit = ""
    price: Minor = 0
    min_price: Minor | None = None
    max_price: Minor | None = None
    discount_limit: Chance = 0
    materials: Note = ""
    is_active: bool = True
    tiers: Annotated[list[TierGiven], Field(max_length=20)] = []


class ProductGiven(Given):
    """A new product. Prices are minor units of ``currency``."""

    code: Code
    kind: ProductKind
    name_en: Name
    name_ru: Name
    description_en: Note = ""
    description_ru: Note = ""
    unit_en: Unit = ""
    unit_en_many: Unit = ""
    unit_ru: Unit = ""
    unit_ru_few: Unit = ""
    unit_ru_many: Unit = ""
    price: Minor
    min_price: Minor | None = None
    max_price: Minor | None = None
    discount_limit: Chance = 0
    materials: Note = ""
    is_active: bool = True
    tiers: Annotated[list[TierGiven], Field(max_length=20)] = []


class TierShown(Shown):
    """The price of one from a quantity on, minor units."""

    from_quantity: Decimal
    price: int


class ProductShown(Shown):
    """A product of the catalogue. Prices are minor units of ``currency``."""

    id: PublicId = Field(validation_alias="public_id")
    version: int
    code: str
    kind: ProductKind
    name_en: str
    name_ru: str
    description_en: str
    description_ru: str
    unit_en: str
    unit_en_many: str
    unit_ru: str
    unit_ru_few: str
    unit_ru_many: str
    price: int
    min_price: int | None
    max_price: int | None
    discount_limit: int
    currency: CurrencyCode
    materials: str
    is_active: bool
    tiers: list[TierShown] = Field(validation_alias="tariffs")
