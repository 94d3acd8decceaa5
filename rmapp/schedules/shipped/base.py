"""What a shipped template is made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from ...interactions.words import Fits, Kind, Purpose, Rank
from ..operations.steps import StepFacts
from ..rules.steps import Anchor
from ..words import Whom

Pair = tuple[str, str]
Lines = tuple[tuple[str, ...], tuple[str, ...]]
NOTHING: Pair = ("", "")
PREVIOUS, OUTCOME, START = Anchor.PREVIOUS, Anchor.OUTCOME, Anchor.START


@dataclass(frozen=True)
class ShippedStep:
    """One step; texts are (English, Russian)."""

    kind: Kind
    purpose: Purpose
    days: int
    goal: Pair
    anchor: Anchor = PREVIOUS
    scenario: str = ""
    whom: Whom = Whom.CLIENT
    rank: Rank | None = None
    at: dt.time | None = None
    materials: tuple[str, ...] = ()  # codes of the nomenclature
    also: Lines = ((), ())  # what is brought besides, in words
    subject: Pair = NOTHING
    message: Pair = NOTHING

    def facts(self, scenarios: Mapping[str, int], materials: Mapping[str, int]) -> StepFacts:
        """What the step says; ``scenarios``, ``materials``: code → key."""
        return StepFacts(
            kind=self.kind,
            purpose=self.purpose,
            offset_days=self.days,
            anchor=self.anchor,
            at_time=self.at,
            whom=self.whom,
            rank=self.rank,
            scenario_id=scenarios.get(self.scenario),
            goal_en=self.goal[0],
            goal_ru=self.goal[1],
            material_ids=[materials[one] for one in self.materials if one in materials],
            materials_en=self.also[0],
            materials_ru=self.also[1],
            subject_en=self.subject[0],
            subject_ru=self.subject[1],
            message_en=self.message[0],
            message_ru=self.message[1],
        )


@dataclass(frozen=True)
class Shipped:
    """One template."""

    code: str
    fits: Fits
    title: Pair
    note: Pair
    steps: tuple[ShippedStep, ...]


BOOKLET = ("booklet", "business-card")
