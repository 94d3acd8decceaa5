"""Requests of subjects."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from ...clients.models import (
    Client,
    ContactPerson,
)
from ...clients.queries import within_reach
from ...core.db import db
from ...core.errors import NotFound
from ...core.pagination import PAGE, Order, Page, keyset
from ...policy.enforce import Actor
from ..models import (
    LegalHold,
    RequestKind,
    RequestState,
    SubjectRequest,
)

HANDLE, SIGN = "privacy:handle", "privacy:approve"
OPEN = (RequestState.OPEN, RequestState.WORKING, RequestState.READY, RequestState.WAITING)


def client_of(public_id: str, *, actor: Actor, permission: str = HANDLE) -> Client:
    """A client, in the bin too, within reach. Refuses with NotFound."""
    found = db.session.execute(
        sa.select(Client).where(
            Client.public_id == public_id,
            Client.deleted_at.is_(None),
            within_reach(actor, permission),
        )
    ).scalar_one_or_none()
    if found is None:
        raise NotFound(_("There is no such client, or it is not yours to see."))
    return found


def requests(
    actor: Actor, *, every: bool = False, cursor: str | None = None, limit: int = PAGE
) -> Page[Any]:
    """Requests within reach: open ones, the first due first; or all, newest first."""
    statement = (
        sa.select(SubjectRequest)
        .where(_seen_by(actor))
        .options(
            joinedload(SubjectRequest.client),
            joinedload(SubjectRequest.contact_person),
            joinedload(SubjectRequest.created_by),
            joinedload(SubjectRequest.approved_by),
        )
    )
    if every:
        return keyset(
            statement, [Order(SubjectRequest.id, descending=True)], cursor=cursor, limit=limit
        )
    order = [Order(SubjectRequest.due_on), Order(SubjectRequest.id)]
    return keyset(
        statement.where(SubjectRequest.state.in_(OPEN)), order, cursor=cursor, limit=limit
    )


def requests_of(client_id: int) -> list[SubjectRequest]:
    """The requests of a client, newest first."""
    return list(
        db.session.execute(
            sa.select(SubjectRequest)
            .where(SubjectRequest.client_id == client_id)
            .order_by(SubjectRequest.id.desc())
            .limit(50)
        ).scalars()
    )


def _seen_by(actor: Actor) -> sa.ColumnElement[bool]:
    """What one handles, every erasure that waits for the signature of a second person, and those
    one wrote down or signed: when it is done the client is nobody's, and what became of it is told
    by counts and a number alone."""
    waits = sa.and_(
        SubjectRequest.kind == RequestKind.ERASURE,
        SubjectRequest.state == RequestState.WAITING,
        within_reach(actor, SIGN, SubjectRequest.client_id),
    )
    done = sa.and_(
        SubjectRequest.kind == RequestKind.ERASURE,
        SubjectRequest.approved_by_id.is_not(None),
        sa.or_(
            SubjectRequest.created_by_id == actor.employee_id,
            SubjectRequest.approved_by_id == actor.employee_id,
        ),
    )
    return sa.or_(within_reach(actor, HANDLE, SubjectRequest.client_id), waits, done)


def request_of(public_id: str, *, actor: Actor, permission: str = "") -> SubjectRequest:
    """One request the person sees, or within reach of ``permission``. Refuses with NotFound."""
    found = db.session.execute(
        sa.select(SubjectRequest)
        .join(Client, Client.id == SubjectRequest.client_id)
        .where(
            SubjectRequest.public_id == public_id,
            sa.or_(Client.deleted_at.is_(None), Client.erased_at.is_not(None)),
            within_reach(actor, permission, SubjectRequest.client_id)
            if permission
            else _seen_by(actor),
        )
        .options(
            joinedload(SubjectRequest.client),
            joinedload(SubjectRequest.contact_person),
            joinedload(SubjectRequest.created_by),
            joinedload(SubjectRequest.approved_by),
        )
    ).scalar_one_or_none()
    if found is None:
        raise NotFound(_("There is no such request."))
    return found


def sealed_of(client_id: int) -> list[LegalHold]:
    """What the law keeps of an erased client, the longest last."""
    wanted = sa.select(LegalHold).where(LegalHold.client_id == client_id)
    return list(db.session.scalars(wanted.order_by(LegalHold.until, LegalHold.id)))


def request_by_id(id: int) -> SubjectRequest:
    """One request for a job."""
    return db.session.get_one(SubjectRequest, id)


def open_request(
    client_id: int, kind: RequestKind, person: ContactPerson | None = None
) -> SubjectRequest | None:
    """A request of this kind, about the client or one contact person, that is not closed yet."""
    return db.session.execute(
        sa.select(SubjectRequest)
        .where(
            SubjectRequest.client_id == client_id,
            SubjectRequest.kind == kind,
            SubjectRequest.contact_person_id.is_not_distinct_from(person.id if person else None),
            SubjectRequest.state.in_(OPEN),
        )
        .limit(1)
    ).scalar_one_or_none()


def take_archives(client_id: int) -> list[str]:
    """The archives made for a client; they are named no more."""
    rows = list(
        db.session.execute(
            sa.select(SubjectRequest).where(
                SubjectRequest.client_id == client_id, SubjectRequest.box != ""
            )
        ).scalars()
    )
    boxes = [row.box for row in rows]
    for row in rows:
        row.box = ""
    db.session.flush()
    return boxes
