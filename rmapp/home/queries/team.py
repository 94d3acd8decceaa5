"""The desk of a supervisor: every manager in a few statements, whatever the number of people.

More people than a page can show are folded by team: a team is one row, which opens to a desk of
its own. What folds adds up figures that were kept (:mod:`..operations`); what is shown by name is
counted now.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

import sqlalchemy as sa

from ...core import clock
from ...core.db import db
from ...policy.enforce import Actor, can
from ...policy.models import Role
from ...policy.table import ACQUISITION, PERSONAL
from ...portfolios import queries as portfolios
from ...portfolios.queries import ManagerLoad, within_my_teams
from ...portfolios.rules import Load
from ...staff.models import Employee
from ..models import ManagerFigures
from ..rules import Need
from .cases import cases_of
from .counts import counters
from .day import Week
from .figures import Figures, Span, figures_of, weeks_in
from .places import Branch, Place, place_of

CAP = 1_000
#: Rows of a desk; more people are folded by team.
MOST = 20
#: Figures older than this are counted anew.
FRESH = dt.timedelta(minutes=30)


@dataclass(frozen=True)
class ManagerRow:
    """One manager on the desk."""

    load: ManagerLoad
    figures: Figures


@dataclass(frozen=True)
class Total:
    """Figures of several managers together."""

    managers: int = 0
    hunters: int = 0
    keepers: int = 0
    clients: int = 0
    vips: int = 0
    points: int = 0
    capacity: int = 0
    no_step: int = 0
    silent: int = 0
    planned: int = 0
    done: int = 0
    overdue: int = 0


@dataclass(frozen=True)
class TeamRow:
    """One team on the desk, with all teams under it."""

    team: Branch
    total: Total


@dataclass(frozen=True)
class Desk:
    """The rows of the desk and what waits for the supervisor.

    ``place``: the team that is shown, None for all one watches; ``total`` and ``weeks`` are of all
    in it, not of the rows alone. ``as_of``: since when the oldest of kept figures stands, None when
    all were counted now. ``following``: the key that the next page begins after, "" on the last.
    ``unserved``: clients nobody serves first; ``broken``: promises of the bank past their day;
    ``unaccepted``: clients handed over that nobody has accepted yet: each counted to 1,000.
    ``to_sign``: handovers that wait for the second signature; ``to_approve``: discounts that wait
    for the supervisor.
    """

    place: Place | None
    teams: list[TeamRow]
    rows: list[ManagerRow]
    total: Total
    weeks: list[Week]
    as_of: dt.datetime | None
    following: str
    unserved: int
    broken: int
    unaccepted: int
    to_sign: int
    to_approve: int


def desk_of(actor: Actor, span: Span, *, team: str = "", after: str = "") -> Desk:
    """The managers ``actor`` watches, with what their clients and diaries need in ``span``.

    ``team``: the public id of a team among those watched (NotFound elsewhere), all if empty;
    ``after``: the last key of the page before.
    """
    place = place_of(actor, team) if team else None
    people = _people(actor, place)
    branches: list[Branch] = []
    named = people
    if len(people) > MOST:
        inside = place or place_of(actor, "")
        teams = {one.team_id for one in people}
        branches = [one for one in inside.branches if teams & one.keys]
        named = [one for one in people if not any(one.team_id in each.keys for each in branches)]
    page, following = _cut([*branches, *named], after)
    shown = {one.id for one in page if not isinstance(one, Branch)}
    kept = {} if len(people) <= MOST else _kept(people, span, but=shown)
    counted = figures_of({one.id: one.capacity for one in people if one.id not in kept}, span)
    figures = counted | {key: one for key, (_at, one) in kept.items()}
    loads = portfolios.managers(actor, "team:watch", only={key: figures[key].load for key in shown})
    unserved, broken, unaccepted = _waiting(actor, [one.id for one in people], span.morning)
    return Desk(
        place=place,
        teams=[
            TeamRow(one, _total([each for each in people if each.team_id in one.keys], figures))
            for one in page
            if isinstance(one, Branch)
        ],
        rows=[ManagerRow(one, figures[one.employee.id]) for one in loads],
        total=_total(people, figures),
        weeks=weeks_in(list(figures.values()), span),
        as_of=min((at for at, _one in kept.values()), default=None),
        following=following,
        unserved=unserved,
        broken=broken,
        unaccepted=unaccepted,
        to_sign=counters(actor).to_sign,
        to_approve=counters(actor).to_approve,
    )


def _people(actor: Actor, place: Place | None) -> Sequence[Any]:
    """The managers ``actor`` watches in ``place``, by name, with the figures that were kept."""
    statement = (
        sa.select(
            Employee.id,
            Employee.public_id,
            Employee.team_id,
            Employee.capacity_points.label("capacity"),
            Role.code,
            *(column for column in ManagerFigures.__table__.c if column.name != "employee_id"),
        )
        .join(Role, Role.id == Employee.role_id)
        .outerjoin(ManagerFigures, ManagerFigures.employee_id == Employee.id)
        .where(
            Employee.is_active.is_(True),
            Role.code.in_(portfolios.MANAGERS),
            within_my_teams(actor, "team:watch"),
        )
        .order_by(Employee.name_key, Employee.id)
        .limit(5_000)
    )
    if place is not None:
        statement = statement.where(Employee.team_id.in_(place.keys))
    return db.session.execute(statement).all()


def _cut(items: list[Any], after: str) -> tuple[list[Any], str]:
    """The page of ``items`` behind the key ``after``, and the key the next one begins after."""
    keys = [one.public_id for one in items]
    first = keys.index(after) + 1 if after in keys else 0
    page = items[first : first + MOST]
    return page, page[-1].public_id if first + MOST < len(items) else ""


def _kept(
    people: Sequence[Any], span: Span, *, but: set[int]
) -> dict[int, tuple[dt.datetime, Figures]]:
    """The kept figures that still hold, and since when; without those of ``but``."""
    since = clock.now() - FRESH
    return {
        one.id: (
            one.taken_at,
            Figures(
                load=Load(one.clients, one.vips, 0, one.points, one.capacity),
                no_step=one.no_step,
                silent=one.silent,
                planned=one.planned,
                overdue=one.overdue,
                weeks=tuple(zip(one.calls, one.visits, strict=True)),
            ),
        )
        for one in people
        if one.id not in but and one.taken_at and one.taken_at > since and one.monday == span.monday
    }


def _total(people: Iterable[Any], figures: dict[int, Figures]) -> Total:
    """The figures of ``people`` together."""
    sums = dict.fromkeys((field.name for field in fields(Total)), 0)
    for one in people:
        each = figures[one.id]
        sums["managers"] += 1
        sums["hunters"] += one.code == ACQUISITION
        sums["keepers"] += one.code == PERSONAL
        for name in ("clients", "vips", "points", "capacity"):
            sums[name] += getattr(each.load, name)
        for name in ("no_step", "silent", "planned", "done", "overdue"):
            sums[name] += getattr(each, name)
    return Total(**sums)


def _waiting(actor: Actor, keys: list[int], before: dt.datetime) -> tuple[int, int, int]:
    """How many clients nobody serves, none for who may not assign them; and how much is behind the
    lists of :func:`cases_of` of these managers: promises not kept, clients not accepted. Each is
    counted to the cap."""
    lists = [cases_of(actor, keys, need, before=before)[0] for need in (Need.PROMISE, Need.ACCEPT)]
    counts: list[Any] = [_capped(one) for one in lists]
    is_asked = can(actor, "assignments:edit")
    unserved = _capped(portfolios.unserved()) if is_asked else sa.literal(0)
    first, second, third = db.session.execute(sa.select(unserved, *counts)).one()
    return first, second, third


def _capped(statement: sa.Select[Any]) -> sa.ScalarSelect[int]:
    rows = statement.with_only_columns(sa.literal(1), maintain_column_froms=True).limit(CAP + 1)
    return sa.select(sa.func.count()).select_from(rows.subquery()).scalar_subquery()


def watched_ids(actor: Actor, team: str = "") -> list[int]:
    """The keys of the managers ``actor`` watches, of those in ``team`` (a public id) if one is
    named. Refuses with NotFound a team that is not watched."""
    statement = (
        sa.select(Employee.id)
        .where(Employee.is_active.is_(True), within_my_teams(actor, "team:watch"))
        .order_by(Employee.id)
    )
    if team:
        statement = statement.where(Employee.team_id.in_(place_of(actor, team).keys))
    return list(db.session.execute(statement).scalars())
