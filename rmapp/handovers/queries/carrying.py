"""How the share-out and the execution of a large handover stand."""

from __future__ import annotations

import sqlalchemy as sa

from ...core.db import db
from ...work.models import WorkItem
from ..models import Handover


def execution(handover: Handover) -> WorkItem | None:
    """The work that carries a handover out; None where the page does it, or nobody has yet."""
    return _work(handover, "execution")


def sharing(handover: Handover) -> WorkItem | None:
    """The work that shares a large draft out; None where the page does it, or nobody has yet."""
    return _work(handover, "work")


def _work(handover: Handover, kind: str) -> WorkItem | None:
    public_id = handover.counts.get(kind)
    if not public_id:
        return None
    return db.session.scalars(
        sa.select(WorkItem)
        .where(WorkItem.public_id == public_id)
        .execution_options(populate_existing=True)
    ).one_or_none()
