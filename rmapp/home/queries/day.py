"""The contacts of one day of one manager, as far as the reader reaches their clients."""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ...calendars.models import Answer, Invitation
from ...clients.models import Client, ContactPerson
from ...clients.queries import Reaching, reaching, within_reach
from ...core.db import UTCDateTime, db
from ...interactions.models import Interaction, InteractionState
from ...interactions.models.spoken import reading_of
from ...interactions.queries import joins
from ...interactions.rules.times import day_bounds
from ...interactions.words import Kind, Purpose, Result
from ...policy.enforce import Actor
from ...staff.models import Employee, name_of

#: Lines of one day on the page.
MOST = 40


@dataclass(frozen=True)
class ContactLine:
    """One contact as a line of the day shows it."""

    public_id: str
    kind: Kind
    state: InteractionState
    planned_at: dt.datetime
    ends_at: dt.datetime
    purpose: Purpose
    purpose_text: str
    place: str
    number: int
    result: Result | None
    is_inherited: bool
    client_public_id: str
    client_name: str
    vip_tier: str
    temperature: str
    is_prospect: bool
    profit: int | None
    call_order: int
    call_why: str
    person: str | None
    answer: Answer | None = None  # of the client's side to the invitation, what asks first
    with_whom: str = ""  # the colleague whose contact it is, if one takes part in it


_COLUMNS: tuple[Any, ...] = (
    Interaction.public_id,
    Interaction.kind,
    Interaction.state,
    Interaction.planned_at,
    Interaction.ends_at,
    Interaction.purpose,
    reading_of(Interaction.purpose_text, Interaction.spoken, "purpose_text").label("purpose_text"),
    Interaction.place,
    Interaction.contact_number,
    Interaction.result,
    (Interaction.diary_id != Interaction.manager_id).label("is_inherited"),
    Client.public_id.label("client_public_id"),
    Client.display_name,
    Client.vip_tier,
    Client.temperature,
    (Client.lifecycle == "prospect").label("is_prospect"),
    Client.possible_profit,
    Client.call_order,
    Client.call_why,
    ContactPerson.name.label("person"),
    sa.select(Invitation.answer)
    .where(
        Invitation.interaction_id == Interaction.id,
        Invitation.ended_at.is_(None),
        Invitation.is_colleague.is_(False),
        Invitation.answer.is_not(None),
    )
    .order_by(Invitation.answer == Answer.ACCEPTED, Invitation.id)
    .limit(1)
    .scalar_subquery()
    .label("answer"),
)


_MANAGER = sa.bindparam("manager", type_=sa.BigInteger)
_STARTS, _ENDS = (sa.bindparam(name, type_=UTCDateTime()) for name in ("starts", "ends"))


def _of_anybody() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(*_COLUMNS)
        .select_from(Interaction)
        .join(Client, Client.id == Interaction.client_id)
        .outerjoin(ContactPerson, ContactPerson.id == Interaction.contact_person_id)
    )


def _lines(actor: Actor, manager_id: Any) -> sa.Select[*tuple[Any, ...]]:
    return _of_anybody().where(
        Interaction.manager_id == manager_id,
        Client.deleted_at.is_(None),
        within_reach(actor, "interactions:read", each=True),
    )


@dataclass(frozen=True)
class Agenda:
    """The contacts of a day: as many lines as a page takes, and how many there are in all."""

    lines: list[ContactLine]
    total: int
    done: int


def agenda(actor: Actor, manager_id: int, starts: dt.datetime, ends: dt.datetime) -> Agenda:
    """The contacts of the day [``starts``, ``ends``): planned for it, and done in it; and those of
    colleagues in which the manager takes part, which are not counted."""
    asked = {"starts": starts, "ends": ends}
    rows = db.session.execute(_agenda(reaching(actor), manager_id), asked).all()
    lines = [ContactLine(*row[:-2]) for row in rows]
    return Agenda(lines, total=rows[0][-2] if rows else 0, done=rows[0][-1] if rows else 0)


@functools.lru_cache(maxsize=256)
def _agenda(reader: Reaching, manager_id: int) -> Any:
    """The contacts of a manager from ``:starts`` to ``:ends``; kept, as all of a day's are."""
    is_done = Interaction.state == InteractionState.DONE
    own = (
        _lines(reader.actor, manager_id)
        .add_columns(sa.literal("").label("with_whom"))
        .where(
            sa.or_(
                sa.and_(
                    Interaction.state == InteractionState.PLANNED,
                    Interaction.planned_at >= _STARTS,
                    Interaction.planned_at < _ENDS,
                ),
                sa.and_(is_done, Interaction.outcome_at >= _STARTS, Interaction.outcome_at < _ENDS),
            )
        )
    )
    joined = (
        _of_anybody()
        .add_columns(name_of(Employee))
        .join(Employee, Employee.id == Interaction.manager_id)
        .where(
            *joins(manager_id, reader=reader.actor, each=True),
            Interaction.planned_at >= _STARTS,
            Interaction.planned_at < _ENDS,
        )
    )
    both = sa.union_all(own, joined).subquery()
    mine = both.c.with_whom == ""
    return (
        sa.select(
            both,
            sa.func.count().filter(mine).over(),
            sa.func.count().filter(mine, both.c.state == InteractionState.DONE).over(),
        )
        .order_by(both.c.planned_at, both.c.public_id)
        .limit(MOST)
    )


