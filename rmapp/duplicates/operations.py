"""What a person learns of look-alikes beyond their reach (ruling 17): that one exists and who
keeps it, on a strong match only, so many times an hour, and written down each time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from ..audit import operations as audit
from ..audit.models import AuditEntry
from ..clients.models import Client
from ..clients.queries import within_reach
from ..core import clock
from ..core.db import db
from ..core.transaction import memo
from ..policy.enforce import Actor
from .queries import Candidate

TAG = "duplicate:disclosed"
MOST_AN_HOUR = 30
SAME_FOR = dt.timedelta(minutes=30)  # typing on about one client is one disclosure


@dataclass(frozen=True)
class Revealed:
    """A look-alike as one person may see it. ``candidate`` None: only that it is, and who keeps
    it."""

    candidate: Candidate | None
    keeper: str | None
    is_strong: bool


def revealed(found: Sequence[Candidate], *, actor: Actor) -> list[Revealed]:
    """``found`` as ``actor`` may see it: within reach all, beyond it the strong ones' keepers.

    Writes a trail entry for every client disclosed beyond reach; over ``MOST_AN_HOUR`` nothing
    more is told. One statement without strong matches beyond reach, two with.
    """
    if not found:
        return []
    ids = [hit.id for hit in found]
    near = set(
        db.session.execute(
            sa.select(Client.id).where(
                Client.id.in_(ids), within_reach(actor, "clients:read", Client.id)
            )
        ).scalars()
    )
    told: dict[int, dt.datetime] = memo().setdefault(TAG, {})  # type: ignore[assignment]
    if not told and any(hit.is_strong and hit.id not in near for hit in found):
        told.update(_told(actor))
    since = clock.now() - SAME_FOR
    shown: list[Revealed] = []
    for hit in found:
        if hit.id in near:
            shown.append(Revealed(hit, hit.manager, hit.is_strong))
        elif hit.is_strong and (hit.id in told or len(told) < MOST_AN_HOUR):
            if told.get(hit.id, dt.datetime.min.replace(tzinfo=dt.UTC)) < since:
                audit.record(
                    TAG,
                    actor=actor,
                    name=hit.name,
                    client_id=hit.id,
                    detail={"reasons": list(hit.reasons)},
                )
            told[hit.id] = clock.now()
            shown.append(Revealed(None, hit.manager, True))
    return shown


def _told(actor: Actor) -> dict[int, dt.datetime]:
    """Clients beyond reach told to ``actor`` in the last hour, and when."""
    rows = db.session.execute(
        sa.select(AuditEntry.client_id, sa.func.max(AuditEntry.at))
        .where(
            AuditEntry.actor_id == actor.employee_id,
            AuditEntry.tag == TAG,
            AuditEntry.at > clock.now() - dt.timedelta(hours=1),
        )
        .group_by(AuditEntry.client_id)
    )
    return {client_id: at for client_id, at in rows if client_id is not None}
