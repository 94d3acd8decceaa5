"""An outcome from a list of clients (C5, D16); what the page of a contact counts (C6)."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask

from rmapp.core.transaction import transaction
from tests.cast import Cast
from tests.factories import a_client
from tests.home.test_day import past
from tests.opportunities.stories import submit

LIST = "https://localhost/clients?sort=name"


def test_c5_what_is_overdue_in_a_list_leads_to_its_outcome_and_back(
    app: Flask, cast: Cast, browser_of: Any
) -> None:
    with app.app_context(), transaction():
        client = a_client(cast, name="ООО «Просрочено»")
        late = past(cast, client, hours=50).public_id
        past(cast, client, hours=-70)
        there = f"/interactions/of/{client.public_id}"
    mara = browser_of("mara")
    page = mara.get("/clients?sort=name").text
    assert f'href="{there}"' in page, "the date is a link"
    assert 'data-of="/interactions/of/*"' in page, "the key O"
    asked = mara.get(there, headers={"Referer": LIST}, base_url="https://localhost").location
    assert asked.startswith(f"/interactions/{late}/outcome")
    answer = submit(mara, asked, action="/outcome", at_once="reached")
    assert answer.location == "/clients?sort=name"


def test_c5_a_client_without_a_contact_due_leads_to_a_contact_nobody_planned(
    app: Flask, cast: Cast, browser_of: Any
) -> None:
    with app.app_context(), transaction():
        client = a_client(cast, name="ООО «Позвонили сами»")
        past(cast, client, hours=-24 * 9)
        key = client.public_id
        foreign = a_client(cast, name="ООО «Чужое»", manager="otto").public_id
    mara = browser_of("mara")
    asked = mara.get(f"/interactions/of/{key}").location
    assert re.match(rf"/interactions/record\?client={key}&back=/clients/{key}", asked)
    assert mara.get(f"/interactions/of/{foreign}").status_code == 404


def test_c6_the_number_of_a_contact_and_the_warning_of_pursuing_too_long_are_one(
    app: Flask, cast: Cast, browser_of: Any
) -> None:
    with app.app_context(), transaction():
        client = a_client(cast, name="ООО «Долго»")
        past(cast, client, hours=-24, contact_number=8)
        contact = past(cast, client, hours=-48, contact_number=8).public_id
    page = browser_of("mara").get(f"/interactions/{contact}").text
    assert "Contact number 9; the bank gives up after" in page
    assert "This is contact 9: the chance" in page
