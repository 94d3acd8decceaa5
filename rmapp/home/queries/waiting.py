"""Clients who wait for a contact and have nothing planned."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from ...clients.models import Assignment, Client, Lifecycle
from ...core import clock
from ...core.db import UTCDateTime, db
from ...policy.enforce import Actor
from ..rules import Task
from .attention import (
    TASK,
    book_of,
    clients_in,
    may_need,
    need_of,
    seen_by,
    silent,
    task_of,
    without_step,
)
from .worth import stepless_of, worth_key


@dataclass(frozen=True)
class Waiting:
    """A client who waits for a contact, with the hours in which it can be reached."""

    task: Task
    client_id: int
    zone: str
    hours_from: dt.time | None
    hours_to: dt.time | None


def waiting(actor: Actor, manager_id: int, limit: int) -> list[Waiting]:
    """The clients of a manager with nothing planned that need a contact now, the worthiest first:
    prospects and VIP clients without a step, clients over their norm of silence. One statement."""
    now, is_own = clock.now(), manager_id == actor.employee_id
    seen = seen_by(actor, is_own=is_own)
    stepless = stepless_of(sa.literal(manager_id, sa.BigInteger), seen, is_own=is_own)
    if is_own:
        stepless = stepless.join(Client, Client.id == Assignment.client_id)
    quiet = sa.and_(
        may_need(sa.literal(now, UTCDateTime())), Assignment.lifecycle == Lifecycle.CLIENT
    )
    told = (*TASK, Client.zone, Client.hours_from, Client.hours_to, worth_key().label("worth"))
    parts = (
        stepless.with_only_columns(
            *told, sa.true().label("no_step"), maintain_column_froms=True
        ).order_by(Assignment.step_order, Assignment.client_id),
        clients_in(book_of(manager_id, quiet))
        .where(seen, Client.next_contact_at.is_(None), silent(now), sa.not_(without_step()))
        .with_only_columns(*told, sa.false(), maintain_column_froms=True)
        .order_by(sa.literal_column("worth"), sa.literal_column("heard"), Client.id),
    )
    found = sa.union_all(*[sa.select(part.limit(limit).subquery()) for part in parts]).subquery()
    rows = db.session.execute(
        sa.select(found).order_by(found.c.worth, found.c.heard, found.c.id).limit(limit)
    ).all()
    return [
        Waiting(task_of(row, now, need_of(row)), row.id, row.zone, row.hours_from, row.hours_to)
        for row in rows
    ]
