"""Leaver mode, and nobody inactive keeps or gets anything: held by the database (V8)."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from rmapp.clients.models import AssignmentRole, Client
from rmapp.clients.operations import assign_row
from rmapp.core import clock, registry
from rmapp.core.db import Base, db
from rmapp.core.errors import Forbidden, Invalid, NotFound
from rmapp.core.hanging import NEEDS_OWNER, count_open
from rmapp.core.registry import AtHandover
from rmapp.core.transaction import transaction
from rmapp.exchange.operations import exporting
from rmapp.factory import load_models
from rmapp.handovers import operations, queries
from rmapp.handovers.models import HandoverState
from rmapp.handovers.operations import noticing
from rmapp.interactions.models import Promise
from rmapp.interactions.words import Side
from rmapp.oversight.queries import leavers
from rmapp.portfolios import operations as portfolios
from rmapp.settings import settings
from rmapp.staff import administration
from rmapp.staff.models import Employee
from rmapp.staff.signing import is_leaving, signer_for
from tests.factories import a_client
from tests.handovers.test_handover import begin, carry_out, portfolio, token_of

__all__ = ["portfolio"]


def test_v8_every_key_to_an_employee_moves_or_is_named_as_history():
    load_models()
    keys = {
        f"{table.name}.{key.parent.name}"
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "employee"
    }
    known = {str(one): one for one in registry.on_employee()}
    assert keys == set(known)
    for one in known.values():
        assert one.rule in AtHandover
        if one.rule in (AtHandover.MOVES, AtHandover.SERVES, AtHandover.SUCCESSOR):
            assert one.label, f"{one} moves and has no name on the tree"


def test_v8_nobody_with_anything_open_becomes_inactive(app, cast, portfolio):
    with app.app_context(), transaction():
        pavel = cast.employee("pavel")
        assert count_open(pavel.id)["assignment.employee_id"] == 5
        goes = sa.update(Employee).where(Employee.id == pavel.id).values(is_active=False)
        with pytest.raises(IntegrityError, match="open work"), db.session.begin_nested():
            db.session.execute(goes)
        administration.close_access(pavel, actor=cast.actor("sofia"), reason="Lost the phone")
        assert pavel.is_active
        assert not pavel.may_enter
        handover = begin(cast)
        carry_out(cast, handover)
        assert not cast.employee("pavel").is_active
        assert not any(count_open(cast.ids["pavel"], NEEDS_OWNER).values())


def test_v8_somebody_inactive_receives_nothing_whoever_writes_it(app, cast):
    with app.app_context(), transaction():
        client = a_client(cast, name="ООО «Ничей»", lifecycle="client", manager=None)
        with pytest.raises(IntegrityError, match="has left"), db.session.begin_nested():
            assign_row(
                client.id, cast.ids["greta"], AssignmentRole.PERSONAL, actor=None, reason="x"
            )
        given = sa.insert(Promise).values(
            public_id="x123456789012345", client_id=client.id, owner_id=cast.ids["greta"],
            text="x", side=Side.BANK, due_on=clock.today(None), created_at=clock.now(),
        )  # fmt: skip
        with pytest.raises(IntegrityError, match="has left"), db.session.begin_nested():
            db.session.execute(given)


def test_v8_from_the_notice_on_exports_are_closed_and_the_supervisor_signs(app, cast, portfolio):
    with app.app_context(), transaction():
        sofia, pavel = cast.actor("sofia"), cast.employee("pavel")
        with pytest.raises(Invalid):
            portfolios.give_notice(pavel, dt.date(2001, 1, 1), actor=sofia)
        with pytest.raises(Forbidden):
            portfolios.give_notice(pavel, None, actor=cast.actor("mara"))
        assert leavers([pavel.id]) == set()
        portfolios.give_notice(pavel, clock.today(None) + dt.timedelta(days=14), actor=sofia)
        assert leavers([pavel.id]) == {pavel.id}
        assert signer_for(pavel).id == cast.ids["sofia"]
        handover = begin(cast, leaver="max", share=("lena",))
        people = {one.employee.id for one in queries.possible_receivers(handover, actor=sofia)}
        assert pavel.id not in people, "who leaves gets no clients"
        portfolios.give_notice(
            cast.employee("sofia"), clock.today(None) + dt.timedelta(days=9), actor=sofia
        )
        with pytest.raises(Forbidden):
            exporting.ask("clients", {}, actor=sofia, form="csv", reason="For the archive")
        portfolios.give_notice(cast.employee("sofia"), None, actor=sofia)
        portfolios.give_notice(pavel, None, actor=sofia)
        assert signer_for(pavel).id == pavel.id


def test_v8_a_handover_of_a_leaver_is_the_notice_once_it_is_proposed(app, cast, portfolio):
    with app.app_context(), transaction():
        handover = begin(cast)
        assert cast.employee("pavel").leaves_on is None, "a draft tells nobody"
        done = carry_out(cast, handover)
        assert cast.employee("pavel").leaves_on == handover.effective_on
        operations.undo(done, version=done.version, actor=cast.actor("sofia"))
        assert cast.employee("pavel").leaves_on is None


def test_v8_34_a_draft_of_a_handover_is_known_to_supervisors_alone(app, cast, portfolio):
    with app.app_context(), transaction():
        handover = begin(cast)
        sofia, pavel, mara = (cast.actor(one) for one in ("sofia", "pavel", "mara"))
        assert not is_leaving(cast.ids["pavel"]), "exports stay open, letters are one's own"
        assert [one.id for one in queries.listing(sofia).rows] == [handover.id]
        for who in (pavel, mara, cast.actor("lena")):
            assert not queries.listing(who).rows
            with pytest.raises(NotFound):
                queries.handover_of(handover.public_id, actor=who)
        operations.drop(handover, actor=sofia)
        db.session.flush()
        assert cast.employee("pavel").leaves_on is None
        assert not queries.listing(pavel).rows, "one given up is not shown to the person"
        assert len(queries.listing(sofia).rows) == 1


def test_v8_34_the_page_tells_nobody_of_a_draft(app, cast, portfolio, browser_of):
    with app.app_context():
        today = clock.today(settings().bank_zone).strftime("%d.%m.%Y")
    browser = browser_of("sofia")
    form = {
        "csrf_token": token_of(browser.get("/handovers/new")),
        "employee": cast.public_ids["pavel"],
        "reason": "leaving",
        "effective_on": today,
    }
    assert browser.post("/handovers/new", data=form).status_code == 302
    assert "leaves" not in browser_of("mara").get("/staff/").text
    assert "leaving" not in browser_of("pavel").get("/handovers/").text


def test_v8_34_leaver_mode_begins_when_the_handover_is_proposed_and_goes_with_it(
    app, cast, portfolio
):
    with app.app_context(), transaction():
        sofia = cast.actor("sofia")
        handover = begin(cast)
        proposed = operations.finish_draft(handover, version=handover.version, actor=sofia)
        assert proposed.state is HandoverState.WAITING
        assert cast.employee("pavel").leaves_on == handover.effective_on
        assert queries.listing(cast.actor("pavel")).rows
        operations.drop(proposed, actor=sofia)
        assert cast.employee("pavel").leaves_on is None


def test_v8_34_exports_are_closed_at_once_where_the_supervisor_says_so(app, cast, portfolio):
    with app.app_context(), transaction():
        sofia = cast.actor("sofia")
        handover = begin(cast, gives_notice=True)
        assert is_leaving(cast.ids["pavel"])
        assert not queries.listing(cast.actor("pavel")).rows, "the draft itself stays silent"
        operations.drop(handover, actor=sofia)
        assert not is_leaving(cast.ids["pavel"])


def test_v8_34_a_day_entered_by_hand_outlives_a_handover_given_up(app, cast, portfolio):
    with app.app_context(), transaction():
        sofia, day = cast.actor("sofia"), clock.today(None) + dt.timedelta(days=14)
        portfolios.give_notice(cast.employee("pavel"), day, actor=sofia)
        handover = begin(cast, gives_notice=True)
        operations.drop(handover, actor=sofia)
        assert cast.employee("pavel").leaves_on == day


def test_v8_34_another_open_handover_keeps_leaver_mode(app, cast, portfolio):
    with app.app_context(), transaction():
        sofia = cast.actor("sofia")
        first = begin(cast, gives_notice=True)
        operations.drop(first, actor=sofia)
        second = begin(cast)
        operations.finish_draft(second, version=second.version, actor=sofia)
        first.gave_notice = True  # carried out before, say, and undone now
        noticing.take_notice_back(first, actor=sofia)
        assert cast.employee("pavel").leaves_on == second.effective_on
        operations.drop(second, actor=sofia)
        assert cast.employee("pavel").leaves_on is None


def test_v8_whoever_ends_an_access_reads_what_is_open_and_who_may_hand_it_over(
    app, cast, portfolio, browser_of
):
    adam, place = browser_of("adam"), f"/staff/{cast.public_ids['pavel']}"
    page = adam.get(place)
    assert "clients 5, other open matters 5." in page.text, "before the deed"
    done = adam.post(f"{place}/close", data={"csrf_token": token_of(page), "reason": "Dismissed"})
    assert done.status_code == 302
    page = adam.get(place).text
    assert "What hangs on this person waits for a handover." in page
    notice = page.split('class="notice warn"')[1].split("</div>")[0]
    assert "clients 5, other open matters 5." in notice
    with app.app_context():
        assert f"May hand over: {cast.employee('sofia').name}" in notice
    assert "/handovers/new" not in page, "not the administrator"
    way = f'href="/handovers/new?employee={cast.public_ids["pavel"]}"'
    assert way in browser_of("sofia").get(place).text
    assert way not in browser_of("stefan").get(place).text
    assert "Without a new owner" not in browser_of("lena").get(place).text


def test_v8_whoever_ends_an_access_of_somebody_without_clients_reads_that_nothing_waits(
    app, cast, browser_of
):
    adam, place = browser_of("adam"), f"/staff/{cast.public_ids['max']}"
    adam.post(
        f"{place}/close", data={"csrf_token": token_of(adam.get(place)), "reason": "Dismissed"}
    )
    page = adam.get(place).text
    assert "Nothing open hangs on this person." in page
    assert "Without a new owner" not in page


def test_v8_clients_left_with_somebody_who_cannot_enter_are_seen_at_once(
    app, cast, portfolio, browser_of
):
    """Whoever was left out of a leaver's handover stands with a name nobody answers under: on the
    desk of the team, in the list of managers and on the handover, with the way on."""
    with app.app_context(), transaction():
        draft = begin(cast, share=("lena",))
        key = db.session.get_one(Client, portfolio[1]).public_id
        operations.leave_out(draft, [key], reason="Nobody fits yet", actor=cast.actor("sofia"))
        place = carry_out(cast, draft).public_id
        pavel = cast.employee("pavel")
        assert not pavel.may_enter
        name, leaver = pavel.name, pavel.public_id
    sofia = browser_of("sofia")
    page = sofia.get(f"/handovers/{place}").text
    assert f"Still with {name}, who cannot enter any more, clients: 1." in page
    assert f"/handovers/new?employee={leaver}" in page
    for address in ("/portfolios/", "/team"):
        row = next(
            part for part in sofia.get(address).text.split("<tr") if name in part and "<th" in part
        )
        assert "access ended" in row
    assert "Still with" not in browser_of("lena").get(f"/handovers/{place}").text
