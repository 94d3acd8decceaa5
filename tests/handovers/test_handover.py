"""A portfolio moves whole, with everything open, or not at all (V8, V9, V10)."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from rmapp.clients.models import Assignment, AssignmentRole, Client
from rmapp.clients.operations import assign_row
from rmapp.clients.queries import visible_to
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.errors import Conflict, Forbidden, Invalid, NotFound
from rmapp.core.transaction import transaction
from rmapp.handovers import operations, queries
from rmapp.handovers.models import HandoverItem, HandoverReason, HandoverState, ItemState
from rmapp.home.queries import counters
from rmapp.interactions import operations as contacts
from rmapp.interactions.models import Interaction
from rmapp.interactions.words import Kind
from rmapp.notices.models import Notice
from rmapp.portfolios import operations as portfolios
from rmapp.staff.models import UserSession
from tests.factories import a_client


def token_of(answer):
    return re.search(r'name="csrf_token" value="([^"]+)"', answer.text).group(1)


@pytest.fixture
def portfolio(app, cast):
    """Pavel serves five clients, one of them a VIP; each has a planned call."""
    with app.app_context(), transaction():
        keys = []
        for number in range(5):
            client = a_client(
                cast,
                name=f"ООО «Сосна {number}»",
                lifecycle="client",
                manager="pavel",
                vip_tier="vip" if number == 0 else "",
            )
            contacts.plan(
                actor=cast.actor("pavel"),
                client=client,
                kind=Kind.CALL,
                at=clock.now() + dt.timedelta(days=1, hours=number),
            )
            keys.append(client.id)
    return keys


def begin(
    cast,
    *,
    reason=HandoverReason.LEAVING,
    who="sofia",
    leaver="pavel",
    share=("lena", "max"),
    gives_notice=False,
):
    actor = cast.actor(who)
    handover = operations.start(
        cast.employee(leaver),
        reason=reason,
        effective_on=clock.today("Europe/Moscow"),
        returns_on=None,
        closes_access=False,
        note="",
        gives_notice=gives_notice,
        actor=actor,
    )
    operations.share_out(
        handover, [cast.ids[one] for one in share], keep_families=True, actor=actor
    )
    return queries.handover_of(handover.public_id, actor=actor)


def carry_out(cast, handover):
    operations.finish_draft(handover, version=handover.version, actor=cast.actor("sofia"))
    db.session.flush()
    return operations.sign(handover, version=handover.version, actor=cast.actor("stefan"))


def served_by(cast, who):
    return set(
        db.session.scalars(
            sa.select(Assignment.client_id).where(
                Assignment.employee_id == cast.ids[who], Assignment.ended_at.is_(None)
            )
        )
    )


def test_everything_moves_and_the_history_says_who_served_whom(app, cast, portfolio):
    with app.app_context(), transaction():
        done = carry_out(cast, begin(cast))
        assert done.state is HandoverState.DONE
        assert done.counts["clients"] == 5
        assert done.counts["interaction.manager_id"] == 5
        assert served_by(cast, "pavel") == set()
        assert served_by(cast, "lena") | served_by(cast, "max") == set(portfolio)
        assert portfolio[0] in served_by(cast, "lena"), "a VIP goes to a certified manager only"
        open_contacts = db.session.scalars(
            sa.select(Interaction.manager_id).where(Interaction.client_id.in_(portfolio))
        ).all()
        assert cast.ids["pavel"] not in open_contacts
        former = db.session.scalars(
            sa.select(Assignment).where(Assignment.employee_id == cast.ids["pavel"])
        ).all()
        assert all(row.ended_at is not None and row.handover_id == done.id for row in former)


@pytest.mark.parametrize(("language", "said"), [("en", "Leaves the bank"), ("ru", "Увольнение")])
def test_d18_the_timeline_says_in_words_why_a_client_was_handed_over(
    app, cast, portfolio, browser_of, language, said
):
    with app.app_context(), transaction():
        carry_out(cast, begin(cast))
        key = db.session.get_one(Client, portfolio[0]).public_id
        cast.employee("lena").language = language
    browser = browser_of("lena")
    page = browser.get(f"/clients/{key}").text
    assert said in page
    assert ">leaving<" not in page


def test_v8_no_client_is_offered_back_to_somebody_whose_access_has_ended(
    app, cast, portfolio, browser_of
):
    """A leaver's clients are given to others; only the whole handover can still be undone."""
    with app.app_context(), transaction():
        key = carry_out(cast, begin(cast)).public_id
    page = browser_of("sofia").get(f"/handovers/{key}").text
    assert f"/handovers/{key}/undo/" not in page
    assert f'action="/handovers/{key}/undo"' in page


