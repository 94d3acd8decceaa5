"""A page of another house cannot act in a person's name, and looking changes nothing (row 5)."""

from __future__ import annotations

import re

import sqlalchemy as sa
from werkzeug.routing import Rule

from rmapp.core.db import Base, db
from rmapp.policy.enforce import door_of
from tests.security.conftest import token_of
from tests.security.test_headers_and_cookies import pages

CHANGING = {"POST", "PUT", "PATCH", "DELETE"}
LOOKED_AT = {"user_session", "sign_in_throttle"}  # when a person was last seen is not a change


def changing(app) -> list[tuple[str, Rule]]:
    """Every address that takes a change, except those of the API (no cookie opens it)."""
    return [
        (method, rule)
        for rule in app.url_map.iter_rules()
        for method in sorted(CHANGING & (rule.methods or set()))
        if not rule.rule.startswith("/api/")
    ]


def address(app, rule: Rule) -> str:
    """An address of ``rule`` with values that fit and name nothing."""
    values = {}
    for name, converter in rule._converters.items():
        fits = ("0" * 16, "1", "x", "2026-11-22", "no_step")
        value = next(value for value in fits if re.fullmatch(converter.regex, value))
        values[name] = converter.to_python(value)
    with app.test_request_context(base_url="http://127.0.0.1"):
        return app.url_map.bind("127.0.0.1").build(rule.endpoint, values)


def test_no_change_is_taken_without_the_token_of_the_page(bank):
    browser, tried = bank.browser("sofia"), 0
    for method, rule in changing(bank.app):
        door = door_of(bank.app, rule.endpoint)
        if not door.csrf:
            continue
        where = address(bank.app, rule)
        data = ({}, {"csrf_token": "x"}, {"csrf_token": ""})[tried % 3]
        answer = browser.open(where, method=method, data=data)
        assert answer.status_code == 400, f"{method} {where}"
        tried += 1
    assert tried >= 30


def test_the_one_door_without_a_token_is_the_signed_link_of_a_letter(bank):
    without = {
        rule.endpoint for _, rule in changing(bank.app) if not door_of(bank.app, rule.endpoint).csrf
    }
    assert without == {"unsubscribe.leave"}


def test_the_token_of_another_person_is_worthless(bank):
    mine = token_of(bank.browser("mara").get("/profile/"))
    answer = bank.browser("max").post("/sign-out", data={"csrf_token": mine})
    assert answer.status_code == 400


def test_a_cookie_opens_nothing_of_the_api(bank):
    browser = bank.browser("sofia")
    for rule in bank.app.url_map.iter_rules():
        if rule.rule.startswith("/api/v1/") and not rule.arguments and "POST" in rule.methods:
            assert browser.post(rule.rule, json={}).status_code == 401, rule.rule


def fingerprint(engine: sa.Engine) -> dict[str, str]:
    """A sum over the rows of every table."""
    with engine.connect() as connection:
        return {
            name: connection.execute(
                sa.text(
                    f'SELECT count(*) || coalesce(sum(hashtext(t::text)), 0)::text FROM "{name}" t'
                )
            ).scalar_one()
            for name in Base.metadata.tables
            if name not in LOOKED_AT
        }


def test_looking_at_every_page_changes_no_row(bank):
    browser = bank.browser("lena")
    before = fingerprint(bank.owner)
    for path in pages(bank.app):
        browser.get(path)
    after = fingerprint(bank.owner)
    assert {name for name in after if after[name] != before[name]} <= {"audit_entry", "audit_head"}


def test_asking_for_the_head_of_a_page_changes_no_row_either(bank):
    browser = bank.browser("sofia")
    before = fingerprint(bank.owner)
    for path in ("/", "/clients", "/profile/", "/handovers/"):
        assert browser.head(path).status_code in (200, 302, 403)
    assert fingerprint(bank.owner) == before


def test_the_session_of_the_database_is_not_the_one_of_the_suite(bank):
    with bank.app.app_context():
        assert str(db.engine.url.database).endswith("_bank")
