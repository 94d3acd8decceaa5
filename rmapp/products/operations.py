"""Every change of the catalogue and of what clients have."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from ..audit.operations import record
from ..clients.events import note
from ..clients.models import Client
from ..core.db import db
from ..core.errors import Conflict, Invalid
from ..policy.enforce import Actor, demand
from .models import Holding, HoldingState, Product, ProductKind, Tariff

#: What an administrator writes about a product; nothing else of the row is taken from a form.
FIELDS = (
    "name_en", "name_ru", "description_en", "description_ru", "unit_en", "unit_en_many", "unit_ru",
    "unit_ru_few", "unit_ru_many", "price", "min_price", "max_price", "discount_limit", "materials",
    "is_active",
)  # fmt: skip


@dataclass(frozen=True)
class Tier:
    """The price (minor units) from ``from_quantity`` on."""

    from_quantity: Decimal
    price: int


def create_product(
    *,
    actor: Actor,
    code: str,
    kind: ProductKind,
    tiers: Sequence[Tier] = (),
    currency: str = "RUB",
    **fields: Any,
) -> Product:
    """Add a product to the catalogue. ``fields``: see ``FIELDS``; prices in minor units.

    Refuses (Forbidden) without ``products:edit``, (Invalid) a code in use and limits that cross.
    """
    demand(actor, "products:edit")
    taken = db.session.execute(sa.select(Product.id).where(Product.code == code)).first()
    if taken is not None:
        raise Invalid(fields={"code": [_("Another product has this code.")]})
    last = db.session.execute(sa.select(sa.func.max(Product.position))).scalar_one()
    product = Product(
        code=code, kind=kind, currency=currency, position=(last or 0) + 10, tariffs=[]
    )
    _write(product, fields, tiers)
    db.session.add(product)
    db.session.flush()
    record("product:created", actor=actor, obj=product, name=product.name_en)
    return product


def edit_product(
    product: Product,
    *,
    actor: Actor,
    version: int,
    kind: ProductKind,
    tiers: Sequence[Tier] = (),
    **fields: Any,
) -> Product:
    """Change a product and its tariffs (``product.tariffs`` loaded).

    Refuses (Forbidden) without ``products:edit``, (Conflict) a stale version, (Invalid) limits
    that cross. Proposals that were made keep the prices they were made with.
    """
    demand(actor, "products:edit")
    if product.version != version:
        raise Conflict(_("Somebody changed this product meanwhile. Open it anew and compare."))
    before = {name: getattr(product, name) for name in FIELDS}
    _write(product, fields, tiers)
    product.kind = kind
    changed = {
        name: [before[name], getattr(product, name)]
        for name in FIELDS
        if before[name] != getattr(product, name)
    }
    db.session.flush()
    record(
        "product:changed",
        actor=actor,
        obj=product,
        name=product.name_en,
        detail={"fields": changed},
    )
    return product


def _write(product: Product, fields: dict[str, Any], tiers: Sequence[Tier]) -> None:
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise TypeError(f"no such fields of a product: {', '.join(sorted(unknown))}")
    low = fields.get("min_price", product.min_price)
    high = fields.get("max_price", product.max_price)
    if low is not None and high is not None and low > high:
        raise Invalid(fields={"max_price": [_("The upper limit is below the lower one.")]})
    quantities = [tier.from_quantity for tier in tiers]
    if len(set(quantities)) != len(quantities):
        raise Invalid(fields={"tiers": [_("Two tariffs begin at the same quantity.")]})
    for name, value in fields.items():
        setattr(product, name, value)
    wanted = {tier.from_quantity: tier.price for tier in tiers}
    for tariff in list(product.tariffs):
        if tariff.from_quantity in wanted:
            tariff.price = wanted.pop(tariff.from_quantity)
        else:
            product.tariffs.remove(tariff)
    for quantity, price in wanted.items():
        product.tariffs.append(Tariff(from_quantity=quantity, price=price))


def open_holding(
    client: Client,
    product: Product,
    *,
    actor: Actor,
    number: str = "",
    opened_on: dt.date | None = None,
    closes_on: dt.date | None = None,
    balance: int | None = None,
    rate: Decimal | None = None,
    profit_12m: int | None = None,
) -> Holding:
    """The client has ``product`` from now on. The caller has found the client within reach.

    Amounts in minor units of the product's currency, ``rate`` in per cent a year. Refuses with
    :class:`Invalid` an end before the beginning.
    """
    demand(actor, "imports:run")
    _demand_days(opened_on, closes_on)
    holding = Holding(
        client_id=client.id,
        product=product,
        number=number[:200],
        opened_on=opened_on,
        closes_on=closes_on,
        balance=balance,
        rate=rate,
        profit_12m=profit_12m,
        currency=product.currency,
    )
    db.session.add(holding)
    db.session.flush()
    note(client.id, "holding-opened", actor=actor, title=product.name_ru, obj=holding)
    record("holding:opened", actor=actor, obj=holding, name=product.name_ru, client_id=client.id)
    return holding


def change_holding(holding: Holding, fields: dict[str, Any], *, actor: Actor) -> Holding:
    """What the core system says of a product of a client now, a later value over an earlier one.

    The caller has found it within reach. Refuses with :class:`Conflict` one that is closed, with
    :class:`Invalid` an end before the beginning.
    """
    demand(actor, "imports:run")
    db.session.refresh(holding, ["state"], with_for_update=True)
    if holding.state is HoldingState.CLOSED:
        raise Conflict(_("This product is closed already."))
    _demand_days(
        fields.get("opened_on", holding.opened_on), fields.get("closes_on", holding.closes_on)
    )
    changed = sorted(name for name in fields if getattr(holding, name) != fields[name])
    for name in changed:
        setattr(holding, name, fields[name])
    db.session.flush()
    if changed:
        record(
            "holding:changed", actor=actor, obj=holding, name=holding.product.name_ru,
            client_id=holding.client_id, detail={"fields": changed},
        )  # fmt: skip
    return holding


def _demand_days(opened_on: dt.date | None, closes_on: dt.date | None) -> None:
    if opened_on is not None and closes_on is not None and closes_on < opened_on:
        raise Invalid(fields={"closes_on": [_("The end lies before the beginning.")]})


def close_holding(holding: Holding, *, actor: Actor, closed_on: dt.date, reason: str) -> Holding:
    """The client has it no more. Refuses (Conflict) when that is so already, with :class:`Invalid`
    a day before the client had it."""
    demand(actor, "imports:run")
    db.session.refresh(holding, ["state"], with_for_update=True)
    if holding.state is HoldingState.CLOSED:
        raise Conflict(_("This product is closed already."))
    if holding.opened_on is not None and closed_on < holding.opened_on:
        raise Invalid(fields={"closed_on": [_("The end lies before the beginning.")]})
    holding.state, holding.closes_on, holding.note = HoldingState.CLOSED, closed_on, reason[:500]
    db.session.flush()
    note(
        holding.client_id, "holding-closed", actor=actor, title=holding.product.name_ru, obj=holding
    )
    record(
        "holding:closed",
        actor=actor,
        obj=holding,
        name=holding.product.name_ru,
        client_id=holding.client_id,
        reason=reason,
    )
    return holding
