"""X4, X6: what was offered and what the board says is one sum, or the page says that it is not."""

from __future__ import annotations

import html
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from rmapp.core.errors import Conflict, Forbidden
from rmapp.core.transaction import transaction
from rmapp.opportunities import operations as opportunities
from rmapp.opportunities.models import Opportunity
from rmapp.opportunities.operations import LineInput
from rmapp.opportunities.queries import stage_of
from rmapp.products.rules import PriceList
from rmapp.proposals import operations, queries
from rmapp.proposals.models import Proposal
from rmapp.proposals.rules import discount_to, price_line
from tests.factories import a_client
from tests.opportunities.stories import a_product, an_opportunity, submit
from tests.proposals.test_sending import ADDRESS, send, with_discount

OFFERED = 86 * 801_00  # of 890 ten per cent off


def a_draft(cast: Any, **fields: Any) -> Proposal:
    actor = cast.actor("mara")
    client = a_client(cast, name="ООО «Кедр»", manager="mara", emails=[ADDRESS])
    opportunity = an_opportunity(client, actor, "acquiring", "payroll", **fields)
    made = operations.create_proposal(opportunity, actor=actor)
    return queries.proposal_of(made.public_id, actor=actor)


def says(one: Opportunity) -> list[tuple[Decimal, int]]:
    return [(line.quantity, line.price) for line in one.lines]


@given(st.integers(1, 10**9), st.integers(0, 10**9))
def test_a_discount_brings_the_tariff_as_near_to_a_price_as_two_decimals_go(tariff, price):
    discount = discount_to(tariff, price)
    got = price_line(PriceList(tariff), Decimal(1), discount).price
    assert abs(got - min(tariff, price)) <= tariff / 20_000 + 1


def test_a_draft_changes_nothing_and_the_sent_proposal_takes_the_opportunity_along(scene, cast):
    actor, proposal = cast.actor("mara"), a_draft(cast)
    one = proposal.opportunity
    with_discount(proposal, actor, 10)
    assert one.amount == 12 * (1_490_00 + 60_00)
    send(proposal, actor)
    assert says(one) == [(Decimal(86), 801_00)]
    assert one.lines[0].is_own_price
    assert one.amount == 12 * OFFERED == 12 * proposal.total
    assert not queries.differs(one, proposal)


def test_an_amount_that_somebody_typed_stays_and_the_difference_is_known(scene, cast):
    actor, proposal = cast.actor("mara"), a_draft(cast, amount=3_000_000_00)
    with_discount(proposal, actor, 10)
    send(proposal, actor)
    one = proposal.opportunity
    assert says(one) == [(Decimal(86), 801_00)]
    assert one.amount == 3_000_000_00
    assert queries.differs(one, proposal)
    operations.hand_over_by(proposal, actor=actor, version=one.version)
    assert one.amount == 12 * OFFERED
    assert not queries.differs(one, proposal)


def test_the_accepted_proposal_holds_whatever_was_sent_after_it(scene, cast):
    actor, first = cast.actor("mara"), a_draft(cast)
    one = first.opportunity
    send(first, actor)
    second = operations.create_proposal(one, actor=actor)
    second = queries.proposal_of(second.public_id, actor=actor)
    with_discount(second, actor, 10)
    send(second, actor)
    assert one.amount == 12 * OFFERED
    assert queries.binding([second, first]) is second
    operations.record_answer(first, actor=actor, version=first.version, accepted=True)
    assert one.amount == 12 * first.total
    assert queries.binding([second, first]) is first


def test_a_declined_proposal_and_a_closed_opportunity_change_nothing(scene, cast):
    actor, proposal = cast.actor("mara"), a_draft(cast)
    one = proposal.opportunity
    send(proposal, actor)
    opportunities.edit_opportunity(
        one,
        actor=actor,
        version=one.version,
        title=one.title,
        lines=[LineInput(a_product("payroll"), Decimal(5))],
        amount=None,
    )
    mine = one.amount
    opportunities.move(one, actor=actor, version=one.version, stage=stage_of("won"))
    operations.record_answer(proposal, actor=actor, version=proposal.version, accepted=True)
    assert one.amount == mine
    with pytest.raises(Conflict):
        operations.hand_over_by(proposal, actor=actor, version=one.version)


def test_nobody_takes_over_a_draft_or_what_is_beyond_reach_or_stale(scene, cast):
    actor, proposal = cast.actor("mara"), a_draft(cast)
    one = proposal.opportunity
    with pytest.raises(Conflict):
        operations.hand_over_by(proposal, actor=actor, version=one.version)
    send(proposal, actor)
    with pytest.raises(Forbidden):
        operations.hand_over_by(proposal, actor=cast.actor("max"), version=one.version)
    with pytest.raises(Conflict):
        operations.hand_over_by(proposal, actor=actor, version=one.version + 1)


def test_the_page_of_the_opportunity_tells_the_difference_and_takes_the_proposal_over(
    app: Flask, cast: Any, browser_of: Any
) -> None:
    with app.app_context(), transaction():
        proposal = a_draft(cast, amount=3_000_000_00)
        send(proposal, cast.actor("mara"))
        number, page = proposal.number, f"/opportunities/{proposal.opportunity.public_id}"
    mara = browser_of("mara")
    shown = html.unescape(mara.get(page).text).replace("\u00a0", " ")
    assert f"Proposal {number} comes to RUB 18,600 a year, the opportunity says RUB 3,000," in shown
    answer = submit(mara, page, action="/take-over")
    assert answer.status_code == 302
    shown = mara.get(answer.location).text
    assert "The opportunity says what the proposal says." in shown
    assert "comes to" not in shown
