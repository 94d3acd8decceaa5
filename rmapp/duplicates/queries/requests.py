"""Requests for access to a colleague's client: whose answer they wait for."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from ...clients.models import Assignment, Client
from ...clients.queries import within_reach
from ...core.db import PUBLIC_ID_LENGTH, db
from ...core.errors import NotFound
from ...policy.enforce import Actor, reach
from ...policy.models import Reach, Role
from ...policy.table import SUPERVISOR
from ...staff.models import Employee
from ..models import AccessRequest, RequestState

LET_IN = "clients:let-in"


def _to_answer(actor: Actor) -> sa.ColumnElement[bool]:
    """Requests that ``actor`` may answer: about clients within reach; about clients nobody serves
    those who supervise the one who asks."""
    alive = AccessRequest.client_id.in_(sa.select(Client.id).where(Client.deleted_at.is_(None)))
    mine = sa.and_(within_reach(actor, LET_IN, AccessRequest.client_id), alive)
    if reach(actor, LET_IN) is not Reach.TEAM:
        return mine
    nobody = sa.not_(
        sa.exists().where(
            Assignment.client_id == AccessRequest.client_id, Assignment.ended_at.is_(None)
        )
    )
    team = sa.select(Employee.id).where(Employee.team_id.in_(actor.team_ids))
    return sa.or_(mine, sa.and_(alive, nobody, AccessRequest.asked_by_id.in_(team)))


def keepers_of(client_id: int, *, actor: Actor) -> list[int]:
    """Who is to hear of a request of ``actor``: the first manager; where there is none, those
    who supervise the one who asks."""
    first = db.session.scalars(
        sa.select(Assignment.employee_id).where(
            Assignment.client_id == client_id, Assignment.ended_at.is_(None), Assignment.is_primary
        )
    ).all()
    if first or actor.team_id is None:
        return list(first)
    return list(
        db.session.scalars(
            sa.select(Employee.id)
            .join(Role, Role.id == Employee.role_id)
            .where(
                Role.code == SUPERVISOR,
                Employee.is_active,
                Employee.team_id == actor.team_id,
                Employee.id != actor.employee_id,
            )
        )
    )


def requests(actor: Actor) -> list[AccessRequest]:
    """Open requests that wait for an answer of ``actor``, oldest first; 100 at most."""
    return list(
        db.session.execute(
            sa.select(AccessRequest)
            .where(
                AccessRequest.state == RequestState.OPEN,
                AccessRequest.asked_by_id != actor.employee_id,
                _to_answer(actor),
            )
            .options(joinedload(AccessRequest.client), joinedload(AccessRequest.asked_by))
            .order_by(AccessRequest.id)
            .limit(100)
        ).scalars()
    )


def my_requests(actor: Actor) -> list[AccessRequest]:
    """What ``actor`` asked for in the last weeks, newest first; 20 at most."""
    return list(
        db.session.execute(
            sa.select(AccessRequest)
            .where(AccessRequest.asked_by_id == actor.employee_id)
            .options(joinedload(AccessRequest.client), joinedload(AccessRequest.asked_by))
            .order_by(AccessRequest.id.desc())
            .limit(20)
        ).scalars()
    )


def my_request(request_id: int) -> AccessRequest:
    """A request that was just made, with its names."""
    return db.session.execute(
        sa.select(AccessRequest)
        .where(AccessRequest.id == request_id)
        .options(joinedload(AccessRequest.client), joinedload(AccessRequest.asked_by))
        .execution_options(populate_existing=True)
    ).scalar_one()


def request_of(public_id: str, *, actor: Actor) -> AccessRequest:
    """The request ``public_id``; NotFound when it is not for ``actor`` to answer."""
    found = None
    if len(public_id) == PUBLIC_ID_LENGTH:
        found = db.session.execute(
            sa.select(AccessRequest)
            .where(AccessRequest.public_id == public_id, _to_answer(actor))
            .options(joinedload(AccessRequest.client), joinedload(AccessRequest.asked_by))
            .with_for_update(of=AccessRequest)
        ).scalar_one_or_none()
    if found is None:
        raise NotFound(_("There is no such request, or it is not yours to answer."))
    return found
