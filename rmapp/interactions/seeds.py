"""The scenarios and letters an empty bank starts with."""

from __future__ import annotations

import sqlalchemy as sa

from ..core.db import db
from .models import LetterText, Scenario
from .operations import keep_letter_text, keep_scenario
from .shipped_letters import LETTERS
from .shipped_scenarios import SHIPPED


def seed() -> None:
    """Add the shipped texts that are missing; those the bank has changed stay as they are."""
    _seed_scenarios()
    _seed_letters()


def _seed_letters() -> None:
    known = set(db.session.execute(sa.select(LetterText.code)).scalars())
    for one in LETTERS:
        if one.code in known:
            continue
        keep_letter_text(
            None,
            actor=None,
            kind=one.kind,
            purpose=one.purpose,
            fits=one.fits,
            stage=one.stage,
            title_en=one.title[0],
            title_ru=one.title[1],
            subject_en=one.subject[0],
            subject_ru=one.subject[1],
            body_en=one.body[0],
            body_ru=one.body[1],
            code=one.code,
        )


def _seed_scenarios() -> None:
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
            fits=shipped.fits,
            stage=shipped.stage,
            code=shipped.code,
        )
