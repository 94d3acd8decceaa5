"""Every select over clients; :func:`visible_to` is the only way to a client's rows."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import aliased, selectinload

from ...core.db import PUBLIC_ID_LENGTH, any_of, db
from ...core.errors import NotFound
from ...policy.enforce import Actor, reach
from ...policy.models import Reach
from ...policy.table import EMERGENCY
from ...staff.models import Employee
from ..models import Assignment, AssignmentRole, Client, UnservedClient

_served, _twin = aliased(Assignment), aliased(Assignment)


def within_reach(
    actor: Actor, permission: str, client_id: Any = Client.id, *, each: bool = False
) -> sa.ColumnElement[bool]:
    """The condition that ``client_id`` (a column) names a client ``actor`` reaches.

    own: an open assignment of theirs; team: of somebody in their teams; all: every client.
    ``each``: asked row by row, for the few rows of a day; otherwise the planner may gather all
    of somebody's clients first.
    What is open in an emergency (ruling 18) is added, for reading alone.
    """
    condition = _by_assignments(actor, permission, client_id, each)
    if actor.emergency and permission in EMERGENCY:
        opened = any_of(actor.emergency)
        return sa.or_(condition, client_id == opened)
    return condition


@dataclass(frozen=True)
class Reaching:
    """All that :func:`within_reach` asks of ``actor``: equal for equal conditions, so that a
    statement that costs more to build than to run may be kept by it (``functools.lru_cache``)."""

    employee_id: int
    team_ids: tuple[int, ...]
    emergency: tuple[int, ...]
    grants: frozenset[tuple[str, Reach]]
    actor: Actor = field(compare=False, repr=False)


def reaching(actor: Actor) -> Reaching:
    """The key of statements that differ from person to person by :func:`within_reach` alone; what
    else differs (a client, a day) is bound when they are run."""
    grants = frozenset(actor.grants.items())
    return Reaching(actor.employee_id, actor.team_ids, actor.emergency, grants, actor)


def _by_assignments(
    actor: Actor, permission: str, client_id: Any, each: bool
) -> sa.ColumnElement[bool]:
    how_far = reach(actor, permission)
    if how_far is Reach.ALL:
        return sa.true()
    if how_far is Reach.NONE:
        return sa.false()
    served = sa.select(Assignment.client_id).where(Assignment.ended_at.is_(None))
    if how_far is Reach.OWN:
        served = served.where(Assignment.employee_id == actor.employee_id)
    else:
        team = sa.select(Employee.id).where(
            sa.or_(
                Employee.team_id == any_of(actor.team_ids),
                Employee.id == actor.employee_id,
            )
        )
        served = served.where(Assignment.employee_id.in_(team))
    if each:
        one = served.where(Assignment.client_id == client_id).limit(1)
        return one.scalar_subquery().is_not(None)
    condition: sa.ColumnElement[bool] = client_id.in_(served)
    return condition


def visible_to(
    actor: Actor, permission: str = "clients:read", *, with_deleted: bool = False
) -> sa.Select[Client]:
    """The clients ``actor`` reaches under ``permission``, without those in the bin."""
    statement = sa.select(Client).where(within_reach(actor, permission))
    return statement if with_deleted else statement.where(Client.deleted_at.is_(None))


def by_name(
    actor: Actor, manager: str = "", permission: str = "clients:read"
) -> tuple[sa.Select[Any], Any]:
    """What :func:`visible_to` gives, read along the shortest way for a list in order of name, and
    the column of that name.

    ``manager``: the public id of one who serves the clients first, or "none" for those nobody
    does. One's own and a manager's clients are read along the assignments, those nobody serves
    along the queue, all others along the clients themselves.
    """
    own = reach(actor, permission) is Reach.OWN
    if manager == "none":
        waiting = visible_to(actor, permission).join(
            UnservedClient, UnservedClient.client_id == Client.id
        )
        return waiting, UnservedClient.name_key
    if own and not manager:
        # the condition of reach itself (see within_reach), each client once
        twin = _twin_of(actor)
        statement = sa.select(Client).where(
            _served.employee_id == actor.employee_id, ~twin.exists(), Client.deleted_at.is_(None)
        )
    elif manager:
        chosen = sa.select(Employee.id).where(Employee.public_id == manager)
        statement = visible_to(actor, permission).where(
            _served.employee_id == chosen.scalar_subquery(), _served.is_primary
        )
    else:
        return visible_to(actor, permission), Client.name_key
    along = sa.and_(_served.client_id == Client.id, _served.ended_at.is_(None))
    return statement.join(_served, along), _served.name_key


def own_clients(actor: Actor) -> sa.Select[int]:
    """One row for each client of one's own list (see :func:`by_name`), read of the assignments
    alone: for counting."""
    twin = _twin_of(actor)
    return sa.select(sa.literal(1)).where(
        _served.employee_id == actor.employee_id,
        _served.ended_at.is_(None),
        _served.lifecycle.is_not(None),  # not in the bin
        ~twin.exists(),
    )


def _twin_of(actor: Actor) -> sa.Select[int]:
    """An earlier open assignment of the same client: each is read once."""
    return sa.select(_twin.id).where(
        _twin.employee_id == actor.employee_id,
        _twin.client_id == _served.client_id,
        _twin.ended_at.is_(None),
        _twin.id < _served.id,
    )


def client_of(
    public_id: str,
    *,
    actor: Actor,
    permission: str = "clients:read",
    options: tuple[Any, ...] = (),
    lock: bool = False,
) -> Client:
    """The client ``public_id``; :class:`NotFound` when there is none within reach."""
    if len(public_id) != PUBLIC_ID_LENGTH:
        raise NotFound(_("There is no such client, or it is not yours to see."))
    statement = visible_to(actor, permission).where(Client.public_id == public_id).options(*options)
    if lock:
        statement = statement.with_for_update(of=Client)
    client = db.session.execute(statement).scalar_one_or_none()
    if client is None:
        raise NotFound(_("There is no such client, or it is not yours to see."))
    return client


def reaches_client(actor: Actor, permission: str, client_id: int) -> bool:
    """Whether ``actor`` reaches this one client under ``permission``; no statement where the
    reach is none or all."""
    how_far = reach(actor, permission)
    if how_far in (Reach.NONE, Reach.ALL):
        return how_far is Reach.ALL
    statement = _reaches(reaching(actor), permission)
    return bool(db.session.execute(statement, {"client": client_id}).scalar_one())


@functools.lru_cache(maxsize=512)
def _reaches(reader: Reaching, permission: str) -> Any:
    """Whether the person reaches ``:client``: built once for each."""
    client = sa.bindparam("client", type_=sa.BigInteger)
    return sa.select(within_reach(reader.actor, permission, client))


@dataclass(frozen=True)
class Survivor:
    """The record that a merged one lives on in."""

    public_id: str
    name: str


def survivors(public_ids: list[str], *, actor: Actor) -> dict[str, Survivor]:
    """Merged record → the record it was merged into, where ``actor`` may see that one.

    One statement where nothing was merged: every address that leads nowhere asks.
    """
    merged = db.session.execute(
        sa.select(Client.public_id, Client.merged_into_id).where(
            Client.public_id.in_(public_ids), Client.merged_into_id.is_not(None)
        )
    ).all()
    if not merged:
        return {}
    ids = sa.literal([row.merged_into_id for row in merged], sa.ARRAY(sa.BigInteger))
    now = {
        row.id: Survivor(row.public_id, row.display_name)
        for row in db.session.execute(
            visible_to(actor)
            .where(Client.id == sa.any_(ids))
            .with_only_columns(Client.id, Client.public_id, Client.display_name)
        )
    }
    return {row.public_id: now[row.merged_into_id] for row in merged if row.merged_into_id in now}


WITH_DETAILS = (
    selectinload(Client.phones),
    selectinload(Client.emails),
    selectinload(Client.addresses),
    selectinload(Client.messengers),
    selectinload(Client.contact_persons),
    selectinload(Client.source),
    selectinload(Client.channel),
    selectinload(Client.campaign),
)


def primary_manager(client_id: int) -> Employee | None:
    """Who serves the client first; None while it waits in the queue."""
    return db.session.execute(
        sa.select(Employee)
        .join(Assignment, Assignment.employee_id == Employee.id)
        .where(
            Assignment.client_id == client_id,
            Assignment.ended_at.is_(None),
            Assignment.is_primary,
        )
    ).scalar_one_or_none()


def open_assignments(client_id: int) -> list[tuple[Assignment, Employee]]:
    """Who serves the client now, primary first."""
    rows = db.session.execute(
        sa.select(Assignment, Employee)
        .join(Employee, Employee.id == Assignment.employee_id)
        .where(Assignment.client_id == client_id, Assignment.ended_at.is_(None))
        .order_by(Assignment.is_primary.desc(), Assignment.started_at)
    )
    return [(assignment, employee) for assignment, employee in rows]


def open_assignment(client_id: int, role: AssignmentRole) -> Assignment | None:
    """The open assignment of ``client_id`` in ``role``, if there is one."""
    return db.session.execute(
        sa.select(Assignment)
        .where(
            Assignment.client_id == client_id,
            Assignment.role == role,
            Assignment.ended_at.is_(None),
        )
        .order_by(Assignment.id)
        .limit(1)
    ).scalar_one_or_none()
