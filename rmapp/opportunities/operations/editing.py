"""Opening and changing opportunities."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa
from flask_babel import gettext as _

from ...audit.operations import record
from ...clients.events import note
from ...clients.models import Assignment, Client
from ...clients.queries import primary_manager
from ...core import clock
from ...core.amounts import LARGEST, half_up, write_plain
from ...core.db import db
from ...core.errors import Invalid
from ...policy.enforce import Actor
from ...products.models import Product
from ...products.rules import tariff_price
from ...settings import settings
from ..models import PERIODS, Ending, Opportunity, OpportunityLine
from ..queries import demand_of, stages
from ..rules import Standing, lacks
from ..words import LACK_SENTENCES
from .asking import fresh, may_edit, must_be_open


@dataclass(frozen=True)
class LineInput:
    """One product of an opportunity (tariffs loaded); ``price`` of one unit in minor units,
    None = the tariff of this volume, by the rule proposals are priced by."""

    product: Product
    quantity: Decimal = Decimal(1)
    price: int | None = None

    @property
    def unit_price(self) -> int:
        """What one unit costs."""
        return self.tariff if self.price is None else self.price

    @property
    def tariff(self) -> int:
        """What the catalogue asks for one at this volume."""
        return tariff_price(self.product.prices, self.quantity)


def open_opportunity(
    client: Client,
    *,
    actor: Actor,
    title: str = "",
    lines: Sequence[LineInput] = (),
    amount: int | None = None,
    expected_profit: int | None = None,
    closes_on: dt.date | None = None,
    competitor: str = "",
    need: str = "",
    probability: int | None = None,
    found_in_id: int | None = None,
) -> Opportunity:
    """Open an opportunity at the first stage, kept by the client's manager (or by ``actor``).

    ``amount``: minor units, by default what the lines come to in a year of twelve months; ``title``
    by default the products' names. Refuses (Forbidden) a client beyond ``opportunities:edit``,
    (Invalid) amounts too large and one product twice.
    """
    may_edit(client.id, actor)
    first = next(stage for stage in stages() if stage.ending is Ending.OPEN)
    now = clock.now()
    worth = yearly(lines) if amount is None else amount
    _check(worth, expected_profit, probability, lines)
    opportunity = Opportunity(
        client=client,
        manager_id=_keeper(client.id, actor),
        stage=first,
        title=_title(title, lines, actor.language),
        amount=worth,
        expected_profit=expected_profit,
        currency=settings().currency,
        probability=first.probability if probability is None else probability,
        closes_on=closes_on,
        competitor=competitor,
        need=need,
        found_in_id=found_in_id,
        created_at=now,
        created_by_id=actor.employee_id,
        stage_since=now,
        lines=[],
    )
    _put_lines(opportunity, lines)
    db.session.add(opportunity)
    db.session.flush()
    note(client.id, "opportunity-opened", actor=actor, title=opportunity.title, obj=opportunity)
    record("opportunity:opened", actor=actor, obj=opportunity, client_id=client.id)
    return opportunity


def edit_opportunity(
    opportunity: Opportunity,
    *,
    actor: Actor,
    version: int,
    title: str,
    lines: Sequence[LineInput] | None,
    amount: int | None,
    expected_profit: int | None = None,
    closes_on: dt.date | None = None,
    competitor: str = "",
    need: str = "",
    probability: int | None = None,
) -> Opportunity:
    """Change an open opportunity (lines loaded). Arguments as in :func:`open_opportunity`;
    ``lines`` None: they stay with their prices, lines given without a price are priced anew.

    Refuses (Conflict) a stale version or a closed opportunity, (Forbidden) beyond reach, (Invalid)
    what would leave its stage without what the stage needs.
    """
    may_edit(opportunity.client_id, actor)
    fresh(opportunity, version)
    must_be_open(opportunity)
    put = _kept(opportunity) if lines is None else lines
    shown = _title(title, put, actor.language)
    worth = yearly(put) if amount is None else amount
    _check(worth, expected_profit, probability, put)
    has = Standing(bool(put), worth, opportunity.proposal_sent_at is not None)
    lack = lacks(demand_of(opportunity.stage), has)
    if lack is not None:
        raise Invalid(LACK_SENTENCES[lack])
    opportunity.title, opportunity.amount = shown, worth
    opportunity.expected_profit = expected_profit
    opportunity.closes_on, opportunity.competitor = closes_on, competitor
    opportunity.need = need
    if probability is not None:
        opportunity.probability = probability
    if lines is not None:
        _put_lines(opportunity, lines)
    db.session.flush()
    record("opportunity:changed", actor=actor, obj=opportunity, client_id=opportunity.client_id)
    return opportunity


def take_over(
    opportunity: Opportunity,
    *,
    actor: Actor,
    lines: Sequence[LineInput],
    source: str,
    with_amount: bool = False,
) -> bool:
    """Let an open opportunity (lines loaded) say what a proposal says; whether anything changed.

    ``lines``: of the proposal, ``source``: its number, for the trail. The amount follows where it
    was the sum of the lines, or ``with_amount``; one that somebody typed stays otherwise, and so
    does any where the lines come to nothing.
    """
    if opportunity.closed_at is not None:
        return False
    worth = yearly(lines)
    if not worth or not (with_amount or opportunity.is_summed):
        worth = opportunity.amount
    now = {(one.product_id, one.quantity, one.price) for one in opportunity.lines}
    then = {(one.product.id, one.quantity, one.unit_price) for one in lines}
    if now == then and worth == opportunity.amount:
        return False
    before, opportunity.amount = opportunity.amount, worth
    _put_lines(opportunity, lines)
    db.session.flush()
    record(
        "opportunity:changed",
        actor=actor,
        obj=opportunity,
        client_id=opportunity.client_id,
        detail={
            "proposal": source,
            "changes": {"amount": [write_plain(before), write_plain(worth)]},
        },
    )
    return True


def take_over_by(
    opportunity: Opportunity, *, actor: Actor, version: int, lines: Sequence[LineInput], source: str
) -> bool:
    """:func:`take_over` with the amount, as the deed of a person.

    Refuses (Forbidden) beyond reach, (Conflict) a stale version or a closed opportunity.
    """
    may_edit(opportunity.client_id, actor)
    fresh(opportunity, version)
    must_be_open(opportunity)
    return take_over(opportunity, actor=actor, lines=lines, source=source, with_amount=True)


def yearly(lines: Sequence[LineInput]) -> int:
    """What the lines come to in twelve periods, minor units, rounded half up."""
    return PERIODS * sum(half_up(line.quantity * line.unit_price) for line in lines)


def _kept(opportunity: Opportunity) -> list[LineInput]:
    return [LineInput(one.product, one.quantity, one.price) for one in opportunity.lines]


def _keeper(client_id: int, actor: Actor) -> int:
    serves = db.session.execute(
        sa.select(Assignment.id).where(
            Assignment.client_id == client_id,
            Assignment.employee_id == actor.employee_id,
            Assignment.ended_at.is_(None),
        )
    ).first()
    if serves is not None:
        return actor.employee_id
    keeper = primary_manager(client_id)
    return keeper.id if keeper is not None else actor.employee_id


def _title(title: str, lines: Sequence[LineInput], language: str) -> str:
    if title.strip():
        return title.strip()[:500]
    names = ", ".join(line.product.name_in(language) for line in lines)
    if not names:
        raise Invalid(fields={"title": [_("Give it a title, or choose a product.")]})
    return names[:500]


def _check(
    amount: int, profit: int | None, probability: int | None, lines: Sequence[LineInput]
) -> None:
    for name, value in (("amount", amount), ("expected_profit", profit)):
        if value is not None and not 0 <= value <= LARGEST:
            raise Invalid(fields={name: [_("The amount is too large.")]})
    if probability is not None and not 0 <= probability <= 100:
        raise Invalid(fields={"probability": [_("A probability is from 0 to 100 per cent.")]})
    if len({line.product.id for line in lines}) != len(lines):
        raise Invalid(fields={"lines": [_("One product stands in two lines. Add the quantities.")]})


def _put_lines(opportunity: Opportunity, lines: Sequence[LineInput]) -> None:
    wanted = {line.product.id: line for line in lines}
    for kept in list(opportunity.lines):
        line = wanted.pop(kept.product_id, None)
        if line is None:
            opportunity.lines.remove(kept)
        else:
            kept.quantity, kept.price = line.quantity, line.unit_price
            kept.is_own_price = line.unit_price != line.tariff
    for line in wanted.values():
        opportunity.lines.append(
            OpportunityLine(
                product=line.product,
                product_id=line.product.id,
                quantity=line.quantity,
                price=line.unit_price,
                is_own_price=line.unit_price != line.tariff,
            )
        )
