""" "What if": a version, or one with other limits, tried on the figures of the last evaluation."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ...clients.models import Client
from ...core import clock
from ...core.db import db
from ...settings import settings
from ..models import StatusState, VerdictKind, VipFigure, VipPolicyVersion, VipStatus
from ..rules import Rule
from .economics import cost_columns
from .judging import Judged


@dataclass(frozen=True)
class TierTrial:
    """A tier in the trial: clients by its rule, what they bring and cost in twelve months."""

    code: str
    clients: int
    profit: int
    cost: int


@dataclass(frozen=True)
class Trial:
    """What a version would do to the whole base. ``counts``: kind of verdict → clients."""

    clients: int
    counts: dict[str, int] = field(default_factory=dict)
    tiers: list[TierTrial] = field(default_factory=list)

    @property
    def vips(self) -> int:
        """How many meet the rule of some tier."""
        return sum(one.clients for one in self.tiers)

    @property
    def cost(self) -> int:
        """What all terms together cost in twelve months."""
        return sum(one.cost for one in self.tiers)

    @property
    def profit(self) -> int:
        """What the clients of all tiers bring in twelve months."""
        return sum(one.profit for one in self.tiers)


def try_out(version: VipPolicyVersion, rules: dict[str, Rule] | None = None) -> Trial:
    """How many would enter, leave, be in grace or near, and what it would cost: one statement,
    one pass over the figures. ``rules``: tier code → the rule instead of the version's."""
    today = clock.today(settings().bank_zone)
    judged = Judged(version.tiers, grace_days=version.grace_days, today=today, rules=rules)
    asked = aliased(VipStatus)  # another row than the confirmed one the columns stand on
    waiting = sa.exists().where(asked.client_id == Client.id, asked.state == StatusState.PROPOSED)
    # proposed already: an evaluation does not propose it again, so neither does the trial
    kind = sa.case(
        (sa.and_(judged.kind == VerdictKind.ENTER.value, waiting), None), else_=judged.kind
    )
    by_code = {one.code: one for one in version.tiers}
    costs: Any = sa.case(
        *[(judged.due_code == code, cost_columns(one).total) for code, one in by_code.items()],
        else_=0,
    ) if by_code else sa.literal(0)  # fmt: skip
    each = judged.source(
        sa.select(
            kind.label("kind"),
            judged.due_code.label("code"),
            VipFigure.profit.label("profit"),
            costs.label("cost"),
        ).where(Client.deleted_at.is_(None))
    ).subquery()
    rows = db.session.execute(
        sa.select(
            each.c.kind,
            each.c.code,
            sa.func.count(),
            sa.func.sum(each.c.profit),
            sa.func.sum(each.c.cost),
        ).group_by(each.c.kind, each.c.code)
    ).all()
    counts = dict.fromkeys((one.value for one in VerdictKind), 0)
    tiers = {code: [0, 0, 0] for code in by_code}
    for said, code, *sums in rows:
        if said:
            counts[said] += sums[0]
        if code in tiers:
            tiers[code] = [one + int(more) for one, more in zip(tiers[code], sums, strict=True)]
    return Trial(
        clients=sum(row[2] for row in rows),
        counts=counts,
        tiers=[TierTrial(code, *sums) for code, sums in tiers.items()],
    )
