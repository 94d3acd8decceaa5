"""From which contact on the bank's own figures speak against going on (C6)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from ...clients.models import Client
from ...core.db import db
from ...interactions.followers import tells_limits
from ...interactions.models import Interaction
from ...interactions.rules.persistence import Limit
from ...segments.models import Segment
from ..models import PersistenceLimit, Plan, PlanProspect


@tells_limits
def limit_of_client(client_id: Any) -> sa.ScalarSelect[Any]:
    """The limit of the target segment the client is worked in, else of its kind, else of all."""
    worked = (
        sa.select(Plan.segment_id)
        .join(PlanProspect, PlanProspect.plan_id == Plan.id)
        .where(
            PlanProspect.client_id == client_id,
            PlanProspect.dropped_at.is_(None),
            Plan.closed_at.is_(None),
        )
        .correlate(Interaction)
    )
    kind = sa.select(Client.kind).where(Client.id == client_id).correlate(Interaction)
    condition = sa.or_(
        PersistenceLimit.segment_id.in_(worked),
        sa.and_(
            PersistenceLimit.segment_id.is_(None),
            sa.or_(
                PersistenceLimit.kind.is_(None), PersistenceLimit.kind == kind.scalar_subquery()
            ),
        ),
    )
    return _first(condition).correlate(Interaction).scalar_subquery()


def limit_of_segment(segment_id: int) -> Limit | None:
    """The limit of a target segment, else of all prospects."""
    everybody = sa.and_(PersistenceLimit.segment_id.is_(None), PersistenceLimit.kind.is_(None))
    said = db.session.scalar(_first(sa.or_(PersistenceLimit.segment_id == segment_id, everybody)))
    return Limit(**said) if said else None


def _first(condition: sa.ColumnElement[bool]) -> sa.Select[Any]:
    row = PersistenceLimit
    columns = {one.key: one for one in (row.number, row.chance, row.usual, row.tries)}
    fields = columns | {"part": sa.func.coalesce(Segment.name, "")}
    parts = [part for name, value in fields.items() for part in (sa.literal(name), value)]
    return (
        sa.select(sa.func.jsonb_build_object(*parts, type_=JSONB))
        .select_from(row)
        .outerjoin(Segment, Segment.id == row.segment_id)
        .where(condition)
        .order_by(row.segment_id.is_(None), row.kind.is_(None), row.number)
        .limit(1)
    )
