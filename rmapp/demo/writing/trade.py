"""The rows of holdings, opportunities and drafts of proposals."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any

import sqlalchemy as sa

from ...clients.models import ClientEvent
from ...core.db import db
from ...opportunities.models import FunnelStage, Opportunity, OpportunityLine
from ...products.models import Holding, HoldingState
from ...products.rules import tariff_price
from ...proposals.defaults import STEPS, TERMS
from ...proposals.models import Proposal, ProposalCounter, ProposalLine, ProposalVersion
from ...proposals.rules import proposal_number
from ..dealing import Deal
from ..sales import Had, Sale
from ..sheets import Courier, Json, Sheet

_OPPORTUNITY = """id client_id manager_id stage_id title amount expected_profit probability
    closes_on competitor need loss_reason created_at created_by_id stage_since proposal_sent_at
    closed_at"""


class Sales:
    """Writes what is had and what is sold."""

    def __init__(self, rng: Random, courier: Courier, now: dt.datetime, clients: int) -> None:
        self._rng = rng
        self._now = now

        def sheet(model: Any, columns: str, keys: int = 0) -> Sheet:
            return Sheet(courier, model.__table__, columns, keys=keys)

        self._holdings = sheet(
            Holding,
            "client_id product_id state number opened_on closes_on balance rate profit_12m",
        )
        self._opportunities = sheet(Opportunity, _OPPORTUNITY, clients // 3)
        self._lines = sheet(OpportunityLine, "opportunity_id product_id quantity price")
        self._proposals = sheet(
            Proposal,
            "id number opportunity_id client_id manager_id language valid_until total created_at"
            " created_by_id",
            clients // 12,
        )
        self._versions = sheet(
            ProposalVersion,
            "id proposal_id no needs steps terms total created_at created_by_id",
            clients // 12,
        )
        self._proposal_lines = sheet(
            ProposalLine,
            "proposal_version_id position product_id quantity tariff_price discount_percent price"
            " amount",
        )
        self._events = sheet(ClientEvent, "client_id at kind author_id title detail")
        self._stages = {
            stage.code: stage
            for stage in db.session.scalars(sa.select(FunnelStage).order_by(FunnelStage.position))
        }
        self._contracts = 0
        self._numbers = 0

    def holdings(self, deal: Deal, rows: list[Had]) -> None:
        """Write what a client has; a former client has closed everything."""
        for had in rows:
            self._contracts += 1
            closed = had.is_closed or not deal.is_active
            number = f"{had.opened:%y}-{had.item.id:02d}/{self._contracts:06d}"
            self._holdings.add(
                deal.key,
                had.item.id,
                HoldingState.CLOSED if closed else HoldingState.ACTIVE,
                number,
                had.opened,
                min(self._now.date(), had.closes or self._now.date()) if closed else had.closes,
                0 if closed and had.balance is not None else had.balance,
                had.rate,
                0 if closed else had.profit,
            )

    def opportunity(self, deal: Deal, sale: Sale) -> None:
        """Write one opportunity with its lines and, where there is one, the draft."""
        assert deal.manager is not None
        manager, stage = deal.manager.id, self._stages[sale.stage]
        key = self._opportunities.key()
        created, since = _at(sale.created), min(_at(sale.since), self._now)
        sent = since if stage.needs_proposal else None
        self._opportunities.add(
            key,
            deal.key,
            manager,
            stage.id,
            sale.title,
            sale.amount,
            sale.profit,
            stage.probability,
            sale.closes_on,
            sale.competitor,
            sale.need,
            sale.loss,
            created,
            manager,
            since,
            sent,
            None if sale.is_open else since,
        )
        for item, quantity in sale.lines:
            self._lines.add(key, item.id, quantity, tariff_price(item.prices, quantity))
        self._events.add(deal.key, created, "opportunity-opened", manager, sale.title, {})
        first = self._stages["new"]
        if stage.id != first.id:
            detail = {
                "from": first.code, "to": stage.code, "from_en": first.name_en,
                "from_ru": first.name_ru, "to_en": stage.name_en, "to_ru": stage.name_ru,
            }  # fmt: skip
            self._events.add(deal.key, since, "stage", manager, sale.title, detail)
        if sale.has_draft and sale.lines:
            self._draft(deal, sale, key, since)

    def _draft(self, deal: Deal, sale: Sale, opportunity: int, at: dt.datetime) -> None:
        assert deal.manager is not None
        manager, language = deal.manager.id, deal.subject.language
        self._numbers += 1
        number = proposal_number(self._now.year, self._numbers)
        total = sum(line.amount for line in sale.priced)
        key, version = self._proposals.key(), self._versions.key()
        valid = self._now.date() + dt.timedelta(days=self._rng.randrange(12, 30))
        self._proposals.add(
            key, number, opportunity, deal.key, manager, language, valid, total, at, manager
        )
        needs = [{"task": sale.need, "solution": "", "terms": ""}] if sale.need else []
        self._versions.add(
            version,
            key,
            1,
            Json(needs),
            Json(list(STEPS[language])),
            TERMS[language],
            total,
            at,
            manager,
        )
        for position, ((item, quantity), priced) in enumerate(
            zip(sale.lines, sale.priced, strict=True), 1
        ):
            self._proposal_lines.add(
                version, position, item.id, quantity, priced.tariff_price, 0, priced.price,
                priced.amount,
            )  # fmt: skip
        self._events.add(deal.key, at, "proposal-made", manager, number, {})

    def send(self) -> None:
        """Send what is written down."""
        for sheet in (
            self._holdings, self._opportunities, self._lines, self._proposals, self._versions,
            self._proposal_lines, self._events,
        ):  # fmt: skip
            sheet.send()

    def close(self, year: int) -> None:
        """Let the next proposal take the next number."""
        if self._numbers:
            db.session.merge(ProposalCounter(year=year, last=self._numbers))
            db.session.flush()


def _at(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(9, 30), dt.UTC)
