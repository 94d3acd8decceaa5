"""What the rules of a version would have chosen a year ago, and what came of it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ...core.db import db
from ..models import VipFigure, VipPolicyVersion
from ..rules import Quality, rule_of
from .judging import meets

#: Fewer clients with two years of months say nothing.
FEWEST = 100


def quality_since(version: VipPolicyVersion, past: Any) -> dict[str, Any]:
    """Hold the choice on ``past`` (figures of a year ago, see ``select_figures``) against the
    profit of the figures of now: :class:`Quality`, plain; {} where there is too little.

    The others of a group count with their present figures.
    """

    def then(name: str) -> Any:
        own = name.removeprefix("group_")
        if own == name:
            return past.c[name]
        if own == "years":
            return sa.func.greatest(VipFigure.group_years - 1, 0)
        return past.c[own] + getattr(VipFigure, name) - getattr(VipFigure, own)

    rules = [rule_of(one.rule) for one in version.tiers if one.rule]
    if not rules:
        return {}
    row = (
        sa.select(
            sa.or_(*[meets(rule, then) for rule in rules]).label("chosen"),
            sa.or_(*[meets(rule) for rule in rules]).label("now"),
            sa.func.greatest(VipFigure.profit, 0).label("profit"),
            sa.func.row_number().over(order_by=VipFigure.profit.desc()).label("place"),
        )
        .select_from(past)
        .join(VipFigure, VipFigure.client_id == past.c.client_id)
        .where(past.c.by_months, VipFigure.by_months)
        .cte("row")
    )
    many = sa.select(sa.func.count()).where(row.c.chosen).scalar_subquery()
    clients, chosen, stayed, total, held, best = db.session.execute(
        sa.select(
            sa.func.count(),
            sa.func.count().filter(row.c.chosen),
            sa.func.count().filter(row.c.chosen, row.c.now),
            sa.func.coalesce(sa.func.sum(row.c.profit), 0),
            sa.func.coalesce(sa.func.sum(row.c.profit).filter(row.c.chosen), 0),
            sa.func.coalesce(sa.func.sum(row.c.profit).filter(row.c.place <= many), 0),
        )
    ).one()
    if clients < FEWEST or not chosen or not total:
        return {}
    return Quality(
        clients=clients,
        chosen=chosen,
        held=round(float(held / total), 4),
        best=round(float(best / total), 4),
        stayed=round(stayed / chosen, 4),
    ).plain()
