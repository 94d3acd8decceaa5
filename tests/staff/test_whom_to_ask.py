"""A shut door says what is missing and who can help, and leads back (G1)."""

from __future__ import annotations

import pytest

from rmapp.core.transaction import transaction


@pytest.fixture
def names(app, cast):
    """Login → (name, e-mail)."""
    with app.app_context(), transaction():
        people = {who: cast.employee(who) for who in ("sofia", "adam", "stefan")}
        return {who: (one.name, one.email) for who, one in people.items()}


def test_g1_a_shut_door_names_what_is_missing_who_can_help_and_leads_back(names, browser_of):
    page = browser_of("lena").get(
        "/portfolios/", headers={"Referer": "http://localhost/clients/", "Accept-Language": "en"}
    )
    assert page.status_code == 403
    assert names["sofia"][0] in page.text, "the supervisor can do it instead"
    assert names["adam"][0] in page.text, "the administrator grants it"
    assert f"mailto:{names['sofia'][1]}" in page.text
    assert names["stefan"][0] not in page.text, "the head of another team cannot"
    assert 'href="http://localhost/clients/"' in page.text


def test_g1_who_cannot_do_it_either_is_not_named_as_a_helper(names, browser_of):
    page = browser_of("lena").get("/audit/")
    assert page.status_code == 403
    assert names["sofia"][0] not in page.text
    assert names["adam"][0] in page.text
