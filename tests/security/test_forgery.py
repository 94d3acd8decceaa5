"""A page of another house cannot act in a person's name, and looking changes nothing (row 5).

That no form is taken without its token is shown by the matrix: tests/policy/test_matrix.py.
"""

from __future__ import annotations

import sqlalchemy as sa

from rmapp.core.db import Base
from rmapp.policy.enforce import door_of
from tests.security.conftest import token_of

#: When a person was last seen and how much they were shown is no change (ruling 19).
LOOKED_AT = {"user_session", "sign_in_throttle", "reading"}


def pages(app) -> list[str]:
    """Every address that needs no more than to be opened."""
    return sorted(
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.arguments and door_of(app, rule.endpoint)
    )


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
