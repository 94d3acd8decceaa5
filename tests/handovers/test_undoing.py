"""Undoing a handover keeps what was done since with whoever did it, and says so (V8, V9)."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from rmapp.clients.models import Assignment, Client
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.errors import Conflict
from rmapp.core.transaction import transaction
from rmapp.handovers import operations, queries
from rmapp.handovers.models import HandoverReason
from rmapp.interactions import operations as contacts
from rmapp.interactions.models import Interaction, InteractionState, Promise
from rmapp.interactions.models.promises import PromiseState
from rmapp.interactions.words import Kind, NoNextReason, Result
from rmapp.opportunities.models import Opportunity
from rmapp.opportunities.operations import open_opportunity
from tests.handovers.test_awaiting import to_max
from tests.handovers.test_handover import begin, carry_out, portfolio, served_by, token_of
from tests.handovers.test_wizard import keys_of, promise, substitution

__all__ = ["portfolio"]


def hold(cast, client_id, who="lena"):
    """The planned contact of a client is held and recorded by its new manager; return its key."""
    contact = db.session.scalars(
        sa.select(Interaction).where(
            Interaction.client_id == client_id,
            Interaction.manager_id == cast.ids[who],
            Interaction.state == InteractionState.PLANNED,
        )
    ).one()
    contacts.record_outcome(
        contact,
        contacts.Outcome(result=Result.REACHED, no_next_reason=NoNextReason.NO_NEED),
        actor=cast.actor(who),
        version=contact.version,
    )
    db.session.flush()
    return contact.id


def manager_of(model, key, column="manager_id"):
    return db.session.scalar(sa.select(getattr(model, column)).where(model.id == key))


def given(cast):
    return carry_out(cast, begin(cast, reason=HandoverReason.ROTATION, share=("lena",)))


def test_v8_a_contact_that_the_receiver_held_stays_theirs_after_the_undo(app, cast, portfolio):
    """Who spoke with the client is a fact: reports and the timeline do not change with an undo."""
    with app.app_context(), transaction():
        done = given(cast)
        held = hold(cast, portfolio[1])
        kept = promise(cast, portfolio[2], "lena")
        kept.state, kept.closed_at = PromiseState.KEPT, clock.now()
        db.session.flush()
        counts = operations.undo(done, version=done.version, actor=cast.actor("sofia"))
        assert served_by(cast, "pavel") == set(portfolio)
        assert manager_of(Interaction, held) == cast.ids["lena"]
        assert manager_of(Promise, kept.id, "owner_id") == cast.ids["lena"]
        assert counts["rows_kept"] == 1, "the promise was made later and is no row of the handover"
        open_ones = sa.select(Interaction.manager_id).where(
            Interaction.client_id.in_(portfolio), Interaction.state == InteractionState.PLANNED
        )
        assert set(db.session.scalars(open_ones)) == {cast.ids["pavel"]}


def test_v8_a_deal_that_the_receiver_won_stays_theirs(app, cast, portfolio):
    with app.app_context(), transaction():
        deals = [
            open_opportunity(
                db.session.get_one(Client, key), actor=cast.actor("pavel"), title=f"Deal {key}"
            )
            for key in portfolio[1:3]
        ]
        db.session.flush()
        won, still = deals[0].id, deals[1].id
        done = given(cast)
        db.session.execute(
            sa.update(Opportunity).where(Opportunity.id == won).values(closed_at=clock.now())
        )
        operations.undo(done, version=done.version, actor=cast.actor("sofia"))
        assert manager_of(Opportunity, won) == cast.ids["lena"]
        assert manager_of(Opportunity, still) == cast.ids["pavel"]


def test_v9_one_client_given_back_leaves_what_was_held_and_says_how_much(
    app, cast, portfolio, browser_of
):
    with app.app_context(), transaction():
        done = given(cast)
        held = hold(cast, portfolio[1])
        [key], public_id = keys_of(done, portfolio[1]), done.public_id
    sofia = browser_of("sofia")
    place = f"/handovers/{public_id}/undo/{key}"
    page = sofia.get(place)
    sent = {"csrf_token": token_of(page), "reason": "Asked for Pavel"}
    done_page = sofia.post(place, data=sent, follow_redirects=True).text
    assert "The client is back. 1 later change was kept." in done_page
    with app.app_context(), transaction():
        assert manager_of(Interaction, held) == cast.ids["lena"]
        assert portfolio[1] in served_by(cast, "pavel")


def test_v9_what_the_substitute_held_stays_theirs_when_the_substitution_is_over(
    app, cast, portfolio
):
    with app.app_context(), transaction():
        done = carry_out(cast, substitution(cast))
        held = hold(cast, portfolio[1])
        operations.give_back(done, actor=cast.actor("sofia"))
        assert manager_of(Interaction, held) == cast.ids["lena"]
        assert served_by(cast, "pavel") == set(portfolio)
        assert queries.meanwhile(done).contacts == 1


def test_v8_a_client_that_does_not_go_back_says_where_it_is_before_anybody_presses(
    app, cast, portfolio, browser_of
):
    """Handed on further, merged, given back already: the page says so and offers no button."""
    with app.app_context(), transaction():
        done = given(cast)
        to_max(cast, portfolio[1])
        gone, twin = (db.session.get_one(Client, key) for key in portfolio[2:4])
        gone.merged_into_id, gone.deleted_at = twin.id, clock.now()
        db.session.flush()
        keys = [db.session.get_one(Client, key).public_id for key in portfolio[1:5]]
        public_id = done.public_id
        operations.undo_client(done, keys[3], actor=cast.actor("sofia"), reason="x")
    sofia = browser_of("sofia")
    said = [sofia.get(f"/handovers/{public_id}/undo/{key}").text for key in keys]
    with app.app_context():
        cast_name = cast.employee("max").name
    assert f"{cast_name} serves this client since" in said[0]
    assert "This client was merged into ООО «Сосна 3»." in said[1]
    assert "Goes back to" in said[2]
    assert "This client is with its former manager already." in said[3]
    assert [('name="reason"' in page) for page in said] == [False, False, True, False]
    with app.app_context(), transaction():
        done = queries.handover_of(public_id, actor=cast.actor("sofia"))
        with pytest.raises(Conflict, match=r"merged into|объединена"):
            operations.undo_client(done, keys[1], actor=cast.actor("sofia"), reason="x")


def test_v8_whose_manager_has_gone_is_told_so_before_anybody_presses(
    app, cast, portfolio, browser_of
):
    with app.app_context(), transaction():
        done = given(cast)
        cast.employee("pavel").access_closed_at = clock.now()
        db.session.flush()
        public_id, key = done.public_id, db.session.get_one(Client, portfolio[1]).public_id
        with pytest.raises(Conflict):
            operations.undo_client(done, key, actor=cast.actor("sofia"), reason="x")
    page = browser_of("sofia").get(f"/handovers/{public_id}/undo/{key}").text
    assert "The former manager has left: give the client to somebody else." in page
    assert 'name="reason"' not in page
    assert "Goes back to" not in page


def test_v8_the_page_of_an_undone_handover_says_what_was_done_and_what_is_left_open(
    app, cast, portfolio, browser_of
):
    with app.app_context(), transaction():
        done = given(cast)
        hold(cast, portfolio[1])
        contacts.plan(
            actor=cast.actor("lena"),
            client=db.session.get_one(Client, portfolio[2]),
            kind=Kind.CALL,
            at=clock.now() + dt.timedelta(days=3),
        )
        db.session.flush()
        operations.undo(done, version=done.version, actor=cast.actor("sofia"))
        key = done.public_id
    page = browser_of("sofia").get(f"/handovers/{key}").text
    done_since = page.split('id="meanwhile"')[1].split("</section>")[0]
    assert "What was finished before the undo stays with whoever did it" in done_since
    assert "ООО «Сосна 1»" in done_since
    left = page.split('id="left-open"')[1].split("</section>")[0]
    assert "ООО «Сосна 2»" in left


def test_v8_a_client_that_was_merged_since_is_told_as_a_conflict_of_the_undo(
    app, cast, portfolio, browser_of
):
    with app.app_context(), transaction():
        done = given(cast)
        gone, twin = (db.session.get_one(Client, key) for key in portfolio[2:4])
        gone.merged_into_id, gone.deleted_at = twin.id, clock.now()
        db.session.execute(
            sa.update(Assignment)
            .where(Assignment.client_id == gone.id, Assignment.ended_at.is_(None))
            .values(ended_at=clock.now())
        )
        db.session.flush()
        assert queries.count_elsewhere(done) == 1
        key, version = done.public_id, done.version
    sofia = browser_of("sofia")
    assert "these stay: 1" in sofia.get(f"/handovers/{key}").text
    with app.app_context(), transaction():
        done = queries.handover_of(key, actor=cast.actor("sofia"))
        counts = operations.undo(done, version=version, actor=cast.actor("sofia"))
        assert (counts["returned"], counts["kept"]) == (4, 1)
    page = sofia.get(f"/handovers/{key}").text
    told = page.split('id="elsewhere"')[1].split("</section>")[0]
    assert "ООО «Сосна 2»" in told
    assert "This client was merged into ООО «Сосна 3»." in told
