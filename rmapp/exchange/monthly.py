"""Monthly figures from a file: a column for the client, the month, balance, turnover, profit."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask_babel import gettext as _

from ..core.errors import Invalid
from ..core.fields import read_day, read_money
from ..figures.models import FigureSource
from ..figures.operations import Month, load
from ..policy.enforce import Actor
from .readers import ReaderRefusal, Table, read_table
from .words import refusal_words

CHUNK = 5_000
#: A page waits for so many rows; more go by the command or the API.
MOST_AT_ONCE = 50_000
ERRORS_SHOWN = 100
#: What columns are called, in small letters without signs.
NAMES = {
    "client": ("client", "clientid", "id", "клиент", "код", "кодклиента", "инн", "inn", "договор"),
    "month": ("month", "period", "date", "месяц", "период", "дата"),
    "balance": ("balance", "averagebalance", "остаток", "среднийостаток", "баланс"),
    "turnover": ("turnover", "оборот", "обороты"),
    "profit": ("profit", "income", "прибыль", "доход"),
}
_MONTH = re.compile(r"(?:(\d{4})[-./](\d{1,2})|(\d{1,2})[-./](\d{4}))")


@dataclass
class Outcome:
    """What a file came to; errors as (row, words), the first hundred."""

    rows: int = 0
    written: int = 0
    wrong: int = 0
    errors: list[tuple[int, Any]] = field(default_factory=list)

    def refuse(self, row: int, words: Any) -> None:
        """Count a row that is not taken."""
        self.wrong += 1
        if len(self.errors) < ERRORS_SHOWN:
            self.errors.append((row, words))


def read_month(text: str) -> dt.date:
    """The first day of the month written as 2026-10, 10.2026 or any of its days.

    ValueError with words for anything else.
    """
    if found := _MONTH.fullmatch(text.strip()):
        year, month = (found[1], found[2]) if found[1] else (found[4], found[3])
        if 1 <= int(month) <= 12 and 1990 <= int(year) <= 2200:
            return dt.date(int(year), int(month), 1)
    return read_day(text).replace(day=1)


def columns_of(table: Table) -> dict[str, int]:
    """Which column is what. Refuses with :class:`Invalid` where one is missing."""
    plain = [re.sub(r"[\W_]", "", name).casefold() for name in table.columns]
    found = {
        what: next((plain.index(name) for name in names if name in plain), -1)
        for what, names in NAMES.items()
    }
    missing = [what for what, place in found.items() if place < 0]
    if missing:
        words = _("The file needs these columns: client, month, balance, turnover, profit.")
        raise Invalid(words, fields={"file": [words]})
    return found


def months_in(table: Table, outcome: Outcome) -> Iterator[tuple[int, Month]]:
    """(row, month) of each row that can be read; the others go to ``outcome``."""
    places = columns_of(table)
    for row in table.rows:
        outcome.rows += 1
        cells = {what: row.cells[place].strip() for what, place in places.items()}
        try:
            if row.problem or not cells["client"]:
                raise ValueError(_("The client is missing, or the row does not fit the columns."))
            amounts = [read_money(cells[what] or "0") for what in ("balance", "turnover", "profit")]
            yield row.number, Month(cells["client"], read_month(cells["month"]), *amounts)
        except ValueError as problem:
            outcome.refuse(row.number, problem.args[0])


def take(path: Path, *, actor: Actor, most: int | None = None) -> Iterator[Outcome]:
    """Load ``path``, yielding after every :data:`CHUNK` rows, so that a door may commit.

    Refuses with :class:`Invalid` at ``file`` what is no table, what lacks a column, and more than
    ``most`` rows.
    """
    outcome = Outcome()
    try:
        rows = months_in(read_table(path), outcome)
        while chunk := list(itertools.islice(rows, CHUNK)):
            loaded = load([month for _row, month in chunk], source=FigureSource.FILE, actor=actor)
            outcome.written += loaded.written
            unknown = set(loaded.unknown)
            for row, month in chunk:
                if month.client in unknown:
                    outcome.refuse(
                        row, _("No such client, or not yours: %(name)s", name=month.client[:60])
                    )
            if most is not None and outcome.rows > most:
                words = _("More rows than a page can wait for: use the command or the API.")
                raise Invalid(words, fields={"file": [words]})
            yield outcome
    except ReaderRefusal as refusal:
        words = refusal_words(refusal)
        raise Invalid(words, fields={"file": [words]}) from None
    yield outcome
