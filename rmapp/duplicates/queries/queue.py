"""The queue: pairs that wait for a person."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import aliased

from ...clients.models import Assignment, Client
from ...clients.queries import within_reach
from ...core import clock
from ...core.db import PUBLIC_ID_LENGTH, db
from ...core.errors import NotFound
from ...core.pagination import Order, Page, keyset
from ...policy.enforce import Actor
from ...staff.models import Employee, name_of
from ..models import DuplicatePair, NotSame, PairState
from ..rules import Verdict
from .looking import STRONG_AT

DECIDE = "duplicates:decide"
PAGE = 25
_LEFT: Any = aliased(Client, name="left_client")
_RIGHT: Any = aliased(Client, name="right_client")


class Tab(StrEnum):
    """Which pairs are looked at."""

    OPEN = "open"
    CERTAIN = "certain"
    LATER = "later"


@dataclass(frozen=True)
class Queued:
    """One pair as ``actor`` may see it. ``left_keeper``, ``right_keeper``: first managers."""

    pair: DuplicatePair
    left: Client
    right: Client
    left_near: bool
    right_near: bool
    left_keeper: str
    right_keeper: str

    @property
    def is_whole(self) -> bool:
        """Both are within reach."""
        return self.left_near and self.right_near


def _near(actor: Actor, column: Any) -> sa.ColumnElement[bool]:
    return within_reach(actor, DECIDE, column)


def _keeper(client_id: Any) -> sa.ScalarSelect[str]:
    """The name of the first manager of a client."""
    return (
        sa.select(name_of(Employee))
        .join(Assignment, Assignment.employee_id == Employee.id)
        .where(
            Assignment.client_id == client_id, Assignment.ended_at.is_(None), Assignment.is_primary
        )
        .scalar_subquery()
    )


def _statement(actor: Actor) -> sa.Select[*tuple[Any, ...]]:
    """Pairs of living clients nobody has said apart, of which at least one is within reach; both
    where the likeness is not strong (ruling 17)."""
    left_near, right_near = (
        _near(actor, DuplicatePair.left_id),
        _near(actor, DuplicatePair.right_id),
    )
    apart = sa.exists().where(
        NotSame.withdrawn_at.is_(None),
        sa.or_(
            sa.and_(
                NotSame.left_id == DuplicatePair.left_id,
                NotSame.right_id == DuplicatePair.right_id,
            ),
            sa.and_(
                NotSame.left_id == DuplicatePair.right_id,
                NotSame.right_id == DuplicatePair.left_id,
            ),
        ),
    )
    strong = sa.or_(DuplicatePair.value >= STRONG_AT, DuplicatePair.verdict == Verdict.MERGE)
    return (
        sa.select(
            DuplicatePair,
            _LEFT,
            _RIGHT,
            left_near.label("left_near"),
            right_near.label("right_near"),
            _keeper(_LEFT.id).label("left_keeper"),
            _keeper(_RIGHT.id).label("right_keeper"),
        )
        .join(_LEFT, _LEFT.id == DuplicatePair.left_id)
        .join(_RIGHT, _RIGHT.id == DuplicatePair.right_id)
        .where(
            _LEFT.deleted_at.is_(None),
            _RIGHT.deleted_at.is_(None),
            sa.not_(apart),
            sa.or_(sa.and_(left_near, right_near), sa.and_(strong, sa.or_(left_near, right_near))),
        )
    )


def _of_tab(statement: sa.Select[*tuple[Any, ...]], tab: Tab) -> sa.Select[*tuple[Any, ...]]:
    today = clock.today(None)
    waits = sa.and_(DuplicatePair.state == PairState.LATER, DuplicatePair.later_until > today)
    if tab is Tab.LATER:
        return statement.where(waits)
    if tab is Tab.CERTAIN:
        statement = statement.where(DuplicatePair.verdict == Verdict.MERGE)
    return statement.where(sa.not_(sa.func.coalesce(waits, False)))


def _order() -> list[Order]:
    return [Order(DuplicatePair.value, descending=True), Order(DuplicatePair.id, descending=True)]


def queue(
    actor: Actor, tab: Tab = Tab.OPEN, *, cursor: str | None = None, limit: int = PAGE
) -> Page[Queued]:
    """Pairs that wait for ``actor``, the surest first, counted up to the cap."""
    page = keyset(
        _of_tab(_statement(actor), tab),
        _order(),
        cursor=cursor,
        limit=limit,
        counted=True,
        scalars=False,
    )
    page.rows = [_queued(row) for row in page.rows]
    return page


def _queued(row: Any) -> Queued:
    pair, left, right, left_near, right_near, left_keeper, right_keeper = row
    return Queued(pair, left, right, left_near, right_near, left_keeper or "", right_keeper or "")


def waiting(actor: Actor) -> sa.ScalarSelect[int]:
    """How many pairs wait for ``actor``, as a part of a statement; 100 at most are counted."""
    inner = (
        _of_tab(_statement(actor), Tab.OPEN)
        .with_only_columns(sa.literal(1))
        .limit(100)
        .subquery("waiting")
    )
    return sa.select(sa.func.count()).select_from(inner).scalar_subquery()


def pair_of(public_id: str, *, actor: Actor) -> Queued:
    """The pair ``public_id``; NotFound when it is not for ``actor``."""
    found = None
    if len(public_id) == PUBLIC_ID_LENGTH:
        found = db.session.execute(
            _statement(actor).where(DuplicatePair.public_id == public_id)
        ).one_or_none()
    if found is None:
        raise NotFound(_("There is no such pair, or somebody has decided on it."))
    return _queued(found)


def following(queued: Queued, *, actor: Actor, tab: Tab = Tab.OPEN) -> str | None:
    """The public id of the next pair of the queue that can be decided at once, if there is one."""
    pair = queued.pair
    near = sa.and_(_near(actor, DuplicatePair.left_id), _near(actor, DuplicatePair.right_id))
    return db.session.execute(
        _of_tab(_statement(actor), tab)
        .with_only_columns(DuplicatePair.public_id)
        .where(
            near,
            sa.tuple_(DuplicatePair.value, DuplicatePair.id)
            < sa.tuple_(sa.literal(pair.value), sa.literal(pair.id)),
        )
        .order_by(DuplicatePair.value.desc(), DuplicatePair.id.desc())
        .limit(1)
    ).scalar_one_or_none()


def between(one: Client, two: Client) -> DuplicatePair | None:
    """What the search found of these two."""
    return db.session.execute(
        sa.select(DuplicatePair).where(
            DuplicatePair.left_id == min(one.id, two.id),
            DuplicatePair.right_id == max(one.id, two.id),
        )
    ).scalar_one_or_none()
