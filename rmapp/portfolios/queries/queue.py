"""The clients that wait for a manager."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import joinedload

from ...clients.models import Assignment, Client, ClientEvent, UnservedClient
from ...clients.queries import within_reach
from ...core.db import db
from ...core.errors import NotFound
from ...core.pagination import Order, Page, keyset
from ...figures.queries import profits_of
from ...policy.enforce import Actor, reach
from ...policy.models import Reach
from ...staff.models import Employee
from ..rules import Piece
from .matching import pieces_of


@dataclass
class Waiting:
    """A client of the queue with what one needs to know to choose a manager.

    ``left``: who served last and until when, None when nobody did; ``profit``: of the last twelve
    whole months, None where no figures came; ``piece``: as the rules of the share-out see it.
    """

    client: Client
    since: dt.datetime
    piece: Piece
    left: Any = None
    profit: int | None = None
    city: str = ""


def without_manager(
    *, cursor: str | None = None, limit: int = 50, counted: bool = False
) -> Page[Waiting]:
    """The queue: clients nobody serves first, who waits longest first (ruling 15)."""
    found = keyset(
        unserved().add_columns(UnservedClient.since).options(joinedload(Client.source)),
        [Order(UnservedClient.since), Order(UnservedClient.client_id)],
        cursor=cursor,
        limit=limit,
        counted=counted,
        scalars=False,
    )
    keys = [client.id for client, _since in found.rows]
    which = sa.select(Client.id).where(Client.id.in_(keys))
    pieces = {one.client_id: one for one in pieces_of(which, leaver_id=None)} if keys else {}
    left, earned = _left(keys), profits_of(keys)
    found.rows = [
        Waiting(
            client,
            since,
            pieces[client.id],
            left.get(client.id),
            earned.get(client.id),
            pieces[client.id].place,
        )
        for client, since in found.rows
    ]
    return found


def _left(keys: Sequence[int]) -> dict[int, Any]:
    """Client → its last primary assignment: (manager, ended_at, reason of its end)."""
    if not keys:
        return {}
    told = sa.and_(
        ClientEvent.client_id == Assignment.client_id,
        ClientEvent.kind == "assignment-ended",
        ClientEvent.object_public_id == Assignment.public_id,
    )
    rows = db.session.execute(
        sa.select(
            Assignment.client_id,
            Employee,
            Assignment.ended_at,
            sa.func.coalesce(ClientEvent.detail["reason"].astext, ""),
        )
        .join(Employee, Employee.id == Assignment.employee_id)
        .outerjoin(ClientEvent, told)
        .where(
            Assignment.client_id.in_(keys),
            Assignment.is_primary,
            Assignment.ended_at.is_not(None),
        )
        .order_by(Assignment.client_id, Assignment.ended_at.desc(), Assignment.id.desc())
        .ext(distinct_on(Assignment.client_id))
    )
    return {key: (employee.name, ended_at, reason) for key, employee, ended_at, reason in rows}


def unserved() -> sa.Select[Any]:
    """The clients nobody serves first."""
    return (
        sa.select(Client)
        .join(UnservedClient, UnservedClient.client_id == Client.id)
        .where(Client.deleted_at.is_(None), Client.is_active.is_(True))
    )


def assignable(actor: Actor) -> sa.ColumnElement[bool]:
    """Which clients ``actor`` may let somebody serve: those within reach, and the queue for who
    takes from it (a supervisor)."""
    in_reach = within_reach(actor, "assignments:edit")
    if reach(actor, "assignments:edit") not in (Reach.TEAM, Reach.ALL):
        return in_reach
    waits = sa.exists().where(UnservedClient.client_id == Client.id)
    return sa.or_(in_reach, sa.and_(Client.is_active.is_(True), waits))


def client_to_assign(public_id: str, *, actor: Actor) -> Client:
    """A client within reach, or one of the queue (a supervisor takes from the queue).

    :class:`NotFound` otherwise.
    """
    found = db.session.execute(
        sa.select(Client).where(
            Client.public_id == public_id, Client.deleted_at.is_(None), assignable(actor)
        )
    ).scalar_one_or_none()
    if found is None:
        raise NotFound(_("There is no such client, or it is not yours to see."))
    return found
