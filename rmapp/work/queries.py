"""Every select of work that a page asks for."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from ..core.db import UTCDateTime, db
from ..core.errors import NotFound
from ..core.pagination import Order, Page, keyset
from .models import OPEN, WorkItem, WorkState


def item(public_id: str, *, created_by_id: int | None = None) -> WorkItem:
    """One item, read afresh; only that person's when ``created_by_id`` is given.

    Refuses with :class:`NotFound`.
    """
    statement = sa.select(WorkItem).where(WorkItem.public_id == public_id)
    if created_by_id is not None:
        statement = statement.where(WorkItem.created_by_id == created_by_id)
    found = db.session.execute(
        statement.execution_options(populate_existing=True)
    ).scalar_one_or_none()
    if found is None:
        raise NotFound(_("There is no such work."))
    return found


def item_by_id(id: int | None) -> WorkItem | None:
    """The item with this key, read afresh; None where there is none (any more)."""
    if id is None:
        return None
    return db.session.execute(
        sa.select(WorkItem).where(WorkItem.id == id).execution_options(populate_existing=True)
    ).scalar_one_or_none()


def is_under_way(kind: str) -> bool:
    """Whether work of ``kind`` is under way or waits."""
    some = sa.select(WorkItem.id).where(WorkItem.kind == kind, WorkItem.state.in_(OPEN)).limit(1)
    return db.session.scalar(some) is not None


def items(
    *,
    created_by_id: int | None = None,
    kinds: Collection[str] = (),
    cursor: str | None = None,
    limit: int = 50,
) -> Page[WorkItem]:
    """Items, newest first, narrowed by person and kind."""
    statement = sa.select(WorkItem)
    if created_by_id is not None:
        statement = statement.where(WorkItem.created_by_id == created_by_id)
    if kinds:
        statement = statement.where(WorkItem.kind.in_(kinds))
    return keyset(statement, [Order(WorkItem.id, descending=True)], cursor=cursor, limit=limit)


@dataclass(frozen=True)
class Standing:
    """How many items a person has under way or waiting, and how many of theirs just ended."""

    running: int
    ended: int


def standing_of(employee_id: int, *, since: dt.datetime) -> Standing:
    """How the work of this person stands; ``ended``: finished or failed after ``since``."""
    running, over = db.session.execute(_standing(), {"who": employee_id, "since": since}).one()
    return Standing(int(running), int(over))


@functools.lru_cache(maxsize=1)
def _standing() -> Any:
    """How the work of ``:who`` stands since ``:since``: built once, every page asks for it."""
    is_open = WorkItem.state.in_(OPEN)
    ended = _ended(sa.bindparam("since", type_=UTCDateTime()))
    return sa.select(sa.func.count().filter(is_open), sa.func.count().filter(ended)).where(
        WorkItem.created_by_id == sa.bindparam("who", type_=sa.BigInteger),
        sa.or_(is_open, ended),
    )


def ended_of(employee_id: int, *, since: dt.datetime, limit: int = 5) -> list[WorkItem]:
    """What of this person finished or failed after ``since``, the newest last."""
    found = db.session.execute(
        sa.select(WorkItem)
        .where(WorkItem.created_by_id == employee_id, _ended(since))
        .order_by(WorkItem.finished_at.desc(), WorkItem.id.desc())
        .limit(limit)
    ).scalars()
    return list(reversed(found.all()))


def _ended(since: Any) -> sa.ColumnElement[bool]:
    return sa.and_(
        WorkItem.state.in_([WorkState.DONE, WorkState.FAILED]), WorkItem.finished_at > since
    )


def recent_of(employee_id: int, *, since: dt.datetime, limit: int = 8) -> list[WorkItem]:
    """What this person has under way, then what was over after ``since``, newest first."""
    return list(
        db.session.execute(
            sa.select(WorkItem)
            .where(
                WorkItem.created_by_id == employee_id,
                sa.or_(WorkItem.state.in_(OPEN), WorkItem.created_at > since),
            )
            .order_by(WorkItem.state.in_(OPEN).desc(), WorkItem.id.desc())
            .limit(limit)
            .execution_options(populate_existing=True)
        ).scalars()
    )
