"""The norm shipped: six months (domain.md, "The base")."""

from __future__ import annotations

import sqlalchemy as sa

from ..core import clock
from ..core.db import db
from .models import ContactNorm
from .rules.silence import DEFAULT_DAYS


def seed() -> None:
    """Make the default norm where there is no norm at all."""
    if db.session.scalar(sa.select(ContactNorm.id).limit(1)) is None:
        db.session.add(ContactNorm(days=DEFAULT_DAYS, set_at=clock.now()))
        db.session.flush()
