"""V3, V8: somebody who carries too much gives away as few clients as bring the load within
capacity; the wizard says what is true of whoever stays."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.errors import Conflict
from rmapp.core.transaction import transaction
from rmapp.handovers import operations, queries
from rmapp.handovers.models import HandoverItem, HandoverReason, ItemState
from rmapp.handovers.rules import Piece, families_of, relief
from rmapp.intake.models import FoundBy, IncomingLetter, LetterKind, LetterState
from rmapp.interactions.models import Promise, PromiseState
from rmapp.interactions.words import Side
from tests.handovers.test_handover import begin, portfolio, token_of

__all__ = ["portfolio"]

PIECES = st.lists(
    st.builds(
        Piece,
        client_id=st.integers(1, 60),
        points=st.sampled_from([0, 1, 2, 3, 6, 13]),
        is_vip=st.booleans(),
        family=st.integers(0, 5),
        first=st.sampled_from([0, 0, 0, 9]),
    ),
    max_size=25,
    unique_by=lambda one: one.client_id,
)


@given(PIECES, st.integers(1, 60), st.sets(st.integers(1, 60), max_size=10))
def test_v3_as_few_go_as_are_needed_families_whole_and_vips_last(pieces, over, promised):
    families = families_of(pieces, keep=True)
    able = [one for one in families if one.points and not one.firsts]
    goes = relief(families, over=over, promised=promised)
    gone = sum(one.points for one in goes)
    assert all(any(one is other for other in able) for one in goes), "whole families, and no role"
    if sum(one.points for one in able) <= over:
        assert len(goes) == len(able), "all that can go"
    else:
        assert gone >= over
        assert all(gone - one.points < over for one in goes), "nobody goes who need not"
    if any(one.needs_vip for one in goes):
        plain = sum(one.points for one in able if not one.needs_vip)
        assert plain < over, "a VIP goes only where the others are not enough"
    assert goes == relief(list(reversed(families)), over=over, promised=promised)


@pytest.fixture
def too_much(app, cast, portfolio):
    """Pavel carries 14 + 1 points and can carry 12; to the client of the promise he owes."""
    with app.app_context(), transaction():
        pavel = cast.employee("pavel")
        pavel.capacity_points = 12
        db.session.add(
            Promise(
                client_id=portfolio[1], owner_id=pavel.id, text="x", side=Side.BANK,
                due_on=clock.today(None) + dt.timedelta(days=2), state=PromiseState.OPEN,
                created_at=clock.now(), created_by_id=pavel.id,
            )
        )  # fmt: skip
    return portfolio


def test_v3_one_press_chooses_whom_an_overloaded_manager_gives_away(
    app, cast, too_much, browser_of
):
    with app.app_context(), transaction():
        handover = begin(cast, reason=HandoverReason.OVERLOAD)
        key = handover.public_id
    sofia = browser_of("sofia")
    page = sofia.get(f"/handovers/{key}?step=1")
    assert "15 / 12" in page.text.replace("\u202f", " ")
    done = sofia.post(
        f"/handovers/{key}/leave-out", data={"csrf_token": token_of(page), "deed": "relieve"}
    )
    assert done.status_code == 302
    with app.app_context(), transaction():
        handover = queries.handover_of(key, actor=cast.actor("sofia"))
        states = dict(
            db.session.execute(
                sa.select(HandoverItem.client_id, HandoverItem.state).where(
                    HandoverItem.handover_id == handover.id
                )
            ).all()
        )
        goes = {client for client, state in states.items() if state is ItemState.PLANNED}
        assert len(goes) == 2, "3 points too many, 2 points a client"
        assert not goes & set(too_much[:2]), "neither the VIP nor who was promised something"
        own = queries.own_load(handover)
        assert (own.before, own.after, own.capacity) == (15, 11, 12)
    assert "Fits into the capacity" in sofia.get(f"/handovers/{key}?step=1").text
    assert "15 → 11 / 12" in sofia.get(f"/handovers/{key}?step=2").text


def test_v3_nobody_is_relieved_who_has_room(app, cast, portfolio):
    with app.app_context(), transaction():
        handover = begin(cast, reason=HandoverReason.OVERLOAD)
        with pytest.raises(Conflict):
            operations.relieve(handover, actor=cast.actor("sofia"))


def test_v3_the_portfolios_lead_from_an_overload_to_its_handover(app, cast, too_much, browser_of):
    sofia = browser_of("sofia")
    pavel = cast.public_ids["pavel"]
    page = sofia.get("/portfolios/")
    link = f"/handovers/new?employee={pavel}&amp;reason=overload"
    assert page.text.count(link) == 1
    assert cast.public_ids["lena"] + "&amp;reason" not in page.text, "she has room"
    form = sofia.get(link.replace("&amp;", "&")).text
    assert 'value="overload" checked' in form
    assert f'selected value="{pavel}"' in form


def test_v8_sessions_are_said_to_end_only_where_the_access_does(app, cast, portfolio, browser_of):
    browser_of("pavel").get("/")  # a session
    with app.app_context(), transaction():
        key = begin(cast, reason=HandoverReason.ROTATION).public_id
    sofia = browser_of("sofia")
    assert ">ends</span>" not in sofia.get(f"/handovers/{key}?step=1").text
    with app.app_context(), transaction():
        handover = queries.handover_of(key, actor=cast.actor("sofia"))
        handover.closes_access = True
    assert ">ends</span>" in sofia.get(f"/handovers/{key}?step=1").text


def test_v8_the_check_names_what_is_no_clients_and_who_gets_it(app, cast, portfolio, browser_of):
    with app.app_context(), transaction():
        db.session.add(
            IncomingLetter(
                received_at=clock.now(), state=LetterState.TRIAGE, kind=LetterKind.LETTER,
                found_by=FoundBy.NOTHING, from_address="x@y.example", subject="Who is there?",
                raw_sha256="0" * 64, raw_size=1, employee_id=cast.ids["pavel"],
            )
        )  # fmt: skip
        handover = begin(cast, share=("lena",))
        key = handover.public_id
        besides = queries.besides(handover)
        assert [count for _label, count in besides.rows] == [1]
        assert besides.successor == cast.employee("lena").name
        assert queries.successor_of(handover) == cast.ids["lena"]
    page = browser_of("sofia").get(f"/handovers/{key}?step=4").text
    part = page.split('id="besides"')[1].split("</dl>")[0]
    assert "Incoming letters to sort" in part
    assert "Соколова" in part


def test_v8_of_too_much_work_nothing_but_clients_is_taken(app, cast, portfolio):
    with app.app_context(), transaction():
        handover = begin(cast, reason=HandoverReason.OVERLOAD, share=("lena",))
        assert queries.besides(handover).successor == ""
