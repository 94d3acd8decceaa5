"""A statement of account as banks give it to 1C: its counterparties, each once.

Format: "1CClientBankExchange", v8.1c.ru, "Стандарт обмена с системами Клиент банка", 1.03. Whoever
pays our client, or is paid by it, is a firm worth knowing: its name, numbers, bank, and how much
went which way. Accounts of banks themselves (not 40x) are left out and counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

from .shape import RawRow, shape
from .table import Limits, Note, ReaderRefusal, RefusalCode, Table

COLUMNS = [
    "Наименование", "ИНН", "КПП", "Банк", "Примечания",
]  # fmt: skip
_SIDES = ("Плательщик", "Получатель")
_CLIENTS = re.compile(r"40[5-8]|423|426")


@dataclass
class _Party:
    number: int
    name: str
    inn: str
    kpp: str
    bank: str
    paid: Decimal = Decimal(0)
    got: Decimal = Decimal(0)
    times: int = 0
    last: str = ""
    ours: set[str] = field(default_factory=set)


def read_statement(path: Path, encoding: str, limits: Limits) -> Table:
    """The counterparties of a statement as rows. Refuses a statement without documents."""
    notes: list[Note] = []
    parties = list(_parties(path, encoding, notes))
    if not parties:
        raise ReaderRefusal(RefusalCode.EMPTY)
    rows = [RawRow(1, COLUMNS)]
    rows += [
        RawRow(at, [one.name, one.inn, one.kpp, one.bank, _told(one)])
        for at, one in enumerate(parties, 2)
    ]
    table = shape("statement", iter(rows), limits, notes=notes, header=True)
    table.encoding = encoding
    return table


def _told(one: _Party) -> str:
    said = [f"Платежей по выписке: {one.times}"]
    if one.paid:
        said.append(f"заплатил {one.paid:.2f}")
    if one.got:
        said.append(f"получил {one.got:.2f}")
    if one.last:
        said.append(f"последний {one.last}")
    return ", ".join(said)


def _parties(path: Path, encoding: str, notes: list[Note]) -> Iterator[_Party]:
    ours: set[str] = set()
    found: dict[str, _Party] = {}
    left_out = 0
    for number, said in _documents(path, encoding, ours):
        try:
            amount = Decimal(said.get("Сумма", "0").replace(",", ".") or "0")
        except InvalidOperation:
            amount = Decimal(0)
        for side in _SIDES:
            account = said.get(f"{side}Счет") or said.get(f"{side}РасчСчет") or ""
            if account in ours:
                continue
            name = said.get(f"{side}1") or said.get(side, "")
            name = re.sub(r"^\d{10,12}[, ]+", "", name).strip()
            if not name or not _CLIENTS.match(account):
                left_out += bool(name)
                continue
            inn = said.get(f"{side}ИНН", "")
            party = found.setdefault(
                inn or name.casefold(),
                _Party(number, name, inn, said.get(f"{side}КПП", ""), _bank(said, side, account)),
            )
            party.times += 1
            party.last = said.get("Дата", party.last)
            if side == "Плательщик":
                party.paid += amount
            else:
                party.got += amount
    if left_out:
        notes.append(Note("banks_left_out", str(left_out)))
    yield from found.values()


def _bank(said: dict[str, str], side: str, account: str) -> str:
    parts = [said.get(f"{side}Банк1", "")]
    if said.get(f"{side}БИК"):
        parts.append(f"БИК {said[f'{side}БИК']}")
    parts.append(f"р/с {account}")
    return ", ".join(filter(None, parts))


def _documents(path: Path, encoding: str, ours: set[str]) -> Iterator[tuple[int, dict[str, str]]]:
    said: dict[str, str] | None = None
    begun = 0
    with path.open("r", encoding=encoding, errors="replace") as lines:
        for number, line in enumerate(lines, 1):
            key, has, value = line.rstrip("\r\n").partition("=")
            if key == "РасчСчет" and said is None:
                ours.add(value.strip())
            elif key.startswith("СекцияДокумент"):
                said, begun = {}, number
            elif key.strip() == "КонецДокумента" and said is not None:
                yield begun, said
                said = None
            elif has and said is not None and len(said) < 200:
                said.setdefault(key.strip(), value.strip()[:1_000])
