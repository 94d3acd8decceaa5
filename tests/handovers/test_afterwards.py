"""After a handover: what is due in time, and what an undo ends of what acceptance began (V9)."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
import sqlalchemy as sa

from rmapp.clients.models import AssignmentRole, Client
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.handovers import operations, queries
from rmapp.handovers.mails import letter_to
from rmapp.handovers.models import HandoverReason
from rmapp.handovers.paper import act_of
from rmapp.interactions.models import Interaction, InteractionState
from rmapp.interactions.operations import reschedule
from rmapp.notices.models import Notice
from rmapp.portfolios.operations import assign
from rmapp.schedules.models import Schedule
from rmapp.schedules.operations.introducing import introduce_now
from rmapp.schedules.words import ScheduleState
from tests.core.test_pdf import words_of
from tests.handovers.test_handover import begin, carry_out, portfolio, served_by, token_of
from tests.handovers.test_wizard import keys_of, substitution

__all__ = ["portfolio"]


def accepted(cast, clients, reason=HandoverReason.LEAVING):
    """A handover to Lena, who has taken these clients."""
    done = carry_out(cast, begin(cast, share=("lena",), reason=reason))
    for key in keys_of(done, *clients):
        operations.accept(done, key, actor=cast.actor("lena"))
    db.session.flush()
    return done


def begun(client_id):
    schedule = db.session.scalars(
        sa.select(Schedule)
        .where(Schedule.client_id == client_id)
        .execution_options(populate_existing=True)
    ).one()
    planned = db.session.scalars(
        sa.select(Interaction).where(
            Interaction.client_id == client_id,
            Interaction.state == InteractionState.PLANNED,
            Interaction.created_at >= schedule.created_at,
        )
    ).all()
    return schedule, planned


def test_v9_the_supervisor_hears_of_a_vip_not_visited_within_30_days(app, cast, portfolio):
    with app.app_context(), transaction():
        done = accepted(cast, portfolio[:1])
        db.session.execute(
            sa.update(Interaction)
            .where(Interaction.client_id == portfolio[0], Interaction.state == "planned")
            .values(state="done", result="reached", outcome_at=clock.now(), kind="call")
        )
        clock.turn(dt.timedelta(days=15))
        operations.tell_late()
        rows = queries.late(cast.actor("sofia")).rows
        assert portfolio[0] not in {row[0].client_id for row in rows}, "it was called in time"
        clock.turn(dt.timedelta(days=16))
        assert operations.tell_late() == 1, "the others are known, and are no VIPs"
        assert operations.tell_late() == 0, "once"
        told = db.session.scalars(
            sa.select(Notice).where(Notice.kind == "handover:unvisited")
        ).all()
        assert cast.ids["sofia"] in {one.employee_id for one in told}
        [row] = [row for row in queries.late(cast.actor("sofia")).rows if row[2]]
        assert (row[0].client_id, row[1].id) == (portfolio[0], done.id)
    page = cast.browser(app, "sofia").get("/handovers/late").text
    assert "ООО «Сосна 0»" in page


def test_v9_an_overdue_introduction_is_planned_or_opened_from_its_row(app, cast, portfolio):
    """The list of what is overdue leads to the deed: plan the call, or open what stands planned."""
    with app.app_context(), transaction():
        done = accepted(cast, portfolio[:1])
        clock.turn(dt.timedelta(days=16))
        found = {row[0].client_id: row[3] for row in queries.late(cast.actor("sofia")).rows}
        stands = found[portfolio[0]]
        planned = set(db.session.scalars(  # of the introduction, or what the leaver had planned
            sa.select(Interaction.public_id).where(
                Interaction.client_id == portfolio[0],
                Interaction.state == InteractionState.PLANNED,
            )
        ))  # fmt: skip
        [bare] = keys_of(done, portfolio[1])
        db.session.execute(sa.delete(Interaction).where(Interaction.client_id == portfolio[1]))
        rows = {row[0].client_id: row[3] for row in queries.late(cast.actor("sofia")).rows}
        assert stands in planned
        assert rows[portfolio[1]] is None
    sofia = cast.browser(app, "sofia")
    page = sofia.get("/handovers/late").text
    assert f'href="/interactions/{stands}"' in page
    [way] = re.findall(rf'href="(/[^"]*plan\?client={bare}[^"]*)"', page)
    assert sofia.get(html.unescape(way)).status_code == 200


def test_v9_an_undo_ends_what_acceptance_began(app, cast, portfolio):
    with app.app_context(), transaction():
        done = accepted(cast, portfolio[:2])
        assert all(begun(one)[1] for one in portfolio[:2]), "an introduction is planned"
        counts = operations.undo(done, version=done.version, actor=cast.actor("sofia"))
        assert counts["begun_ended"] == 2
        for one in portfolio[:2]:
            schedule, planned = begun(one)
            assert (schedule.state, planned) == (ScheduleState.STOPPED, [])
            client = db.session.get_one(Client, one, populate_existing=True)
            assert client.next_contact_at is not None, "the former manager's contact stands again"


def test_v9_what_was_worked_on_goes_on_after_an_undo_and_the_page_names_it(app, cast, portfolio):
    with app.app_context(), transaction():
        done = accepted(cast, portfolio[:2])
        schedule, planned = begun(portfolio[1])
        call = min(planned, key=lambda one: one.planned_at)
        reschedule(
            call, actor=cast.actor("lena"), version=call.version,
            at=call.planned_at + dt.timedelta(days=1), reason="asked for it",
        )  # fmt: skip
        counts = operations.undo(done, version=done.version, actor=cast.actor("sofia"))
        assert counts["begun_ended"] == 1
        schedule, planned = begun(portfolio[1])
        assert schedule.state is ScheduleState.RUNNING
        assert planned
        [(client, series)] = queries.going_on(done)
        assert (client.id, series) == (portfolio[1], schedule.public_id)
        key = done.public_id
    page = cast.browser(app, "sofia").get(f"/handovers/{key}").text
    assert series in page


def test_v9_an_introduction_that_comes_after_the_undo_is_not_begun(app, cast, portfolio):
    """More than three accepted at once are begun by work, which may come late."""
    with app.app_context(), transaction():
        done = carry_out(cast, begin(cast, share=("lena",)))
        operations.accept_all(done, actor=cast.actor("lena"))
        operations.undo(done, version=done.version, actor=cast.actor("sofia"))
        assert introduce_now(portfolio, actor=cast.actor("lena")) == []


def test_v9_one_client_given_back_takes_its_introduction_along(app, cast, portfolio):
    with app.app_context(), transaction():
        done = accepted(cast, portfolio[:2], HandoverReason.ROTATION)
        [key] = keys_of(done, portfolio[0])
        operations.undo_client(done, key, actor=cast.actor("sofia"), reason="a mistake")
        assert begun(portfolio[0])[0].state is ScheduleState.STOPPED
        assert begun(portfolio[1])[0].state is ScheduleState.RUNNING


def test_v8_the_act_that_was_signed_stays_though_a_client_becomes_vip_later(app, cast, portfolio):
    with app.app_context(), transaction():
        handover = begin(cast, share=("lena",))
        key = carry_out(cast, handover).public_id
    pages = []
    for tier in ("", "vip"):
        with app.app_context(), transaction():
            db.session.execute(
                sa.update(Client).where(Client.id == portfolio[3]).values(vip_tier=tier)
            )
        with app.app_context(), transaction(), app.test_request_context():
            handover = queries.handover_of(key, actor=cast.actor("sofia"))
            pages.append(words_of(act_of(handover, language="en")))
    assert pages[0] == pages[1]
    assert "VIP · 1" in pages[1]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_v9_the_letter_of_a_substitution_greets_and_names_both_as_they_are_written(
    app, cast, portfolio, language
):
    with app.app_context(), transaction():
        handover = substitution(cast)
        item = queries.sample(handover, "vip")
        item.client.language = language
        with app.test_request_context():
            letter = letter_to(handover, item, handover.leaver)
    pavel = "Громов Павел"
    if language == "ru":
        assert f"ваш менеджер {pavel} отсутствует" in letter.text
        assert letter.text.startswith("Здравствуйте")
    else:
        assert f"in place of {pavel}" in letter.text
        assert letter.text.startswith("Dear")
    assert "{" not in letter.text


def test_v8_the_list_says_how_many_clients_wait_for_a_signature_and_the_dialog_who_may_enter_again(
    app, cast, portfolio, browser_of
):
    with app.app_context(), transaction():
        key = begin(cast, share=("lena",)).public_id
    sofia = browser_of("sofia")
    row = sofia.get("/handovers/").text.split(key)[1].split("</tr>")[0]
    assert ">5</td>" in row
    with app.app_context(), transaction():
        carry_out(cast, queries.handover_of(key, actor=cast.actor("sofia")))
    page = sofia.get(f"/handovers/{key}").text
    assert "may enter again" in page, "the leaver was signed out with the handover"
    lena = browser_of("lena").get(f"/handovers/{key}").text
    top = lena.split("<main")[1].split("<table")[0]
    assert f"/handovers/{key}/bundle" in top, "before the list of clients, on a phone too"


def test_v8_the_second_signature_stands_before_the_list_of_clients(
    app, cast, portfolio, browser_of
):
    with app.app_context(), transaction():
        handover = begin(cast, share=("lena",))
        operations.finish_draft(handover, version=handover.version, actor=cast.actor("sofia"))
        key = handover.public_id
    page = browser_of("stefan").get(f"/handovers/{key}").text
    assert page.index(f"/handovers/{key}/sign") < page.index("<table")


def test_v9_an_undo_tells_before_and_after_whom_it_leaves_with_somebody_else(
    app, cast, portfolio, browser_of
):
    with app.app_context(), transaction():
        handover = carry_out(cast, begin(cast, share=("lena",)))
        key = handover.public_id
        assert queries.count_elsewhere(handover) == 0
    assert "stay:" not in browser_of("sofia").get(f"/handovers/{key}").text
    with app.app_context(), transaction():
        taken = db.session.get_one(Client, portfolio[2])
        assign(
            taken, cast.employee("mara"), AssignmentRole.ACQUISITION, actor=cast.actor("sofia"),
            reason="Mara wins them back",
        )  # fmt: skip
        name = taken.display_name
    sofia = browser_of("sofia")
    before = sofia.get(f"/handovers/{key}")
    assert "these stay: 1." in before.text
    done = sofia.post(
        f"/handovers/{key}/undo",
        data={"csrf_token": token_of(before), "version": version_in(before)},
    )
    assert done.status_code == 302
    page = sofia.get(f"/handovers/{key}").text
    part = page.split('id="elsewhere"')[1].split("</ul>")[0]
    assert name in part
    assert "Mara Lindt" in part
    assert "Mara wins them back" in part
    assert page.count("did not go back") == 1
    with app.app_context(), transaction():
        handover = queries.handover_of(key, actor=cast.actor("sofia"))
        assert [one.client.id for one in queries.elsewhere(handover)] == [portfolio[2]]
        assert portfolio[2] not in served_by(cast, "pavel")


def version_in(page):
    return re.search(r'/undo"[^>]*>.*?name="version" value="(\d+)"', page.text, re.DOTALL).group(1)
