"""X6: the price of a proposal, computed from tariff, volume and discount."""

from __future__ import annotations

import contextlib
import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmapp.core.amounts import NotAnAmount, half_up, read_decimal, read_money, write_plain
from rmapp.products.rules import PriceList, tariff_price
from rmapp.proposals.rules import (
    Over,
    price_line,
    proposal_number,
    quarters,
    total_of,
)

PRICES = st.integers(0, 10**9)
QUANTITIES = st.decimals("0.001", "100000", places=3)
DISCOUNTS = st.decimals("0", "100", places=2)
TIERS = st.lists(st.tuples(QUANTITIES, PRICES), max_size=4, unique_by=lambda tier: tier[0])
LISTS = st.builds(
    PriceList,
    price=PRICES,
    tiers=TIERS.map(tuple),
    discount_limit=st.integers(0, 100),
    min_price=st.none() | PRICES,
)


@given(LISTS, QUANTITIES, DISCOUNTS)
def test_a_line_is_never_negative_and_never_dearer_than_its_tariff(prices, quantity, discount):
    line = price_line(prices, quantity, discount)
    assert 0 <= line.price <= line.tariff_price
    assert 0 <= line.amount <= line.full


@given(LISTS, QUANTITIES, DISCOUNTS, DISCOUNTS)
def test_a_larger_discount_never_costs_more(prices, quantity, one, other):
    low, high = sorted((one, other))
    assert price_line(prices, quantity, high).amount <= price_line(prices, quantity, low).amount


@given(LISTS, QUANTITIES)
def test_no_discount_is_the_tariff_and_exceeds_nothing(prices, quantity):
    line = price_line(prices, quantity, Decimal(0))
    assert line.price == line.tariff_price == tariff_price(prices, quantity)
    assert line.over is None


@given(LISTS, QUANTITIES, DISCOUNTS)
def test_over_the_limit_is_always_seen(prices, quantity, discount):
    line = price_line(prices, quantity, discount)
    if discount > prices.discount_limit:
        assert line.over is Over.DISCOUNT
    assert total_of([line]).needs_approval == (line.over is not None)


@given(st.lists(st.tuples(LISTS, QUANTITIES, DISCOUNTS), max_size=6))
def test_the_total_is_the_sum_of_the_printed_lines(asked):
    lines = [price_line(*one) for one in asked]
    total = total_of(lines)
    assert total.total == sum(line.amount for line in lines)
    assert total.total + total.discount == max(total.total, sum(line.full for line in lines))


def test_the_tariff_is_that_of_the_highest_volume_reached():
    prices = PriceList(1_490, ((Decimal(10), 1_190), (Decimal(50), 890)))
    found = [tariff_price(prices, Decimal(n)) for n in ("1", "9.999", "10", "49", "50", "5000")]
    assert found == [1_490, 1_490, 1_190, 1_190, 890, 890]


def test_a_price_under_the_lowest_needs_approval():
    line = price_line(PriceList(1_000, (), 50, 800), Decimal(1), Decimal(30))
    assert (line.price, line.over) == (700, Over.PRICE)


@pytest.mark.parametrize(("quantity", "discount"), [("0", "0"), ("-1", "0"), ("1", "101")])
def test_nonsense_is_no_price(quantity, discount):
    with pytest.raises(ValueError, match="quantity"):
        price_line(PriceList(100), Decimal(quantity), Decimal(discount))


def test_halves_are_rounded_away_from_zero():
    assert [half_up(Decimal(v)) for v in ("0.5", "1.5", "2.5", "-0.5")] == [1, 2, 3, -1]


def test_the_benefit_begins_with_the_next_quarter():
    assert quarters(dt.date(2026, 11, 22)) == [(2027, 1), (2027, 2), (2027, 3), (2027, 4)]
    assert quarters(dt.date(2026, 1, 1), 2) == [(2026, 2), (2026, 3)]


def test_numbers_grow_longer_and_never_collide():
    assert proposal_number(2026, 147) == "P-2026-0147"
    assert proposal_number(2026, 12_345) == "P-2026-12345"


@given(st.integers(-(10**14), 10**14))
def test_an_amount_that_is_shown_is_read_as_it_was(minor):
    assert read_money(write_plain(minor)) == minor


@given(st.text(max_size=80))
def test_any_text_is_an_amount_or_refused(text):
    with contextlib.suppress(NotAnAmount):
        assert isinstance(read_money(text), int)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 284 000,50 ₽", "1284000.50"),
        ("1,284,000.50", "1284000.50"),
        ("1.2 млн", "1200000"),
        ("300k", "300000"),
        ("1.234.567", "1234567"),
        ("−5", "-5"),
    ],
)
def test_usual_writings_are_read(text, value):
    assert read_decimal(text) == Decimal(value)
