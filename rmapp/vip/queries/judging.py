"""The rules of a version as SQL: what ``rules`` decides of one client, for all at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa

from ...clients.models import Client
from ..models import Basis, StatusState, VerdictKind, VipFigure, VipStatus, VipTier
from ..rules import NEAR, Rule, rule_of

Column = Callable[[str], Any]


def figure(name: str) -> Any:
    """The column of a figure of the last evaluation."""
    return getattr(VipFigure, name)


def meets(rule: Rule, column: Column = figure) -> sa.ColumnElement[bool]:
    """``rule.meets`` as a condition."""
    held = [
        _some([column(one.figure) >= one.least for one in group.criteria], max(1, group.needed))
        for group in rule.groups
    ]
    if not held:
        return sa.false()
    return sa.and_(*held) if rule.every else sa.or_(*held)


def _some(conditions: Sequence[Any], needed: int) -> sa.ColumnElement[bool]:
    if needed > len(conditions):
        return sa.false()
    if needed == 1:
        return sa.or_(*conditions)
    if needed == len(conditions):
        return sa.and_(*conditions)
    counted: Any = sum(sa.cast(one, sa.Integer) for one in conditions)
    return counted >= needed  # type: ignore[no-any-return]


class Judged:
    """The columns an evaluation needs, over VipFigure joined with Client and the confirmed status.

    ``tiers``: of one version, by rank; ``today``; ``grace_days``.
    """

    def __init__(
        self,
        tiers: Sequence[VipTier],
        *,
        grace_days: int,
        today: dt.date,
        rules: dict[str, Rule] | None = None,
    ) -> None:
        by_rule = [(one, (rules or {}).get(one.code, rule_of(one.rule))) for one in tiers]
        met = [(meets(rule), one) for one, rule in by_rule if rule]
        self.due = sa.case(*[(c, one.rank) for c, one in met], else_=0) if met else sa.literal(0)
        self.due_code = (
            sa.case(*[(c, one.code) for c, one in met], else_="") if met else sa.literal("")
        )
        ranks = [(Client.vip_tier == one.code, one.rank) for one in tiers]
        lowest = max((one.rank for one in tiers), default=0) + 1  # a tier of an older version
        self.now = sa.case((Client.vip_tier == "", 0), *ranks, else_=lowest)
        eased = [meets(rule.eased(NEAR)) for _tier, rule in by_rule if rule]
        self.near = sa.or_(*eased) if eased else sa.false()
        self.held = sa.and_(
            VipStatus.id.is_not(None),
            sa.or_(
                VipStatus.basis == Basis.PAID,
                sa.and_(
                    VipStatus.basis == Basis.DECISION,
                    sa.or_(VipStatus.holds_until.is_(None), VipStatus.holds_until >= today),
                ),
            ),
        )
        up = sa.and_(self.due > 0, self.due < self.now)
        self.short = sa.and_(self.now > 0, sa.not_(up), sa.not_(self.held), self.due != self.now)
        since = sa.func.coalesce(VipStatus.short_since, today)
        self.grace_until = sa.cast(since + sa.literal(grace_days, sa.Integer), sa.Date)
        nobody = self.now == 0
        self.kind = sa.case(
            (sa.and_(nobody, self.due > 0), VerdictKind.ENTER.value),
            (sa.and_(nobody, self.near), VerdictKind.NEAR.value),
            (nobody, None),
            (up, VerdictKind.UP.value),
            (sa.not_(self.short), None),
            (self.grace_until > today, VerdictKind.GRACE.value),
            (self.due > 0, VerdictKind.DOWN.value),
            else_=VerdictKind.LEAVE.value,
        )

    @staticmethod
    def source(statement: Any) -> Any:
        """``statement`` over the tables these columns stand on."""
        confirmed = sa.and_(
            VipStatus.client_id == VipFigure.client_id, VipStatus.state == StatusState.CONFIRMED
        )
        return (
            statement.select_from(VipFigure)
            .join(Client, Client.id == VipFigure.client_id)
            .outerjoin(VipStatus, confirmed)
        )
