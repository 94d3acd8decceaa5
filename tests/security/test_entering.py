"""Sessions, throttles, passwords, the second factor, proof (rows 6 to 10)."""

from __future__ import annotations

import datetime as dt
import re
import statistics
import time

import pyotp
import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher

from rmapp.core import clock
from rmapp.core import secrets as vault
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.factory import create_app
from rmapp.staff import authentication, passwords, sessions
from rmapp.staff.models import SignInThrottle, UserSession
from tests.cast import PASSWORD
from tests.security.conftest import token_of
from tests.stages import turn_clock


def post(browser, path, **values):
    return browser.post(path, data={"csrf_token": token_of(browser.get(path)), **values})


def enter(browser):
    return post(browser, "/sign-in", login="mara", password=PASSWORD)


def test_a_session_planted_before_signing_in_is_not_adopted(app, with_password):
    """Session fixation: the cookie a thief put there is replaced, whatever was in it."""
    victim, thief = app.test_client(), app.test_client()
    with app.app_context(), transaction():
        planted = sessions.open_session(with_password.ids["max"])
    for browser in (victim, thief):
        with browser.session_transaction() as cookie:
            cookie["_user_id"], cookie["left"] = planted, "behind"
    enter(victim)
    with victim.session_transaction() as cookie:
        assert cookie["_user_id"] != planted
        assert "left" not in cookie
    ids = with_password.public_ids
    assert f'data-person="{ids["mara"]}"' in victim.get("/profile/").text
    assert f'data-person="{ids["max"]}"' in thief.get("/profile/").text, "what was the thief's"


def test_proving_the_second_factor_opens_another_session(app, with_password):
    seed = pyotp.random_base32()
    with app.app_context(), transaction():
        mara = with_password.employee("mara")
        mara.totp_seed, mara.totp_confirmed_at = vault.close(seed), clock.now()
        code = pyotp.TOTP(seed).at(clock.now())
    browser, thief = app.test_client(), app.test_client()
    enter(browser)
    with browser.session_transaction() as cookie:
        waiting = cookie["_user_id"]
    assert post(browser, "/sign-in/code", code=code).status_code == 302
    with browser.session_transaction() as cookie:
        assert cookie["_user_id"] != waiting
    with thief.session_transaction() as cookie:
        cookie["_user_id"] = waiting
    assert thief.get("/profile/").status_code == 302


def speak(browser, language):
    page = browser.get("/sign-in")
    browser.post("/preferences/language", data={"csrf_token": token_of(page), "language": language})


def language_of(browser):
    return re.search(r'<html[^>]* lang="(\w+)"', browser.get("/profile/").text).group(1)


def test_the_language_chosen_at_the_door_stays_and_is_nobody_elses(app, with_password):
    """Whoever turns the sign-in page into their language has said which they read; the next
    person at the same browser has not."""
    with app.app_context(), transaction():
        with_password.employee("max").password_hash = passwords.hash_password(PASSWORD)
        for who in ("mara", "max"):
            with_password.employee(who).language = "en"
    browser = app.test_client()
    speak(browser, "ru")
    enter(browser)
    assert language_of(browser) == "ru"
    browser.post("/sign-out", data={"csrf_token": token_of(browser.get("/profile/"))})
    post(browser, "/sign-in", login="max", password=PASSWORD)
    assert language_of(browser) == "en"
    elsewhere = app.test_client()
    enter(elsewhere)
    assert language_of(elsewhere) == "ru", "kept for every browser of hers"


def test_the_language_chosen_at_the_door_waits_for_the_second_factor(app, with_password):
    seed = pyotp.random_base32()
    with app.app_context(), transaction():
        mara = with_password.employee("mara")
        mara.language = "en"
        mara.totp_seed, mara.totp_confirmed_at = vault.close(seed), clock.now()
        code = pyotp.TOTP(seed).at(clock.now())
    browser = app.test_client()
    speak(browser, "ru")
    enter(browser)
    assert 'lang="ru"' in browser.get("/sign-in/code").text
    post(browser, "/sign-in/code", code=code)
    assert language_of(browser) == "ru"


def test_a_session_in_use_ends_after_ten_hours(app, with_password):
    browser = app.test_client()
    enter(browser)
    with app.app_context(), transaction():
        begun = clock.now() - dt.timedelta(hours=9, minutes=58)
        db.session.execute(sa.update(UserSession).values(created_at=begun))
    assert browser.get("/profile/password").status_code == 200
    turn_clock(app, minutes=3)
    assert browser.get("/profile/password").status_code == 302


def test_nobody_ends_the_session_of_somebody_else_by_its_number(app, browser_of, cast):
    mara, max_ = browser_of("mara"), browser_of("max")
    with app.app_context(), transaction():
        of_mara = db.session.scalar(
            sa.select(UserSession.id).where(UserSession.employee_id == cast.ids["mara"])
        )
    token = token_of(max_.get("/profile/"))
    answer = max_.post(f"/profile/sessions/{of_mara}/end", data={"csrf_token": token})
    assert answer.status_code in (404, 422)
    assert mara.get("/profile/").status_code == 200


@pytest.mark.parametrize("key", ["", "x", "0" * 100, "0" * 5_000, "ключ", "' OR 1=1 --"])
def test_a_made_up_key_opens_nothing(bank, key):
    browser = bank.app.test_client()
    with browser.session_transaction() as cookie:
        cookie["_user_id"] = key
    assert browser.get("/profile/").status_code == 302


