"""Clients of a manager that need attention: no next step, silent too long, a birthday near."""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ...clients.models import Assignment, Client, Lifecycle
from ...clients.queries import Reaching, reaching, within_reach
from ...clients.rules import next_birthday
from ...core import clock
from ...core.db import UTCDateTime, db
from ...policy.enforce import Actor, can
from ...standing.queries import norm_days, shortest_norm
from ..rules import Need, Task, birthdays_within
from .given_up import none_because
from .worth import stepless_of, worth_key

MOST = 12
BIRTHDAYS = 7  # days ahead


@dataclass(frozen=True)
class Birthday:
    """A client's birthday within the week."""

    client_public_id: str
    client_name: str
    day: dt.date
    turns: int


@dataclass(frozen=True)
class Attention:
    """What a manager's own clients need: how many of each need, and the first few of each."""

    no_step: int
    silent: int
    tasks: list[Task]
    birthdays: list[Birthday]


def serves_nobody(manager_id: int) -> bool:
    """Whether no client is assigned to a manager: an empty day of theirs teaches how to begin."""
    return not db.session.scalar(
        sa.select(
            sa.exists().where(Assignment.employee_id == manager_id, Assignment.ended_at.is_(None))
        )
    )


def without_step() -> sa.ColumnElement[bool]:
    """An open prospect or a VIP without a contact planned or a schedule that goes on by itself."""
    return sa.and_(
        Client.next_contact_at.is_(None),
        Client.resumes_on.is_(None),
        sa.or_(Client.lifecycle == Lifecycle.PROSPECT, Client.vip_tier != ""),
    )


def silent(now: Any) -> sa.ColumnElement[bool]:
    """A client without a contact of both sides for longer than its norm (C9)."""
    norm = sa.func.make_interval(0, 0, 0, norm_days())
    return sa.and_(Client.lifecycle == Lifecycle.CLIENT, last_heard() + norm < now)


def last_heard() -> sa.ColumnElement[Any]:
    """When both sides last spoke; before the first time, since when the client is in the base."""
    return sa.func.coalesce(Client.last_contact_at, Client.created_at)


def seen_by(actor: Actor, *, is_own: bool) -> sa.ColumnElement[bool]:
    """The condition that ``actor`` sees the clients of a manager: one's own by the permission
    alone, those of others as far as it reaches."""
    if is_own:
        return sa.literal(can(actor, "clients:read"))
    return within_reach(actor, "clients:read")


def book_of(managers: Any, *asked: sa.ColumnElement[bool]) -> sa.CTE:
    """The clients that ``managers`` (a key, a bound one, any of them) serve first and that meet
    one of the conditions ``asked`` on their assignment: read before all else, along an index."""
    return (
        sa.select(Assignment.client_id, Assignment.employee_id, Assignment.birthday)
        .where(
            Assignment.employee_id == managers,
            Assignment.ended_at.is_(None),
            Assignment.is_primary,
            sa.or_(*asked),
        )
        .cte("book")
        .prefix_with("MATERIALIZED")
    )


def clients_in(book: sa.CTE) -> sa.Select[*tuple[Any, ...]]:
    """The clients in ``book``, without those at rest and in the bin."""
    mine = sa.select(Client.id).join(book, book.c.client_id == Client.id)
    return mine.where(Client.deleted_at.is_(None), Client.is_active.is_(True))


def may_need(now: Any) -> Any:
    """The condition on an assignment without which its client is neither without a step nor
    silent: found along an index, however large the book."""
    return Assignment.quiet_since < now - sa.func.make_interval(0, 0, 0, shortest_norm())


def attention(actor: Actor, manager_id: int, today: dt.date) -> Attention:
    """What the clients of a manager need now, for ``actor`` to see; ``today``: the date there."""
    now, near = clock.now(), birthdays_within(today, BIRTHDAYS)
    asked = {"manager": manager_id, "now": now, "birthdays": near}
    statement = _attention(reaching(actor), manager_id == actor.employee_id)
    rows = db.session.execute(statement, asked).all()
    return Attention(
        no_step=rows[0].no_steps if rows else 0,
        silent=rows[0].silents if rows else 0,
        tasks=[
            task_of(row, now, Need(row.part), row.because) for row in rows if row.part != _BIRTHDAY
        ],
        birthdays=sorted(
            (_birthday(row, today) for row in rows if row.part == _BIRTHDAY),
            key=lambda one: one.day,
        ),
    )


