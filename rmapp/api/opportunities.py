"""Opportunities at ``/api/v1/opportunities``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint

from ..clients.queries import client_of
from ..core.errors import Invalid
from ..opportunities import operations
from ..opportunities.models import Ending, Opportunity
from ..opportunities.operations import LineInput
from ..opportunities.queries import opportunity_of, stage_of
from ..policy.enforce import current_actor, requires
from ..products.queries import products_by_public_id
from ..settings import settings
from . import queries
from .doors import ONE, WORDS, Created, operation
from .shapes.base import Money, OnlyVersion, PageOf, named, page_of
from .shapes.opportunities import (
    OpportunityChange,
    OpportunityGiven,
    OpportunityLineGiven,
    OpportunityLineShown,
    OpportunityQuery,
    OpportunityShown,
    StageGiven,
)
from .values import minor_of

opportunities = Blueprint("api_opportunities", __name__, url_prefix="/api/v1/opportunities")
_PLAIN = (
    "version", "title", "stage_since", "probability", "closes_on", "competitor", "need",
    "loss_reason", "loss_note", "created_at", "proposal_sent_at", "closed_at",
)  # fmt: skip
_CHANGEABLE = ("title", "closes_on", "competitor", "need", "probability")
_AMOUNTS = ("amount", "expected_profit")


@opportunities.get("")
@requires("opportunities:read")
@operation("List opportunities", query=OpportunityQuery, answer=PageOf[OpportunityShown])
def listing(query: OpportunityQuery) -> PageOf[OpportunityShown]:
    """Opportunities within reach, newest first."""
    actor = current_actor()
    page = queries.opportunities(
        actor,
        client_id=queries.client_key(query.client, actor=actor, permission="opportunities:read"),
        manager=query.manager,
        stage=query.stage,
        is_open=query.is_open,
        cursor=query.cursor,
        limit=query.limit,
    )
    return page_of(page, _line, shape=PageOf[OpportunityShown])


@opportunities.post("")
@requires("opportunities:edit")
@operation("Open an opportunity", body=OpportunityGiven, answer=OpportunityShown, status=201)
def create(body: OpportunityGiven) -> Created:
    """A possible sale to a client."""
    actor = current_actor()
    client = client_of(body.client, actor=actor, permission="opportunities:edit")
    currency = settings().currency
    made = operations.open_opportunity(
        client,
        actor=actor,
        lines=_lines(body.lines),
        amount=minor_of(body.amount, currency, "amount"),
        expected_profit=minor_of(body.expected_profit, currency, "expected_profit"),
        **{name: getattr(body, name) for name in _CHANGEABLE},
    )
    return Created(_whole(made.public_id), "api_opportunities.show", made.public_id)


@opportunities.get(ONE)
@requires("opportunities:read")
@operation("Read an opportunity", answer=OpportunityShown)
def show(public_id: str) -> OpportunityShown:
    """One opportunity with its products."""
    return _shown(opportunity_of(public_id, actor=current_actor()))


@opportunities.patch(ONE)
@requires("opportunities:edit")
@operation("Change an opportunity", body=OpportunityChange, answer=OpportunityShown)
def edit(public_id: str, body: OpportunityChange) -> OpportunityShown:
    """Changed fields of an open opportunity."""
    actor = current_actor()
    found = opportunity_of(public_id, actor=actor, permission="opportunities:edit")
    given = body.model_fields_set
    values = {name: getattr(body if name in given else found, name) for name in _CHANGEABLE}
    for name in _AMOUNTS:
        values[name] = (
            minor_of(getattr(body, name), found.currency, name)
            if name in given
            else getattr(found, name)
        )
    if "lines" in given and "amount" not in given and found.is_summed:
        values["amount"] = None  # it goes on with the lines
    operations.edit_opportunity(
        found,
        actor=actor,
        version=body.version,
        lines=_lines(body.lines) if "lines" in given else None,
        **values,
    )
    return _shown(found)


@opportunities.post(f"{ONE}/stage")
@requires("opportunities:edit")
@operation("Move an opportunity along the funnel", body=StageGiven, answer=OpportunityShown)
def move(public_id: str, body: StageGiven) -> OpportunityShown:
    """To another stage; winning and losing close it."""
    actor = current_actor()
    found = opportunity_of(public_id, actor=actor, permission="opportunities:edit")
    stage = stage_of(body.stage)
    if stage.ending is not Ending.LOST:
        operations.move(found, actor=actor, version=body.version, stage=stage)
    elif body.reason is None:
        raise Invalid(fields={"reason": [WORDS["missing"]]})
    else:
        operations.lose(
            found,
            actor=actor,
            version=body.version,
            reason=body.reason,
            words=body.words,
            competitor=body.competitor,
        )
    return _shown(found)


@opportunities.post(f"{ONE}/reopening")
@requires("opportunities:edit")
@operation("Open a closed opportunity again", body=OnlyVersion, answer=OpportunityShown)
def reopen(public_id: str, body: OnlyVersion) -> OpportunityShown:
    """Open again, at the last stage it may stand at."""
    actor = current_actor()
    found = opportunity_of(public_id, actor=actor, permission="opportunities:edit")
    operations.reopen(found, actor=actor, version=body.version)
    return _shown(found)


def _lines(lines: Sequence[OpportunityLineGiven]) -> list[LineInput]:
    known = products_by_public_id([one.product for one in lines])
    unknown = {f"lines.{i}.product" for i, one in enumerate(lines) if one.product not in known}
    if unknown:
        raise Invalid(fields={name: [WORDS["enum"]] for name in sorted(unknown)})
    return [LineInput(known[one.product], one.quantity, one.price) for one in lines]


def _whole(public_id: str) -> OpportunityShown:
    return _shown(queries.opportunity_after(public_id))


def _shown(found: Opportunity) -> OpportunityShown:
    lines = [
        OpportunityLineShown(
            product=named(one.product, one.product.name_en),
            quantity=one.quantity,
            price=Money(amount=one.price, currency=found.currency),
        )
        for one in found.lines
    ]
    return _line(found, lines)


def _line(found: Opportunity, lines: Any = None) -> OpportunityShown:
    return OpportunityShown(
        **{name: getattr(found, name) for name in _PLAIN},
        id=found.public_id,
        client=named(found.client, found.client.display_name),
        manager=named(found.manager),
        stage=found.stage.code,
        amount=Money(amount=found.amount, currency=found.currency),
        expected_profit=Money.of(found.expected_profit, found.currency),
        lines=lines,
    )
