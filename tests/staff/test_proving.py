"""V8, G2: a dangerous deed that asks who does it goes on with what was filled in, once."""

from __future__ import annotations

import re
from html import unescape

import pyotp
import pytest
import sqlalchemy as sa

from rmapp.audit.models import AuditEntry
from rmapp.core import clock
from rmapp.core import secrets as vault
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.staff import passwords
from rmapp.staff.models import ApiToken, SignInThrottle
from tests.cast import PASSWORD
from tests.staff.test_sign_in import enter, post, token_of
from tests.stages import turn_clock

PLACE = "/profile/tokens/"


@pytest.fixture
def mara(app, cast):
    """Mara's browser, whose proof is six minutes old."""
    with app.app_context(), transaction():
        cast.employee("mara").password_hash = passwords.hash_password(PASSWORD)
    client = app.test_client()
    enter(client)
    turn_clock(app, minutes=6)
    return client


def press(client, **values):
    page = client.get("/profile/")
    return client.post(
        PLACE,
        data={"csrf_token": token_of(page), "form_key": "one-time-1", "days": "30", **values},
        headers={"Referer": "http://localhost/profile/"},
    )


def fields_of(answer):
    """What the page would send again."""
    form = re.search(r'<form method="post" action="/profile/tokens/".*?</form>', answer.text, re.S)
    return [
        (name, unescape(value))
        for name, value in re.findall(
            r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form.group()
        )
    ]


def tokens(app):
    with app.app_context(), transaction():
        return list(db.session.scalars(sa.select(ApiToken.name).order_by(ApiToken.id)))


def test_v8_one_password_goes_on_with_the_deed_and_keeps_what_was_filled_in(app, mara):
    asked = press(mara, name='night <ly> "1"')
    assert asked.status_code == 403
    assert tokens(app) == []
    kept = fields_of(asked)
    assert ("name", 'night <ly> "1"') in kept
    assert ("form_key", "one-time-1") in kept
    done = mara.post(PLACE, data={**dict(kept), "step_up-password": PASSWORD})
    assert done.status_code == 200
    assert "rm_" in done.text
    assert tokens(app) == ['night <ly> "1"']
    assert press(mara, name="second", form_key="one-time-2").status_code == 200, "for minutes"


def test_v8_a_wrong_password_does_nothing_counts_and_keeps_what_was_filled_in(app, mara):
    kept = dict(fields_of(press(mara, name="nightly")))
    again = mara.post(PLACE, data={**kept, "step_up-password": "wrong-password-1"})
    assert again.status_code == 422
    assert dict(fields_of(again))["name"] == "nightly"
    assert 'href="/profile/"' in again.text, "the way back is the page one came from"
    assert "wrong-password-1" not in again.text
    assert tokens(app) == []
    with app.app_context(), transaction():
        assert db.session.scalar(sa.select(sa.func.sum(SignInThrottle.failures))) >= 1


def test_v8_pressed_twice_the_deed_is_done_once(app, cast):
    adam = cast.browser(app, "adam")
    with app.app_context(), transaction():
        cast.employee("adam").password_hash = passwords.hash_password(PASSWORD)
    token = token_of(adam.get("/profile/"))
    turn_clock(app, minutes=6)
    deed = {"csrf_token": token, "form_key": "one-time-1", "reason": "for the test"}
    place = f"/staff/{cast.public_ids['max']}/close"
    assert adam.post(place, data=deed).status_code == 403
    proof = {**deed, "step_up-password": PASSWORD}
    assert adam.post(place, data=proof).status_code == 302
    again = adam.post(place, data=proof)
    assert again.headers["Idempotent-Replay"] == "true", "the answer of the first"
    with app.app_context(), transaction():
        assert not cast.employee("max").may_enter


def test_v8_without_the_token_of_the_form_nobody_is_asked_for_a_password(app, mara):
    for values in ({}, {"step_up-password": PASSWORD}):
        answer = mara.post(PLACE, data={"name": "forged", **values})
        assert answer.status_code == 400
        assert "step_up-password" not in answer.text
    assert tokens(app) == []


def test_v8_the_way_back_never_leaves_the_house(app, mara):
    kept = dict(fields_of(press(mara, name="nightly")))
    kept["step_up-back"] = "//evil.example/"
    again = mara.post(PLACE, data={**kept, "step_up-password": "wrong-password-1"})
    assert "evil.example" not in again.text


def test_v8_the_proof_is_seen_by_nobody_but_the_door(app, mara):
    """Neither the deed nor the trail gets the password."""
    kept = dict(fields_of(press(mara, name="nightly")))
    mara.post(PLACE, data={**kept, "step_up-password": PASSWORD})
    with app.app_context(), transaction():
        trail = list(db.session.scalars(sa.select(sa.cast(AuditEntry.detail, sa.Text))))
        assert not any(PASSWORD in entry for entry in trail if entry)


def test_v8_with_a_second_factor_the_code_is_asked_as_well(app, cast):
    seed = pyotp.random_base32()
    with app.app_context(), transaction():
        person = cast.employee("mara")
        person.password_hash = passwords.hash_password(PASSWORD)
        person.totp_seed, person.totp_confirmed_at = vault.close(seed), clock.now()
        before = clock.now()
    client = app.test_client()
    enter(client)
    post(client, "/sign-in/code", {"code": pyotp.TOTP(seed).at(before)})
    turn_clock(app, minutes=6)
    asked = press(client, name="nightly")
    assert 'name="step_up-code"' in asked.text
    proof = {**dict(fields_of(asked)), "step_up-password": PASSWORD}
    assert client.post(PLACE, data=proof).status_code == 422
    assert tokens(app) == []
    with app.app_context(), transaction():
        code = pyotp.TOTP(seed).at(clock.now())
    assert client.post(PLACE, data={**proof, "step_up-code": code}).status_code == 200
    assert tokens(app) == ["nightly"]


def test_v8_a_part_of_a_page_and_a_file_go_the_long_way(app, mara):
    page = mara.get("/profile/")
    answer = mara.post(
        PLACE,
        data={"csrf_token": token_of(page), "name": "nightly"},
        headers={"X-Fragment": "1"},
    )
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/confirm")
