"""The marked row of an export: a client that is nobody, whose name tells whence a copy came.

The telephone lies in a number range no subscriber gets (a Moscow number beginning with 0), the
address under a domain that cannot exist (RFC 2606), so that nobody is ever reached by it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..core.db import new_public_ids

_BEGIN = (
    "Вел", "Кар", "Нор", "Тар", "Ост", "Мир", "Лад", "Сор", "Бер", "Дон", "Зел", "Кам", "Рос",
    "Юж", "Сев", "Мед", "Гра", "Тем", "Аль", "Вер", "Инт", "Лег", "Мон", "Пол",
)  # fmt: skip
_MIDDLE = (
    "торг", "пром", "строй", "энерго", "агро", "логист", "тех", "снаб", "маш", "хим", "лес",
    "металл", "транс", "сталь",
)  # fmt: skip
_END = (
    "сервис", "инвест", "групп", "ресурс", "альянс", "трейд", "комплект", "проект", "центр",
    "партнёр", "союз", "холдинг",
)  # fmt: skip
_PLACES = (
    "Плюс", "Юг", "Центр", "Волга", "Урал", "Запад", "Восток", "Нева", "Ока", "Дон", "Кама",
    "Сибирь",
)  # fmt: skip

Choose = Callable[[Sequence[str]], str]


def invented(choose: Choose) -> dict[str, str]:
    """The parts of an invented client: name, phone, email, number, record (number of its record).
    ``choose`` picks at random."""
    name = choose(_BEGIN) + choose(_MIDDLE) + choose(_END)
    digits = "".join(choose("0123456789") for _ in range(6))
    return {
        "name": f"ООО «{name}-{choose(_PLACES)}»",
        "phone": f"+74950{digits}",
        "email": f"info-{digits}@{choose(('office', 'mail', 'post'))}.invalid",
        "number": f"0000{digits}",  # no registration number begins so
        "record": new_public_ids(1)[0],
    }


def as_row(parts: dict[str, Any], canaries: Sequence[str], neighbour: Sequence[Any]) -> list[Any]:
    """The marked row: invented where a column names a part, the rest as its neighbour has it."""
    return [
        parts.get(part, value) if part else value
        for part, value in zip(canaries, neighbour, strict=True)
    ]
