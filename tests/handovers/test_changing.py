"""The last day moves, the reason is another: the draft follows, nothing chosen is lost (V8)."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import sqlalchemy as sa

from rmapp.clients.models import Client
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.errors import Conflict, Forbidden, Invalid
from rmapp.core.transaction import transaction
from rmapp.handovers import operations, queries
from rmapp.handovers.models import HandoverItem, HandoverReason, HandoverState
from rmapp.notices.models import Notice
from tests.handovers.test_handover import begin, carry_out, portfolio, served_by, token_of

__all__ = ["portfolio"]


def today():
    return clock.today("Europe/Moscow")


def changed(cast, draft, **given):
    given = {
        "reason": draft.reason,
        "effective_on": draft.effective_on,
        "returns_on": draft.returns_on,
        "closes_access": draft.closes_access,
        "note": draft.note,
        "version": draft.version,
    } | given
    return operations.change(draft, **given, actor=cast.actor("sofia"))


def placed():
    rows = db.session.execute(sa.select(HandoverItem.client_id, HandoverItem.receiver_id))
    return dict(list(rows))


def test_v8_the_last_day_moves_and_who_goes_to_whom_stays(app, cast, portfolio):
    """The notice that the handover gave moves along; the day is the one on the person's page."""
    with app.app_context(), transaction():
        draft, before = begin(cast, gives_notice=True), placed()
        friday = today() + dt.timedelta(days=4)
        changed(cast, draft, effective_on=friday, note="Stays until Friday")
        assert placed() == before
        assert cast.employee("pavel").leaves_on == friday
        assert draft.gave_notice
        changed(cast, draft, reason=HandoverReason.ROTATION)
        assert cast.employee("pavel").leaves_on is None, "nobody leaves any more"


def test_v8_a_draft_takes_no_day_that_is_over_nor_a_leave_without_an_end(app, cast, portfolio):
    with app.app_context(), transaction():
        draft = begin(cast)
        yesterday = today() - dt.timedelta(days=1)
        for given in (
            {"effective_on": yesterday},
            {"reason": HandoverReason.LEAVE, "returns_on": None},
            {"reason": HandoverReason.LEAVING, "returns_on": today() + dt.timedelta(days=9)},
            {"reason": HandoverReason.LEAVE, "returns_on": today()},
        ):
            with pytest.raises(Invalid):
                changed(cast, draft, **given)
        with pytest.raises(Conflict):
            changed(cast, draft, version=draft.version - 1)


def test_v9_the_letters_are_those_of_a_substitution_once_somebody_comes_back(app, cast, portfolio):
    with app.app_context(), transaction():
        draft = begin(cast)
        before = draft.letters["vip"]["text_en"]
        back = today() + dt.timedelta(days=14)
        changed(cast, draft, reason=HandoverReason.LEAVE, returns_on=back)
        assert draft.letters["vip"]["text_en"] != before
        changed(cast, draft, reason=HandoverReason.ROTATION, returns_on=None)
        assert draft.letters["vip"]["text_en"] == before


def test_v8_what_was_proposed_or_signed_is_a_draft_again_and_has_to_be_signed_anew(
    app, cast, portfolio
):
    """Signed for Friday, and on Wednesday the plans change: no share-out is lost, no signature
    stands for what was not signed."""
    with app.app_context(), transaction():
        draft = begin(cast, reason=HandoverReason.ROTATION)
        before = placed()
        changed(cast, draft, effective_on=today() + dt.timedelta(days=4))
        signed = carry_out(cast, draft)
        assert signed.state is HandoverState.SIGNED
        operations.recall(signed, version=signed.version, actor=cast.actor("sofia"))
        assert (signed.state, signed.signed_by_id) == (HandoverState.DRAFT, None)
        assert placed() == before
        changed(cast, signed, effective_on=today())
        operations.finish_draft(signed, version=signed.version, actor=cast.actor("sofia"))
        assert signed.state is HandoverState.WAITING
        assert served_by(cast, "pavel") == set(portfolio)
        db.session.flush()
        done = operations.sign(signed, version=signed.version, actor=cast.actor("stefan"))
        with pytest.raises(Conflict):
            operations.recall(done, version=done.version, actor=cast.actor("sofia"))
        with pytest.raises(Conflict):
            changed(cast, done)