def test_the_leaver_is_signed_out_at_once_and_sees_nothing(app, cast, portfolio, browser_of):
    pavel = browser_of("pavel")
    assert pavel.get("/profile/").status_code == 200
    with app.app_context(), transaction():
        carry_out(cast, begin(cast))
    assert pavel.get("/profile/").status_code == 302
    with app.app_context(), transaction():
        ended = db.session.scalars(
            sa.select(UserSession.end_reason).where(UserSession.employee_id == cast.ids["pavel"])
        ).all()
        assert set(ended) == {"handover"}


def test_vips_need_a_second_person_and_never_the_first_one(app, cast, portfolio):
    with app.app_context(), transaction():
        handover = begin(cast)
        operations.finish_draft(handover, version=handover.version, actor=cast.actor("sofia"))
        assert handover.state is HandoverState.WAITING
        db.session.flush()
        with pytest.raises(Forbidden):
            operations.sign(handover, version=handover.version, actor=cast.actor("sofia"))
        assert served_by(cast, "pavel") == set(portfolio), "nothing moves before the signature"


def test_a_client_that_came_meanwhile_stops_the_handover_and_is_named(app, cast, portfolio):
    with app.app_context(), transaction():
        handover = begin(cast)
        operations.finish_draft(handover, version=handover.version, actor=cast.actor("sofia"))
        a_client(cast, name="ООО «Опоздавший»", lifecycle="client", manager="pavel")
        db.session.flush()
        with pytest.raises(Conflict) as refused:
            operations.sign(handover, version=handover.version, actor=cast.actor("stefan"))
        assert any("Опоздавший" in name for name in refused.value.extra["appeared"])
        assert len(served_by(cast, "pavel")) == 6


def test_undo_gives_back_what_still_is_as_it_was_left(app, cast, portfolio):
    with app.app_context(), transaction():
        done = carry_out(cast, begin(cast))
        moved_on = next(iter(served_by(cast, "max") or served_by(cast, "lena") - {portfolio[0]}))
        client = db.session.get(Client, moved_on)
        portfolios.assign(
            client,
            cast.employee("mara"),
            AssignmentRole.ACQUISITION,
            actor=cast.actor("sofia"),
            reason="later work",
        )
        counts = operations.undo(done, version=done.version, actor=cast.actor("sofia"))
        assert counts["returned"] == 4
        assert counts["kept"] == 1
        assert served_by(cast, "pavel") == set(portfolio) - {moved_on}
        assert served_by(cast, "mara") == {moved_on}
        back = db.session.scalars(
            sa.select(Interaction.manager_id).where(Interaction.client_id.in_(portfolio))
        ).all()
        assert set(back) == {cast.ids["pavel"]}
        assert cast.employee("pavel").is_active


def test_undo_is_refused_after_thirty_days(app, cast, portfolio):
    with app.app_context(), transaction():
        done = carry_out(cast, begin(cast))
        clock.turn(dt.timedelta(days=31))
        with pytest.raises(Conflict):
            operations.undo(done, version=done.version, actor=cast.actor("sofia"))


def test_a_deputy_who_becomes_the_manager_is_no_deputy_any_more(app, cast, portfolio):
    with app.app_context(), transaction():
        assign_row(portfolio[0], cast.ids["lena"], AssignmentRole.DEPUTY, actor=None, reason="x")
        carry_out(cast, begin(cast))
        roles = db.session.scalars(
            sa.select(Assignment.role).where(
                Assignment.client_id == portfolio[0],
                Assignment.employee_id == cast.ids["lena"],
                Assignment.ended_at.is_(None),
            )
        ).all()
        assert roles == [AssignmentRole.PERSONAL]


