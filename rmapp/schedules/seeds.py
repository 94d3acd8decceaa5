"""The templates an empty bank starts with."""

from __future__ import annotations

import sqlalchemy as sa

from ..core.db import db
from ..interactions.models import Scenario
from ..materials.models import Material
from .models import ScheduleTemplate
from .operations.steps import append
from .operations.templates import new_template, publish
from .queries import draft_of
from .shipped import SHIPPED


def seed() -> None:
    """Add the shipped templates that are missing; those the bank has changed stay as they are."""
    known = set(db.session.execute(sa.select(ScheduleTemplate.code)).scalars())
    scenarios = {
        row[0]: row[1]
        for row in db.session.execute(
            sa.select(Scenario.code, Scenario.id).where(Scenario.code != "")
        )
    }
    materials = {
        row[0]: row[1]
        for row in db.session.execute(
            sa.select(Material.code, Material.id).where(Material.code != "")
        )
    }
    for shipped in SHIPPED:
        if shipped.code in known:
            continue
        template = new_template(
            actor=None,
            title_en=shipped.title[0],
            title_ru=shipped.title[1],
            note_en=shipped.note[0],
            note_ru=shipped.note[1],
            fits=shipped.fits,
            code=shipped.code,
        )
        draft = draft_of(template)
        assert draft is not None
        for step in shipped.steps:
            append(draft, step.facts(scenarios, materials))
        publish(template, actor=None)
