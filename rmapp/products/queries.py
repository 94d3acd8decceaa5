"""Every select over products and holdings."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload, selectinload

from ..clients.models import Client
from ..clients.queries import finds_clients, within_reach
from ..core.db import PUBLIC_ID_LENGTH, db
from ..core.errors import NotFound
from ..policy.enforce import Actor, can
from .models import NUMBER_KEY, Holding, HoldingState, Product, ProductKind

LARGEST_LIST = 500


@finds_clients
def clients_by_contract(actor: Actor, number: str) -> sa.Select[int, str] | None:
    """Whose contract begins or ends with ``number`` (D15); for who sees what clients have."""
    if not can(actor, "products:read"):
        return None
    key: sa.ColumnElement[str] = sa.literal_column(NUMBER_KEY, sa.Text)
    whole = number.lower()
    return sa.select(Holding.client_id, Holding.number).where(
        sa.or_(
            key.like(f"{whole}%"),
            sa.func.reverse(key).like(f"{whole[::-1]}%"),
        )
    )


@dataclass(frozen=True)
class CatalogueRow:
    """A product of the catalogue and how many clients have it now."""

    product: Product
    holders: int


def catalogue(*, only_active: bool = True) -> list[Product]:
    """The products on sale (or all of them) with their tariffs, in the catalogue's order."""
    statement = (
        sa.select(Product)
        .options(selectinload(Product.tariffs))
        .order_by(Product.position, Product.id)
        .limit(LARGEST_LIST)
    )
    if only_active:
        statement = statement.where(Product.is_active.is_(True))
    return list(db.session.execute(statement).scalars())


def listing(*, kind: ProductKind | None = None, with_retired: bool = False) -> list[CatalogueRow]:
    """The catalogue page: products, those on sale first, with the number of their holders."""
    holders = (
        sa.select(sa.func.count())
        .select_from(Holding)
        .where(Holding.product_id == Product.id, Holding.state == HoldingState.ACTIVE)
        .scalar_subquery()
    )
    statement = (
        sa.select(Product, holders)
        .options(selectinload(Product.tariffs))
        .order_by(Product.is_active.desc(), Product.position, Product.id)
        .limit(LARGEST_LIST)
    )
    if kind is not None:
        statement = statement.where(Product.kind == kind)
    if not with_retired:
        statement = statement.where(Product.is_active.is_(True))
    return [CatalogueRow(row[0], int(row[1])) for row in db.session.execute(statement)]


def product_of(public_id: str) -> Product:
    """The product ``public_id`` with its tariffs; :class:`NotFound` when there is none."""
    found = None
    if len(public_id) == PUBLIC_ID_LENGTH:
        found = db.session.execute(
            sa.select(Product)
            .options(selectinload(Product.tariffs))
            .where(Product.public_id == public_id)
        ).scalar_one_or_none()
    if found is None:
        raise NotFound(_("There is no such product."))
    return found


def products_by_public_id(public_ids: Collection[str]) -> dict[str, Product]:
    """The products with these public ids and their tariffs, by public id."""
    if not public_ids:
        return {}
    found = db.session.execute(
        sa.select(Product)
        .options(selectinload(Product.tariffs))
        .where(Product.public_id.in_(public_ids))
    ).scalars()
    return {product.public_id: product for product in found}


def holding_of(public_id: str, *, actor: Actor, permission: str) -> tuple[Holding, Client]:
    """A product of a client within reach, and the client; :class:`NotFound` where there is none."""
    row = db.session.execute(
        sa.select(Holding, Client)
        .join(Client, Client.id == Holding.client_id)
        .options(joinedload(Holding.product))
        .where(
            Holding.public_id == public_id,
            Client.deleted_at.is_(None),
            within_reach(actor, permission),
        )
    ).one_or_none()
    if row is None:
        raise NotFound(_("There is no such product of a client, or it is not yours to see."))
    return row[0], row[1]


def holdings_of(client_id: int, *, with_closed: bool = False, limit: int = 200) -> list[Holding]:
    """What a client has (for the card; the caller has checked the reach), active ones first."""
    statement = (
        sa.select(Holding)
        .options(joinedload(Holding.product))
        .where(Holding.client_id == client_id)
        .order_by(Holding.state, Holding.id.desc())
        .limit(limit)
    )
    if not with_closed:
        statement = statement.where(Holding.state == HoldingState.ACTIVE)
    return list(db.session.execute(statement).scalars())
