"""Moving what hangs on one client to another: every foreign key the registry knows.

A row moves unless it cannot stand beside one of the survivor's (a unique key, a tie to itself) or
a person chose to leave it. What does not move stays with the loser, in the bin, and is there
again when the merge is undone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from ...core import journal, registry
from ...core.db import Base, db
from ...core.registry import AtMerge, Hanging, Obstacle
from ...policy.enforce import Actor
from ..rules import LISTS, Side

#: What a person said against a number or an address stays said when it stands at both.
_AGAINST = ("is_invalid", "is_opted_out", "is_blocked", "no_calls", "no_letters")


@dataclass
class Moved:
    """``rows``: "table.column" → how many moved; ``left``: how many stayed with the loser."""

    rows: dict[str, int] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=dict)


def counts(survivor_id: int, loser_id: int, *, to_tell: bool = False) -> dict[str, tuple[int, int]]:
    """ "table.column" → (rows of the survivor, of the loser) of all that moves; one statement.

    ``to_tell``: without what refuses the merge, which says itself what the reader may know of it.
    """
    parts, names = [], []
    for hanging, table in hangings(moving=True):
        column = table.c[hanging.column]
        besides = [~hanging.refuses(table)] if to_tell and hanging.refuses is not None else []
        for client_id in (survivor_id, loser_id):
            parts.append(
                sa.select(sa.func.count())
                .select_from(table)
                .where(column == client_id, *besides)
                .scalar_subquery()
            )
        names.append(str(hanging))
    found = list(db.session.execute(sa.select(*parts)).one())
    pairs = zip(found[::2], found[1::2], strict=True)
    return dict(zip(names, pairs, strict=True))


def hangings(*, moving: bool = False) -> Iterator[tuple[Hanging, sa.Table]]:
    """Every foreign key to a client with its table; ``moving``: without history."""
    for hanging in registry.on_client():
        if not moving or hanging.rule is not AtMerge.HISTORY:
            yield hanging, Base.metadata.tables[hanging.table]


def in_the_way(client_ids: list[int], *, actor: Actor | None) -> Obstacle | None:
    """Why these clients cannot be merged now, and where that is ended; None: nothing is."""
    for hanging, table in hangings():
        if hanging.refuses is None:
            continue
        found = sa.select(sa.literal(1)).where(
            table.c[hanging.column].in_(client_ids), hanging.refuses(table)
        )
        if db.session.execute(found.limit(1)).first() is not None:
            return registry.obstacle(hanging, client_ids, actor)
    return None


def move(
    operation: journal.Operation, survivor_id: int, loser_id: int, lists: Mapping[str, Side]
) -> Moved:
    """Move every row; what moved and what stayed, by foreign key."""
    done = Moved()
    for hanging, table in hangings(moving=True):
        column = table.c[hanging.column]
        side = lists.get(hanging.table, Side.BOTH) if hanging.table in LISTS else Side.BOTH
        stays = _stays(table, hanging.column, survivor_id, loser_id)
        here = column == loser_id
        if side is Side.SURVIVOR:
            moved = 0
        elif side is Side.LOSER:
            moved = _swap(operation, table, column, survivor_id, loser_id, stays)
        else:
            values: dict[str, Any] = {hanging.column: survivor_id}
            if "is_preferred" in table.c and _prefers(table, column, survivor_id):
                values["is_preferred"] = False
            moved = journal.change(operation, table, values, sa.and_(here, sa.not_(stays)))
        if moved:
            done.rows[str(hanging)] = moved
        left = _count(table, here)
        if left:
            done.left[str(hanging)] = left
        _keep_what_was_said_against(operation, table, hanging.column, survivor_id, loser_id)
    return done


def _swap(
    operation: journal.Operation,
    table: sa.Table,
    column: Any,
    survivor_id: int,
    loser_id: int,
    stays: sa.ColumnElement[bool],
) -> int:
    """The loser's rows stand alone: the survivor's go to lie with the loser."""
    out = _stays(table, column.key, loser_id, survivor_id)
    moving = sa.or_(
        sa.and_(column == loser_id, sa.not_(stays)), sa.and_(column == survivor_id, sa.not_(out))
    )
    other = sa.case((column == loser_id, survivor_id), else_=loser_id)
    came = _count(table, sa.and_(column == loser_id, sa.not_(stays)))
    journal.change(operation, table, {column.key: other}, moving)
    return came


def _stays(table: sa.Table, name: str, survivor_id: int, loser_id: int) -> sa.ColumnElement[bool]:
    """The condition that a row of the loser cannot stand at the survivor."""
    ties = [
        table.c[other.column] == survivor_id
        for other in registry.on_client()
        if other.table == table.name and other.column != name
    ]
    twins = [
        _has_twin(table, name, columns, predicate, survivor_id, loser_id)
        for columns, predicate in unique_keys(table, name)
    ]
    return sa.or_(sa.false(), *ties, *twins)


def unique_keys(table: sa.Table, name: str) -> list[tuple[list[str], Any]]:
    """Unique keys of ``table`` in which column ``name`` takes part: the other columns and the
    predicate of a partial index."""
    found: list[tuple[list[str], Any]] = []
    for constraint in table.constraints:
        if isinstance(constraint, sa.UniqueConstraint | sa.PrimaryKeyConstraint):
            columns = [column.key for column in constraint.columns]
            if name in columns:
                found.append(([one for one in columns if one != name], None))
    for index in table.indexes:
        if index.unique:
            columns = [getattr(one, "key", None) or "" for one in index.expressions]
            if name in columns and all(columns):
                others = [one for one in columns if one != name]
                found.append((others, index.dialect_options["postgresql"]["where"]))
    return found


def _has_twin(
    table: sa.Table,
    name: str,
    others: list[str],
    predicate: Any,
    survivor_id: int,
    loser_id: int,
) -> sa.ColumnElement[bool]:
    here, there = table.alias("here"), table.alias("there")

    def qualify(side: Any, client_id: int) -> list[Any]:
        if predicate is None:
            return []
        inner = table.alias("kept")
        kept = sa.select(inner.c.id).where(inner.c[name] == client_id, predicate)
        return [side.c.id.in_(kept)]

    twin = (
        sa.select(there.c.id)
        .where(
            there.c[name] == survivor_id,
            *[there.c[one] == here.c[one] for one in others],
            *qualify(there, survivor_id),
        )
        .correlate(here)
        .exists()
    )
    return table.c.id.in_(
        sa.select(here.c.id).where(here.c[name] == loser_id, *qualify(here, loser_id), twin)
    )


def _prefers(table: sa.Table, column: Any, client_id: int) -> bool:
    return _count(table, sa.and_(column == client_id, table.c.is_preferred)) > 0


def _count(table: sa.Table, where: sa.ColumnElement[bool]) -> int:
    return int(db.session.scalar(sa.select(sa.func.count()).select_from(table).where(where)) or 0)


def _keep_what_was_said_against(
    operation: journal.Operation, table: sa.Table, name: str, survivor_id: int, loser_id: int
) -> None:
    """A number that is invalid or opted out at either stays so at the survivor."""
    flags = [flag for flag in _AGAINST if flag in table.c]
    keys = [others for others, predicate in unique_keys(table, name) if predicate is None]
    for flag in flags:
        for others in keys:
            other = table.alias("other")
            said = sa.exists().where(
                other.c[name] == loser_id,
                other.c[flag],
                *[other.c[one] == table.c[one] for one in others],
            )
            where = sa.and_(table.c[name] == survivor_id, sa.not_(table.c[flag]), said)
            journal.change(operation, table, {flag: True}, where)
