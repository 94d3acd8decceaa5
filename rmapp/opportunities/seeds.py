"""The funnel a new bank starts with."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ..core.db import db
from .models import Ending, FunnelStage

STAGES: tuple[tuple[str, str, str, int, dict[str, Any]], ...] = (
    ("new", "New", "Новая", 10, {}),
    ("qualified", "Qualified", "Квалификация", 25, {"needs_products": True}),
    ("proposal", "Proposal", "Предложение", 50, {"needs_products": True, "needs_amount": True}),
    (
        "agreed",
        "Agreed",
        "Согласование",
        80,
        {"needs_products": True, "needs_amount": True, "needs_proposal": True},
    ),
    (
        "won",
        "Won",
        "Выиграна",
        100,
        {
            "needs_products": True,
            "needs_amount": True,
            "needs_proposal": True,
            "ending": Ending.WON,
        },
    ),
    ("lost", "Lost", "Проиграна", 0, {"ending": Ending.LOST}),
)


def seed() -> None:
    """Add the stages that are missing; what the bank has changed stays as it is."""
    known = set(db.session.execute(sa.select(FunnelStage.code)).scalars())
    for position, (code, name_en, name_ru, probability, needs) in enumerate(STAGES, 1):
        if code not in known:
            db.session.add(
                FunnelStage(
                    code=code,
                    name_en=name_en,
                    name_ru=name_ru,
                    position=position * 10,
                    probability=probability,
                    **needs,
                )
            )
    db.session.flush()
