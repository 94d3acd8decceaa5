"""The catalogue a new bank starts with: real products, to be priced by the bank."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa

from ..core.db import db
from .models import Product, ProductKind, Tariff


@dataclass(frozen=True)
class Seed:
    """One product; prices in minor units; ``tiers``: (from quantity, price)."""

    code: str
    kind: ProductKind
    name_en: str
    name_ru: str
    unit_en: str
    unit_ru: str
    price: int
    min_price: int | None
    max_price: int | None
    discount_limit: int
    description_en: str
    description_ru: str
    tiers: tuple[tuple[int, int], ...] = ()
    materials: str = ""


K = ProductKind
CATALOGUE = (
    Seed(
        "settlement", K.ACCOUNT, "Settlement account “Business”", "Расчётный счёт «Бизнес»",
        "month", "мес.", 4_900_00, 2_900_00, 6_900_00, 15,
        "Account in roubles with internet bank, payments until 20:00, opened in one day.",
        "Счёт в рублях с интернет-банком, платежи до 20:00, открытие за один день.",
        materials="Буклет «РКО для бизнеса»; тарифы РКО",
    ),
    Seed(
        "payments", K.ACCOUNT, "Payment to another bank", "Платёж в другой банк",
        "payment", "платёж", 29_00, 12_00, 45_00, 20,
        "Payment in roubles to an account with another bank.",
        "Рублёвый платёж на счёт в другом банке.",
        ((100, 25_00), (300, 19_00)),
    ),
    Seed(
        "acquiring", K.ACQUIRING, "Merchant acquiring, terminal", "Торговый эквайринг, терминал",
        "terminal a month", "терминал в мес.", 1_490_00, 690_00, 1_990_00, 20,
        "Terminal with connection and service; replaced within four hours.",
        "Терминал со связью и обслуживанием; замена за четыре часа.",
        ((10, 1_190_00), (50, 890_00)),
        "Памятка кассира; договор эквайринга",
    ),
    Seed(
        "internet-acquiring", K.ACQUIRING, "Internet acquiring", "Интернет-эквайринг",
        "month", "мес.", 3_500_00, 1_500_00, 4_900_00, 20,
        "Cards and fast payments on the site, settled the next day.",
        "Приём карт и СБП на сайте, зачисление на следующий день.",
    ),
    Seed(
        "payroll", K.PAYROLL, "Payroll", "Зарплатный проект",
        "employee a month", "сотрудник в мес.", 60_00, 0, 90_00, 50,
        "Salaries within fifteen minutes, cards delivered to the office.",
        "Зачисление зарплаты за пятнадцать минут, доставка карт в офис.",
        ((100, 40_00), (300, 25_00)),
        "Презентация зарплатного проекта",
    ),
    Seed(
        "deposit", K.DEPOSIT, "Deposit “Flexible”", "Депозит «Гибкий»",
        "agreement", "договор", 0, 0, 0, 0,
        "Deposit with replenishment and partial withdrawal; the rate depends on term and sum.",
        "Депозит с пополнением и частичным снятием; ставка зависит от срока и суммы.",
    ),
    Seed(
        "card", K.CARD, "Corporate card", "Корпоративная карта",
        "card a month", "карта в мес.", 250_00, 100_00, 350_00, 25,
        "Card for travel and expenses with limits per employee.",
        "Карта для командировок и расходов с лимитами на сотрудника.",
        ((20, 190_00),),
    ),
    Seed(
        "overdraft", K.LOAN, "Overdraft, service of the limit", "Овердрафт, обслуживание лимита",
        "month", "мес.", 9_000_00, 5_000_00, 15_000_00, 10,
        "Limit up to half of the monthly turnover, without collateral.",
        "Лимит до половины месячного оборота, без залога.",
    ),
    Seed(
        "loan", K.LOAN, "Working capital loan, arrangement", "Кредит на оборотные средства, выдача",
        "agreement", "договор", 45_000_00, 25_000_00, 90_000_00, 10,
        "Up to 36 months; decision within three working days.",
        "До 36 месяцев; решение за три рабочих дня.",
        materials="Перечень документов для кредита",
    ),
    Seed(
        "currency-control", K.CURRENCY, "Currency control", "Валютный контроль",
        "month", "мес.", 6_500_00, 3_500_00, 9_500_00, 20,
        "Own specialist, contracts registered in one day, exchange at the market rate.",
        "Личный специалист, постановка контракта за день, обмен по рыночному курсу.",
    ),
    Seed(
        "guarantee", K.GUARANTEE, "Bank guarantee for tenders", "Банковская гарантия для закупок",
        "guarantee", "гарантия", 18_000_00, 9_000_00, 40_000_00, 15,
        "Guarantee for tenders and advance payments, issued within a day.",
        "Гарантия для закупок и авансов, выпуск за один день.",
    ),
    Seed(
        "insurance", K.INSURANCE, "Insurance of property and cargo",
        "Страхование имущества и грузов",
        "month", "мес.", 12_000_00, 8_000_00, 20_000_00, 10,
        "Covers premises, goods and cargo; one policy for all addresses.",
        "Помещения, товар и грузы; один полис на все адреса.",
    ),
)  # fmt: skip


#: The units above with other numbers than one; «мес.» never changes.
SEVERAL = {
    "month": "months",
    "payment": "payments",
    "terminal a month": "terminals a month",
    "employee a month": "employees a month",
    "card a month": "cards a month",
    "agreement": "agreements",
    "guarantee": "guarantees",
}
FEW_AND_MANY = {
    "платёж": ("платежа", "платежей"),
    "терминал в мес.": ("терминала в мес.", "терминалов в мес."),
    "сотрудник в мес.": ("сотрудника в мес.", "сотрудников в мес."),
    "карта в мес.": ("карты в мес.", "карт в мес."),
    "договор": ("договора", "договоров"),
    "гарантия": ("гарантии", "гарантий"),
}


def units(unit_en: str, unit_ru: str) -> dict[str, str]:
    """The columns of a product's units in every form."""
    few, many = FEW_AND_MANY.get(unit_ru, ("", ""))
    return {
        "unit_en": unit_en,
        "unit_en_many": SEVERAL.get(unit_en, ""),
        "unit_ru": unit_ru,
        "unit_ru_few": few,
        "unit_ru_many": many,
    }


def seed() -> None:
    """Add the products that are missing; what the bank has changed stays as it is."""
    known = set(db.session.execute(sa.select(Product.code)).scalars())
    for position, one in enumerate(CATALOGUE, 1):
        if one.code in known:
            continue
        db.session.add(
            Product(
                code=one.code,
                kind=one.kind,
                name_en=one.name_en,
                name_ru=one.name_ru,
                **units(one.unit_en, one.unit_ru),
                price=one.price,
                min_price=one.min_price,
                max_price=one.max_price,
                discount_limit=one.discount_limit,
                description_en=one.description_en,
                description_ru=one.description_ru,
                materials=one.materials,
                position=position * 10,
                tariffs=[
                    Tariff(from_quantity=Decimal(quantity), price=price)
                    for quantity, price in one.tiers
                ],
            )
        )
    db.session.flush()