_BIRTHDAY = "birthday"


@functools.lru_cache(maxsize=256)
def _attention(reader: Reaching, is_own: bool) -> Any:
    """What the clients of ``:manager`` need ``:now``, and whose birthday is one of
    ``:birthdays``: the first few of each part, and how many there are in all.

    Who has no step stands in its order along an index; the others are sorted no further than to
    the first few. So five thousand prospects of an import cost what fifty do.
    """
    manager = sa.bindparam("manager", type_=sa.BigInteger)
    now = sa.bindparam("now", type_=UTCDateTime())
    near = sa.bindparam("birthdays", type_=sa.ARRAY(sa.SmallInteger))
    seen = seen_by(reader.actor, is_own=is_own)
    quiet = sa.and_(may_need(now), Assignment.lifecycle == Lifecycle.CLIENT)
    book = book_of(manager, quiet, Assignment.birthday == sa.any_(near))
    mine = (
        clients_in(book)
        .where(seen)
        .with_only_columns(
            *TASK,
            Client.birth_date,
            silent(now).label("silent"),
            without_step().label("no_step"),
            sa.func.coalesce(book.c.birthday == sa.any_(near), sa.false()).label("birthday"),
            worth_key().label("worth"),
            maintain_column_froms=True,
        )
        .cte("mine")
        .prefix_with("MATERIALIZED")
    )
    c = mine.c
    waiting = stepless_of(manager, seen, is_own=is_own)
    of_client = waiting.join(Client, Client.id == Assignment.client_id) if is_own else waiting
    told = (*[c[column.key] for column in TASK], c.birth_date)
    parts = (
        of_client.with_only_columns(
            *TASK,
            Client.birth_date,
            sa.literal(Need.NO_STEP.value).label("part"),
            maintain_column_froms=True,
        ).order_by(Assignment.step_order, Assignment.client_id),
        sa.select(*told, sa.literal(Need.SILENT.value))
        .where(c.silent, sa.not_(c.no_step))
        .order_by(c.next_contact_at.is_not(None), c.worth, c.heard, c.id),
        sa.select(*told, sa.literal(_BIRTHDAY)).where(c.birthday).order_by(c.id),
    )
    listed = sa.union_all(*[sa.select(part.limit(MOST).subquery()) for part in parts]).subquery()
    return sa.select(
        listed,
        none_because(listed.c.id).label("because"),
        waiting.with_only_columns(sa.func.count(), maintain_column_froms=True)
        .scalar_subquery()
        .label("no_steps"),
        sa.select(sa.func.count()).where(c.silent).scalar_subquery().label("silents"),
    )


TASK: tuple[Any, ...] = (
    Client.id,
    Client.public_id,
    Client.display_name,
    Client.vip_tier,
    Client.temperature,
    Client.possible_profit,
    last_heard().label("heard"),
    Client.call_order,
    Client.call_why,
    norm_days().label("norm"),
    Client.next_contact_at,
)


def task_of(row: Any, now: dt.datetime, need: Need, because: str | None = None) -> Task:
    """What a row of ``TASK`` needs; ``because``: see :func:`none_because`."""
    return Task(
        need=need,
        client_public_id=row.public_id,
        client_name=row.display_name,
        days=(now - row.heard).days,
        vip_tier=row.vip_tier,
        temperature=row.temperature.value,
        profit=row.possible_profit,
        norm=row.norm,
        call_order=row.call_order,
        call_why=row.call_why,
        planned_at=row.next_contact_at if need is Need.SILENT else None,
        because=because or "",
    )


def need_of(row: Any) -> Need:
    """The need of a row that says whether it has ``no_step``."""
    return Need.NO_STEP if row.no_step else Need.SILENT


def _birthday(row: Any, today: dt.date) -> Birthday:
    day = next_birthday(row.birth_date, today)
    return Birthday(row.public_id, row.display_name, day, day.year - row.birth_date.year)