@dataclass(frozen=True)
class Overdue:
    """Contacts whose day has passed without an outcome: the latest few, and how many in all."""

    lines: list[ContactLine]
    count: int


def overdue(actor: Actor, manager_id: int, before: dt.datetime, limit: int = 12) -> Overdue:
    """The contacts planned before ``before`` that have no outcome."""
    asked = {"manager": manager_id, "starts": before, "most": limit}
    rows = db.session.execute(_overdue(reaching(actor)), asked).all()
    return Overdue([ContactLine(*row[:-1]) for row in rows], rows[0][-1] if rows else 0)


@functools.lru_cache(maxsize=256)
def _overdue(reader: Reaching) -> Any:
    """The latest ``:most`` contacts of ``:manager`` planned before ``:starts``."""
    return (
        _lines(reader.actor, _MANAGER)
        .where(Interaction.state == InteractionState.PLANNED, Interaction.planned_at < _STARTS)
        .add_columns(sa.func.count().over())
        .order_by(Interaction.planned_at.desc(), Interaction.id)
        .limit(sa.bindparam("most", type_=sa.Integer))
    )


@dataclass(frozen=True)
class Step:
    """One contact on the way through those without an outcome: its place among ``count``."""

    public_id: str
    place: int
    count: int


def next_without_outcome(
    actor: Actor, manager_id: int, before: dt.datetime, *, after: str = ""
) -> tuple[Step | None, int]:
    """The earliest contact planned before ``before`` that has no outcome, of those that come after
    the contact ``after``; None at the end. And how many have none in all."""
    passed = sa.select(Interaction.planned_at, Interaction.id).where(Interaction.public_id == after)
    order = sa.tuple_(Interaction.planned_at, Interaction.id)
    waiting = _lines(actor, manager_id).where(
        Interaction.state == InteractionState.PLANNED, Interaction.planned_at < before
    )
    count = db.session.execute(
        waiting.with_only_columns(sa.func.count(), maintain_column_froms=True)
    ).scalar_one()
    numbered = waiting.with_only_columns(
        Interaction.public_id,
        sa.func.row_number().over(order_by=(Interaction.planned_at, Interaction.id)).label("place"),
        (order > passed.scalar_subquery() if after else sa.true()).label("ahead"),
        maintain_column_froms=True,
    ).subquery()
    row = db.session.execute(
        sa.select(numbered.c.public_id, numbered.c.place)
        .where(numbered.c.ahead)
        .order_by(numbered.c.place)
        .limit(1)
    ).one_or_none()
    return Step(row.public_id, row.place, count) if row else None, count


#: A week: its Monday, calls and writing, visits and meetings.
Week = tuple[dt.date, int, int]


def weeks_of(manager_id: int, monday: dt.date, zone: str, count: int = 6) -> list[Week]:
    """Contacts of a manager with an outcome in each of ``count`` weeks up to that of ``monday``,
    oldest first."""
    first = monday - dt.timedelta(weeks=count - 1)
    found = weeks_by_manager([manager_id], monday, zone, count).get(manager_id)
    return [
        (first + dt.timedelta(weeks=number), calls, visits)
        for number, (calls, visits) in enumerate(found or ((0, 0),) * count)
    ]


def weeks_by_manager(
    manager_ids: list[int], monday: dt.date, zone: str, count: int
) -> dict[int, tuple[tuple[int, int], ...]]:
    """Per manager who had any: calls and writing, visits and meetings with an outcome in each of
    ``count`` weeks up to that of ``monday``, oldest first."""
    first = monday - dt.timedelta(weeks=count - 1)
    mondays = [first + dt.timedelta(weeks=n) for n in range(count + 1)]
    borders = [day_bounds(day, zone)[0] for day in mondays]
    asked = {"managers": manager_ids, "borders": borders, "starts": borders[0]}
    found: dict[int, list[tuple[int, int]]] = {}
    for number, manager_id, calls, visits in db.session.execute(_by_week(), asked):
        if 1 <= number <= count:
            found.setdefault(manager_id, [(0, 0)] * count)[number - 1] = (calls, visits)
    return {key: tuple(weeks) for key, weeks in found.items()}


@functools.cache
def _by_week() -> Any:
    """Contacts of ``:managers`` with an outcome since ``:starts``, by the week between
    ``:borders``."""
    # the week's number from its borders: a tenth of what turning every moment to the zone costs
    borders = sa.bindparam("borders", type_=sa.ARRAY(UTCDateTime()))
    week = sa.func.width_bucket(Interaction.outcome_at, borders)
    met = Interaction.kind.in_((Kind.VISIT, Kind.MEETING))
    return (
        sa.select(
            week,
            Interaction.manager_id,
            sa.func.count().filter(sa.not_(met)),
            sa.func.count().filter(met),
        )
        .where(
            Interaction.manager_id
            == sa.any_(sa.bindparam("managers", type_=sa.ARRAY(sa.BigInteger))),
            Interaction.state == InteractionState.DONE,
            Interaction.outcome_at >= _STARTS,
        )
        .group_by(week, Interaction.manager_id)
    )