def test_receivers_accept_their_clients_and_vips_one_by_one(app, cast, portfolio):
    with app.app_context(), transaction():
        done = carry_out(cast, begin(cast, share=("lena",)))
        lena = cast.actor("lena")
        assert queries.count_to_accept(done, lena.employee_id) == (5, 1)
        assert operations.accept_all(done, actor=lena) == 4
        assert queries.count_to_accept(done, lena.employee_id) == (1, 1)
        vip = db.session.get(Client, portfolio[0])
        operations.accept(done, vip.public_id, actor=lena)
        with pytest.raises(Conflict):
            operations.accept(done, vip.public_id, actor=lena)
        states = set(db.session.scalars(sa.select(HandoverItem.state)))
        assert states == {ItemState.ACCEPTED}
        assert {row.id for row in db.session.scalars(visible_to(lena))} == set(portfolio)


def test_v9_a_client_that_came_twice_awaits_the_receiver_once(app, cast, portfolio):
    """The counter says how many clients, not how often they came."""
    for leaver, receiver in (("pavel", "lena"), ("lena", "pavel"), ("pavel", "lena")):
        with app.app_context(), transaction():
            draft = begin(cast, leaver=leaver, share=(receiver,), reason=HandoverReason.ROTATION)
            carry_out(cast, draft)
    with app.app_context(), transaction():
        assert served_by(cast, "lena") == set(portfolio)
        assert counters(cast.actor("lena")).to_accept == 5


def test_a_supervisor_cannot_hand_over_another_team(app, cast, portfolio):
    with app.app_context(), transaction():
        with pytest.raises(NotFound):
            queries.leaver_of(cast.public_ids["pavel"], actor=cast.actor("stefan"))
        with pytest.raises(Invalid):
            begin(cast, share=("otto",))


def test_somebody_who_has_left_never_receives(app, cast, portfolio):
    with app.app_context(), transaction(), pytest.raises(Invalid):
        begin(cast, share=("greta",))


def test_one_open_handover_a_person(app, cast, portfolio):
    with app.app_context(), transaction():
        begin(cast)
        with pytest.raises(Conflict):
            begin(cast)


def test_a_signed_handover_waits_for_its_day(app, cast, portfolio):
    with app.app_context(), transaction():
        handover = begin(cast)
        handover.effective_on = clock.today("Europe/Moscow") + dt.timedelta(days=3)
        db.session.flush()
        carry_out(cast, handover)
        assert handover.state is HandoverState.SIGNED
        assert operations.execute_due() == 0
        clock.turn(dt.timedelta(days=3, hours=1))
        db.session.expunge_all()  # as the dispatcher meets it
        assert operations.execute_due() == 1
        assert served_by(cast, "pavel") == set()


def test_the_wizard_from_the_first_page_to_the_signature(app, cast, portfolio, browser_of):
    sofia, stefan = browser_of("sofia"), browser_of("stefan")
    page = sofia.get("/handovers/new")
    today = dt.datetime.now(ZoneInfo("Europe/Moscow")).strftime("%d.%m.%Y")
    answer = sofia.post(
        "/handovers/new",
        data={
            "csrf_token": token_of(page),
            "employee": cast.public_ids["pavel"],
            "reason": "leaving",
            "effective_on": today,
        },
    )
    assert answer.status_code == 302, answer.text
    place = answer.headers["Location"]
    page = sofia.get(place)
    answer = sofia.post(
        f"{place}/share",
        data={
            "csrf_token": token_of(page),
            "receivers": [cast.public_ids["lena"], cast.public_ids["max"]],
            "keep_families": "y",
        },
    )
    assert answer.status_code == 302, answer.text
    page = sofia.get(place)
    version = re.search(r'name="version" value="(\d+)"', page.text).group(1)
    sofia.post(f"{place}/finish", data={"csrf_token": token_of(page), "version": version})
    page = stefan.get(place)
    version = re.search(r'name="version" value="(\d+)"', page.text).group(1)
    answer = stefan.post(f"{place}/sign", data={"csrf_token": token_of(page), "version": version})
    assert answer.status_code == 302
    with app.app_context(), transaction():
        assert served_by(cast, "pavel") == set()
    act = sofia.get(f"{place}/act.pdf")
    assert act.data.startswith(b"%PDF")
    assert browser_of("otto").get(place).status_code == 404


