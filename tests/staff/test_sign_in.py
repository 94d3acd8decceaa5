"""Signing in, sessions that end at once, throttles, the second factor (G2; rows 5–10)."""

from __future__ import annotations

import re

import pyotp
import pytest
import sqlalchemy as sa

from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.staff import passwords, second_factor, sessions
from rmapp.staff.administration import shut_out
from rmapp.staff.models import Employee, SignInThrottle, UserSession
from tests.cast import PASSWORD
from tests.stages import turn_clock


def token_of(answer) -> str:
    return re.search(r'name="csrf_token" value="([^"]+)"', answer.text).group(1)


def post(client, path, values, *, page=None):
    token = token_of(client.get(page or path))
    return client.post(path, data={"csrf_token": token, **values})


def enter(client, password=PASSWORD, login="mara"):
    return post(client, "/sign-in", {"login": login, "password": password})


def test_the_right_password_opens_the_desk(app, with_password):
    client = app.test_client()
    answer = enter(client, login=" MARA ")
    assert answer.status_code == 302
    assert client.get("/profile/").status_code == 200


def test_a_wrong_password_and_an_unknown_person_get_the_same_answer(app, with_password):
    client = app.test_client()
    wrong, unknown = enter(client, "wrong-password-1"), enter(client, login="nobody")
    assert wrong.status_code == unknown.status_code == 422
    said = [
        re.search(r'role="alert".*?</div>', page.text, re.S).group() for page in (wrong, unknown)
    ]
    assert said[0] == said[1]


def test_somebody_who_has_left_cannot_sign_in(app, with_password, cast):
    with app.app_context(), transaction():
        cast.employee("greta").password_hash = passwords.hash_password(PASSWORD)
    assert enter(app.test_client(), login="greta").status_code == 422


def test_the_cookie_after_signing_in_is_another_and_the_old_csrf_token_is_dead(app, with_password):
    client = app.test_client()
    token = token_of(client.get("/sign-in"))
    enter(client)
    answer = client.post("/sign-out", data={"csrf_token": token})
    assert answer.status_code == 400
    assert client.get("/profile/").status_code == 200


def test_a_stolen_cookie_is_worthless_after_signing_out(app, with_password):
    client, thief = app.test_client(), app.test_client()
    enter(client)
    with client.session_transaction() as mine, thief.session_transaction() as theirs:
        theirs.update(mine)
    assert thief.get("/profile/").status_code == 200
    post(client, "/sign-out", {}, page="/profile/")
    assert thief.get("/profile/").status_code == 302


def test_a_session_ends_when_it_idles_and_when_it_is_old(app, with_password):
    client = app.test_client()
    enter(client)
    turn_clock(app, minutes=14)
    assert client.get("/profile/").status_code == 200
    turn_clock(app, minutes=14)
    assert client.get("/profile/").status_code == 200, "being seen keeps it open"
    turn_clock(app, minutes=16)
    assert client.get("/profile/").status_code == 302


def test_a_new_password_ends_the_other_sessions(app, with_password, cast):
    here, there = app.test_client(), app.test_client()
    enter(here)
    enter(there)
    answer = post(
        here, "/profile/password", {"old": PASSWORD, "new": "quiet otter paints nine doors"}
    )
    assert answer.status_code == 302
    assert here.get("/profile/").status_code == 200
    assert there.get("/profile/").status_code == 302


@pytest.mark.parametrize(
    "weak", ["short", "password1234", "mara-lindt-mara", "aaaaaaaaaaaaaaaa", "x" * 200]
)
def test_a_weak_new_password_is_refused_at_its_field(app, with_password, weak):
    client = app.test_client()
    enter(client)
    answer = post(client, "/profile/password", {"old": PASSWORD, "new": weak})
    assert answer.status_code == 422
    assert 'href="#new"' in answer.text


def test_the_eleventh_failure_blocks_even_the_right_password(app, with_password):
    client = app.test_client()
    for _ in range(10):
        enter(client, "wrong-password-1")
        turn_clock(app, seconds=40)
    answer = enter(client)
    assert answer.status_code == 422
    turn_clock(app, minutes=16)
    assert enter(client).status_code == 302


def test_known_and_unknown_people_are_throttled_alike(app, with_password):
    client = app.test_client()
    for login in ("mara", "nobody"):
        for _ in range(7):
            enter(client, "wrong-password-1", login=login)
    with app.app_context(), transaction():
        rows = dict(
            db.session.execute(
                sa.select(SignInThrottle.key, SignInThrottle.failures).where(
                    SignInThrottle.key.like("account:%")
                )
            ).all()
        )
    assert rows["account:mara"] == rows["account:nobody"] == 6


