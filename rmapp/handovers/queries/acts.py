"""Which acts of transfer are kept as files, and how large an act would be."""

from __future__ import annotations

import sqlalchemy as sa

from ...core.db import db
from ...work.models import WorkItem
from ..models import Handover, HandoverAct, HandoverItem


def act_file(
    handover: Handover, receiver_id: int | None, language: str
) -> tuple[HandoverAct, WorkItem | None] | None:
    """The act that was asked for with the work that makes it; ``receiver_id``: one's part."""
    row = db.session.execute(
        sa.select(HandoverAct, WorkItem)
        .outerjoin(WorkItem, WorkItem.id == HandoverAct.work_item_id)
        .where(
            HandoverAct.handover_id == handover.id,
            HandoverAct.receiver_id.is_not_distinct_from(receiver_id),
            HandoverAct.language == language,
        )
        .execution_options(populate_existing=True)
    ).first()
    return (row[0], row[1]) if row else None


def count_in_act(handover: Handover, receiver_id: int | None) -> int:
    """How many clients the act names; ``receiver_id``: one's part of it."""
    mine = HandoverItem.receiver_id
    whose = mine.is_not(None) if receiver_id is None else mine == receiver_id
    named = sa.select(sa.func.count()).where(HandoverItem.handover_id == handover.id, whose)
    return int(db.session.scalar(named) or 0)
