"""What awaits a person is what still awaits them (V8, V9)."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from rmapp.clients.models import AssignmentRole, Client
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.errors import Conflict
from rmapp.core.transaction import transaction
from rmapp.handovers import operations, queries
from rmapp.handovers.models import HandoverItem, HandoverReason, ItemState
from rmapp.handovers.operations import sharing
from rmapp.home.queries import counters
from rmapp.policy.models import Role
from rmapp.portfolios.operations import assign
from rmapp.work import operations as work
from tests.handovers.test_handover import begin, carry_out, portfolio

__all__ = ["portfolio"]


def given_to_lena(cast, reason=HandoverReason.ROTATION):
    return carry_out(cast, begin(cast, share=("lena",), reason=reason))


def to_max(cast, client_id):
    client = db.session.get_one(Client, client_id)
    max_ = cast.employee("max")
    assign(client, max_, AssignmentRole.ACQUISITION, actor=cast.actor("sofia"), reason="closer")
    db.session.flush()
    return client


def awaiting(cast, who="lena"):
    return db.session.scalar(queries.count_awaiting(cast.ids[who]))


def test_v8_a_client_that_moved_on_awaits_its_receiver_no_more(app, cast, portfolio, browser_of):
    """Given by hand to another colleague before the receiver took it: neither the counter of the
    navigation nor the page asks for it, and whoever takes it all the same reads who serves it."""
    with app.app_context(), transaction():
        done = given_to_lena(cast)
        client = to_max(cast, portfolio[1])
        key, name = done.public_id, client.public_id
    with app.app_context(), transaction():
        assert awaiting(cast) == 4
        handover = queries.handover_of(key, actor=cast.actor("lena"))
        assert queries.count_to_accept(handover, cast.ids["lena"]) == (4, 1)
        states = queries.acceptance(handover)
        assert (states["moved"], states["moved-on"]) == (4, 1)
        with pytest.raises(Conflict, match=cast.employee("max").name):
            operations.accept(handover, name, actor=cast.actor("lena"))
        with pytest.raises(Conflict, match=cast.employee("max").name):
            operations.undo_client(handover, name, actor=cast.actor("sofia"), reason="back")
    with app.app_context(), transaction():
        handover = queries.handover_of(key, actor=cast.actor("lena"))
        assert operations.accept_all(handover, actor=cast.actor("lena")) == 3
    with app.app_context(), transaction():
        assert counters(cast.actor("lena")).to_accept == 1
    page = browser_of("lena").get(f"/handovers/{key}").text
    assert "Clients that await your acceptance: 1." in page
    assert "moved on" in page
    assert f"/decline/{name}" not in page


def test_v8_what_is_handed_further_awaits_the_next_one_alone(app, cast, portfolio):
    """Handed on before the first took it: it stands once with the next, and is gone with that."""
    with app.app_context(), transaction():
        given_to_lena(cast)
    with app.app_context(), transaction():
        draft = begin(cast, leaver="lena", share=("pavel",), reason=HandoverReason.ROTATION)
        last = carry_out(cast, draft)
    with app.app_context(), transaction():
        assert (awaiting(cast, "lena"), awaiting(cast, "pavel")) == (0, 5)
        pavel = cast.actor("pavel")
        operations.accept_all(last, actor=pavel)
        vip = db.session.get_one(Client, portfolio[0])
        operations.accept(last, vip.public_id, actor=pavel)
        db.session.flush()
        assert awaiting(cast, "pavel") == 0, "the first handover asks nothing of the next receiver"


def test_v8_whoever_is_in_the_bin_awaits_nobody(app, cast, portfolio):
    with app.app_context(), transaction():
        done = given_to_lena(cast)
        client = db.session.get_one(Client, portfolio[2])
        client.deleted_at = clock.now()
        db.session.flush()
        assert awaiting(cast) == 4
        with pytest.raises(Conflict, match="нет в базе"):
            operations.accept(done, client.public_id, actor=cast.actor("lena"))


def test_v9_no_introduction_is_overdue_that_is_not_the_receivers_any_more(app, cast, portfolio):
    """The supervisor hears of clients not met in time, not of those somebody else serves."""
    with app.app_context(), transaction():
        done = given_to_lena(cast)
        to_max(cast, portfolio[1])
        late = clock.today("Europe/Moscow") - dt.timedelta(days=1)
        db.session.execute(
            sa.update(HandoverItem)
            .where(HandoverItem.handover_id == done.id)
            .values(meet_by=late, visit_by=None)
        )
        found = {row[0].client_id for row in queries.late(cast.actor("sofia")).rows}
        assert found == set(portfolio) - {portfolio[1]}
        assert operations.tell_late() == 4


def test_v8_an_undo_that_is_over_awaits_nothing(app, cast, portfolio):
    with app.app_context(), transaction():
        done = given_to_lena(cast)
        to_max(cast, portfolio[1])
        operations.undo(done, version=done.version, actor=cast.actor("sofia"))
        assert awaiting(cast) == 0
        stays = db.session.scalars(
            sa.select(HandoverItem.state).where(HandoverItem.client_id == portfolio[1])
        ).one()
        assert stays is ItemState.MOVED


def refusal_of(page):
    return page.text.split("data-refusal", 1)[1].split("Number of this message", 1)[0]


def test_v8_a_second_signature_that_comes_too_late_reads_who_signed_and_when(
    app, cast, portfolio, browser_of
):
    """Stefan has signed; the other person who could sign has the page open and signs as well, then
    opens the link once more: who, when, what is left, and no client of it."""
    with app.app_context(), transaction():
        draft = begin(cast, share=("lena",), reason=HandoverReason.ROTATION)
        operations.finish_draft(draft, version=draft.version, actor=cast.actor("sofia"))
        key, version = draft.public_id, draft.version
        assert queries.once_signable(key, actor=cast.actor("stefan")) is None, "it still waits"
    with app.app_context(), transaction():
        held = queries.handover_of(key, actor=cast.actor("stefan"))
        operations.sign(held, version=held.version, actor=cast.actor("stefan"))
    with app.app_context(), transaction():
        stefan = cast.employee("stefan").name
        again = queries.handover_of(key, actor=cast.actor("stefan"))
        with pytest.raises(Conflict, match=f"подписана: {stefan}, .+ Выполнена"):
            operations.sign(again, version=version, actor=cast.actor("stefan"))
        with pytest.raises(Conflict, match=f"подписана: {stefan}"):
            operations.finish_draft(again, version=version, actor=cast.actor("sofia"))
        again.signed_by_id = cast.ids["max"]  # somebody else was first
    page = browser_of("stefan").get(f"/handovers/{key}")
    assert page.status_code == 409
    words = refusal_of(page)
    assert "There is nothing left to sign." in words
    assert 'href="/handovers/"' in words
    assert "Сосна" not in page.text


def test_v8_what_was_given_up_says_by_whom_and_when(app, cast, portfolio, browser_of):
    with app.app_context(), transaction():
        draft = begin(cast, share=("lena",), reason=HandoverReason.ROTATION)
        operations.finish_draft(draft, version=draft.version, actor=cast.actor("sofia"))
        operations.drop(draft, actor=cast.actor("sofia"))
        db.session.flush()
        key, sofia = draft.public_id, cast.employee("sofia").name
        with pytest.raises(Conflict, match=f"отказались: {sofia}"):
            operations.drop(draft, actor=cast.actor("sofia"))
    assert f"{sofia} gave this handover up on" in browser_of("stefan").get(f"/handovers/{key}").text
    about = browser_of("sofia").get(f"/handovers/{key}").text
    assert "Given up by" in about


def test_v8_an_undo_that_comes_second_reads_who_was_first(app, cast, portfolio):
    with app.app_context(), transaction():
        done = given_to_lena(cast)
        version = done.version
        operations.undo(done, version=version, actor=cast.actor("sofia"))
        with pytest.raises(Conflict, match=f"Отменена: {cast.employee('sofia').name}"):
            operations.undo(done, version=version, actor=cast.actor("sofia"))
        db.session.refresh(done)
        client = db.session.get_one(Client, portfolio[1])
        with pytest.raises(Conflict, match="Отменена: "):
            operations.undo_client(done, client.public_id, actor=cast.actor("sofia"), reason="")


def test_v8_a_share_out_in_the_background_is_shown_to_whoever_may_see_the_draft(
    app, cast, portfolio, browser_of
):
    """Another supervisor of the team looks on; the one who began it alone can stop it."""
    with app.app_context(), transaction():
        draft = begin(cast, share=("lena",), reason=HandoverReason.ROTATION)
        item = work.submit(
            sharing.WORK,
            actor=cast.actor("sofia"),
            params={"public_id": draft.public_id, "receivers": [], "keep_families": True},
            label="Pavel",
        )
        draft.counts = {**draft.counts, "work": item.public_id}
        key, name = draft.public_id, item.public_id
    hers = browser_of("sofia").get(f"/handovers/{key}/sharing")
    assert f"/work/{name}/stop" in hers.text
    with app.app_context(), transaction():
        role = db.session.scalars(sa.select(Role).where(Role.code == "supervisor")).one()
        north = cast.employee("sofia").team_id
        otto = cast.employee("otto")
        otto.role_id, otto.team_id = role.id, north
    his = browser_of("otto").get(f"/handovers/{key}/sharing")
    assert his.status_code == 200
    assert f"/handovers/{key}/sharing" in his.text
    assert "/stop" not in his.text


def test_v9_the_list_of_handovers_counts_for_a_receiver_what_came_to_them_and_awaits_them(
    app, cast, portfolio, browser_of
):
    """Not the whole book of the leaver: their own clients, and how many are still to be taken."""
    with app.app_context(), transaction():
        draft = begin(cast, reason=HandoverReason.ROTATION)
        keys = [db.session.get_one(Client, key).public_id for key in portfolio[1:3]]
        rest = [db.session.get_one(Client, key).public_id for key in (portfolio[0], *portfolio[3:])]
        operations.place(draft, keys, cast.ids["max"], actor=cast.actor("sofia"))
        operations.place(draft, rest, cast.ids["lena"], actor=cast.actor("sofia"))
        db.session.expire_all()
        draft = queries.handover_of(draft.public_id, actor=cast.actor("sofia"))
        done = carry_out(cast, draft)
        operations.accept_all(done, actor=cast.actor("lena"))
        key, people = done.public_id, cast.employee("max").public_id
    with app.app_context(), transaction():
        done = queries.handover_of(key, actor=cast.actor("lena"))
        seen = {who: queries.sizes([done], cast.actor(who))[done.id] for who in ("lena", "sofia")}
        assert (seen["lena"].clients, seen["lena"].awaits) == (3, 1)
        assert (seen["sofia"].clients, seen["sofia"].awaits) == (5, 0)
    assert "await you: 1" in browser_of("lena").get("/handovers/").text
    sofia = browser_of("sofia")
    assert key in sofia.get(f"/handovers/?person={people}").text, "who received is found as well"
    nobody = sofia.get("/handovers/?person=2222222222222222").text
    assert "neither given nor received" in nobody


def test_v8_the_page_of_a_colleague_says_when_the_access_ended_and_leads_to_the_handovers(
    app, cast, portfolio, browser_of
):
    with app.app_context(), transaction():
        carry_out(cast, begin(cast, share=("lena",), reason=HandoverReason.LEAVING))
        pavel = cast.employee("pavel").public_id
    page = browser_of("sofia").get(f"/staff/{pavel}").text
    assert "Access ended" in page
    assert "Left on" in page
    assert f'/handovers/?person={pavel}"' in page
    assert "@<wbr>" in page, "an address breaks behind its @, never in a word"