def test_with_a_second_factor_the_password_alone_opens_nothing(app, with_password, cast):
    seed = pyotp.random_base32()
    with app.app_context(), transaction():
        from rmapp.core import secrets as vault

        mara = cast.employee("mara")
        mara.totp_seed, mara.totp_confirmed_at = vault.close(seed), clock.now()
        codes = second_factor.make_recovery_codes(mara)
        at = clock.now()
    client = app.test_client()
    assert enter(client).headers["Location"].startswith("/sign-in/code")
    assert client.get("/profile/").status_code == 302
    code = pyotp.TOTP(seed).at(at)
    assert post(client, "/sign-in/code", {"code": "000000"}).status_code == 422
    assert post(client, "/sign-in/code", {"code": code}).status_code == 302
    assert client.get("/profile/").status_code == 200
    # the same code opens nothing a second time, a recovery code once
    other = app.test_client()
    enter(other)
    assert post(other, "/sign-in/code", {"code": code}).status_code == 422
    assert post(other, "/sign-in/code", {"code": codes[0].upper()}).status_code == 302
    third = app.test_client()
    enter(third)
    assert post(third, "/sign-in/code", {"code": codes[0]}).status_code == 422


def test_a_session_of_a_disabled_employee_is_dead_at_once(app, with_password, cast):
    client = app.test_client()
    enter(client)
    with app.app_context(), transaction():
        cast.employee("mara").access_closed_at = clock.now()
    assert client.get("/profile/").status_code == 302


def test_v8_whoevers_session_was_ended_reads_so_at_the_door_and_nobody_reads_why(
    app, with_password, cast
):
    """The page of signing in says it before anything is tried; not to a stranger, nor to who signed
    out, nor to who works on."""
    words = "Сеанс завершён. Войдите, чтобы продолжить"
    client = app.test_client()
    assert words not in client.get("/sign-in").text, "a stranger had no session"
    enter(client)
    assert words not in client.get("/sign-in").text, "the session goes on"
    with app.app_context(), transaction():
        shut_out(cast.employee("mara"), reason="closed")
    page = client.get("/profile/", follow_redirects=True)
    assert page.request.path == "/sign-in"
    assert words in page.text
    assert "Ваш доступ закрыт." not in page.text
    with app.app_context(), transaction():
        cast.employee("mara").access_closed_at = None
        cast.employee("mara").is_active = True
    enter(client)
    post(client, "/sign-out", {}, page="/profile/")
    assert words not in client.get("/sign-in").text, "who signed out knows"


def test_v8_who_still_owes_the_second_factor_is_not_told_that_a_session_has_ended(
    app, with_password, cast
):
    with app.app_context(), transaction():
        cast.employee("mara").totp_confirmed_at = clock.now()
    client = app.test_client()
    assert "/sign-in/code" in enter(client).location
    assert "Сеанс завершён. Войдите" not in client.get("/sign-in").text


def test_v8_that_the_access_has_ended_is_told_to_who_knows_the_password_and_to_nobody_else(
    app, with_password, cast
):
    with app.app_context(), transaction():
        cast.employee("mara").access_closed_at = clock.now()
    told = enter(app.test_client())
    assert told.status_code == 422
    assert "Ваш доступ закрыт." in told.text
    assert "Неверный логин или пароль." not in told.text
    guessed = enter(app.test_client(), "wrong-password-1")
    assert guessed.status_code == 422
    assert "Ваш доступ закрыт." not in guessed.text
    assert "Неверный логин или пароль." in guessed.text


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\\\\evil",
        "javascript:alert(1)",
        "/%0d%0aX: y\r\n",
    ],
)
def test_signing_in_leads_nowhere_else(app, with_password, target):
    client = app.test_client()
    token = token_of(client.get("/sign-in"))
    answer = client.post(
        "/sign-in",
        query_string={"next": target},
        data={"csrf_token": token, "login": "mara", "password": PASSWORD},
    )
    if answer.status_code == 302:
        assert answer.headers["Location"] == "/"


def test_sessions_are_kept_as_hashes(app, with_password):
    client = app.test_client()
    enter(client)
    with client.session_transaction() as cookie:
        key = cookie["_user_id"]
    with app.app_context(), transaction():
        kept = db.session.scalars(sa.select(UserSession.key_hash)).all()
        assert key not in kept
        assert sessions.digest(key) in kept


def test_a_dangerous_deed_asks_for_proof_when_the_last_is_old(app, with_password, cast):
    client = app.test_client()
    enter(client)
    page = client.get("/profile/")
    turn_clock(app, minutes=6)
    answer = client.post("/profile/tokens/", data={"csrf_token": token_of(page), "name": "nightly"})
    assert answer.status_code == 403
    assert 'name="step_up-password"' in answer.text
    assert post(client, "/confirm", {"password": "wrong-password-1"}).status_code == 422
    assert post(client, "/confirm", {"password": PASSWORD}).status_code == 302
    page = client.get("/profile/")
    answer = client.post("/profile/tokens/", data={"csrf_token": token_of(page), "name": "nightly"})
    assert answer.status_code == 200
    assert "rm_" in answer.text


def test_a_first_password_must_be_changed_before_anything_else(app, with_password, cast):
    with app.app_context(), transaction():
        db.session.execute(sa.update(Employee).values(must_change_password=True))
    client = app.test_client()
    enter(client)
    assert client.get("/profile/").headers["Location"] == "/profile/password"
    assert client.get("/profile/password").status_code == 200
