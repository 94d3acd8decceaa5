"""Who serves whom changes hands: the leaver's assignments end, the receivers' begin."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from ...clients.models import Assignment
from ...core import clock
from ...core.db import db
from ...policy.enforce import Actor
from ..models import Handover, HandoverItem

#: A public key made by the database, for rows that are made there.
FRESH_PUBLIC_ID = sa.func.left(
    sa.func.replace(sa.cast(sa.func.gen_random_uuid(), sa.Text), "-", ""), 16
)
#: What triggers keep on an open assignment of its client.
OF_CLIENT = (
    "name_key", "lifecycle", "vip_tier", "at_rest", "quiet_since", "birthday", "step_order",
)  # fmt: skip


@dataclass(frozen=True)
class Moved:
    """``clients``: how many changed hands; ``beside``: the keys of those the leaver served as
    deputy or specialist alone; ``ended``: of these, those whose role ended, for the receiver is
    their first manager."""

    clients: int
    beside: list[int]
    ended: list[int]


def move_assignments(handover: Handover, actor: Actor | None) -> Moved:
    """End the leaver's assignments and open the receivers'.

    One statement: the triggers that keep the queue of unserved clients run at its end, when every
    client is served again, and write nothing. The items are joined once: the server knows nothing
    of rows written a moment ago, and would compare each client with each. What an assignment knows
    of its client is copied along, so that no trigger looks each client up. The role of a deputy
    does not go to the client's first manager: it ends.
    """
    item: Any = HandoverItem.__table__
    at = clock.now()
    _end_former_roles(handover, at)
    ended = (
        sa.update(Assignment)
        .where(
            item.c.handover_id == handover.id,
            item.c.client_id == Assignment.client_id,
            item.c.receiver_id.is_not(None),
            Assignment.employee_id == handover.leaver_id,
            Assignment.ended_at.is_(None),
        )
        .values(
            ended_at=sa.func.greatest(at, Assignment.started_at),
            handover_id=sa.func.coalesce(Assignment.handover_id, handover.id),
        )
        .returning(
            Assignment.client_id,
            Assignment.role,
            Assignment.is_primary,
            *[getattr(Assignment, name) for name in OF_CLIENT],
            item.c.receiver_id,
        )
        .cte("ended")
    )
    first = aliased(Assignment)
    serves_first = sa.exists().where(
        first.client_id == ended.c.client_id,
        first.employee_id == ended.c.receiver_id,
        first.is_primary,
        first.ended_at.is_(None),
    )
    columns = (
        "public_id", "client_id", "employee_id", "role", "is_primary", "started_at", "reason",
        "assigned_by_id", "handover_id", *OF_CLIENT,
    )  # fmt: skip
    rows = sa.select(
        FRESH_PUBLIC_ID,
        ended.c.client_id,
        ended.c.receiver_id,
        ended.c.role,
        ended.c.is_primary,
        sa.literal(at),
        sa.literal(handover.note or handover.reason.value),
        sa.literal(actor.employee_id if actor else handover.created_by_id),
        sa.literal(handover.id),
        *[ended.c[name] for name in OF_CLIENT],
    ).where(sa.or_(ended.c.is_primary, sa.not_(serves_first)))
    fresh = (
        insert(Assignment)
        .from_select(columns, rows, include_defaults=False)
        .on_conflict_do_nothing()
        .returning(Assignment.client_id)
        .cte("fresh")
    )
    beside = sa.func.array_agg(ended.c.client_id).filter(sa.not_(ended.c.is_primary))
    first_served = sa.func.array_agg(ended.c.client_id).filter(ended.c.is_primary)
    followed = sa.select(sa.func.array_agg(fresh.c.client_id)).scalar_subquery()
    clients, seconded, firsts, opened = db.session.execute(
        sa.select(sa.func.count(sa.distinct(ended.c.client_id)), beside, first_served, followed)
    ).one()
    alone = set(seconded or ()) - set(firsts or ())
    return Moved(int(clients), sorted(alone), sorted(alone - set(opened or ())))


def _end_former_roles(handover: Handover, at: dt.datetime) -> None:
    """Whoever becomes the first manager stops being the client's deputy or specialist."""
    item: Any = HandoverItem.__table__
    db.session.execute(
        sa.update(Assignment)
        .where(
            item.c.handover_id == handover.id,
            item.c.client_id == Assignment.client_id,
            item.c.receiver_id == Assignment.employee_id,
            Assignment.ended_at.is_(None),
            Assignment.is_primary.is_(False),
        )
        .values(ended_at=sa.func.greatest(at, Assignment.started_at))
        .execution_options(synchronize_session=False)
    )
