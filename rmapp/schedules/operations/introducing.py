"""The introduction after a handover, begun by itself when the new manager accepts (V9, C2)."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
import structlog

from ...clients.models import Client
from ...core import clock
from ...core.db import db
from ...core.errors import Refusal
from ...policy.enforce import Actor, can
from ...work import operations as work
from ..models import Schedule
from ..queries import in_use, owner_for
from .running import start

log = structlog.get_logger("rmapp.schedules")
CODE, WORK = "introduction", "introduce-clients"
#: More are begun in the background.
AT_ONCE = 3


def introduce(client_ids: Sequence[int], *, actor: Actor) -> list[Schedule]:
    """Start the shipped series "Introduction after a handover" with each client ``actor`` has
    accepted, from today; more than three by work.

    It never stands in the way of an acceptance: whoever is inactive, has it running already or
    finds no place is passed over, as is everybody while the bank has taken the template out of
    use.
    """
    if not client_ids or not can(actor, "schedules:run"):
        return []
    if len(client_ids) > AT_ONCE:
        work.submit(WORK, actor=actor, params={"clients": list(client_ids)}, total=len(client_ids))
        return []
    return introduce_now(client_ids, actor=actor)


def introduce_now(client_ids: Sequence[int], *, actor: Actor) -> list[Schedule]:
    """The same at once, for a few."""
    version = next((one for one in in_use() if one.template.code == CODE), None)
    if version is None:
        return []
    wanted = sa.any_(sa.literal(list(client_ids), sa.ARRAY(sa.BigInteger)))
    clients = db.session.scalars(
        sa.select(Client)
        .where(Client.id == wanted, Client.is_active.is_(True), Client.deleted_at.is_(None))
        .order_by(Client.id)
    )
    begun: list[Schedule] = []
    for client in list(clients):
        try:
            with db.session.begin_nested():
                owner = owner_for(client.id, actor)
                today = clock.today(owner.zone)
                begun.append(start(client, version, actor=actor, starts_on=today, owner=owner))
        except Refusal as refusal:
            log.info("introduction_not_begun", client=client.id, why=refusal.code)
    return begun
