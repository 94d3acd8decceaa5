"""What a list is to an export: its address, its columns, its rows page by page."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from babel.numbers import get_currency_precision

from ...core.pagination import Page
from ...policy.enforce import Actor, reach
from ...policy.models import Reach

Address = Mapping[str, str]  # what stands behind the question mark of the list's address
#: Values of a row in the order of its columns: text, int, Decimal (money in major units), a date, a
#: naive moment in the reader's zone, or None for nothing.
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Column:
    """One column. ``canary``: the part of an invented client that stands here in the marked row
    (name, phone, email, number, amount); other columns copy a neighbour."""

    name: str
    label: Any
    canary: str = ""


def among(**values: Collection[str]) -> Callable[[Actor, Address], list[str]]:
    """``wrong`` of a list of which these arguments take nothing but these values."""

    def wrong(_actor: Actor, address: Address) -> list[str]:
        return [name for name, known in values.items() if address.get(name, "") not in {"", *known}]

    return wrong


def _nothing(_actor: Actor, _given: Address) -> list[str]:
    return []


@dataclass(frozen=True)
class ExportList:
    """A list that can be taken out.

    ``arguments``: the names in its address that say which rows and in which order. ``columns``
    and ``rows`` see the person for whom the file is made; ``words``: the filter for people;
    ``wrong``: the arguments whose value the page would pass over.
    """

    name: str
    label: Any
    permission: str
    page: str
    arguments: tuple[str, ...]
    columns: Callable[[Actor, Address], list[Column]]
    rows: Callable[[Actor, Address, str | None, int, int], Page[Any]]
    words: Callable[[Actor, Address], list[str]]
    wrong: Callable[[Actor, Address], list[str]] = _nothing

    def address(self, given: Mapping[str, str]) -> dict[str, str]:
        """What of ``given`` says something about this list, each value at most 8,000 characters."""
        return {name: given[name][:8_000] for name in self.arguments if given.get(name)}

    def misread(self, given: Mapping[str, str], actor: Actor) -> list[str]:
        """The names in ``given`` that say nothing of this list: a page passes over them, a program
        would take out more than it meant."""
        said = {name: value for name, value in given.items() if value}
        unknown = [name for name in said if name not in self.arguments]
        return [*unknown, *self.wrong(actor, self.address(said))]

    def within(self, actor: Actor) -> Actor:
        """``actor`` as far as they may take this list out: not further than they may read it."""
        far = min(reach(actor, self.permission), reach(actor, "exports:run"), key=_rank)
        return dataclasses.replace(actor, grants={**actor.grants, self.permission: far})


def local(moment: dt.datetime | None, actor: Actor) -> dt.datetime | None:
    """``moment`` as the clock on the reader's wall says it."""
    return moment.astimezone(ZoneInfo(actor.zone)).replace(tzinfo=None) if moment else None


def major(minor: int | None, currency: str) -> Decimal | None:
    """Minor units of ``currency`` as money of whole units with its decimals."""
    return None if minor is None else Decimal(minor).scaleb(-get_currency_precision(currency))


def _rank(one: Reach) -> int:
    return one.rank
