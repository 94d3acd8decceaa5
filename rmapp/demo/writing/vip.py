"""The rows of VIP status: who was confirmed under the policy in force, who waits for it."""

from __future__ import annotations

import datetime as dt
from random import Random

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from ...clients.models import ClientEvent, Lifecycle
from ...core.db import db
from ...vip.models import PolicyState, StatusState, VipPolicyVersion, VipStatus
from ...vip.rules import Verdict, judge, rule_of
from ..dealing import Deal
from ..sales import Had
from ..sheets import Courier, Json, Sheet

_WEEK, _YEAR = dt.timedelta(days=7), dt.timedelta(days=365)


class Vips:
    """Writes statuses. ``supervisor``: who confirmed them."""

    def __init__(self, rng: Random, courier: Courier, now: dt.datetime, supervisor: int) -> None:
        self._rng = rng
        self._now = now
        self._supervisor = supervisor
        self._policy = db.session.execute(
            sa.select(VipPolicyVersion)
            .options(selectinload(VipPolicyVersion.tiers))
            .where(VipPolicyVersion.state == PolicyState.IN_FORCE)
        ).scalar_one()
        self._policy.valid_from = (now - _YEAR).date()  # it has been in force for a while
        self._policy.approved_by_id, self._policy.approved_at = supervisor, now - _YEAR
        db.session.flush()
        self.tier = "vip"
        self._rule = rule_of(next(one.rule for one in self._policy.tiers if one.code == self.tier))
        self._as_of = (now.date().replace(day=1) - dt.timedelta(days=1)).isoformat()
        self._rows = Sheet(
            courier,
            VipStatus.__table__,
            "client_id policy_version_id tier evidence state proposed_by_id proposed_at"
            " decided_by_id decided_at",
        )
        self._events = Sheet(
            courier,
            ClientEvent.__table__,
            "client_id at kind author_id title object_kind object_public_id",
        )

    def write(self, deal: Deal, since: dt.date, held: list[Had]) -> None:
        """Write the status of a VIP; of others some who meet the policy are proposed."""
        assert deal.manager is not None
        verdict = self._verdict(since, held)
        if deal.is_vip:
            self._confirmed(deal, since, verdict)
        elif (
            deal.lifecycle is Lifecycle.CLIENT
            and deal.is_active
            and verdict.meets
            and self._rng.random() < 0.4
        ):
            at = self._now - dt.timedelta(days=self._rng.randrange(1, 9))
            self._row(deal, verdict, StatusState.PROPOSED, at, None)

    def send(self) -> None:
        """Send what is written down."""
        self._rows.send()
        self._events.send()

    def _verdict(self, since: dt.date, held: list[Had]) -> Verdict:
        active = [had for had in held if not had.is_closed]
        today = self._now.date()
        years = today.year - since.year - ((today.month, today.day) < (since.month, since.day))
        figures = {
            "balance": sum(had.balance or 0 for had in active),
            "profit": sum(had.profit for had in active),
            "years": years,
            "products": len(active),
        }
        return judge(self._rule, figures, source="holdings", as_of=self._as_of)

    def _confirmed(self, deal: Deal, since: dt.date, verdict: Verdict) -> None:
        began = dt.datetime.combine(since, dt.time(9), dt.UTC)
        at = max(began, self._now - dt.timedelta(days=self._rng.randrange(20, 330)))
        self._row(deal, verdict, StatusState.CONFIRMED, at, min(self._now, at + _WEEK))

    def _row(
        self,
        deal: Deal,
        verdict: Verdict,
        state: StatusState,
        proposed: dt.datetime,
        decided: dt.datetime | None,
    ) -> None:
        assert deal.manager is not None
        by = self._supervisor if decided else None
        public_id = self._rows.add(
            deal.key,
            self._policy.id,
            self.tier,
            Json([one.plain() for one in verdict.evidence]),
            state,
            deal.manager.id,
            proposed,
            by,
            decided,
        )
        told = ("vip_status", public_id)
        self._events.add(deal.key, proposed, "vip-proposed", deal.manager.id, "", *told)
        if decided is not None:
            self._events.add(deal.key, decided, "vip-confirmed", by, "", *told)