def test_a_cookie_signed_with_another_key_is_no_cookie(bank):
    other = create_app(database_url=bank.url)
    other.secret_key = "not-the-key-of-the-bank-0123456789"
    forged = bank.cast.browser(other, "sofia").get_cookie("desk").value
    with other.app_context():
        db.engine.dispose()
    browser = bank.app.test_client()
    browser.set_cookie("desk", forged)
    assert browser.get("/profile/").status_code == 302


# --- throttles


def forget_attempts(app):
    with app.app_context(), transaction():
        db.session.execute(sa.delete(SignInThrottle))


def test_failures_are_counted_for_every_process_of_the_bank(bank):
    """Row 7: the counters lie in the database; another process knows them, Redis does not."""
    here = bank.app
    with here.app_context():
        for _ in range(10):
            with transaction():
                authentication.throttle.count_failure("mara", "192.0.2.1")
    there = create_app(database_url=bank.url)
    there.testing = True
    answer = post(there.test_client(), "/sign-in", login="mara", password=PASSWORD)
    with there.app_context():
        db.engine.dispose()
    forget_attempts(here)
    assert answer.status_code == 422
    assert "Too many attempts" in answer.text or "Слишком много попыток" in answer.text
    assert enter(here.test_client()).status_code == 302


def test_an_unknown_person_takes_as_long_to_refuse_as_a_known_one(our_hashing, app, with_password):
    """Row 7: medians of the work done (not of the clock on the wall: others use the machine)."""

    def refuse(login: str) -> float:
        with app.app_context(), transaction():
            began = time.process_time()
            found = authentication.sign_in(login, "a wrong guess", address="", browser="")
            took = time.process_time() - began
        assert found.outcome is authentication.Outcome.WRONG
        forget_attempts(app)
        return took

    refuse("mara"), refuse("nobody")  # the first of each prepares what the others use
    rounds = []
    for _ in range(3):
        pairs = [(refuse("mara"), refuse("nobody")) for _ in range(5)]
        known, unknown = (statistics.median(column) for column in zip(*pairs, strict=True))
        rounds.append(abs(known - unknown) / max(known, unknown))
        if rounds[-1] < 0.10:
            return
    raise AssertionError(f"differences of the medians: {rounds}")


# --- passwords


def test_passwords_are_kept_as_argon2id_with_our_parameters(our_hashing):
    made = passwords.hash_password(PASSWORD)
    assert made.startswith("$argon2id$v=19$m=65536,t=3,p=2$")
    assert made != passwords.hash_password(PASSWORD), "every hash has a salt of its own"


def test_a_hash_of_weaker_parameters_is_renewed_at_the_next_sign_in(
    our_hashing, app, with_password
):
    weak = PasswordHasher(time_cost=1, memory_cost=8_192, parallelism=1).hash(PASSWORD)
    with app.app_context(), transaction():
        with_password.employee("mara").password_hash = weak
    enter(app.test_client())
    with app.app_context(), transaction():
        kept = with_password.employee("mara").password_hash
    assert "m=65536,t=3,p=2" in kept
    assert passwords.fits(kept, PASSWORD)


def test_a_password_that_knows_its_person_is_refused():
    assert passwords.faults("lindt-mara-north-2026", ["Mara", "Lindt", "North"])
    assert not passwords.faults("quiet otter paints nine doors", ["Mara", "Lindt"])


# --- the second factor and proof


def test_wrong_codes_block_even_the_right_one(app, with_password):
    seed = pyotp.random_base32()
    with app.app_context(), transaction():
        mara = with_password.employee("mara")
        mara.totp_seed, mara.totp_confirmed_at = vault.close(seed), clock.now()
        right = pyotp.TOTP(seed).at(clock.now())
    browser = app.test_client()
    enter(browser)
    wrong = "111111" if right != "111111" else "222222"
    for _ in range(6):
        assert post(browser, "/sign-in/code", code=wrong).status_code == 422
    assert post(browser, "/sign-in/code", code=right).status_code == 422
    assert browser.get("/profile/").status_code == 302


def test_in_production_a_password_alone_leads_to_the_second_factor(bank, secure_app):
    where = {"base_url": "https://desk.bank.example"}
    browser = secure_app.test_client()
    token = token_of(browser.get("/sign-in", **where))
    answer = browser.post(
        "/sign-in",
        data={"csrf_token": token, "login": "mara", "password": PASSWORD},
        headers={"Referer": "https://desk.bank.example/sign-in"},
        **where,
    )
    assert answer.headers["Location"].startswith("/sign-in/second-factor")
    for path in ("/profile/", "/clients", "/search?q=x", "/confirm"):
        assert browser.get(path, **where).status_code == 302, path


def test_a_stale_proof_stops_every_dangerous_deed(app, cast):
    browser = cast.browser(app, "adam")
    token = token_of(browser.get("/profile/"))
    turn_clock(app, minutes=6)
    for path in ("close", "password", "reopen", "role"):
        answer = browser.post(
            f"/staff/{cast.public_ids['max']}/{path}",
            data={"csrf_token": token, "reason": "for the test", "role": "0" * 16},
        )
        assert answer.status_code == 403, path
        assert 'name="step_up-password"' in answer.text, path
    with app.app_context(), transaction():
        assert cast.employee("max").is_active
