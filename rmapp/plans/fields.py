"""In which plan a prospect is worked, as a field of the catalogue (C1)."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa
from flask_babel import lazy_pgettext as _lp

from ..clients.catalogue import BUILTIN, Field, FieldType, register
from ..clients.catalogue.conditions import Condition, leaf_of
from ..clients.models import Client
from ..policy.enforce import Actor, can
from . import queries
from .models import Plan, PlanProspect

KEY = "plan"
_worked = (
    PlanProspect.client_id == Client.id,
    PlanProspect.dropped_at.is_(None),
    Plan.id == PlanProspect.plan_id,
)
_FIELD = Field(
    KEY,
    _lp("plan", "Plan"),
    FieldType.CHOICE,
    "service",
    sa.select(sa.func.string_agg(sa.distinct(Plan.title), ", "))
    .where(*_worked)
    .scalar_subquery()
    .correlate(Client),
    tested=Plan.public_id,
    related=lambda test: sa.exists().where(*_worked, test).correlate(Client),
)
_NO_STEP = next(one for one in BUILTIN if one.key == "no_step")


@register(KEY)
def plans(actor: Actor) -> Field:
    """The field ``plan``; its choices, the plans one finds, cost a statement."""
    return replace(_FIELD, choices=_choices(actor))


def _choices(actor: Actor) -> dict[str, str]:
    return queries.titles(actor) if can(actor, "plans:read") else {}


def without_step(plan: Plan) -> Condition:
    """The condition of being worked in ``plan`` with nothing planned."""
    field = replace(_FIELD, choices={plan.public_id: plan.title})
    return Condition(((leaf_of(field, "is", [plan.public_id]),), (leaf_of(_NO_STEP, "is", True),)))
