"""After a handover: what is due in time, and what an undo ends of what acceptance began (V9)."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from rmapp.clients.models import Client
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.handovers import operations, queries
from rmapp.handovers.models import HandoverReason
from rmapp.interactions.models import Interaction, InteractionState
from rmapp.interactions.operations import reschedule
from rmapp.notices.models import Notice
from rmapp.schedules.models import Schedule
from rmapp.schedules.operations.introducing import introduce_now
from rmapp.schedules.words import ScheduleState
from tests.handovers.test_handover import begin, carry_out, portfolio
from tests.handovers.test_wizard import keys_of

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
