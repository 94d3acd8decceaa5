"""The beginning of the chain: an empty head, sealed."""

from __future__ import annotations

from sqlalchemy.dialects.postgresql import insert

from ..core.db import db
from .models import AuditHead
from .operations import GENESIS, seal_head


def seed() -> None:
    """Make the head of an empty chain if it is not there."""
    db.session.execute(
        insert(AuditHead)
        .values(id=1, last_id=0, last_hash=GENESIS, seal=seal_head(0, GENESIS))
        .on_conflict_do_nothing()
    )
