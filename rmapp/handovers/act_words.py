"""The fixed words of the act of transfer in both languages of the bank.

Not gettext: the act is a paper of the bank, in the bank's language, whoever prints it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from babel.dates import format_date
from babel.numbers import format_decimal

Language = Literal["ru", "en"]


@dataclass(frozen=True)
class ActWords:
    """Every fixed string of the act."""

    title: str
    subject: str
    intro: str
    until: str
    stands: Mapping[str, str]
    totals: str
    receiver: str
    clients: str
    matters: str
    matters_short: str
    came_out: str
    went_in: str
    stays: str
    list_of: str
    place: str
    client: str
    code: str
    categories: Mapping[str, str]
    signatures: str
    statement: str
    statement_of_some: str
    handed_over: str
    received: str
    approved: str
    dated: str
    page: str


RUSSIAN = ActWords(
    title="Акт приёма-передачи клиентов № {number}",
    subject="Передаёт {leaver}",
    intro="Передаёт: {leaver}, {position}.",
    until="до {day}",
    stands={
        "ahead": "Проект. Передача ещё не исполнена, клиенты у прежнего менеджера.",
        "undone": "Передача отменена {day}: клиенты возвращены.",
        "returned": "Замещение завершено {day}: клиенты возвращены.",
        "dropped": "От передачи отказались: ничего не передано.",
    },
    totals="Итоги",
    receiver="Принимает",
    clients="Клиентов",
    matters="Открытых дел",
    matters_short="Дел",
    came_out="Передано всего",
    went_in="Числилось до передачи",
    stays="Остаётся у передающего",
    list_of="Принимает {receiver}: {number}",
    place="№",
    client="Клиент",
    code="Номер",
    categories={
        "client": "Клиенты",
        "prospect": "Потенциальные клиенты",
        "former": "Бывшие клиенты",
        "beside": "Как заместитель или специалист",
    },
    signatures="Подписи",
    statement="Клиенты и открытые дела переданы полностью, число принятых равно числу переданных.",
    statement_of_some="Перечисленные клиенты переданы со всеми открытыми делами, "
    "число принятых равно числу переданных.",
    handed_over="Передал",
    received="Принял",
    approved="Утвердил",
    dated="«___» ______________ {year} г.",
    page="стр. {page} из {pages}",
)

ENGLISH = ActWords(
    title="Act of transfer of clients No. {number}",
    subject="Handed over by {leaver}",
    intro="Handed over by: {leaver}, {position}.",
    until="until {day}",
    stands={
        "ahead": "Draft. Nothing has been handed over yet.",
        "undone": "Undone on {day}: the clients have gone back.",
        "returned": "The substitution ended on {day}: the clients have gone back.",
        "dropped": "Given up: nothing was handed over.",
    },
    totals="Totals",
    receiver="Receiver",
    clients="Clients",
    matters="Open matters",
    matters_short="Open",
    came_out="Handed over in all",
    went_in="Assigned before",
    stays="Stays as it was",
    list_of="Received by {receiver}: {number}",
    place="No.",
    client="Client",
    code="Number",
    categories={
        "client": "Clients",
        "prospect": "Prospects",
        "former": "Former clients",
        "beside": "As deputy or specialist",
    },
    signatures="Signatures",
    statement="All clients and open matters were handed over; as many were received as were given.",
    statement_of_some="The clients named here were handed over with all their open matters; "
    "as many were received as were given.",
    handed_over="Handed over",
    received="Received",
    approved="Approved",
    dated="____  ______________ {year}",
    page="page {page} of {pages}",
)

LOCALES: Mapping[Language, str] = {"ru": "ru", "en": "en_GB"}
WORDS: Mapping[Language, ActWords] = {"ru": RUSSIAN, "en": ENGLISH}


def day(date: dt.date, language: Language) -> str:
    """A date as the language writes it at length."""
    return format_date(date, "long", locale=LOCALES[language])


def count(number: int, language: Language) -> str:
    """A number as the language writes it: 1,276 or 1 276."""
    return str(format_decimal(number, locale=LOCALES[language]))
