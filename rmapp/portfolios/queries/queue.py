"""The clients that wait for a manager."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from ...clients.models import Client, UnservedClient
from ...clients.queries import within_reach
from ...core.db import db
from ...core.errors import NotFound
from ...core.pagination import Order, Page, keyset
from ...policy.enforce import Actor, reach
from ...policy.models import Reach


def without_manager(
    *, cursor: str | None = None, limit: int = 50, counted: bool = False
) -> Page[Client]:
    """The queue: clients nobody serves first, oldest first (ruling 15)."""
    return keyset(
        unserved(),
        [Order(Client.created_at), Order(Client.id)],
        cursor=cursor,
        limit=limit,
        counted=counted,
    )


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
