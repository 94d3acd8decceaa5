"""The board: lanes with their cards, five statements at any size."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from flask_babel import get_locale
from sqlalchemy.orm import contains_eager, selectinload

from ...clients.models import Client
from ...core import clock, seen
from ...core.db import PUBLIC_ID_LENGTH, db
from ...policy.enforce import Actor
from ..models import FunnelStage, Opportunity, OpportunityLine
from ..rules import ROTS_AFTER, idle_days
from ..words import step_words
from .rows import board_stages, narrowed, refusals, visible_to

LANE = 50
#: A won opportunity stays on the board so long.
SHOWN_AFTER_CLOSE = dt.timedelta(days=90)


@dataclass
class Card:
    """One opportunity as the board shows it. ``refused``: stage code → why it may not go there."""

    opportunity: Opportunity
    client: Client
    manager_name: str
    stage_code: str
    step: str  # the next step, or since when there is none, in words
    tone: str
    is_rotting: bool
    products: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)

    def words(self, with_manager: bool) -> str:
        """The products, else the title, and whose it is where that is not plain."""
        what = ", ".join(self.products) or self.opportunity.title
        return f"{what} · {self.manager_name}" if with_manager else what


@dataclass
class Lane:
    """One stage of the board: how many stand there and for how much (minor units)."""

    stage: FunnelStage
    count: int = 0
    amount: int = 0
    weighted: int = 0
    cards: list[Card] = field(default_factory=list)
    next: str | None = None

    @property
    def hidden(self) -> int:
        """How many are not shown yet."""
        return max(0, self.count - len(self.cards))


def board(actor: Actor, *, mine: bool = False, manager: str | None = None) -> list[Lane]:
    """The board: lanes with count, sums and their first cards. Five statements at any size."""
    found = board_stages()
    lanes = {stage.id: Lane(stage) for stage in found}
    condition = sa.and_(
        visible_to(actor),
        _on_board(),
        Opportunity.stage_id.in_(lanes),
        *narrowed(actor, mine, manager),
    )
    sums = sa.select(
        Opportunity.stage_id,
        sa.func.count(),
        sa.func.sum(Opportunity.amount),
        sa.func.sum(Opportunity.amount * Opportunity.probability / 100),
    )
    for stage_id, number, amount, weighted in db.session.execute(
        sums.join(Opportunity.client).where(condition).group_by(Opportunity.stage_id)
    ):
        lane = lanes[stage_id]
        lane.count, lane.amount, lane.weighted = int(number), int(amount), int(weighted)
    ranked = (
        sa.select(
            Opportunity.id,
            sa.func.row_number()
            .over(
                partition_by=Opportunity.stage_id,
                order_by=(Opportunity.amount.desc(), Opportunity.id.desc()),
            )
            .label("place"),
        )
        .join(Opportunity.client)
        .where(condition)
        .subquery()
    )
    wanted = sa.select(ranked.c.id).where(ranked.c.place <= LANE)
    for card in _cards(Opportunity.id.in_(wanted), found):
        lanes[card.opportunity.stage_id].cards.append(card)
    for lane in lanes.values():
        if lane.hidden and lane.cards:
            lane.next = lane.cards[-1].opportunity.public_id
    seen.note(sum(len(lane.cards) for lane in lanes.values()))
    return list(lanes.values())


def more_of_lane(
    actor: Actor, stage: FunnelStage, *, after: str, mine: bool = False, manager: str | None = None
) -> Lane:
    """The next cards of one lane, after the card ``after`` (its public id)."""
    last = (
        sa.select(Opportunity.amount, Opportunity.id)
        .where(Opportunity.public_id == after[:PUBLIC_ID_LENGTH])
        .subquery()
    )
    place = sa.tuple_(Opportunity.amount, Opportunity.id)
    wanted = (
        sa.select(Opportunity.id)
        .join(Opportunity.client)
        .join(last, place < sa.tuple_(last.c.amount, last.c.id))
        .where(
            visible_to(actor),
            _on_board(),
            Opportunity.stage_id == stage.id,
            *narrowed(actor, mine, manager),
        )
        .order_by(Opportunity.amount.desc(), Opportunity.id.desc())
        .limit(LANE + 1)
        .subquery()
    )
    found = board_stages()
    cards = _cards(Opportunity.id.in_(sa.select(wanted.c.id)), found)
    shown = cards[:LANE]
    seen.note(len(shown))
    following = shown[-1].opportunity.public_id if len(cards) > LANE else None
    return Lane(stage, cards=shown, next=following)


def lane_heads(
    actor: Actor, stage_ids: Collection[int], *, mine: bool = False
) -> dict[int, tuple[int, int]]:
    """Count and sum of the lanes ``stage_ids``, by stage."""
    rows = db.session.execute(
        sa.select(Opportunity.stage_id, sa.func.count(), sa.func.sum(Opportunity.amount))
        .join(Opportunity.client)
        .where(
            visible_to(actor),
            _on_board(),
            Opportunity.stage_id.in_(stage_ids),
            *narrowed(actor, mine, None),
        )
        .group_by(Opportunity.stage_id)
    )
    return {row[0]: (int(row[1]), int(row[2])) for row in rows}


def card_of(opportunity_id: int) -> Card:
    """One card of the board, read afresh."""
    found = board_stages()
    return _cards(Opportunity.id == opportunity_id, found)[0]


def _on_board() -> sa.ColumnElement[bool]:
    return sa.or_(
        Opportunity.closed_at.is_(None), Opportunity.closed_at > clock.now() - SHOWN_AFTER_CLOSE
    )


def _cards(condition: sa.ColumnElement[bool], among: Sequence[FunnelStage]) -> list[Card]:
    rows = (
        db.session.execute(
            sa.select(Opportunity)
            .join(Opportunity.client)
            .join(Opportunity.manager)
            .options(
                contains_eager(Opportunity.client),
                contains_eager(Opportunity.manager),
                selectinload(Opportunity.lines).joinedload(OpportunityLine.product),
            )
            .where(condition)
            .order_by(Opportunity.amount.desc(), Opportunity.id.desc())
        )
        .scalars()
        .all()
    )
    locale = get_locale()
    language = locale.language if locale else "en"
    codes = {stage.id: stage.code for stage in among}
    return [_card(one, codes.get(one.stage_id, ""), language, among) for one in rows]


def _card(one: Opportunity, code: str, language: str, among: Sequence[FunnelStage]) -> Card:
    now = clock.now()
    planned = one.client.next_contact_at
    has_step = planned is not None and planned >= now
    touched = max(one.stage_since, one.client.last_contact_at or one.stage_since)
    idle = 0 if has_step or one.closed_at else idle_days(touched, now)
    step, tone = step_words(planned if has_step else None, idle, one.closed_at)
    return Card(
        one,
        one.client,
        one.manager.short_name,
        code,
        step,
        tone,
        idle >= ROTS_AFTER,
        [line.product.name_in(language) for line in one.lines],
        {} if one.closed_at else refusals(one, among),
    )
