"""From which contact on the bank's own figures speak against going on (C6)."""

from __future__ import annotations

import sqlalchemy as sa

from ...clients.models import Client
from ...core.db import db
from ...interactions.followers import tells_limits
from ...interactions.rules.persistence import Limit
from ...segments.models import Segment
from ..models import PersistenceLimit, Plan, PlanProspect


@tells_limits
def limit_of_client(client_id: int) -> Limit | None:
    """The limit of the target segment the client is worked in, else of its kind, else of all."""
    worked = (
        sa.select(Plan.segment_id)
        .join(PlanProspect, PlanProspect.plan_id == Plan.id)
        .where(
            PlanProspect.client_id == client_id,
            PlanProspect.dropped_at.is_(None),
            Plan.closed_at.is_(None),
        )
    )
    kind = sa.select(Client.kind).where(Client.id == client_id).scalar_subquery()
    return _first(
        sa.or_(
            PersistenceLimit.segment_id.in_(worked),
            sa.and_(
                PersistenceLimit.segment_id.is_(None),
                sa.or_(PersistenceLimit.kind.is_(None), PersistenceLimit.kind == kind),
            ),
        )
    )


def limit_of_segment(segment_id: int) -> Limit | None:
    """The limit of a target segment, else of all prospects."""
    everybody = sa.and_(PersistenceLimit.segment_id.is_(None), PersistenceLimit.kind.is_(None))
    return _first(sa.or_(PersistenceLimit.segment_id == segment_id, everybody))


def _first(condition: sa.ColumnElement[bool]) -> Limit | None:
    row = db.session.execute(
        sa.select(PersistenceLimit, Segment.name)
        .outerjoin(Segment, Segment.id == PersistenceLimit.segment_id)
        .where(condition)
        .order_by(
            PersistenceLimit.segment_id.is_(None),
            PersistenceLimit.kind.is_(None),
            PersistenceLimit.number,
        )
        .limit(1)
    ).first()
    if row is None:
        return None
    found = row[0]
    return Limit(found.number, found.chance, found.usual, found.tries, row[1] or "")
