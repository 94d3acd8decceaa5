"""Whoever is a client's deputy hands over a role beside the first manager's (V3, V8, ruling 15)."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from rmapp.clients import custom
from rmapp.clients.models import Assignment, AssignmentRole, Client, ClientEmail, CustomType
from rmapp.clients.operations import assign_row
from rmapp.core.db import db
from rmapp.core.errors import Conflict, Invalid
from rmapp.core.transaction import transaction
from rmapp.handovers import operations, queries
from rmapp.handovers.act_words import day
from rmapp.handovers.mails import letter_to
from rmapp.handovers.models import HandoverItem, HandoverReason, ItemState
from rmapp.handovers.operations import afterwards
from rmapp.handovers.paper import act_of
from rmapp.handovers.rules import Piece, Receiver, share_out
from rmapp.outbox.models import Message
from rmapp.portfolios import operations as portfolios
from rmapp.portfolios.queries import loads
from rmapp.schedules.models import Schedule
from tests.clients.test_custom_fields import define
from tests.core.test_pdf import words_of
from tests.factories import a_client
from tests.handovers.test_handover import begin, carry_out, portfolio, token_of
from tests.handovers.test_wizard import substitution

__all__ = ["portfolio"]


def seconded(cast, *, name="ООО «Вяз»", first="lena", vip_tier="", lifecycle="client"):
    """A client that ``first`` serves and Pavel is the deputy of, with an address."""
    client = a_client(cast, name=name, lifecycle=lifecycle, manager=first, vip_tier=vip_tier)
    db.session.add(ClientEmail(client_id=client.id, address=f"vyaz{client.id}@company.example"))
    assign_row(
        client.id, cast.ids["pavel"], AssignmentRole.DEPUTY, actor=cast.actor("sofia"), reason="x"
    )
    db.session.flush()
    return client


def roles_of(client):
    return {
        (employee_id, role)
        for employee_id, role in db.session.execute(
            sa.select(Assignment.employee_id, Assignment.role).where(
                Assignment.client_id == client.id, Assignment.ended_at.is_(None)
            )
        )
    }


def item_of(handover, client):
    return db.session.scalars(
        sa.select(HandoverItem).where(
            HandoverItem.handover_id == handover.id, HandoverItem.client_id == client.id
        )
    ).one()


def test_v8_the_role_of_a_deputy_never_goes_to_the_first_manager_where_another_can_take_it():
    lena, max_ = Receiver(1, 0, 100), Receiver(2, 90, 100)
    [placed] = share_out([Piece(10, 0, first=1)], [lena, max_])
    assert placed.receiver_id == 2
    [placed] = share_out([Piece(10, 0, first=1)], [lena])
    assert (placed.receiver_id, placed.why) == (1, ("role-ends",))


def test_v8_a_deputys_client_does_not_draw_its_family_along():
    """Families stay together with whoever serves them first."""
    pieces = [Piece(10, 2, family=0, known=frozenset({1})), Piece(11, 0, first=1)]
    placed = {one.client_id: one.receiver_id for one in share_out(
        pieces, [Receiver(1, 0, 100), Receiver(2, 0, 100)]
    )}  # fmt: skip
    assert placed == {10: 1, 11: 2}


def test_v8_another_receiver_becomes_the_deputy_and_is_asked_for_no_introduction(
    app, cast, portfolio
):
    with app.app_context(), transaction():
        client = seconded(cast)
        done = carry_out(cast, begin(cast, share=("lena", "max")))
        assert roles_of(client) == {
            (cast.ids["lena"], AssignmentRole.PERSONAL), (cast.ids["max"], AssignmentRole.DEPUTY)
        }  # fmt: skip
        item = item_of(done, client)
        assert (item.state, item.meet_by, item.visit_by) == (ItemState.MOVED, None, None)
        operations.accept(done, client.public_id, actor=cast.actor("max"))
        begun = db.session.scalar(sa.select(sa.func.count()).where(Schedule.client_id == client.id))
        assert begun == 0, "the client keeps its manager: nobody is introduced"


def test_v8_where_the_first_manager_alone_can_receive_the_role_ends(app, cast, portfolio):
    with app.app_context(), transaction():
        client = seconded(cast)
        handover = begin(cast, share=("lena",))
        item = item_of(handover, client)
        assert (item.receiver_id, item.why) == (cast.ids["lena"], ["role-ends"])
        done = carry_out(cast, handover)
        assert roles_of(client) == {(cast.ids["lena"], AssignmentRole.PERSONAL)}
        assert item_of(done, client).state is ItemState.ACCEPTED, "there is nothing to accept"
        assert not cast.employee("pavel").is_active, "nothing hangs on the leaver"


def test_v8_by_hand_a_role_given_to_the_first_manager_is_told_to_end(app, cast, portfolio):
    with app.app_context(), transaction():
        client = seconded(cast)
        handover = begin(cast, share=("lena", "max"))
        operations.place(handover, [client.public_id], cast.ids["lena"], actor=cast.actor("sofia"))
        db.session.expire_all()
        assert item_of(handover, client).why == ["role-ends"]


@pytest.mark.parametrize("way", ["undo", "client", "return"])
def test_v9_a_role_that_ended_with_a_handover_comes_back_with_it(app, cast, portfolio, way):
    with app.app_context(), transaction():
        sofia, client = cast.actor("sofia"), seconded(cast)
        key = client.public_id
        handover = (
            substitution(cast)
            if way == "return"
            else begin(cast, reason=HandoverReason.ROTATION, share=("lena",))
        )
        done = carry_out(cast, handover)
        assert roles_of(client) == {(cast.ids["lena"], AssignmentRole.PERSONAL)}
        if way == "undo":
            operations.undo(done, version=done.version, actor=sofia)
        elif way == "client":
            operations.undo_client(done, key, actor=sofia, reason="x")
        else:
            operations.give_back(done, actor=sofia)
        client = db.session.scalars(sa.select(Client).where(Client.public_id == key)).one()
        assert roles_of(client) == {
            (cast.ids["lena"], AssignmentRole.PERSONAL), (cast.ids["pavel"], AssignmentRole.DEPUTY)
        }  # fmt: skip
        assert item_of(done, client).state is ItemState.RETURNED


def test_v8_nobody_reads_of_a_new_manager_whose_manager_stays_or_who_is_no_client_any_more(
    app, cast, portfolio
):
    """A letter goes to those who get another first manager, and the page counts them alone."""
    with app.app_context(), transaction():
        seconded(cast)
        seconded(cast, name="ООО «Бук»", first="pavel", lifecycle="former")
        told = db.session.get_one(Client, portfolio[1])
        db.session.add(ClientEmail(client_id=told.id, address="pine@company.example"))
        handover = begin(cast, share=("lena", "max"))
        letters = queries.letters(handover)
        assert (letters.vip, letters.others, letters.untold) == (0, 1, 2)
        assert letters.vip + letters.others + letters.quiet + letters.untold == len(portfolio) + 2
        assert queries.sample(handover, "others").client_id == told.id
        done = carry_out(cast, handover)
        list(afterwards.introduce(done.id, 0))
        written = db.session.scalars(
            sa.select(Message.client_id).where(Message.kind == afterwards.LETTER)
        )
        assert list(written) == [told.id]


def test_v3_the_loads_before_and_after_are_those_of_the_desk(app, cast, portfolio):
    """What stands in the wizard before and after is what the receivers carry before and after,
    whatever came to them or to the clients since the share-out."""
    with app.app_context(), transaction():
        seconded(cast)
        a_client(cast, name="ООО «Бук»", lifecycle="former", manager="pavel")
        handover = begin(cast, share=("lena", "max"))
        a_client(cast, name="ООО «Граб»", lifecycle="client", manager="lena")
        people = [cast.ids["lena"], cast.ids["max"]]
        before = {key: one.points for key, one in loads(people).items()}
        shown = {one.receiver.employee_id: one for one in queries.shares(handover)}
        assert {key: one.before for key, one in shown.items()} == before
        assert sum(one.light for one in shown.values()) == 2
        done = carry_out(cast, handover)
        after = {key: one.points for key, one in loads(people).items()}
        done = queries.handover_of(done.public_id, actor=cast.actor("sofia"))
        shown = {one.receiver.employee_id: one for one in queries.shares(done)}
        assert {key: one.before for key, one in shown.items()} == before
        assert {key: one.after for key, one in shown.items()} == after


def test_v3_the_page_says_why_clients_that_weigh_nothing_change_no_load(
    app, cast, portfolio, browser_of
):
    with app.app_context(), transaction():
        seconded(cast)
        key = begin(cast, share=("lena", "max")).public_id
    page = browser_of("sofia").get(f"/handovers/{key}?step=2").text
    assert "1 weigh nothing" in page
    assert "the load is their first manager" in page


def test_v8_who_is_a_vip_by_now_stops_a_handover_to_somebody_not_certified(app, cast, portfolio):
    with app.app_context(), transaction():
        handover = begin(cast, share=("lena", "max"))
        given = db.session.scalars(
            sa.select(HandoverItem.client_id).where(
                HandoverItem.handover_id == handover.id,
                HandoverItem.receiver_id == cast.ids["max"],
            )
        ).first()
        if given is None:
            given = portfolio[1]
            key = db.session.get_one(Client, given).public_id
            operations.place(handover, [key], cast.ids["max"], actor=cast.actor("sofia"))
        client = db.session.get_one(Client, given)
        client.vip_tier = "vip"
        db.session.flush()
        handover = queries.handover_of(handover.public_id, actor=cast.actor("sofia"))
        assert queries.check(handover).unfit == (client.display_name,)
        with pytest.raises(Conflict):
            operations.finish_draft(handover, version=handover.version, actor=cast.actor("sofia"))
        operations.lock(handover, [client.public_id], on=False, actor=cast.actor("sofia"))
        operations.share_out(
            handover, [cast.ids["lena"], cast.ids["max"]], keep_families=True,
            actor=cast.actor("sofia"),
        )  # fmt: skip
        db.session.expire_all()
        item = item_of(handover, client)
        assert (item.is_vip, item.receiver_id) == (True, cast.ids["lena"])


def test_ruling_15_nobody_is_assigned_as_deputy_of_a_client_they_serve_first(app, cast):
    with app.app_context(), transaction():
        client = a_client(cast, name="ООО «Вяз»", lifecycle="client", manager="lena")
        with pytest.raises(Invalid):
            portfolios.assign(
                client, cast.employee("lena"), AssignmentRole.DEPUTY, actor=cast.actor("sofia"),
                reason="x",
            )  # fmt: skip


def test_ruling_15_a_deputy_who_is_made_the_first_manager_is_no_deputy_any_more(app, cast):
    with app.app_context(), transaction():
        client = seconded(cast)
        portfolios.assign(
            client, cast.employee("pavel"), AssignmentRole.PERSONAL, actor=cast.actor("sofia"),
            reason="x",
        )  # fmt: skip
        assert roles_of(client) == {(cast.ids["pavel"], AssignmentRole.PERSONAL)}


def test_v8_a_refusal_keeps_the_chosen_rows_and_stands_on_top_of_the_page(
    app, cast, portfolio, browser_of
):
    with app.app_context(), transaction():
        key = begin(cast, share=("lena", "max")).public_id
        client = db.session.get_one(Client, portfolio[0]).public_id
    browser = browser_of("sofia")
    page = browser.get(f"/handovers/{key}?step=1")
    answer = browser.post(
        f"/handovers/{key}/leave-out",
        data={
            "csrf_token": token_of(page), "ids": [client], "deed": "leave-out", "reason": "",
        },
    )  # fmt: skip
    assert answer.status_code == 422
    assert f'value="{client}" checked' in answer.text
    head = answer.text.split('id="clients"')[0]
    assert "Say why these clients stay." in head or "Please fill this in." in head


def test_v8_the_act_lists_second_roles_apart_and_says_how_many_stay(app, cast, portfolio):
    with app.app_context(), transaction():
        seconded(cast, vip_tier="vip")
        handover = begin(cast, share=("lena", "max"))
        key = db.session.get_one(Client, portfolio[1]).public_id
        operations.leave_out(handover, [key], reason="x", actor=cast.actor("sofia"))
        db.session.expire_all()
        handover = queries.handover_of(handover.public_id, actor=cast.actor("sofia"))
        said = words_of(act_of(handover, language="en"))
        assert "As deputy or specialist · 1" in said
        assert "Stays as it was 1" in said
        assert f"Assigned before {len(portfolio) + 1}" in said
        assert "The clients named here were handed over" in said
        assert "VIP · 1" in said, "the client of a deputy is no VIP of the leaver"


@pytest.mark.parametrize(
    ("language", "said"), [("ru", "вашим менеджером снова будет"), ("en", "is your manager again")]
)
def test_v9_the_letter_of_a_substitution_says_until_when_and_who_comes_back(
    app, cast, portfolio, language, said
):
    with app.app_context(), transaction():
        handover = substitution(cast)
        item = queries.sample(handover, "vip")
        item.client.language = language
        letter = letter_to(handover, item, handover.leaver)
        until = day(handover.returns_on, language)
        assert until in letter.subject
        assert until in letter.text
        assert said in letter.text
        assert "персональным менеджером становится" not in letter.text


def test_d9_a_letter_of_introduction_is_filled_with_own_fields(app, cast, portfolio):
    with app.app_context(), transaction():
        row = define(cast, CustomType.TEXT, "advice")
        handover = substitution(cast)
        letters = dict(handover.letters)
        letters["vip"] = {**letters["vip"], "text_ru": "Совет: {custom.advice}", "is_on": True}
        operations.arrange(
            handover, keeps_dates=True, letters=letters, version=handover.version,
            actor=cast.actor("sofia"),
        )  # fmt: skip
        item = queries.sample(handover, "vip")
        item.client.language = "ru"
        written = db.session.get_one(Client, item.client_id)
        custom.write(written, {row: "Иванов"})
        db.session.flush()
        assert letter_to(handover, item, handover.leaver).text == "Совет: Иванов"
