"""The figures of managers: counted now, or read as they were kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ...clients.models import Client
from ...core import clock
from ...core.db import UTCDateTime, any_of, db
from ...interactions.models import Interaction, InteractionState
from ...interactions.rules.times import day_bounds
from ...portfolios.queries import loads
from ...portfolios.rules import Load
from .attention import book_of, clients_in, may_need, silent, without_step
from .day import Week, weeks_by_manager

WEEKS = 6


@dataclass(frozen=True)
class Span:
    """The time that figures are of: the week from ``monday`` on and ``today``, in ``zone``."""

    today: dt.date
    zone: str

    @property
    def monday(self) -> dt.date:
        """The first day of the week."""
        return self.today - dt.timedelta(days=self.today.weekday())

    @property
    def week(self) -> tuple[dt.datetime, dt.datetime]:
        """The first moment of the week, and of the next."""
        sunday = self.monday + dt.timedelta(days=6)
        return day_bounds(self.monday, self.zone)[0], day_bounds(sunday, self.zone)[1]

    @property
    def morning(self) -> dt.datetime:
        """The first moment of the day."""
        return day_bounds(self.today, self.zone)[0]


@dataclass(frozen=True)
class Figures:
    """What one manager carries, and what the diary and the clients need.

    ``planned``: contacts of this week that are still to come; ``overdue``: from the days before;
    ``weeks``: contacts with an outcome (calls and writing, visits and meetings), oldest first.
    """

    load: Load
    no_step: int
    silent: int
    planned: int
    overdue: int
    weeks: tuple[tuple[int, int], ...]

    @property
    def done(self) -> int:
        """Contacts with an outcome this week."""
        return sum(self.weeks[-1])


def figures_of(capacities: Mapping[int, int], span: Span) -> dict[int, Figures]:
    """The figures of each manager now; ``capacities``: their keys, and the points they can carry.

    Three statements, whatever the number of managers; they walk the clients of these.
    """
    keys = list(capacities)
    if not keys:
        return {}
    carried = loads(keys, known=capacities)
    done = weeks_by_manager(keys, span.monday, span.zone, WEEKS)
    ids = any_of(keys)
    found: dict[tuple[str, int], tuple[int, int]] = {
        (kind, key): (first, second)
        for kind, key, first, second in db.session.execute(
            sa.union_all(_needs(ids), _diaries(ids, span))
        )
    }
    return {
        key: Figures(
            carried[key],
            *found.get((_NEEDS, key), (0, 0)),
            *found.get((_DIARY, key), (0, 0)),
            weeks=done.get(key) or ((0, 0),) * WEEKS,
        )
        for key in keys
    }


def weeks_in(figures: Sequence[Figures], span: Span) -> list[Week]:
    """The weeks of all of ``figures`` together, oldest first."""
    first = span.monday - dt.timedelta(weeks=WEEKS - 1)
    return [
        (
            first + dt.timedelta(weeks=number),
            sum(one.weeks[number][0] for one in figures),
            sum(one.weeks[number][1] for one in figures),
        )
        for number in range(WEEKS)
    ]


_NEEDS, _DIARY = "needs", "diary"


def _needs(ids: sa.ColumnElement[Any]) -> sa.Select[*tuple[Any, ...]]:
    """Per manager: clients without a step, silent clients."""
    now = clock.now()
    book = book_of(ids, may_need(sa.literal(now, UTCDateTime())))
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


def _diaries(ids: sa.ColumnElement[Any], span: Span) -> sa.Select[*tuple[Any, ...]]:
    """Per manager: contacts planned in the week, contacts overdue."""
    begins, ends = span.week
    return (
        sa.select(
            sa.literal(_DIARY),
            Interaction.manager_id,
            sa.func.count().filter(Interaction.planned_at >= begins),
            sa.func.count().filter(Interaction.planned_at < span.morning),
        )
        .where(
            Interaction.manager_id == ids,
            Interaction.state == InteractionState.PLANNED,
            Interaction.planned_at < ends,
            Interaction.client_id.not_in(
                sa.select(Client.id).where(Client.deleted_at.is_not(None))
            ),
        )
        .group_by(Interaction.manager_id)
    )
