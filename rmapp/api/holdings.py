"""What clients have of the bank's products at ``/api/v1/holdings``: the core system feeds them."""

from __future__ import annotations

from flask import Blueprint

from ..clients.models import Client
from ..clients.queries import client_of
from ..policy.enforce import current_actor, requires
from ..products import operations, queries
from ..products.models import Holding
from .doors import ONE, Created, operation
from .shapes.base import named
from .shapes.holdings import (
    HoldingChange,
    HoldingClosed,
    HoldingGiven,
    HoldingQuery,
    HoldingShown,
    HoldingsShown,
)

holdings = Blueprint("api_holdings", __name__, url_prefix="/api/v1/holdings")
_PLAIN = (
    "state", "number", "opened_on", "closes_on", "balance", "rate", "profit_12m", "currency",
    "note",
)  # fmt: skip


@holdings.get("")
@requires("clients:read")
@operation("List what a client has", query=HoldingQuery, answer=HoldingsShown)
def listing(query: HoldingQuery) -> HoldingsShown:
    """Products in use, with ``with_closed`` those of before as well."""
    client = client_of(query.client, actor=current_actor())
    rows = queries.holdings_of(client.id, with_closed=query.with_closed)
    return HoldingsShown(items=[_shown(one, client) for one in rows])


@holdings.post("")
@requires("imports:run")
@operation("Say that a client has a product", body=HoldingGiven, answer=HoldingShown, status=201)
def open_one(body: HoldingGiven) -> Created:
    """From now on; the criteria of the VIP policy read it."""
    actor = current_actor()
    client = client_of(body.client, actor=actor, permission="imports:run")
    fields = body.model_dump(exclude={"client", "product"})
    product = queries.product_of(body.product)
    made = operations.open_holding(client, product, actor=actor, **fields)
    return Created(_shown(made, client), "api_holdings.show", made.public_id)


@holdings.get(ONE)
@requires("clients:read")
@operation("Read a product of a client", answer=HoldingShown)
def show(public_id: str) -> HoldingShown:
    """One product of a client."""
    return _shown(*queries.holding_of(public_id, actor=current_actor(), permission="clients:read"))


@holdings.patch(ONE)
@requires("imports:run")
@operation("Change a product of a client", body=HoldingChange, answer=HoldingShown, refusals=(409,))
def change(public_id: str, body: HoldingChange) -> HoldingShown:
    """Balance, rate, profit, days, number: a later value over an earlier one."""
    actor = current_actor()
    row = queries.holding_of(public_id, actor=actor, permission="imports:run")
    operations.change_holding(row[0], body.model_dump(exclude_unset=True), actor=actor)
    return _shown(*row)


@holdings.post(f"{ONE}/closing")
@requires("imports:run")
@operation("Close a product of a client", body=HoldingClosed, answer=HoldingShown, refusals=(409,))
def close(public_id: str, body: HoldingClosed) -> HoldingShown:
    """The client has it no more; the row stays."""
    actor = current_actor()
    row = queries.holding_of(public_id, actor=actor, permission="imports:run")
    operations.close_holding(row[0], actor=actor, closed_on=body.closed_on, reason=body.reason)
    return _shown(*row)


def _shown(one: Holding, client: Client) -> HoldingShown:
    return HoldingShown(
        **{name: getattr(one, name) for name in _PLAIN},
        id=one.public_id,
        client=named(client, client.display_name),
        product=one.product.public_id,
    )
