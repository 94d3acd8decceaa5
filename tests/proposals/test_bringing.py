"""C3: the proposal that is brought to a visit stands on its page, in its brief and in the API."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.errors import Invalid
from rmapp.core.transaction import transaction
from rmapp.interactions import operations as contacts
from rmapp.interactions import queries
from rmapp.interactions.bringing import papers_of, with_papers
from rmapp.interactions.models import Interaction
from rmapp.interactions.words import Kind
from rmapp.proposals.models import Proposal, ProposalBrought
from tests.cast import Cast
from tests.interactions.conftest import in_days
from tests.opportunities.stories import submit
from tests.proposals.test_following import a_draft


def a_visit(cast: Cast, proposal: Proposal, **matter: Any) -> Interaction:
    return contacts.plan(
        actor=cast.actor("mara"),
        client=proposal.client,
        kind=Kind.VISIT,
        at=clock.now() + dt.timedelta(days=2),
        matter=contacts.Matter(**matter),
    )


def brought_to(contact: str, cast: Cast, who: str = "mara") -> list[str]:
    actor = cast.actor(who)
    found = queries.interaction_of(contact, actor=actor, options=(with_papers(),))
    return [one.key for one in papers_of(found, actor=actor)]


def test_c3_a_proposal_is_chosen_for_a_visit_and_stands_in_its_brief(
    app: Flask, cast: Cast, browser_of: Any
) -> None:
    with app.app_context(), transaction():
        proposal = a_draft(cast)
        key, number, client = proposal.public_id, proposal.number, proposal.client.public_id
    mara = browser_of("mara")
    form = f"/interactions/plan?client={client}&kind=visit"
    assert "Proposals to bring" in mara.get(form).text
    at = in_days(4).strftime("%Y-%m-%dT%H:%M")
    there = submit(mara, form, action="interactions/plan", proposals=key, at=at).location
    page = mara.get(there).text
    assert f"/proposals/{key}" in page
    assert number in page
    contact = there.rpartition("/")[2]
    brief = mara.get(f"/clients/{client}/brief?contact={contact}").text
    assert "Proposals to bring" in brief
    paper = mara.get(f"/clients/{client}/brief.pdf?contact={contact}")
    assert paper.status_code == 200
    submit(mara, f"{there}/edit", action="/edit", note="A word more")
    assert number in mara.get(there).text, "it stays when something else is changed"


def test_c3_a_proposal_of_another_client_is_no_proposal_to_bring(scene: Any, cast: Cast) -> None:
    own, foreign = a_draft(cast), a_draft(cast)
    with pytest.raises(Invalid) as refusal:
        a_visit(cast, own, proposals=[foreign.public_id])
    assert list(refusal.value.fields) == ["proposals"]


def test_c3_what_is_brought_is_changed_and_left_alone_where_nothing_is_said(
    scene: Any, cast: Cast
) -> None:
    proposal, mara = a_draft(cast), cast.actor("mara")
    visit = a_visit(cast, proposal, proposals=[proposal.public_id])
    whole = (*queries.WITH_PEOPLE, *queries.WITH_MATERIALS, *queries.WITH_FILES)
    visit = queries.interaction_of(visit.public_id, actor=mara, options=whole)
    contacts.change(visit, contacts.Matter(note="x"), actor=mara, version=visit.version)
    assert brought_to(visit.public_id, cast) == [proposal.public_id]
    contacts.change(visit, contacts.Matter(proposals=[]), actor=mara, version=visit.version)
    assert brought_to(visit.public_id, cast) == []
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ProposalBrought)) == 0


def test_g1_whoever_reads_no_proposals_reads_of_none_that_is_brought(
    scene: Any, cast: Cast
) -> None:
    proposal = a_draft(cast)
    visit = a_visit(cast, proposal, proposals=[proposal.public_id])
    found = queries.interaction_of(
        visit.public_id, actor=cast.actor("mara"), options=(with_papers(),)
    )
    assert found.papers
    mara = cast.actor("mara")
    grants = {name: how for name, how in mara.grants.items() if name != "proposals:read"}
    blind = type(mara)(**{**mara.__dict__, "grants": grants})
    assert papers_of(found, actor=blind) == []
