"""C3, C7: the briefs of a day's visits and meetings as one PDF, the evening before."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from pypdf import PdfReader

from rmapp.core import clock
from rmapp.core.transaction import transaction
from rmapp.interactions import operations
from rmapp.interactions.words import Kind
from tests.factories import a_client

ZONE = dt.timezone(dt.timedelta(hours=3))


@pytest.fixture
def tomorrow(app, stage):
    """A Wednesday of next week, as the reader writes it."""
    with app.app_context(), transaction():
        today = clock.today("Europe/Moscow")
    return today + dt.timedelta(days=9 - today.weekday())


def planned(cast, day, hour, name, kind=Kind.VISIT, manager="mara"):
    client = a_client(cast, name=name, manager=manager)
    at = dt.datetime.combine(day, dt.time(hour), ZONE)
    operations.plan(actor=cast.actor(manager), client=client, kind=kind, at=at)
    return client


def pages_of(answer):
    assert answer.mimetype == "application/pdf"
    return [page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages]


def test_c3_each_visit_and_meeting_of_the_day_is_a_page_in_their_order(
    app, cast, browser_of, tomorrow
):
    with app.app_context(), transaction():
        planned(cast, tomorrow, 15, "ООО «Ива»", Kind.MEETING)
        planned(cast, tomorrow, 10, "ООО «Ель»")
        planned(cast, tomorrow, 12, "ООО «Клён»", Kind.CALL)
        planned(cast, tomorrow + dt.timedelta(days=1), 10, "ООО «Дуб»")
        planned(cast, tomorrow, 11, "ООО «Чужой»", manager="otto")
    mara = browser_of("mara")
    first, second = pages_of(mara.get(f"/day/briefs.pdf?day={tomorrow}"))
    assert "Ель" in first
    assert "Ива" in second
    listed = mara.get(f"/interactions/week?week={tomorrow}&view=list").text
    assert f"/day/briefs.pdf?day={tomorrow}" in listed


def test_c3_a_full_day_is_drawn_five_at_a_time(app, cast, browser_of, tomorrow):
    with app.app_context(), transaction():
        for hour in range(9, 16):
            planned(cast, tomorrow, hour, f"ООО «Роща {hour}»", Kind.MEETING)
    mara = browser_of("mara")
    assert len(pages_of(mara.get(f"/day/briefs.pdf?day={tomorrow}"))) == 5
    rest = pages_of(mara.get(f"/day/briefs.pdf?day={tomorrow}&after=5"))
    assert ["Роща 14" in rest[0], "Роща 15" in rest[1]] == [True, True]
    assert f"/day/briefs.pdf?day={tomorrow}&amp;after=5" in (
        mara.get(f"/interactions/week?week={tomorrow}&view=list").text
    )


@pytest.mark.parametrize("day", ["", "no-day", "0000-00-00", "9999-12-31"])
def test_c3_a_day_without_a_visit_says_so_and_leads_to_the_week(cast, browser_of, day):
    answer = browser_of("mara").get(f"/day/briefs.pdf?day={day}&after=-1")
    assert answer.status_code == 302
    assert "view=list" in answer.location
