"""The first screens of somebody new: empty days teach and lead on (C7, D1)."""

from __future__ import annotations

from rmapp.core.transaction import transaction
from tests.factories import a_client


def test_c7_an_empty_day_of_somebody_new_says_how_to_begin(browser_of):
    page = browser_of("mara").get("/").text
    assert "/clients/new" in page
    assert "/imports/new" in page
    assert "nobody is silent too long" not in page
    assert "/day/fill" not in page, "there is nobody to fill a week with"


def test_c7_with_the_first_client_the_day_asks_for_its_next_step(app, stage, cast, browser_of):
    with app.app_context(), transaction():
        first = a_client(cast, name="ООО «Первый»").public_id
    page = browser_of("mara").get("/").text
    assert f"client={first}" in page
    assert "/imports/new" not in page.split('id="work"')[1].split("</section>")[0]


def test_c7_the_watched_day_of_somebody_new_tells_the_supervisor_so(cast, browser_of):
    page = browser_of("sofia").get(f"/team/{cast.public_ids['mara']}").text
    work = page.split('id="work"')[1].split("</section>")[0]
    assert "serves no clients yet" in work or "ни одного клиента" in work
    assert "/imports/new" not in work


def test_c7_a_supervisor_of_an_empty_team_is_led_to_the_colleagues(app, stage, cast, browser_of):
    with app.app_context(), transaction():
        cast.employee("stefan").team_id = cast.teams["South"]
        cast.employee("otto").team_id = None
    page = browser_of("stefan").get("/team").text
    assert "Nobody works in your teams yet" in page or "пока никого нет" in page
    assert 'href="/staff/"' in page
