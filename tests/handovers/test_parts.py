"""Who sees what of a handover: a receiver their own part (V8, ruling 17)."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from rmapp.clients.models import Assignment, AssignmentRole, Client
from rmapp.clients.operations import assign_row
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.handovers import operations
from rmapp.handovers.models import HandoverItem, HandoverReason, HandoverState
from tests.core.test_pdf import words_of
from tests.handovers.test_handover import begin, carry_out, portfolio, token_of
from tests.handovers.test_wizard import substitution

__all__ = ["portfolio"]


@pytest.fixture
def parts(app, cast, portfolio):
    """The handover's public id, and the names of the clients by who got them."""
    with app.app_context(), transaction():
        handover = begin(cast, share=("lena", "max"))
        db.session.execute(
            sa.update(HandoverItem)
            .where(HandoverItem.handover_id == handover.id, HandoverItem.client_id == portfolio[4])
            .values(receiver_id=cast.ids["max"])
        )
        carry_out(cast, handover)
        assert handover.state is HandoverState.DONE
        rows = db.session.execute(
            sa.select(HandoverItem.receiver_id, Client.display_name)
            .join(Client, Client.id == HandoverItem.client_id)
            .where(HandoverItem.handover_id == handover.id)
        ).all()
        names = {who: {n for key, n in rows if key == cast.ids[who]} for who in ("lena", "max")}
        assert all(names.values())
        return handover.public_id, names


def _named(text, names):
    return {one for one in names["lena"] | names["max"] if one in text}


def test_v8_a_receiver_sees_who_came_to_them_and_no_client_of_another(browser_of, parts):
    key, names = parts
    for who in ("lena", "max"):
        page = browser_of(who).get(f"/handovers/{key}")
        assert page.status_code == 200
        assert _named(page.text, names) == names[who]
        act = browser_of(who).get(f"/handovers/{key}/act.pdf")
        assert _named(words_of(act.data), names) == names[who]
    everybody = names["lena"] | names["max"]
    for who in ("sofia", "stefan"):
        assert _named(browser_of(who).get(f"/handovers/{key}").text, names) == everybody


def test_v9_a_receiver_accepts_in_the_list_and_stays_in_it(browser_of, parts):
    key, _names = parts
    lena = browser_of("lena")
    page = lena.get(f"/handovers/{key}?only=awaits")
    place = re.search(r'action="(/handovers/\w+/accept/\w{16}\?[^"]*at=clients[^"]*)"', page.text)
    done = lena.post(place.group(1).replace("&amp;", "&"), data={"csrf_token": token_of(page)})
    assert done.headers["Location"].endswith(f"/handovers/{key}?only=awaits#clients")


def test_v8_who_begins_a_second_handover_of_a_person_is_led_to_the_first(
    app, cast, portfolio, browser_of
):
    with app.app_context(), transaction():
        first = begin(cast).public_id
    sofia = browser_of("sofia")
    data = {
        "csrf_token": token_of(sofia.get("/handovers/new")),
        "employee": cast.public_ids["pavel"],
        "reason": "rotation",
        "effective_on": "2099-01-12",
    }
    answer = sofia.post("/handovers/new", data=data)
    assert answer.status_code == 302, answer.text
    assert answer.headers["Location"].endswith(f"/handovers/{first}")


def test_v8_the_second_person_sees_what_they_sign(app, cast, portfolio, browser_of, statements):
    with app.app_context(), transaction():
        handover = begin(cast, share=("lena",))
        operations.finish_draft(handover, version=handover.version, actor=cast.actor("sofia"))
        key = handover.public_id
    stefan = browser_of("stefan")
    statements.clear()
    page = stefan.get(f"/handovers/{key}")
    assert f"/handovers/{key}/act.pdf" in page.text
    assert len(statements) <= 12
    assert stefan.get(f"/handovers/{key}/act.pdf").mimetype == "application/pdf"


def test_v9_a_short_substitution_asks_for_no_introduction_after_its_end(app, cast, portfolio):
    due = sa.select(HandoverItem.is_vip, HandoverItem.meet_by, HandoverItem.visit_by)
    with app.app_context(), transaction():
        handover = substitution(cast, days=7)
        carry_out(cast, handover)
        rows = db.session.execute(due.where(HandoverItem.handover_id == handover.id)).all()
        vips = [row for row in rows if row.is_vip]
        assert vips
        assert all(row.meet_by < handover.returns_on for row in vips)
        assert not any(row.visit_by for row in vips), "thirty days are more than the week"
        assert not any(row.meet_by for row in rows if not row.is_vip), "so are ten working days"


@pytest.mark.parametrize("way", ["undo", "client", "return"])
def test_v9_who_was_deputy_before_is_so_again_when_the_client_is_back(app, cast, portfolio, way):
    """The substitute becomes the first manager and gives the deputy's role up for so long."""
    with app.app_context(), transaction():
        sofia, client = cast.actor("sofia"), db.session.get_one(Client, portfolio[1])
        key = client.public_id
        assign_row(client.id, cast.ids["lena"], AssignmentRole.DEPUTY, actor=sofia, reason="x")
        db.session.flush()
        handover = (
            substitution(cast)
            if way == "return"
            else begin(cast, reason=HandoverReason.ROTATION, share=("lena",))
        )
        done = carry_out(cast, handover)
        if way == "undo":
            operations.undo(done, version=done.version, actor=sofia)
        elif way == "client":
            operations.undo_client(done, key, actor=sofia, reason="x")
        else:
            operations.give_back(done, actor=sofia)
        rows = db.session.execute(
            sa.select(Assignment.employee_id, Assignment.role).where(
                Assignment.client_id == portfolio[1], Assignment.ended_at.is_(None)
            )
        ).all()
        assert {tuple(row) for row in rows} == {
            (cast.ids["pavel"], AssignmentRole.PERSONAL), (cast.ids["lena"], AssignmentRole.DEPUTY)
        }  # fmt: skip
