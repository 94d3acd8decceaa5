"""Clients of a manager that need attention: no next step, silent too long, a birthday near."""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

from ...clients.models import OF_PRIMARY_MANAGER, Assignment, Client, Lifecycle
from ...clients.queries import Reaching, reaching, within_reach
from ...clients.rules import next_birthday
from ...core import clock
from ...core.db import UTCDateTime, db
from ...core.pagination import Order, Page, keyset
from ...interactions.models import Interaction, InteractionState
from ...policy.enforce import Actor, can
from ...staff.models import Employee, name_of
from ...standing.queries import norm_days, shortest_norm
from ..rules import Need, Task, birthdays_within
from .given_up import none_because

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
    needy = [row for row in rows if row.no_step or row.silent]
    return Attention(
        no_step=rows[0].no_steps if rows else 0,
        silent=rows[0].silents if rows else 0,
        tasks=[task_of(row, now, need_of(row), row.because) for row in needy],
        birthdays=sorted(
            (_birthday(row, today) for row in rows if row.birthday), key=lambda one: one.day
        ),
    )


@functools.lru_cache(maxsize=256)
def _attention(reader: Reaching, is_own: bool) -> Any:
    """What the clients of ``:manager`` need ``:now``, and whose birthday is one of
    ``:birthdays``."""
    actor, manager = reader.actor, sa.bindparam("manager", type_=sa.BigInteger)
    now = sa.bindparam("now", type_=UTCDateTime())
    near = sa.bindparam("birthdays", type_=sa.ARRAY(sa.SmallInteger))
    book = book_of(manager, may_need(now), Assignment.birthday == sa.any_(near))
    birthday = book.c.birthday == sa.any_(near)
    mine = (
        clients_in(book)
        .where(seen_by(actor, is_own=is_own))
        .with_only_columns(
            *TASK,
            without_step().label("no_step"),
            silent(now).label("silent"),
            sa.func.coalesce(birthday, sa.false()).label("birthday"),
            Client.birth_date,
            maintain_column_froms=True,
        )
        .cte("mine")
        .prefix_with("MATERIALIZED")
    )
    c = mine.c
    first = sa.case((c.no_step, "no_step"), (c.silent, "silent"), else_="birthday")
    order = (
        c.next_contact_at.is_not(None),
        (c.vip_tier != "").desc(),
        c.call_order,
        sa.case((c.temperature == "hot", 0), (c.temperature == "warm", 1), else_=2),
        c.possible_profit.desc().nulls_last(),
        c.heard,
        c.id,
    )
    listed = (
        sa.select(
            mine,
            sa.func.count().filter(c.no_step).over().label("no_steps"),
            sa.func.count().filter(c.silent).over().label("silents"),
            sa.func.row_number().over(partition_by=first, order_by=order).label("place"),
            sa.func.row_number().over(partition_by=c.birthday, order_by=c.id).label("of_birthday"),
        )
        .where(sa.or_(c.no_step, c.silent, c.birthday))
        .subquery()
    )
    return sa.select(listed, none_because(listed.c.id).label("because")).where(
        sa.or_(listed.c.place <= MOST, sa.and_(listed.c.birthday, listed.c.of_birthday <= MOST))
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


def _keeper() -> sa.ScalarSelect[str]:
    """The name of who serves the client of the row."""
    return (
        sa.select(name_of(Employee))
        .join(Assignment, Assignment.employee_id == Employee.id)
        .where(
            OF_PRIMARY_MANAGER,
        )
        .limit(1)
        .scalar_subquery()
    )


def case_page(
    actor: Actor,
    manager_ids: list[int],
    need: Need,
    *,
    before: dt.datetime,
    cursor: str | None = None,
) -> Page[Task]:
    """A page of the list behind a number: every client of the managers with ``need`` that
    ``actor`` reaches, the longest standing first. ``before``: the beginning of the day."""
    now = clock.now()
    managers = sa.any_(sa.literal(manager_ids, sa.ARRAY(sa.BigInteger)))
    if need is Need.OVERDUE:
        statement = (
            sa.select(
                *TASK,
                Interaction.public_id.label("contact"),
                Interaction.contact_number.label("number"),
                Interaction.planned_at.label("since"),
                _keeper().label("keeper"),
                sa.literal("").label("because"),
            )
            .select_from(Interaction)
            .join(Client, Client.id == Interaction.client_id)
            .where(
                Interaction.manager_id == managers,
                Interaction.state == InteractionState.PLANNED,
                Interaction.planned_at < before,
                Client.deleted_at.is_(None),
                within_reach(actor, "interactions:read"),
            )
        )
        order = [Order(Interaction.planned_at), Order(Interaction.id)]
    else:
        condition = without_step() if need is Need.NO_STEP else silent(now)
        served = sa.select(Assignment.client_id).where(
            Assignment.employee_id == managers,
            Assignment.ended_at.is_(None),
            Assignment.is_primary,
            may_need(sa.literal(now, UTCDateTime())),
        )
        statement = sa.select(
            *TASK,
            sa.literal("").label("contact"),
            sa.literal(0).label("number"),
            last_heard().label("since"),
            _keeper().label("keeper"),
            none_because(Client.id).label("because"),
        ).where(
            Client.id.in_(served),
            Client.deleted_at.is_(None),
            Client.is_active.is_(True),
            condition,
        )
        at = Client.created_at
        heard = sa.func.coalesce(Client.last_contact_at, at, type_=at.type)
        order = [Order(heard), Order(Client.id)]
    page = keyset(statement, order, cursor=cursor, counted=True, scalars=False)
    told = statement.selected_columns.keys()
    page.rows = [
        replace(
            task_of(row, now, need, row.because),
            days=(now - row.since).days,
            contact_public_id=row.contact,
            number=row.number,
            manager=row.keeper or "",
        )
        for row in (SimpleNamespace(**dict(zip(told, one, strict=False))) for one in page.rows)
    ]
    return page