def test_v8_the_pages_change_a_draft_and_take_a_proposal_back(app, cast, portfolio, browser_of):
    with app.app_context(), transaction():
        key = begin(cast, reason=HandoverReason.ROTATION).public_id
    sofia, day = browser_of("sofia"), today_in(app) + dt.timedelta(days=3)
    form = sofia.get(f"/handovers/{key}/change")
    sent = {
        "csrf_token": token_of(form),
        "version": re.search(r'name="version"[^>]*value="(\d+)"', form.text).group(1),
        "reason": "rotation",
        "effective_on": day.isoformat(),
        "note": "Later",
    }
    assert sofia.post(f"/handovers/{key}/change", data=sent).status_code == 302
    with app.app_context(), transaction():
        draft = queries.handover_of(key, actor=cast.actor("sofia"))
        assert (draft.effective_on, draft.note) == (day, "Later")
        operations.finish_draft(draft, version=draft.version, actor=cast.actor("sofia"))
    page = sofia.get(f"/handovers/{key}")
    assert "Make it a draft again" in page.text
    with app.app_context(), transaction():
        version = queries.handover_of(key, actor=cast.actor("sofia")).version
    sent = {"csrf_token": token_of(page), "version": str(version)}
    assert sofia.post(f"/handovers/{key}/recall", data=sent).status_code == 302
    assert "Change why and when" in sofia.get(f"/handovers/{key}").text
    assert db_count(app) == len(portfolio)


def today_in(app):
    with app.app_context(), transaction():
        return today()


def db_count(app):
    with app.app_context(), transaction():
        clients = sa.select(sa.func.count()).select_from(HandoverItem).join(Client)
        return db.session.scalar(clients)


def test_v8_the_second_person_sends_a_handover_back_and_says_what_is_to_be_changed(
    app, cast, portfolio, browser_of
):
    """Signing or giving everything up are not the only ways: its maker reads what is wrong."""
    with app.app_context(), transaction():
        draft, before = begin(cast, reason=HandoverReason.ROTATION), placed()
        operations.finish_draft(draft, version=draft.version, actor=cast.actor("sofia"))
        db.session.flush()
        key, version = draft.public_id, draft.version
        with pytest.raises(Invalid):
            operations.recall(draft, version=version, actor=cast.actor("stefan"))
    stefan = browser_of("stefan")
    page = stefan.get(f"/handovers/{key}")
    assert "Send back instead" in page.text
    assert "Make it a draft again" not in page.text, "that is for who made it"
    sent = {"csrf_token": token_of(page), "version": str(version), "reason": ""}
    assert stefan.post(f"/handovers/{key}/recall", data=sent).status_code == 422
    sent["reason"] = "Max has no licence for two of them"
    sent["csrf_token"] = token_of(stefan.get(f"/handovers/{key}"))
    assert stefan.post(f"/handovers/{key}/recall", data=sent).status_code == 302
    with app.app_context(), transaction():
        assert placed() == before
        told = db.session.scalars(
            sa.select(Notice.employee_id).where(Notice.kind == "handover:sent-back")
        ).all()
        assert told == [cast.ids["sofia"]]
    again = browser_of("sofia").get(f"/handovers/{key}").text
    assert "Max has no licence for two of them" in again


def test_g1_a_signer_of_another_team_signs_or_sends_back_and_does_nothing_else(
    app, cast, portfolio, browser_of
):
    """Stefan of South signed for North: the undo, the end of an access, giving up are not his."""
    with app.app_context(), transaction():
        draft = begin(cast, reason=HandoverReason.ROTATION)
        operations.finish_draft(draft, version=draft.version, actor=cast.actor("sofia"))
        db.session.flush()
        stefan = cast.actor("stefan")
        for deed in (operations.drop, operations.close_access):
            with pytest.raises(Forbidden):
                deed(draft, actor=stefan)
        done = operations.sign(draft, version=draft.version, actor=stefan)
        client = db.session.get_one(Client, portfolio[1]).public_id
        with pytest.raises(Forbidden):
            operations.undo(done, version=done.version, actor=stefan)
        with pytest.raises(Forbidden):
            operations.undo_client(done, client, actor=stefan, reason="back")
        key = done.public_id
    page = browser_of("stefan").get(f"/handovers/{key}").text
    assert f"/handovers/{key}/undo" not in page
    assert f"/handovers/{key}/undo" in browser_of("sofia").get(f"/handovers/{key}").text
