"""The catalogue at ``/api/v1/products``."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from ..policy.enforce import current_actor, requires
from ..products import operations, queries
from ..products.models import Product
from ..products.operations import FIELDS, Tier
from ..settings import settings
from .doors import ONE, Created, operation
from .shapes.base import PageOf
from .shapes.products import ProductChange, ProductGiven, ProductQuery, ProductShown

products = Blueprint("api_products", __name__, url_prefix="/api/v1/products")


@products.get("")
@requires("products:read")
@operation("List the products", query=ProductQuery, answer=PageOf[ProductShown])
def listing(query: ProductQuery) -> PageOf[ProductShown]:
    """The catalogue, whole: it has no second page."""
    rows = queries.listing(kind=query.kind, with_retired=query.with_retired)
    return PageOf[ProductShown](
        items=[_shown(row.product) for row in rows], next=None, previous=None
    )


@products.post("")
@requires("products:edit")
@operation("Add a product", body=ProductGiven, answer=ProductShown, status=201)
def create(body: ProductGiven) -> Created:
    """A new product."""
    made = operations.create_product(
        actor=current_actor(),
        code=body.code,
        kind=body.kind,
        tiers=_tiers(body),
        currency=settings().currency,
        **{name: getattr(body, name) for name in FIELDS},
    )
    return Created(_shown(made), "api_products.show", made.public_id)


@products.get(ONE)
@requires("products:read")
@operation("Read a product", answer=ProductShown)
def show(public_id: str) -> ProductShown:
    """One product."""
    return _shown(queries.product_of(public_id))


@products.patch(ONE)
@requires("products:edit")
@operation("Change a product", body=ProductChange, answer=ProductShown)
def edit(public_id: str, body: ProductChange) -> ProductShown:
    """Changed fields; proposals that were made keep their prices."""
    product = queries.product_of(public_id)
    given = body.model_fields_set
    kept = [Tier(one.from_quantity, one.price) for one in product.tariffs]
    operations.edit_product(
        product,
        actor=current_actor(),
        version=body.version,
        kind=body.kind if "kind" in given else product.kind,
        tiers=_tiers(body) if "tiers" in given else kept,
        **{name: getattr(body, name) for name in FIELDS if name in given},
    )
    return _shown(product)


def _tiers(body: Any) -> list[Tier]:
    return [Tier(one.from_quantity, one.price) for one in body.tiers]


def _shown(product: Product) -> ProductShown:
    return ProductShown.model_validate(product)
