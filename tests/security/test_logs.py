"""Logs hold keys and tags: no password, no token, nobody's name (row 20)."""

from __future__ import annotations

import io
import json

import pytest
import sqlalchemy as sa
import structlog

from rmapp.core import logs
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.policy.enforce import public
from rmapp.staff.models import Employee
from tests.cast import PASSWORD
from tests.security.conftest import token_of

SECRET = "Zubov-Пантелеймон-4510123456"


@pytest.fixture
def logged():
    """What has been logged since, at the loudest level."""
    written = io.StringIO()
    logs.init_logs("DEBUG")
    structlog.configure(logger_factory=structlog.WriteLoggerFactory(file=written))
    yield written.getvalue
    logs.init_logs("CRITICAL")


def break_view(bank, monkeypatch, deed):
    monkeypatch.setitem(bank.app.view_functions, "health.alive", public(deed))


def test_signing_in_right_and_wrong_leaves_no_word_of_the_person(bank, logged):
    browser = bank.app.test_client()
    token = token_of(browser.get("/sign-in"))
    for login, password in (("mara", f"{SECRET}!"), (SECRET, PASSWORD), ("mara", PASSWORD)):
        browser.post("/sign-in", data={"csrf_token": token, "login": login, "password": password})
    page = browser.get("/profile/")
    made = browser.post("/profile/tokens/", data={"csrf_token": token_of(page), "name": SECRET})
    assert "rm_" in made.text
    bearer = "rm_" + made.text.split("rm_", 1)[1][:40].split("<")[0].split('"')[0]
    browser.get(f"/api/v1/clients?q={SECRET}", headers={"Authorization": f"Bearer {bearer}"})
    browser.get(f"/clients?text={SECRET}")
    with browser.session_transaction() as cookie:
        key = cookie["_user_id"]
    said = logged()
    assert len(said.splitlines()) >= 7
    for secret in (PASSWORD, SECRET, bearer, key, token, "Mara", "Lindt", "mara"):
        assert secret not in said


def test_a_request_is_logged_with_its_number_route_and_actor(bank, logged):
    answer = bank.browser("mara").get("/profile/")
    line = json.loads(logged().splitlines()[-1])
    assert line["number"] == answer.headers["X-Request-Id"]
    assert line["route"] == "/profile/"
    assert line["actor"] == bank.cast.public_ids["mara"]


def insert_twice():
    row = {"login": "mara", "given_name": SECRET, "family_name": SECRET, "name_key": SECRET}
    db.session.execute(sa.insert(Employee).values(**row, role_id=1))


def refuse_a_value():
    raise ValueError(f"no such name: {SECRET}")


def from_the_other():
    try:
        insert_twice()
    except Exception as error:
        raise KeyError(SECRET) from error


@pytest.mark.parametrize("deed", [insert_twice, refuse_a_value, from_the_other])
def test_a_bug_is_logged_by_place_and_kind_without_the_values(
    bank, bugs_are_answered, monkeypatch, logged, deed
):
    break_view(bank, monkeypatch, deed)
    answer = bank.app.test_client().get("/healthz")
    assert answer.status_code == 500
    said = logged()
    bug = next(line for line in map(json.loads, said.splitlines()) if line["event"] == "bug")
    assert bug["number"] == answer.headers["X-Request-Id"]
    assert deed.__name__ in bug["exception"]
    assert SECRET not in said
    assert SECRET.encode("unicode_escape").decode() not in said


def test_the_words_of_the_program_itself_are_kept(logged):
    with pytest.raises(AttributeError) as raised:
        None.nothing  # noqa: B018
    assert logs.told(raised.value).endswith("has no attribute 'nothing'")


def test_a_refused_row_is_told_by_its_rule(bank):
    with (
        bank.app.app_context(),
        pytest.raises(sa.exc.IntegrityError) as raised,
        transaction(),
    ):
        insert_twice()
    assert "23505 uq_employee" in logs.told(raised.value)
    assert SECRET not in str(raised.value), "parameters stay out of the words as well"
