"""C5: whoever calls has the number before them, and records what came of it on the same page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from rmapp.core.transaction import transaction
from rmapp.interactions import operations
from rmapp.interactions.words import Kind
from tests.cast import Cast
from tests.factories import a_client, a_contact_person
from tests.interactions.conftest import in_days


@pytest.mark.parametrize(("kind", "numbers"), [(Kind.CALL, 2), (Kind.VISIT, 0)])
def test_c5_the_outcome_of_a_call_begins_with_the_number_of_whom_it_was_planned_with(
    app: Flask, cast: Cast, browser_of: Any, kind: Kind, numbers: int
) -> None:
    with app.app_context(), transaction():
        firm = a_client(cast, name="ООО «Кедр»", phones=["+79472321964"])
        person = a_contact_person(firm, name="Ветров Илья", phone="+79161234567")
        contact = operations.plan(
            actor=cast.actor("mara"),
            client=firm,
            kind=kind,
            at=in_days(1),
            matter=operations.Matter(contact_person_id=person.id),
        ).public_id
    page = browser_of("mara").get(f"/interactions/{contact}/outcome").text
    found = re.findall(r'href="tel:([^"]+)"', page)
    assert found == ["+79161234567", "+79472321964"][:numbers]


def test_c2_where_a_contact_is_moved_the_absence_of_the_whole_day_is_offered(
    app: Flask, cast: Cast, browser_of: Any
) -> None:
    with app.app_context(), transaction():
        contact = operations.plan(
            actor=cast.actor("mara"), client=a_client(cast), kind=Kind.CALL, at=in_days(1)
        ).public_id
    mara = browser_of("mara")
    assert "/schedules/absences" in mara.get(f"/interactions/{contact}/move").text
    form = mara.get("/schedules/absences?kind=illness").text
    first, last = re.findall(r'type="date"[^>]*value="(\d{4}-\d\d-\d\d)"', form)
    assert first == last, "most are entered on their first day"
    assert re.search(r'<option selected value="illness"', form)
