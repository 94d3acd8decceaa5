"""The list of a handover's clients is narrowed, and what is found is dealt with at once (V8)."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from rmapp.clients.models import Client
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.handovers import operations, queries
from rmapp.handovers.models import HandoverItem, HandoverReason, ItemState
from rmapp.handovers.queries import Sieve, sieve_of
from tests.factories import a_client
from tests.handovers.test_handover import begin, carry_out, portfolio, token_of

__all__ = ["portfolio"]


def found(handover, **asked):
    page = queries.items(handover, sieve=Sieve(**asked))
    return sorted(item.client_id for item in page.rows)


def test_v8_a_draft_is_narrowed_by_name_receiver_and_what_is_asked(app, cast, portfolio):
    with app.app_context(), transaction():
        other = a_client(cast, name="АО «Берёза»", lifecycle="client", manager="pavel").id
    with app.app_context(), transaction():
        draft = begin(cast, reason=HandoverReason.ROTATION)
        everything = {*portfolio, other}
        assert set(found(draft)) == everything
        assert found(draft, q="берез") == [other], "the beginning of a word, as everywhere"
        assert set(found(draft, q="сосна")) == set(portfolio)
        assert found(draft, q="...") == []
        assert found(draft, only="vip") == [portfolio[0]]
        key = db.session.get_one(Client, other).public_id
        operations.place(draft, [key], cast.ids["max"], actor=cast.actor("sofia"))
        db.session.expire_all()
        draft = queries.handover_of(draft.public_id, actor=cast.actor("sofia"))
        of_max = cast.employee("max").public_id
        assert other in found(draft, receiver=of_max)
        with_max = db.session.scalars(
            sa.select(HandoverItem.client_id).where(HandoverItem.receiver_id == cast.ids["max"])
        ).all()
        assert found(draft, receiver=of_max) == sorted(with_max)
        assert found(draft, receiver="nobody-knows-them") == []
        operations.lock(draft, [key], on=True, actor=cast.actor("sofia"))
        assert other in found(draft, only="locked")
        operations.leave_out(draft, [key], reason="asked to stay", actor=cast.actor("sofia"))
        assert found(draft, only="left-out") == [other]
        assert found(draft, only="unplaced") == []


def test_v8_what_is_found_is_left_out_or_moved_in_one_press(app, cast, portfolio, browser_of):
    """Not the rows of one page: all that the list was narrowed to, and nobody else."""
    with app.app_context(), transaction():
        other = a_client(cast, name="АО «Берёза»", lifecycle="client", manager="pavel").id
    with app.app_context(), transaction():
        key = begin(cast, reason=HandoverReason.ROTATION).public_id
        lena = cast.employee("lena").public_id
    browser = browser_of("sofia")
    page = browser.get(f"/handovers/{key}?step=2&q=сосна")
    assert "All that are found: 5" in page.text
    assert "Берёза" not in page.text
    sent = {"csrf_token": token_of(page), "everything": "1", "deed": "move", "receiver": lena}
    moved = browser.post(f"/handovers/{key}/place?q=сосна", data=sent)
    assert moved.status_code == 302
    assert "q=" in moved.headers["Location"], "the list stays narrowed"
    with app.app_context(), transaction():
        chosen = db.session.scalars(
            sa.select(HandoverItem.client_id).where(HandoverItem.is_pinned.is_(True))
        ).all()
        assert set(chosen) == set(portfolio)
    page = browser.get(f"/handovers/{key}?step=1&only=vip")
    sent = {"csrf_token": token_of(page), "everything": "1", "deed": "leave-out", "reason": "later"}
    browser.post(f"/handovers/{key}/leave-out?only=vip", data=sent)
    with app.app_context(), transaction():
        stays = db.session.scalars(
            sa.select(HandoverItem.client_id).where(HandoverItem.state == ItemState.LEFT_OUT)
        ).all()
        assert list(stays) == [portfolio[0]]
        assert other not in stays


def test_v8_afterwards_the_list_shows_whom_nobody_has_accepted_yet(
    app, cast, portfolio, browser_of
):
    with app.app_context(), transaction():
        done = carry_out(cast, begin(cast, share=("lena",), reason=HandoverReason.ROTATION))
        vip = db.session.get_one(Client, portfolio[0])
        operations.accept(done, vip.public_id, actor=cast.actor("lena"))
        key = done.public_id
    page = browser_of("sofia").get(f"/handovers/{key}?only=awaits").text
    listed = re.findall(r"Сосна (\d)", page.split('id="clients"', 1)[1])
    assert set(listed) == {"1", "2", "3", "4"}
    nobody = browser_of("sofia").get(f"/handovers/{key}?only=declined").text
    assert "No client of this handover is like that." in nobody


@pytest.mark.parametrize("only", [*queries.OF_DRAFT, *queries.OF_DONE])
def test_v8_each_narrowing_can_be_asked(app, cast, portfolio, only):
    with app.app_context(), transaction():
        draft = begin(cast, reason=HandoverReason.ROTATION)
        assert set(found(draft, only=only)) <= set(portfolio)


@given(st.dictionaries(st.sampled_from(["q", "receiver", "only", "x"]), st.text(max_size=200)))
def test_v8_whatever_an_address_says_the_list_is_asked_nothing_it_does_not_know(args):
    read = sieve_of(args)
    assert read.only in ("", *queries.OF_DRAFT, *queries.OF_DONE)
    assert len(read.q) <= 100
    assert sieve_of(read.asked) == read
