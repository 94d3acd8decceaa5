"""X1, X2: the catalogue with tariffs and limits; what clients have of it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from rmapp.core.errors import Conflict, Forbidden, Invalid
from rmapp.core.transaction import transaction
from rmapp.products import operations, queries
from rmapp.products.models import HoldingState, ProductKind
from rmapp.products.operations import Tier
from rmapp.products.seeds import CATALOGUE, seed
from tests.factories import a_client
from tests.opportunities.stories import a_product, submit

FIELDS: dict[str, Any] = {
    "name_en": "Safe", "name_ru": "Сейф", "description_en": "", "description_ru": "",
    "unit_en": "month", "unit_ru": "мес.", "price": 1_000_00, "min_price": None,
    "max_price": None, "discount_limit": 5, "materials": "", "is_active": True,
}  # fmt: skip


def test_the_shipped_catalogue_is_whole_in_both_languages_and_keeps_the_banks_changes(scene):
    product = a_product("acquiring")
    product.price = 1
    scene.flush()
    seed()
    found = {one.code: one for one in queries.catalogue()}
    assert set(found) >= {one.code for one in CATALOGUE}
    assert found["acquiring"].price == 1
    assert all(one.name_en and one.name_ru and one.unit_ru for one in found.values())


def test_only_who_may_changes_the_catalogue(scene, cast):
    with pytest.raises(Forbidden):
        operations.create_product(
            actor=cast.actor("sofia"), code="safe", kind=ProductKind.OTHER, **FIELDS
        )
    made = operations.create_product(
        actor=cast.actor("adam"),
        code="safe",
        kind=ProductKind.OTHER,
        tiers=[Tier(Decimal(10), 900_00)],
        **FIELDS,
    )
    assert [(t.from_quantity, t.price) for t in made.tariffs] == [(Decimal(10), 900_00)]
    with pytest.raises(Invalid):
        operations.create_product(
            actor=cast.actor("adam"), code="safe", kind=ProductKind.OTHER, **FIELDS
        )


def test_limits_that_cross_and_stale_forms_are_refused(scene, cast):
    product, adam = a_product(), cast.actor("adam")
    kind = product.kind
    with pytest.raises(Conflict):
        operations.edit_product(product, actor=adam, version=99, kind=kind, **FIELDS)
    crossed = {**FIELDS, "min_price": 10, "max_price": 5}
    with pytest.raises(Invalid) as refused:
        operations.edit_product(product, actor=adam, version=product.version, kind=kind, **crossed)
    assert "max_price" in refused.value.fields


def test_a_client_has_a_product_until_it_is_closed(scene, cast):
    client, mara = a_client(cast), cast.actor("mara")
    holding = operations.open_holding(
        client, a_product("deposit"), actor=mara, number="D-1", balance=60_000_000_00
    )
    assert [one.number for one in queries.holdings_of(client.id)] == ["D-1"]
    operations.close_holding(holding, actor=mara, closed_on=dt.date(2026, 1, 1), reason="матур")
    assert queries.holdings_of(client.id) == []
    assert queries.holdings_of(client.id, with_closed=True)[0].state is HoldingState.CLOSED
    with pytest.raises(Conflict):
        operations.close_holding(holding, actor=mara, closed_on=dt.date(2026, 1, 1), reason="")


def test_the_catalogue_is_read_by_all_and_edited_by_the_administrator(
    app: Flask, cast: Any, browser_of: Any, statements: list[str]
) -> None:
    with app.app_context(), transaction():
        public_id = a_product("acquiring").public_id
    mara = browser_of("mara")
    statements.clear()
    page = mara.get("/products").text
    assert len(statements) <= 8, statements
    assert "Merchant acquiring, terminal" in page
    assert mara.get(f"/products/{public_id}").status_code == 200
    assert mara.get(f"/products/{public_id}/edit").status_code == 403
    adam = browser_of("adam")
    edit = f"/products/{public_id}/edit"
    half = submit(adam, edit, **{"tiers-2-from_quantity": "500"})
    assert "A tariff needs both" in half.text
    saved = submit(adam, edit, price="1 600", **{"tiers-0-price": "1 000"})
    assert saved.status_code == 302, saved.text
    shown = adam.get(f"/products/{public_id}").text
    assert "1,600" in shown
    made = submit(
        adam, "/products/new", code="safe", name_en="Safe", name_ru="Сейф", kind="other",
        price="10", discount_limit="0",
    )  # fmt: skip
    assert made.status_code == 302, made.text
    assert "Safe" in mara.get("/products").text
