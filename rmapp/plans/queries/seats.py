"""The plans one client is worked in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ...core.db import db
from ...policy.enforce import Actor
from ..models import Plan, PlanProspect
from .reach import people


def open_rows_of(client_id: int) -> list[PlanProspect]:
    """The rows of a client in plans that are still worked on; for who holds the client."""
    return list(db.session.execute(_OPEN_ROWS, {"client": client_id}).scalars())


_OPEN_ROWS = (
    sa.select(PlanProspect)
    .join(Plan, Plan.id == PlanProspect.plan_id)
    .where(PlanProspect.client_id == sa.bindparam("client", type_=sa.BigInteger))
    .where(Plan.closed_at.is_(None))
)


def is_in_open_plan(client: Any) -> sa.ColumnElement[bool]:
    """The condition that ``client`` (a key, in SQL) has a row in a plan still worked on."""
    return (
        sa.select(PlanProspect.id)
        .join(Plan, Plan.id == PlanProspect.plan_id)
        .where(PlanProspect.client_id == client, Plan.closed_at.is_(None))
        .exists()
    )


@dataclass(frozen=True)
class InPlan:
    """The plan a client is worked in, for the card."""

    public_id: str
    title: str
    deadline: dt.date


def seat_in(client_id: int, *, actor: Actor) -> InPlan | None:
    """The open plan that ``client_id`` is worked in, where ``actor`` sees that part of it."""
    row = db.session.execute(
        sa.select(Plan.public_id, Plan.title, Plan.deadline)
        .join(PlanProspect, PlanProspect.plan_id == Plan.id)
        .where(
            PlanProspect.client_id == client_id,
            PlanProspect.dropped_at.is_(None),
            Plan.closed_at.is_(None),
            people(actor, PlanProspect.manager_id),
        )
        .order_by(Plan.id)
        .limit(1)
    ).first()
    return None if row is None else InPlan(*row)
