"""The first screens of somebody new: empty days teach and lead on (C7, D1)."""

from __future__ import annotations

import re

from rmapp.core.transaction import transaction
from tests.factories import a_client
from tests.home.test_day import past


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


def test_s2_a_case_of_ones_people_opens_at_once_and_belongs_to_the_team_desk(
    app, stage, cast, browser_of
):
    with app.app_context(), transaction():
        contact = past(cast, a_client(cast, name="ООО «Ель»"), hours=20).public_id
    sofia = browser_of("sofia")
    for path in (
        f"/day/overdue?of={cast.public_ids['mara']}",
        "/team/cases/overdue",
        f"/team/{cast.public_ids['mara']}",
    ):
        page = sofia.get(path).text
        assert f'/interactions/{contact}"' in page, path
        current = re.findall(r'<a href="([^"]+)"[^>]*aria-current="page"', page)
        assert "/team" in current, path
        assert "/" not in current, path
        assert "просрочено на 0" not in page, path
        assert "overdue by 0" not in page, path
