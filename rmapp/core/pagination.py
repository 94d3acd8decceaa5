"""Pages of a list by keyset: page 500 costs what page 1 costs, and nothing is counted for its sake.

A cursor is the order columns' values of the last row seen, written as URL-safe JSON. It carries
no secret and gives no right: the same conditions apply to every page.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from flask_babel import format_decimal
from flask_babel import gettext as _

from . import seen
from .db import db
from .errors import Malformed

Row = TypeVar("Row")
PAGE = 50
COUNT_CAP = 1_000


@dataclass(frozen=True)
class Order:
    """One ordering column, NOT NULL or coalesced, with its direction."""

    column: Any
    descending: bool = False


@dataclass
class Page(Generic[Row]):
    """Rows of one page and the cursors of its neighbours (None where there is none)."""

    rows: list[Row]
    next: str | None
    previous: str | None
    limit: int
    count: int | None = None  # counted up to cap + 1, or None when not asked
    cap: int = COUNT_CAP

    @property
    def count_label(self) -> str:
        """The number of rows in words: exact as far as was counted, then "more than 1,000"."""
        if self.count is None:
            return ""
        if self.count > self.cap:
            return str(_("more than 1,000")) if self.cap == COUNT_CAP else f"> {self.cap}"
        return str(format_decimal(self.count))


class Keyset:
    """A statement that is paged in an order. Its pages differ in what is bound alone, so that the
    list everybody opens may be kept (``functools.lru_cache``) and is built once."""

    def __init__(
        self, statement: sa.Select[Any], order: Sequence[Order], counted_to: int | None = None
    ) -> None:
        """``order`` must end in a unique column. ``counted_to``: count along, no further than
        that + 1."""
        self._order = order
        self._statement = statement.add_columns(
            *[one.column.label(f"_order_{i}") for i, one in enumerate(order)]
        )
        self._counts = counted_to is not None
        if counted_to is not None:
            total = counted(statement, counted_to).scalar_subquery()
            self._statement = self._statement.add_columns(total.label("_count"))
        self._built: dict[tuple[bool, bool], sa.Select[Any]] = {}

    def page(self, *, cursor: str | None, limit: int, scalars: bool = True) -> Page[Any]:
        """The page after (or before) ``cursor``; see :func:`keyset`."""
        limit = max(1, min(limit, 500))
        backwards, values = _read(cursor, len(self._order)) if cursor else (False, None)
        bound: dict[str, Any] = {"_most": limit + 1}
        for i, (one, value) in enumerate(zip(self._order, values or (), strict=False)):
            bound[f"_after_{i}"] = _typed(one.column, value)
        statement = self._of(values is not None, backwards)
        found = list(db.session.execute(statement, bound).all())
        more = len(found) > limit
        found = found[:limit]
        if backwards:
            found.reverse()
        seen.note(len(found))
        total = int(found[0][-1]) if self._counts and found else None
        end = -1 if self._counts else None
        width = len(self._order)
        keys = [row[:end][-width:] for row in (found[:1] + found[-1:])]
        return Page(
            rows=[row[0] if scalars else row[:end][:-width] for row in found],
            next=_write(False, keys[-1]) if (more or backwards) and found else None,
            previous=_write(True, keys[0])
            if ((cursor and not backwards) or (backwards and more)) and found
            else None,
            limit=limit,
            count=total,
        )

    def _of(self, goes_on: bool, backwards: bool) -> sa.Select[Any]:
        statement = self._built.get((goes_on, backwards))
        if statement is None:
            statement = self._statement
            if goes_on:
                statement = statement.where(_beyond(self._order, backwards))
            for item in self._order:
                descending = item.descending != backwards
                statement = statement.order_by(
                    item.column.desc() if descending else item.column.asc()
                )
            statement = statement.limit(sa.bindparam("_most", type_=sa.Integer))
            self._built[goes_on, backwards] = statement
        return statement


def keyset(
    statement: sa.Select[Any],
    order: Sequence[Order],
    *,
    cursor: str | None = None,
    limit: int = PAGE,
    counted: bool = False,
    count_to: int = COUNT_CAP,
    scalars: bool = True,
) -> Page[Any]:
    """Return the page of ``statement`` after (or before) ``cursor``.

    ``order`` must end in a unique column. ``limit`` 1–500. Refuses a cursor it did not write with
    :class:`Malformed`. ``counted``: how many rows there are, no further than ``count_to`` + 1;
    ``scalars``: rows are first columns, else whole rows whose extra order
    columns are taken by the columns' own keys.
    """
    paged = Keyset(statement, order, count_to if counted else None)
    page = paged.page(cursor=cursor, limit=limit, scalars=scalars)
    page.cap = count_to
    if counted and page.count is None:
        page.count = count(statement, count_to) if cursor else 0
    return page


def count(statement: sa.Select[Any], cap: int = COUNT_CAP) -> int:
    """Count the rows of ``statement``, no further than ``cap`` + 1."""
    return int(db.session.execute(counted(statement, cap)).scalar_one())


def counted(statement: sa.Select[Any], cap: int = COUNT_CAP) -> sa.Select[int]:
    """The statement that counts the rows of ``statement``, no further than ``cap`` + 1."""
    inner = statement.with_only_columns(sa.literal(1)).order_by(None).limit(cap + 1).subquery()
    return sa.select(sa.func.count()).select_from(inner)


def _beyond(order: Sequence[Order], backwards: bool) -> Any:
    values = [sa.bindparam(f"_after_{i}", type_=one.column.type) for i, one in enumerate(order)]
    if len({item.descending for item in order}) == 1:
        left = sa.tuple_(*[item.column for item in order])
        right = sa.tuple_(*values)
        return left < right if order[0].descending != backwards else left > right
    branches = []
    for depth, item in enumerate(order):
        same = [order[i].column == values[i] for i in range(depth)]
        descending = item.descending != backwards
        step = item.column < values[depth] if descending else item.column > values[depth]
        branches.append(sa.and_(*same, step))
    return sa.or_(*branches)


def _write(backwards: bool, values: Sequence[Any]) -> str:
    body = json.dumps([int(backwards), *[_plain(v) for v in values]], ensure_ascii=False)
    return base64.urlsafe_b64encode(body.encode()).decode().rstrip("=")


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, dt.date | dt.datetime | dt.time) else value


def _read(cursor: str, width: int) -> tuple[bool, list[Any]]:
    try:
        if len(cursor) > 2_000:
            raise ValueError
        body = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        backwards, *values = body
        if len(values) != width or backwards not in (0, 1):
            raise ValueError
        if not all(isinstance(v, str | int | float) for v in values):
            raise ValueError
        for value in values:
            if isinstance(value, str) and "\x00" in value:
                raise ValueError
        return bool(backwards), values
    except (ValueError, TypeError, RecursionError):
        raise Malformed(
            _("This link to a page of the list is broken. Open the list anew.")
        ) from None


def _typed(column: Any, value: Any) -> Any:
    kind = column.type.python_type
    try:
        if kind is dt.datetime:
            moment = dt.datetime.fromisoformat(value)
            return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
        if kind is dt.date:
            return dt.date.fromisoformat(value)
        if kind is int and (isinstance(value, bool) or not -(2**63) <= int(value) < 2**63):
            raise ValueError
        return kind(value)
    except (ValueError, TypeError, OverflowError, InvalidOperation):
        raise Malformed(
            _("This link to a page of the list is broken. Open the list anew.")
        ) from None