def test_v9_a_declined_client_is_placed_anew_with_everything_open(app, cast, portfolio, browser_of):
    with app.app_context(), transaction():
        handover = begin(cast)
        carry_out(cast, handover)
        item = next(
            one for one in queries.items(handover).rows if one.receiver_id == cast.ids["lena"]
        )
        client, key = item.client.public_id, item.client_id
        name, number = item.client.display_name, handover.public_id
    asked = f"/handovers/{number}/decline/{client}"
    assert name in unescape(browser_of("lena").get(asked).text), "the page says whom it is about"
    assert browser_of("otto").get(asked).status_code == 404
    with app.app_context(), transaction():
        handover = queries.handover_of(number, actor=cast.actor("sofia"))
        operations.decline(handover, client, reason="My cousin", actor=cast.actor("lena"))
        assert queries.count_declined(cast.actor("sofia")) == 1
        assert queries.count_declined(cast.actor("stefan")) == 0
        told = set(
            db.session.scalars(
                sa.select(Notice.employee_id).where(Notice.kind == "handover:declined")
            )
        )
        assert told == {cast.ids["sofia"]}
    sofia, place = browser_of("sofia"), f"/handovers/{number}/declined/{client}"
    assert place in sofia.get("/handovers/declined").text
    assert "My cousin" in sofia.get(place).text
    assert browser_of("lena").get(place).status_code == 403
    form = {"csrf_token": token_of(sofia.get(place)), "employee": cast.public_ids["pavel"]}
    assert sofia.post(place, data=form).status_code == 422, "it says why"
    form["reason"] = "Speaks the language"
    sent = sofia.post(place, data=form)
    assert sent.status_code in (302, 422)
    if sent.status_code == 422:  # Pavel has left with his handover
        form["employee"] = cast.public_ids["lena"]
        assert sofia.post(place, data=form).status_code == 302
    with app.app_context(), transaction():
        item = db.session.scalars(
            sa.select(HandoverItem).where(HandoverItem.client_id == key)
        ).one()
        assert item.state is ItemState.ACCEPTED
        assert item.receiver_id == cast.ids["lena"], "she keeps it"
        assert queries.count_declined(cast.actor("sofia")) == 0
    assert sofia.get(place).status_code == 404


def test_v9_another_receiver_gets_a_declined_client_and_is_asked_in_turn(app, cast, portfolio):
    with app.app_context(), transaction():
        handover = begin(cast, share=("lena",))
        carry_out(cast, handover)
        item = next(one for one in queries.items(handover).rows if not one.is_vip)
        sofia, client = cast.actor("sofia"), item.client.public_id
        operations.decline(handover, client, reason="My cousin", actor=cast.actor("lena"))
        with pytest.raises(Invalid):
            operations.place_anew(
                handover, client, cast.employee("mara"), actor=sofia, reason="of another craft"
            )
        other = cast.employee("otto")
        other.role_id, other.team_id = cast.employee("lena").role_id, cast.teams["North"]
        db.session.flush()
        operations.place_anew(handover, client, other, actor=sofia, reason="Has room")
        db.session.flush()
        assert (item.state, item.receiver_id) == (ItemState.MOVED, other.id)
        managers = set(
            db.session.scalars(
                sa.select(Interaction.manager_id).where(Interaction.client_id == item.client_id)
            )
        )
        assert managers == {other.id}, "what is open goes with it"
        assert item.client_id in served_by(cast, "otto")
        assert item.client_id not in served_by(cast, "lena")
        operations.accept(handover, client, actor=cast.actor("otto"))
        with pytest.raises(NotFound):
            operations.place_anew(handover, client, other, actor=sofia, reason="again")


def test_ruling_16_a_signer_knows_what_waits_for_them_and_what_they_signed(app, cast, portfolio):
    """Sofia of North hands over; Stefan of South is the second person and no more than that."""
    with app.app_context(), transaction():
        stefan, handover = cast.actor("stefan"), begin(cast)
        with pytest.raises(NotFound):
            queries.handover_of(handover.public_id, actor=stefan)
        operations.finish_draft(handover, version=handover.version, actor=cast.actor("sofia"))
        db.session.flush()
        assert queries.handover_of(handover.public_id, actor=stefan).id == handover.id
        assert db.session.scalar(queries.count_to_sign(stefan)) == 1
        assert db.session.scalar(queries.count_to_sign(cast.actor("sofia"))) == 0, (
            "nobody signs their own"
        )
        operations.sign(handover, version=handover.version, actor=stefan)
        db.session.flush()
        assert queries.handover_of(handover.public_id, actor=stefan).id == handover.id
        handover.signed_by_id = None
        db.session.flush()
        with pytest.raises(NotFound):
            queries.handover_of(handover.public_id, actor=stefan)
