"""Whom a plan is meant for (C1): told before others are taken into it by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from ..clients.models import Client
from ..core.db import db
from ..plans.models import Plan
from ..policy.enforce import Actor
from ..segments.models import Segment
from ..segments.queries import members
from . import queries
from .models import Deed, Fate


def outside(statement: sa.Select[Client], params: Mapping[str, Any], *, actor: Actor) -> int:
    """How many clients of ``statement`` would be taken into the plan of ``params`` though they are
    not in its target segment; 0 while no plan is chosen. One statement besides the plan's."""
    plan = db.session.get(Plan, params["plan_id"]) if "plan_id" in params else None
    if plan is None:
        return 0
    segment = db.session.get_one(Segment, plan.segment_id)
    inside = members(segment, actor=actor).with_only_columns(Client.id)
    due = queries.fate(Deed.TAKE, params, actor) == Fate.DUE.value
    found = statement.with_only_columns(Client.id).where(due, Client.id.not_in(inside)).subquery()
    return int(db.session.scalar(sa.select(sa.func.count()).select_from(found)) or 0)
