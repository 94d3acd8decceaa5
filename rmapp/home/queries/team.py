"""The desk of a supervisor: every manager in a few statements, whatever the number of people."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ...clients.models import Assignment, Client
from ...core import clock
from ...core.db import db
from ...interactions.models import Interaction, InteractionState
from ...policy.enforce import Actor, can
from ...portfolios import queries as portfolios
from ...portfolios.queries import ManagerLoad, within_my_teams
from ...staff.models import Employee
from ...standing.queries import shortest_norm
from .attention import book_of, clients_in, silent, without_step
from .counts import counters
from .day import Week, weeks_of

CAP = 1_000


@dataclass(frozen=True)
class ManagerRow:
    """One manager on the desk."""

    load: ManagerLoad
    no_step: int
    silent: int
    planned: int  # this week
    done: int  # this week
    overdue: int


@dataclass(frozen=True)
class Desk:
    """The rows of the desk and what waits for the supervisor.

    ``weeks``: contacts of the team as :func:`~.day.weeks` gives them; ``unserved``: clients nobody
    serves first, counted to 1,000; ``to_sign``: handovers that wait for the second signature.
    """

    rows: list[ManagerRow]
    weeks: list[Week]
    unserved: int
    no_step: int
    overdue: int
    to_sign: int


def desk_of(
    actor: Actor,
    *,
    monday: dt.date,
    week: tuple[dt.datetime, dt.datetime],
    today: dt.datetime,
) -> Desk:
    """The managers ``actor`` watches, with what their clients and diaries need.

    ``monday`` begins the week; ``week``: its first moment and that of the next; ``today``: the
    first moment of the day.
    """
    loads = portfolios.managers(actor, "team:watch")
    keys = [one.employee.id for one in loads]
    ids = sa.any_(sa.literal(keys, sa.ARRAY(sa.BigInteger)))
    past, done = weeks_of(keys, monday, actor.zone)
    found: dict[tuple[str, int], tuple[int, int]] = {
        (kind, key or 0): (first, second)
        for kind, key, first, second in db.session.execute(
            sa.union_all(_needs(ids), _diaries(ids, week=week, today=today), _queue(actor))
        )
    }
    rows = []
    for one in loads:
        no_step, silent_ones = found.get((_NEEDS, one.employee.id), (0, 0))
        planned, overdue = found.get((_DIARY, one.employee.id), (0, 0))
        rows.append(
            ManagerRow(
                load=one,
                no_step=no_step,
                silent=silent_ones,
                planned=planned,
                done=done.get(one.employee.id, 0),
                overdue=overdue,
            )
        )
    return Desk(
        rows=rows,
        weeks=past,
        unserved=found[_QUEUE, 0][0],
        no_step=sum(row.no_step for row in rows),
        overdue=sum(row.overdue for row in rows),
        to_sign=counters(actor).to_sign,
    )


_NEEDS, _DIARY, _QUEUE = "needs", "diary", "queue"


def _needs(ids: sa.ColumnElement[Any]) -> sa.Select[*tuple[Any, ...]]:
    """Per manager: clients without a step, silent clients."""
    now = clock.now()
    shortest = dt.timedelta(days=db.session.scalar(sa.select(shortest_norm())) or 0)
    book = book_of(ids, Assignment.quiet_since < now - shortest)
    return (
        clients_in(book)
        .with_only_columns(
            sa.literal(_NEEDS),
            book.c.employee_id,
            sa.func.count().filter(without_step()),
            sa.func.count().filter(silent(now)),
            maintain_column_froms=True,
        )
        .group_by(book.c.employee_id)
    )


def _diaries(
    ids: sa.ColumnElement[Any], *, week: tuple[dt.datetime, dt.datetime], today: dt.datetime
) -> sa.Select[*tuple[Any, ...]]:
    """Per manager: contacts planned in the week, contacts overdue."""
    return (
        sa.select(
            sa.literal(_DIARY),
            Interaction.manager_id,
            sa.func.count().filter(Interaction.planned_at >= week[0]),
            sa.func.count().filter(Interaction.planned_at < today),
        )
        .where(
            Interaction.manager_id == ids,
            Interaction.state == InteractionState.PLANNED,
            Interaction.planned_at < week[1],
            Interaction.client_id.not_in(
                sa.select(Client.id).where(Client.deleted_at.is_not(None))
            ),
        )
        .group_by(Interaction.manager_id)
    )


def _queue(actor: Actor) -> sa.Select[*tuple[Any, ...]]:
    """How many clients nobody serves, counted to the cap; none for who may not assign them."""
    waiting = portfolios.unserved().with_only_columns(sa.literal(1)).limit(CAP + 1)
    capped = waiting.where(sa.literal(can(actor, "assignments:edit"))).subquery()
    return sa.select(
        sa.literal(_QUEUE), sa.cast(sa.null(), sa.BigInteger), sa.func.count(), sa.literal(0)
    ).select_from(capped)


def watched_ids(actor: Actor) -> list[int]:
    """The keys of the managers ``actor`` watches."""
    return list(
        db.session.execute(
            sa.select(Employee.id)
            .where(Employee.is_active.is_(True), within_my_teams(actor, "team:watch"))
            .order_by(Employee.id)
        ).scalars()
    )
