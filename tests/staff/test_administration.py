"""Colleagues, roles and the bank's calendar (G1, V3)."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from rmapp.core import clock
from rmapp.core.errors import Forbidden, Invalid
from rmapp.core.transaction import transaction
from rmapp.policy.models import Reach
from rmapp.staff import access, account, administration, sessions


def token_of(answer):
    return re.search(r'name="csrf_token" value="([^"]+)"', answer.text).group(1)


PAGES = {
    "/staff/": ("mara", "lena", "sofia", "adam", "ada"),
    "/staff/new": ("adam",),
    "/staff/teams": ("adam",),
    "/roles/": ("adam", "ada"),
    "/roles/changes": ("adam", "sofia"),
    "/calendar-days/": ("adam",),
    "/audit/": ("ada",),
    "/profile/": ("mara", "lena", "sofia", "adam", "ada"),
}


@pytest.mark.parametrize("path", PAGES)
def test_each_page_opens_for_those_who_may_and_for_nobody_else(browser_of, path):
    for who in ("mara", "lena", "sofia", "adam", "ada"):
        answer = browser_of(who).get(path)
        assert answer.status_code == (200 if who in PAGES[path] else 403), who


def test_hiring_gives_a_first_password_that_must_be_changed(browser_of):
    adam = browser_of("adam")
    token = token_of(adam.get("/staff/new"))
    page = adam.get("/staff/new")
    role = re.search(r'<option value="([0-9a-z]{16})">Acquisition', page.text).group(1)
    answer = adam.post(
        "/staff/new",
        data={
            "csrf_token": token,
            "family_name": "Смирнов",
            "given_name": "Пётр",
            "position": "Менеджер",
            "login": "p.smirnov",
            "role": role,
            "team": "",
            "capacity_points": "80",
            "language": "ru",
            "zone": "Europe/Moscow",
        },
    )
    assert answer.status_code == 200
    assert "p.smirnov" in answer.text
    assert re.search(r"[0-9a-z]{5}(-[0-9a-z]{5}){3}", answer.text)


def test_a_taken_login_is_refused_in_any_case(app, cast):
    with app.app_context(), transaction():
        role = access.roles()[0]
        with pytest.raises(Invalid) as refused:
            administration.hire(
                {"given_name": "M", "family_name": "L"},
                login="MARA",
                role=role,
                actor=cast.actor("adam"),
            )
        assert "login" in refused.value.fields


def test_narrowing_holds_at_once_and_widening_waits_for_a_second_person(app, cast):
    with app.app_context(), transaction():
        adam, sofia = cast.actor("adam"), cast.actor("sofia")
        mara = cast.actor("mara")
        role = next(r for r in access.roles() if r.code == "acquisition_manager")
        assert mara.grants["clients:read"] is Reach.OWN
        assert access.set_grant(role.public_id, "clients:read", Reach.NONE, actor=adam) is None
        assert "clients:read" not in cast.actor("mara").grants
        change = access.set_grant(role.public_id, "clients:read", Reach.ALL, actor=adam)
        assert "clients:read" not in cast.actor("mara").grants
        with pytest.raises(Forbidden):
            access.decide(change.public_id, grant=True, actor=adam)
        access.decide(change.public_id, grant=True, actor=sofia)
        assert cast.actor("mara").grants["clients:read"] is Reach.ALL


def test_the_administrator_can_never_be_given_client_content(app, cast):
    with app.app_context(), transaction():
        role = next(r for r in access.roles() if r.code == "administrator")
        with pytest.raises(Invalid):
            access.set_grant(role.public_id, "clients:read", Reach.ALL, actor=cast.actor("adam"))


def test_closing_an_access_ends_its_sessions_at_once(browser_of, app, cast):
    mara, sofia = browser_of("mara"), browser_of("sofia")
    assert mara.get("/profile/").status_code == 200
    page = sofia.get(f"/staff/{cast.public_ids['mara']}")
    answer = sofia.post(
        f"/staff/{cast.public_ids['mara']}/close",
        data={"csrf_token": token_of(page), "reason": "leaves the bank"},
    )
    assert answer.status_code == 302
    assert mara.get("/profile/").status_code == 302


def test_the_bank_makes_a_day_its_own(browser_of):
    adam = browser_of("adam")
    token = token_of(adam.get("/calendar-days/"))
    data = {"csrf_token": token, "day": "03.04.2027", "is_working": "yes", "title": "Moved day"}
    assert adam.post("/calendar-days/", data=data).status_code == 302
    assert "Moved day" in adam.get("/calendar-days/?year=2027").text
    wrong = adam.post("/calendar-days/", data={**data, "day": "0000-01-01"})
    assert wrong.status_code == 422


def test_the_auditor_reads_what_was_done(browser_of, app, cast):
    with app.app_context(), transaction():
        administration.make_team("West", None, actor=cast.actor("adam"))
    ada = browser_of("ada")
    page = ada.get("/audit/?tag=team:made")
    assert "West" in page.text
    number = re.search(r'href="/audit/(\d+)"', page.text).group(1)
    entry = ada.get(f"/audit/{number}").text
    assert "A team was made" in entry
    assert "West" in entry


def test_a_role_is_changed_on_one_page_with_one_reason(browser_of, app, cast):
    adam = browser_of("adam")
    page = adam.get("/roles/")
    place = re.search(r'href="(/roles/[0-9a-z]{16})"', page.text).group(1)
    form = adam.get(place)
    data = {"csrf_token": token_of(form), "clients:create": "none", "clients:delete": "all"}
    assert adam.post(place, data=data).status_code == 422, "a reason is needed"
    assert adam.post(place, data={**data, "reason": "fewer hands"}).status_code == 302
    with app.app_context(), transaction():
        grants = cast.actor("mara").grants
        assert "clients:create" not in grants
        assert grants["clients:delete"] is Reach.OWN, "the widening waits"
        assert len(access.waiting_changes()) == 1


def test_a_token_is_made_with_scopes_its_person_has_and_ends(app, cast, browser_of):
    sofia = browser_of("sofia")
    page = sofia.get("/profile/").text
    assert 'value="handovers:sign"' in page
    assert 'value="settings:edit"' not in page, "only what she may do herself"
    form = {"csrf_token": token_of(sofia.get("/profile/")), "name": "nightly", "days": "30"}
    stranger = sofia.post("/profile/tokens/", data={**form, "scopes": "settings:edit"})
    assert stranger.status_code == 302
    made = sofia.post("/profile/tokens/", data={**form, "scopes": ["exports:run"]})
    secret = re.search(r"rm_[\w-]{40,}", made.text).group(0)
    with app.app_context(), transaction():
        actor = sessions.actor_of_token(secret)
        assert actor.scopes == {"exports:run"}
        with pytest.raises(Invalid):
            account.make_token("x", actor=cast.actor("mara"), scopes=["settings:edit"])
        with pytest.raises(Invalid):
            account.make_token("x", actor=cast.actor("sofia"), scopes=["clients:read"])
        clock.turn(dt.timedelta(days=31))
        assert sessions.actor_of_token(secret) is None
