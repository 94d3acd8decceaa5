"""What hangs on an employee or a client (ruling 1): declared beside the model, read by the deeds.

A handover and a merge walk this registry; so does the test that compares it with the foreign keys
of the metadata. A new table joins by declaring itself, and nobody edits the wizard.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa


class AtHandover(StrEnum):
    """What becomes of a row when its employee hands over."""

    MOVES = "moves"  # open rows of a moved client get the receiver
    SERVES = "serves"  # ended, and opened anew for the receiver: who serves whom stays history
    SUCCESSOR = "successor"  # not a client's row: goes to the person named for the rest
    HISTORY = "history"  # says who did it then: never changed
    PERSONAL = "personal"  # belongs to the employee alone and ends with the sessions


class AtMerge(StrEnum):
    """What becomes of a row when its client is merged into another."""

    MOVES = "moves"
    MOVES_UNLESS_TWIN = "moves-unless-twin"  # a unique twin may exist at the survivor
    HISTORY = "history"  # names the record as it was: never changed


Condition = Callable[[sa.Table], sa.ColumnElement[bool]]


@dataclass(frozen=True)
class Obstacle:
    """What stands in the way of a deed. ``words``: sentences; ``leads_to``: the button that leads
    there, as the page of a refusal takes it, where the reader may go."""

    words: str
    leads_to: dict[str, Any] | None = None


#: The clients asked about and who asks (None: a machine) → what stands in the way.
Explains = Callable[[Collection[int], Any], Obstacle]


@dataclass(frozen=True)
class Hanging:
    """One foreign key to an employee or a client, and what the deeds do with it."""

    table: str
    column: str
    rule: AtHandover | AtMerge
    label: Any = None  # lazy translation, plural: shown on the wizard's tree with a count
    client_column: str | None = None  # for employees: where the row names its client
    is_open: Condition | None = None  # only these rows move (all, if None)
    refuses: Condition | None = None  # a merge is refused while such a row is there

    def __str__(self) -> str:
        return f"{self.table}.{self.column}"


_employee: dict[str, Hanging] = {}
_client: dict[str, Hanging] = {}
_explains: dict[str, Explains] = {}


def _put(store: dict[str, Hanging], hanging: Hanging) -> None:
    if str(hanging) in store:
        raise RuntimeError(f"{hanging} is declared twice")
    store[str(hanging)] = hanging


def hangs_on_employee(
    column: str,
    rule: AtHandover,
    *,
    label: Any = None,
    client_column: str | None = None,
    is_open: Condition | None = None,
) -> None:
    """Declare the foreign key ``"table.column"`` to an employee.

    A row that MOVES names its client in ``client_column`` of the same table.
    """
    table, name = column.split(".")
    if rule is AtHandover.MOVES and not client_column:
        raise RuntimeError(f"{column} moves at a handover and must name its client")
    _put(_employee, Hanging(table, name, rule, label, client_column, is_open))


def hangs_on_client(
    column: str,
    rule: AtMerge,
    *,
    label: Any = None,
    refuses: Condition | None = None,
) -> None:
    """Declare the foreign key ``"table.column"`` to a client.

    While a row that ``refuses`` hangs on a client it is not merged; :func:`explains` says why.
    """
    table, name = column.split(".")
    _put(_client, Hanging(table, name, rule, label, refuses=refuses))


def explains(column: str) -> Callable[[Explains], Explains]:
    """Enter who says why the row in ``"table.column"`` refuses a merge."""

    def enter(explain: Explains) -> Explains:
        _explains[column] = explain
        return explain

    return enter


def obstacle(hanging: Hanging, client_ids: Collection[int], actor: Any) -> Obstacle:
    """Why a row of ``hanging`` stands in the way of merging these clients, for who asks."""
    return _explains[str(hanging)](client_ids, actor)


def on_employee() -> list[Hanging]:
    """Every declared foreign key to an employee, in order of declaration."""
    return list(_employee.values())


def on_client() -> list[Hanging]:
    """Every declared foreign key to a client, in order of declaration."""
    return list(_client.values())
