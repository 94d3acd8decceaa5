"""Clients who wait for a contact and have nothing planned."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from ...clients.models import Client
from ...core import clock
from ...core.db import UTCDateTime, db
from ...policy.enforce import Actor
from ..rules import Task
from .attention import (
    TASK,
    book_of,
    clients_in,
    last_heard,
    may_need,
    need_of,
    seen_by,
    silent,
    task_of,
    without_step,
)


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
    now = clock.now()
    no_step = without_step()
    rows = db.session.execute(
        clients_in(book_of(manager_id, may_need(sa.literal(now, UTCDateTime()))))
        .where(seen_by(actor, is_own=manager_id == actor.employee_id))
        .with_only_columns(
            *TASK,
            no_step.label("no_step"),
            Client.zone,
            Client.hours_from,
            Client.hours_to,
            maintain_column_froms=True,
        )
        .where(Client.next_contact_at.is_(None), sa.or_(no_step, silent(now)))
        .order_by(
            (Client.vip_tier != "").desc(),
            Client.call_order,
            Client.possible_profit.desc().nulls_last(),
            last_heard(),
            Client.id,
        )
        .limit(limit)
    ).all()
    return [
        Waiting(task_of(row, now, need_of(row)), row.id, row.zone, row.hours_from, row.hours_to)
        for row in rows
    ]
