"""The board: lanes with their cards, four statements at any size."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from ...clients.models import Client
from ...core import clock, seen
from ...core.db import PUBLIC_ID_LENGTH, any_of, db
from ...core.i18n import reader_language
from ...policy.enforce import Actor
from ...products.models import Product
from ...staff.models import Employee, short_name
from ..models import FunnelStage, Opportunity, OpportunityLine
from ..rules import ROTS_AFTER, Lack, Standing, idle_days
from ..words import step_words
from .rows import board_stages, missing, narrowed, visible_to

#: Cards of the whole page, shared out evenly among its lanes: what fits in 60 KB.
CARDS, FEWEST = 35, 3
#: Cards of a lane that come with each "more".
MORE = 25
#: A won opportunity stays on the board so long.
SHOWN_AFTER_CLOSE = dt.timedelta(days=90)


@dataclass
class Card:
    """One opportunity as the board shows it. ``refused``: what it lacks → the codes of the stages
    where it therefore may not go."""

    public_id: str
    version: int
    title: str
    client_name: str
    manager_name: str
    amount: int
    currency: str
    stage_id: int
    step: str  # the next step, or since when there is none, in words
    tone: str
    is_rotting: bool
    products: list[str] = field(default_factory=list)
    refused: dict[Lack, list[str]] = field(default_factory=dict)

    def words(self, with_manager: bool) -> str:
        """The products, else the title, and whose it is where that is not plain."""
        what = ", ".join(self.products) or self.title
        return f"{what} · {self.manager_name}" if with_manager else what

    @property
    def refusals(self) -> str:
        """``refused`` as the page's script reads it: ``products:new,won proposal:agreed``."""
        return " ".join(f"{lack}:{','.join(codes)}" for lack, codes in self.refused.items())


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
    """The board: lanes with count, sums and their first cards. Four statements at any size."""
    found = board_stages()
    lanes = {stage.id: Lane(stage) for stage in found}
    of_stage = Opportunity.stage_id
    standing = (
        sa.select(
            Opportunity.id,
            sa.func.row_number()
            .over(
                partition_by=of_stage, order_by=(Opportunity.amount.desc(), Opportunity.id.desc())
            )
            .label("place"),
            sa.func.count().over(partition_by=of_stage).label("number"),
            sa.func.sum(Opportunity.amount).over(partition_by=of_stage).label("amount"),
            sa.func.sum(Opportunity.amount * Opportunity.probability / 100)
            .over(partition_by=of_stage)
            .label("weighted"),
        )
        .join(Opportunity.client)
        .where(
            visible_to(actor),
            _on_board(),
            of_stage.in_(lanes),
            *narrowed(actor, mine, manager),
        )
        .subquery()
    )
    size = max(FEWEST, CARDS // max(1, len(lanes)))
    first = sa.select(standing).where(standing.c.place <= size).subquery("first")
    sums = (first.c.number, first.c.amount, first.c.weighted)
    rows = db.session.execute(
        sa.select(*_COLUMNS, *sums)
        .select_from(first)
        .join(Opportunity, Opportunity.id == first.c.id)
        .join(Opportunity.client)
        .join(Opportunity.manager)
        .order_by(Opportunity.amount.desc(), Opportunity.id.desc())
    ).all()
    for card, row in zip(_drawn(rows, found), rows, strict=True):
        lane = lanes[card.stage_id]
        lane.count, lane.amount, lane.weighted = map(int, row[-3:])
        lane.cards.append(card)
    for lane in lanes.values():
        if lane.hidden and lane.cards:
            lane.next = lane.cards[-1].public_id
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
    rows = db.session.execute(
        sa.select(*_COLUMNS)
        .join(Opportunity.client)
        .join(Opportunity.manager)
        .join(last, place < sa.tuple_(last.c.amount, last.c.id))
        .where(
            visible_to(actor),
            _on_board(),
            Opportunity.stage_id == stage.id,
            *narrowed(actor, mine, manager),
        )
        .order_by(Opportunity.amount.desc(), Opportunity.id.desc())
        .limit(MORE + 1)
    ).all()
    shown = _drawn(rows[:MORE], board_stages())
    seen.note(len(shown))
    following = shown[-1].public_id if len(rows) > MORE else None
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
    rows = db.session.execute(
        sa.select(*_COLUMNS)
        .join(Opportunity.client)
        .join(Opportunity.manager)
        .where(Opportunity.id == opportunity_id)
    ).all()
    return _drawn(rows, board_stages())[0]


def _on_board() -> sa.ColumnElement[bool]:
    return sa.or_(
        Opportunity.closed_at.is_(None), Opportunity.closed_at > clock.now() - SHOWN_AFTER_CLOSE
    )


_COLUMNS: tuple[Any, ...] = (
    Opportunity.id, Opportunity.public_id, Opportunity.version, Opportunity.title,
    Opportunity.amount, Opportunity.currency, Opportunity.stage_id, Opportunity.stage_since,
    Opportunity.closed_at, Opportunity.proposal_sent_at, Client.display_name,
    Client.next_contact_at, Client.resumes_on, Client.last_contact_at, Employee.given_name,
    Employee.patronymic, Employee.family_name,
)  # fmt: skip


def _drawn(rows: Sequence[Any], among: Sequence[FunnelStage]) -> list[Card]:
    """The cards of ``rows`` (of ``_COLUMNS``), with their products: one statement."""
    is_russian = reader_language() == "ru"
    products: dict[int, list[str]] = {}
    named = (
        sa.select(
            OpportunityLine.opportunity_id, Product.name_ru if is_russian else Product.name_en
        )
        .join(Product, Product.id == OpportunityLine.product_id)
        .where(OpportunityLine.opportunity_id == any_of([row.id for row in rows]))
        .order_by(OpportunityLine.id)
    )
    if rows:
        for opportunity_id, name in db.session.execute(named):
            products.setdefault(opportunity_id, []).append(name)
    now = clock.now()
    return [_card(row, products.get(row.id, []), among, now) for row in rows]


def _card(row: Any, products: list[str], among: Sequence[FunnelStage], now: dt.datetime) -> Card:
    planned = row.next_contact_at
    has_step = planned is not None and planned >= now
    touched = max(row.stage_since, row.last_contact_at or row.stage_since)
    idle = 0 if has_step or row.resumes_on or row.closed_at else idle_days(touched, now)
    step, tone = step_words(planned if has_step else None, idle, row.closed_at, row.resumes_on)
    standing = Standing(bool(products), row.amount, row.proposal_sent_at is not None)
    return Card(
        public_id=row.public_id,
        version=row.version,
        title=row.title,
        client_name=row.display_name,
        manager_name=short_name(row.given_name, row.patronymic, row.family_name),
        amount=row.amount,
        currency=row.currency,
        stage_id=row.stage_id,
        step=step,
        tone=tone,
        is_rotting=idle >= ROTS_AFTER,
        products=products,
        refused={} if row.closed_at else missing(standing, row.stage_id, among),
    )
