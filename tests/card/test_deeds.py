"""C3, X6: the buttons at the head of a client's card open what they are called."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from rmapp.clients.models import Client, ClientPhone
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from tests.cast import Cast
from tests.factories import a_client, a_contact_person
from tests.interactions.reading import fields_of
from tests.opportunities.stories import an_opportunity

MOSCOW = dt.timezone(dt.timedelta(hours=3))


@pytest.fixture
def client(app: Flask, cast: Cast) -> str:
    """The public id of a firm of Mara's with two numbers, one of them wrong, and a head."""
    with app.app_context(), transaction():
        made = a_client(cast, name="ООО «Кедр»")
        person = a_contact_person(made, name="Кузнецова Анна")
        person.phone = "+74955550102"
        db.session.add_all(
            [
                ClientPhone(client_id=made.id, number="+74955550101"),
                ClientPhone(client_id=made.id, number="+74955550199", is_invalid=True),
            ]
        )
        return made.public_id


def _behind(browser: Any, client: str, label: str) -> str:
    """The address of the button ``label`` of the card."""
    page = browser.get(f"/clients/{client}").text
    button = rf'<a class="btn[^"]*" href="([^"]+)"[^>]*>(?:<svg[^>]*><use[^>]*></svg>)?{label}</a>'
    found = re.search(button, page)
    assert found, label
    return html.unescape(found[1])


def test_c3_call_shows_the_numbers_to_ring_and_takes_down_what_comes_of_it(
    browser_of: Any, client: str
) -> None:
    mara = browser_of("mara")
    path = _behind(mara, client, "Call")
    page = mara.get(path).text
    for number in ("+74955550101", "+74955550102"):
        assert f'href="tel:{number}"' in page
    assert "+74955550199" not in page, "a wrong number"
    assert "Кузнецова Анна" in page
    form = fields_of(page)
    answer = mara.post(path, data={**form, "result": "not_reached"})
    assert (answer.status_code, answer.location) == (302, f"/clients/{client}")


def test_c3_write_an_e_mail_opens_a_letter_for_now_and_then_the_page_that_sends_it(
    browser_of: Any, client: str
) -> None:
    mara = browser_of("mara")
    path = _behind(mara, client, "Write an e-mail")
    page = mara.get(path).text
    assert re.search("<h1[^>]*>Write an e-mail", page), re.findall("<h1.*", page)
    assert "Save, look and send" in page
    form = fields_of(page)
    at = dt.datetime.fromisoformat(form["at"]).replace(tzinfo=MOSCOW)
    assert dt.timedelta() <= at - dt.datetime.now(MOSCOW) + dt.timedelta(minutes=2)
    assert at - dt.datetime.now(MOSCOW) <= dt.timedelta(minutes=16)
    assert at.minute % 15 == 0
    answer = mara.post(path, data={**form, "subject": "Тариф", "body": "Добрый день"})
    assert answer.status_code == 302, answer.text
    assert "/interactions/" in answer.location, "where it is sent"


def test_x6_propose_asks_for_which_opportunity_and_leads_to_its_proposal(
    app: Flask, cast: Cast, browser_of: Any, client: str
) -> None:
    mara = browser_of("mara")
    path = _behind(mara, client, "Propose")
    page = mara.get(path).text
    assert "None is open with this client." in page, page[page.index("<main") :][:3000]
    first = html.unescape(re.search(r'href="(/opportunities/new\?[^"]+)"', page)[1])
    made = mara.post(first, data={**fields_of(mara.get(first).text), "title": "Эквайринг"})
    assert made.status_code == 302, made.text
    assert made.location.startswith("/proposals/new?opportunity=")
    again = mara.get(path)
    assert (again.status_code, again.location) == (302, made.location), "its one opportunity"
    with app.app_context(), transaction():
        found = db.session.execute(
            sa.select(ClientPhone.client_id).where(ClientPhone.number == "+74955550101")
        ).scalar_one()
        an_opportunity(db.session.get(Client, found), cast.actor("mara"), "acquiring", "payroll")
    assert mara.get(path).text.count('href="/proposals/new?opportunity=') == 2


def test_x6_a_foreign_client_is_not_found_behind_propose(browser_of: Any, client: str) -> None:
    assert browser_of("otto").get(f"/proposals/new?client={client}").status_code == 404
