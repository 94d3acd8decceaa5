"""The fixed words of a proposal in both languages of the bank.

They are not gettext: a proposal speaks its client's language, not the reader's; it is drawn in
workers without a request; and a sent version must read the same when it is drawn again. A missing
word does not compile, for every language is a full :class:`Words`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from babel.dates import format_date
from babel.numbers import format_decimal, get_currency_precision

Language = Literal["ru", "en"]

_SYMBOLS = {"RUB": "₽", "UAH": "₴", "EUR": "€", "KZT": "₸", "USD": "$", "GBP": "£"}


@dataclass(frozen=True)
class Words:
    """Every fixed string of the document."""

    language: Language
    title: str
    kind: str
    kind_short: str
    for_client: str
    number_sign: str
    number: str
    valid_until: str
    prepared_by: str
    prepared_for: str
    summary: str
    saving: str
    total_price: str
    validity: str
    needs: str
    needs_intro: str
    task: str
    solution: str
    terms_column: str
    prices: str
    product: str
    quantity: str
    price: str
    amount: str
    subtotal: str
    discount: str
    total: str
    benefit: str
    benefit_note: str
    now: str
    with_us: str
    steps: str
    step: str
    step_term: str
    responsible: str
    outlook: str
    structure: str
    terms: str
    signatures: str
    dated: str
    not_an_offer: str
    page: str
    draft: str
    thousand: str
    million: str
    contents: str


RUSSIAN = Words(
    language="ru",
    title="Предложение\nо сотрудничестве",
    kind="Коммерческое предложение",
    kind_short="Предложение",
    for_client="для {client}",
    number_sign="№",
    number="№ {number}, версия {version} · от {date}",
    valid_until="Предложение действует до {date}",
    prepared_by="Подготовлено",
    prepared_for="Кому",
    summary="Кратко",
    saving="Ваша выгода за год",
    total_price="Стоимость в месяц",
    validity="Действует до",
    needs="Что для вас важно",
    needs_intro="Задачи, которые вы назвали, и чем мы отвечаем на каждую из них.",
    task="Ваша задача",
    solution="Наше решение",
    terms_column="Условия",
    prices="Цены и тарифы",
    product="Услуга",
    quantity="Количество",
    price="Цена",
    amount="Сумма",
    subtotal="Сумма без скидки",
    discount="Скидка",
    total="Итого в месяц",
    benefit="Сколько вы сэкономите",
    benefit_note="Расходы по периодам, {unit}.",
    now="сейчас",
    with_us="с нами",
    steps="Порядок подключения",
    step="Шаг",
    step_term="Срок",
    responsible="Отвечает",
    outlook="Прогноз",
    structure="Структура",
    terms="Условия",
    signatures="Подписи сторон",
    dated="«___» ______________ {year} г.      М. П.",
    not_an_offer="не является публичной офертой",
    page="стр. {page} из {pages}",
    draft="ПРОЕКТ",
    thousand="тыс. {currency}",
    million="млн {currency}",
    contents="Обложка",
)

ENGLISH = Words(
    language="en",
    title="Partnership\nproposal",
    kind="Commercial proposal",
    kind_short="Proposal",
    for_client="for {client}",
    number_sign="No.",
    number="No. {number}, version {version} · {date}",
    valid_until="The proposal is valid until {date}",
    prepared_by="Prepared by",
    prepared_for="Prepared for",
    summary="In brief",
    saving="Your benefit over a year",
    total_price="Price per month",
    validity="Valid until",
    needs="What matters to you",
    needs_intro="The tasks you named, and our answer to each of them.",
    task="Your task",
    solution="Our solution",
    terms_column="Terms",
    prices="Prices and tariffs",
    product="Service",
    quantity="Quantity",
    price="Price",
    amount="Amount",
    subtotal="Amount before discount",
    discount="Discount",
    total="Total per month",
    benefit="How much you save",
    benefit_note="Costs by period, {unit}.",
    now="now",
    with_us="with us",
    steps="How we start",
    step="Step",
    step_term="Time",
    responsible="Responsible",
    outlook="Forecast",
    structure="Structure",
    terms="Terms",
    signatures="Signatures",
    dated="____  ______________ {year}      Seal",
    not_an_offer="not a public offer",
    page="page {page} of {pages}",
    draft="DRAFT",
    thousand="thousand {currency}",
    million="million {currency}",
    contents="Cover",
)

LOCALES: Mapping[Language, str] = {"ru": "ru", "en": "en_GB"}
WORDS: Mapping[Language, Words] = {"ru": RUSSIAN, "en": ENGLISH}


@dataclass(frozen=True)
class Money:
    """Prints amounts of one currency (integer minor units) in one language.

    ``cents``: show the minor units, for the whole document alike.
    """

    currency: str
    language: Language
    cents: bool = False

    @property
    def symbol(self) -> str:
        """₽, €, … or the currency's code."""
        return _SYMBOLS.get(self.currency, self.currency)

    @property
    def unit(self) -> int:
        """How many minor units make one."""
        return int(10 ** get_currency_precision(self.currency))

    def number(self, minor: int) -> str:
        """The amount without the currency."""
        digits = get_currency_precision(self.currency) if self.cents else 0
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        shown = format_decimal(Decimal(minor) / self.unit, pattern, locale=self.language)
        return shown.replace("-", "−")

    def show(self, minor: int) -> str:
        """The amount with the currency where the language puts it, never torn over two lines."""
        shown = self.number(minor)
        if self.language == "ru":
            return f"{shown}\u00a0{self.symbol}"
        gap = "\u00a0" if self.symbol.isalpha() else ""
        minus, bare = ("−", shown[1:]) if shown.startswith("−") else ("", shown)
        return f"{minus}{self.symbol}{gap}{bare}"


def day(date: dt.date, language: Language) -> str:
    """A date as the language writes it at length."""
    return format_date(date, "long", locale=LOCALES[language])


def count(quantity: Decimal | int, language: Language) -> str:
    """A quantity as the language writes it."""
    return str(format_decimal(quantity, "#,##0.###", locale=language))
