"""The library of scenarios: a change is a new version, the old one stays."""

from __future__ import annotations

from collections.abc import Sequence

from ...audit.operations import record
from ...core import clock
from ...core.db import db
from ...policy.enforce import Actor, demand
from ..models import Scenario, ScenarioVersion
from ..words import Fits, Kind, Purpose, Stage


def keep_scenario(
    scenario: Scenario | None,
    *,
    actor: Actor | None,
    version: int = 0,
    kind: Kind | None,
    purpose: Purpose,
    title_en: str,
    title_ru: str,
    body_en: str,
    body_ru: str,
    structure_en: Sequence[str] = (),
    structure_ru: Sequence[str] = (),
    fits: Fits = Fits.ANY,
    stage: Stage = Stage.ANY,
    code: str = "",
) -> Scenario:
    """Keep a new scenario (None) or the next version of one; return it.

    ``actor`` None: the house itself (seeds). Refuses with Forbidden and :class:`Conflict` when
    somebody changed it since ``version``.
    """
    if actor is not None:
        demand(actor, "library:edit")
    if scenario is None:
        scenario = Scenario(code=code, kind=kind, purpose=purpose, fits=fits, stage=stage, number=1)
        db.session.add(scenario)
        db.session.flush()
    else:
        scenario.unchanged_since(version)
        scenario.kind, scenario.purpose = kind, purpose
        scenario.fits, scenario.stage = fits, stage
        scenario.number += 1
    db.session.add(
        ScenarioVersion(
            scenario_id=scenario.id,
            number=scenario.number,
            title_en=title_en,
            title_ru=title_ru,
            body_en=body_en,
            body_ru=body_ru,
            structure_en=list(structure_en),
            structure_ru=list(structure_ru),
            made_at=clock.now(),
            made_by_id=actor.employee_id if actor else None,
        )
    )
    db.session.flush()
    detail = {"number": scenario.number}
    if actor is not None:
        record("scenario:kept", actor=actor, obj=scenario, name=title_en, detail=detail)
    return scenario


def withdraw_scenario(
    scenario: Scenario, *, actor: Actor, version: int, is_active: bool = False
) -> Scenario:
    """Take a scenario out of use, or back into it with ``is_active``; past contacts keep it."""
    demand(actor, "library:edit")
    scenario.unchanged_since(version)
    scenario.is_active = is_active
    db.session.flush()
    tag = "scenario:restored" if is_active else "scenario:withdrawn"
    record(tag, actor=actor, obj=scenario)
    return scenario
