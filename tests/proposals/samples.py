"""Proposals for tests: from a single line to everything a proposal can hold."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

from rmapp.proposals.document import (
    Bank,
    Benefit,
    Manager,
    Need,
    Outlook,
    PriceLine,
    ProposalDocument,
    Signatory,
    Step,
)

AT = dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC)


def russian(**changes: Any) -> ProposalDocument:
    """A full Russian proposal of three pages."""
    made = ProposalDocument(
        bank=Bank(
            name="Банк «Образец»",
            address="115035, Москва, Садовническая наб., 1",
            requisites="БИК 044525000, к/с 30101810000000000000",
            licence="Лицензия Банка России № 0000 от 12.08.2015",
        ),
        client_name="ООО «Северный Мост»",
        addressee="Игорь Сергеевич Ким, финансовый директор",
        manager=Manager(
            name="Анна Лебедева",
            position="менеджер по привлечению",
            phone="+7 495 000-00-00",
            email="a.lebedeva@bank.example",
        ),
        number="P-2026-0147",
        version=3,
        date=dt.date(2026, 11, 20),
        valid_until=dt.date(2026, 12, 20),
        at=AT,
        language="ru",
        currency="RUB",
        lines=(
            PriceLine("РКО «Бизнес-Про»", 1, "мес.", 490_000, 490_000),
            PriceLine("Терминал, аренда", 86, "мес.", 0, 0),
            PriceLine("Платёж в другой банк, свыше 200 шт.", 340, "шт.", 1_900, 646_000),
            PriceLine("Валютный контроль", Decimal("1"), "мес.", 650_000, 650_000),
            PriceLine("Зарплатный проект", 1, "мес.", 0, 0),
        ),
        total=1_686_000,
        discount=100_000,
        summary=(
            "Экономия на обслуживании и эквайринге, зарплатный проект на 214 сотрудников"
            " без комиссии, доходность на остаток от 12,4 % годовых."
        ),
        needs=(
            Need("Снизить стоимость приёма карт", "Торговый эквайринг", "1,59 % вместо 2,1 %"),
            Need(
                "Платить зарплату в день поручения",
                "Зарплатный проект: 214 сотрудников, 3 города",
                "0 ₽, зачисление до 15 мин",
            ),
            Need("Держать остатки с доходом", "Депозит «Гибкий»", "12,4 % / 14,1 % годовых"),
        ),
        benefit=(
            Benefit("I кв.", 112_000_000, 82_000_000),
            Benefit("II кв.", 118_000_000, 84_500_000),
            Benefit("III кв.", 124_000_000, 86_200_000),
            Benefit("IV кв.", 131_000_000, 88_000_000),
        ),
        benefit_note="Прогноз по вашим оборотам за 2026 год.",
        steps=(
            Step("Подписание и открытие счёта", "2 рабочих дня", "Анна Лебедева"),
            Step("Перевод зарплатного проекта, выпуск 214 карт", "7 рабочих дней", "Отдел зарплат"),
            Step("Установка терминалов по адресам", "10 рабочих дней", "Сервис эквайринга"),
            Step("Персональный менеджер и план на год", "через 30 дней", "VIP-центр"),
        ),
        outlook=Outlook(
            title="Ожидаемые остатки",
            points=tuple(
                (month, value * 100_000_000)
                for month, value in zip(
                    ("янв", "мар", "май", "июл", "сен", "ноя"),
                    (18, 22, 21, 27, 31, 34),
                    strict=True,
                )
            ),
            parts=(
                ("Расчётные счета", 3_400_000_000),
                ("Депозит", 2_200_000_000),
                ("Овернайт", 900_000_000),
            ),
            other="Прочее",
        ),
        terms=(
            "Тарифы действуют 12 месяцев с даты подключения.\n"
            "Ставка дохода на остаток меняется вместе с ключевой ставкой с уведомлением"
            " за 10 рабочих дней."
        ),
        signatures=(
            Signatory("Банк «Образец»", "Директор центра корпоративных продаж", "М. А. Орлова"),
            Signatory("ООО «Северный Мост»", "Финансовый директор", "И. С. Ким"),
        ),
    )
    return replace(made, **changes)


def english(**changes: Any) -> ProposalDocument:
    """A full English proposal in euros with cents."""
    made = russian(
        bank=Bank("Sample Bank", "1 Quay Street, Riga", "SWIFT SAMPLV2X", "Licence 06.01.05/100"),
        client_name="Northern Bridge Ltd",
        addressee="Igor Kim, CFO",
        manager=Manager(
            "Anna Lebedeva", "relationship manager", "+371 6000 0000", "a@bank.example"
        ),
        language="en",
        currency="EUR",
        lines=(
            PriceLine("Business account Pro", 1, "month", 4_990, 4_990),
            PriceLine("SEPA payment above 200", 340, "pcs", 19, 6_460),
        ),
        total=10_450,
        discount=1_000,
        summary="Lower card fees, payroll on the same day, income on the balance.",
        needs=(Need("Lower the cost of cards", "Merchant acquiring", "1.59 % instead of 2.1 %"),),
        benefit=tuple(
            Benefit(f"Q{n}", 11_200_00 + n * 500_00, 8_200_00 + n * 100_00) for n in range(1, 5)
        ),
        benefit_note="A forecast by your turnover in 2026.",
        steps=(
            Step("Sign and open the account", "2 working days", "Anna Lebedeva"),
            Step("Move the payroll", "7 working days", "Payroll team"),
        ),
        outlook=Outlook(),
        terms="Tariffs hold for 12 months from the start.",
        signatures=(
            Signatory("Sample Bank", "Head of sales", "M. Orlova"),
            Signatory("Northern Bridge Ltd", "CFO", "I. Kim"),
        ),
    )
    return replace(made, **changes)
