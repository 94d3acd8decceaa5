"""The scenarios an empty bank starts with."""

from __future__ import annotations

import sqlalchemy as sa

from ..core.db import db
from .models import Scenario
from .operations import keep_scenario
from .shipped_scenarios import SHIPPED


def seed() -> None:
    """Add the shipped scenarios that are missing; those the bank has changed stay as they are."""
    known = set(db.session.execute(sa.select(Scenario.code)).scalars())
    for shipped in SHIPPED:
        if shipped.code in known:
            continue
        keep_scenario(
            None,
            actor=None,
            kind=shipped.kind,
            purpose=shipped.purpose,
            title_en=shipped.title[0],
            title_ru=shipped.title[1],
            body_en=shipped.body[0],
            body_ru=shipped.body[1],
            structure_en=shipped.structure[0],
            structure_ru=shipped.structure[1],
            code=shipped.code,
        )
