"""The table of portfolios."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from ..core.db import Base, Code


class TierWeight(Base):
    """How many points a client of a VIP tier weighs, by the policy in force: written by it, so that
    loads can be counted without asking it."""

    __tablename__ = "tier_weight"

    tier: Mapped[Code] = mapped_column(primary_key=True)
    points: Mapped[int]
