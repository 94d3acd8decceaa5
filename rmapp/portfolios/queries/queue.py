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


def client_to_assign(public_id: str, *, actor: Actor) -> Client:
    """A client within reach, or one of the queue (a supervisor takes from the queue).

    :class:`NotFound` otherwise.
    """
    in_reach = within_reach(actor, "assignments:edit")
    if reach(actor, "assignments:edit") in (Reach.TEAM, Reach.ALL):
        waiting = unserved().with_only_columns(Client.id)
        in_reach = sa.or_(in_reach, Client.id.in_(waiting))
    found = db.session.execute(
        sa.select(Client).where(
            Client.public_id == public_id, Client.deleted_at.is_(None), in_reach
        )
    ).scalar_one_or_none()
    if found is None:
        raise NotFound(_("There is no such client, or it is not yours to see."))
    return found
