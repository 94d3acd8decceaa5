"""X4, X6: an opportunity and the proposals made from it are priced by one rule."""

from __future__ import annotations

import html
import importlib.util
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.opportunities import operations, queries
from rmapp.opportunities.models import Opportunity, OpportunityLine
from rmapp.opportunities.operations import LineInput
from rmapp.products.models import Product, Tariff
from rmapp.proposals import operations as proposals
from tests.factories import a_client
from tests.opportunities.stories import a_product, an_opportunity, submit

TERMINALS = 12 * 1_190_00  # from ten on one costs 1 190


def edited(one: Opportunity, actor: Any, *lines: LineInput, amount: int | None = None) -> None:
    operations.edit_opportunity(
        one, actor=actor, version=one.version, title=one.title, lines=lines or None, amount=amount
    )


@given(
    st.integers(0, 10**9),
    st.lists(
        st.tuples(st.decimals("0.001", "100000", places=3), st.integers(0, 10**9)),
        max_size=4,
        unique_by=lambda tier: tier[0],
    ),
    st.decimals("0.001", "100000", places=3),
)
def test_a_line_without_own_price_costs_in_an_opportunity_what_it_costs_in_a_proposal(
    price: int, tiers: list[tuple[Decimal, int]], quantity: Decimal
) -> None:
    product = Product(
        price=price,
        discount_limit=0,
        tariffs=[Tariff(from_quantity=start, price=of_one) for start, of_one in tiers],
    )
    (offered,), total = proposals.price([proposals.LineInput(product, quantity)])
    line = LineInput(product, quantity)
    assert line.unit_price == offered.price
    assert operations.yearly([line]) == 12 * total.total


def test_the_volume_makes_the_price_of_an_opportunity_and_the_proposal_says_the_same(
    scene: Any, cast: Any
) -> None:
    actor = cast.actor("mara")
    one = an_opportunity(a_client(cast), actor, "acquiring", quantity=12)
    assert [(line.price, line.is_own_price) for line in one.lines] == [(1_190_00, False)]
    assert (one.monthly, one.amount) == (TERMINALS, 12 * TERMINALS)
    assert proposals.create_proposal(one, actor=actor).total == one.monthly


def test_another_quantity_takes_the_price_and_the_sum_along_unless_they_were_typed(
    scene: Any, cast: Any
) -> None:
    actor = cast.actor("mara")
    one = an_opportunity(a_client(cast), actor, "acquiring", quantity=2)
    edited(one, actor, LineInput(a_product(), Decimal(60)))
    assert (one.lines[0].price, one.amount) == (890_00, 12 * 60 * 890_00)
    edited(one, actor, LineInput(a_product(), Decimal(60), 800_00), amount=7_000_000_00)
    assert (one.lines[0].price, one.lines[0].is_own_price) == (800_00, True)
    assert (one.amount, one.is_summed) == (7_000_000_00, False)
    edited(one, actor, amount=7_000_000_00)
    assert one.lines[0].price == 800_00, "lines that are not handed in stay"


def test_a_price_of_its_own_becomes_a_discount_of_the_proposal(scene: Any, cast: Any) -> None:
    actor = cast.actor("mara")
    one = an_opportunity(a_client(cast), actor, "acquiring")
    edited(one, actor, LineInput(a_product(), Decimal(12), 1_071_00))
    made = proposals.create_proposal(one, actor=actor)
    (line,) = made.versions[0].lines
    assert (line.tariff_price, line.discount_percent) == (1_190_00, Decimal(10))
    assert made.total == one.monthly


def test_the_form_shows_only_what_somebody_typed_and_goes_on_with_the_quantity(
    app: Flask, cast: Any, browser_of: Any
) -> None:
    with app.app_context(), transaction():
        actor = cast.actor("mara")
        page = f"/opportunities/{an_opportunity(a_client(cast), actor, 'acquiring').public_id}"
    mara = browser_of("mara")
    assert submit(mara, f"{page}/edit", **{"lines-0-quantity": "12"}).status_code == 302
    shown = html.unescape(mara.get(page).text).replace("\u00a0", " ")
    for words in ("12 terminals a month", "RUB 1,190.00", "RUB 14,280.00", "RUB 171,360"):
        assert words in shown, words
    answer = submit(mara, f"{page}/edit", **{"lines-0-price": "1000", "amount": "2 000 000"})
    assert answer.status_code == 302
    form = mara.get(f"{page}/edit").text
    assert 'value="1,000"' in form
    assert 'value="2,000,000"' in form


@pytest.mark.parametrize("typed", [None, 5_000_000_00])
def test_opportunities_of_an_older_base_get_the_price_of_their_volume(
    scene: Any, cast: Any, typed: int | None
) -> None:
    actor = cast.actor("mara")
    one = an_opportunity(a_client(cast), actor, "acquiring", "payroll", quantity=12)
    own = an_opportunity(a_client(cast), actor, "acquiring", quantity=12)
    before = 12 * 12 * (1_490_00 + 60_00)
    table = OpportunityLine.__table__
    db.session.execute(sa.update(table).where(table.c.price == 1_190_00).values(price=1_490_00))
    db.session.execute(
        sa.update(table).where(table.c.opportunity_id == own.id).values(price=1_000_00)
    )
    for row, amount in ((one, typed or before), (own, 12 * 12 * 1_000_00)):
        db.session.execute(
            sa.update(Opportunity.__table__)
            .where(Opportunity.__table__.c.id == row.id)
            .values(amount=amount)
        )
    [script] = Path("migrations/versions").glob("*_price_by_volume.py")
    spec = importlib.util.spec_from_file_location("price_by_volume", script)
    assert spec is not None
    assert spec.loader is not None
    migration = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(migration)
    with Operations.context(MigrationContext.configure(db.session.connection())):
        migration.price_anew()
    db.session.expire_all()
    one = queries.opportunity_of(one.public_id, actor=actor)
    own = queries.opportunity_of(own.public_id, actor=actor)
    assert [line.price for line in one.lines] == [1_190_00, 60_00]
    assert one.amount == (typed or 12 * 12 * (1_190_00 + 60_00))
    assert [(line.price, line.is_own_price) for line in own.lines] == [(1_000_00, True)]
    assert own.amount == 12 * 12 * 1_000_00
