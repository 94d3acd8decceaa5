"""C2, C8: a contact of a schedule goes to another time from its own page and over the API."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from rmapp.core.transaction import transaction
from rmapp.interactions import operations as contacts
from rmapp.interactions.models import Interaction
from rmapp.interactions.queries import interaction_of
from rmapp.interactions.words import Kind, Result
from rmapp.schedules.models import ScheduleStep
from tests.factories import a_client, a_contact_person
from tests.opportunities.stories import submit

ROWS = sa.select(ScheduleStep.position, Interaction.public_id, Interaction.planned_at).join(
    Interaction, Interaction.id == ScheduleStep.interaction_id
)


@pytest.fixture
def steps(app: Flask, cast: Any, started: Any) -> list[Any]:
    """The contacts of an approach to a firm, in order."""
    with app.app_context(), transaction():
        client = a_client(cast, name="ООО «Кедр»")
        a_contact_person(client)
        started(client)
    return planned(app)


def planned(app: Flask) -> list[Any]:
    with app.app_context(), transaction() as session:
        return list(session.execute(ROWS.order_by(ScheduleStep.position)).all())


@pytest.mark.parametrize("place", [0, 1, 2, 4])
def test_c2_a_contact_of_a_schedule_is_moved_from_its_page_and_the_rest_follows(
    app: Flask, steps: list[Any], browser_of: Any, place: int
) -> None:
    """To an hour against which something speaks: the page says so, and the move stands."""
    _position, key, at = steps[place]
    mara = browser_of("mara")
    wanted = (at + dt.timedelta(days=7)).replace(hour=4, minute=30)
    local = wanted + dt.timedelta(hours=3)  # Moscow
    moved = submit(mara, f"/interactions/{key}/move", action="/move", at=f"{local:%Y-%m-%dT%H:%M}")
    assert moved.status_code == 302, moved.text[:400]
    page = mara.get(moved.headers["Location"]).text
    assert "The contact is moved." in page
    now = planned(app)
    assert now[place].planned_at == wanted
    assert all(later.planned_at > wanted for later in now[place + 1 :]), "the order is kept"


def test_c2_a_contact_whose_schedule_has_steps_behind_it_is_moved_from_its_page(
    app: Flask, cast: Any, steps: list[Any], browser_of: Any
) -> None:
    """The page names the client when it tells what speaks against the new time."""
    with app.app_context(), transaction():
        mara = cast.actor("mara")
        for _position, key, _at in steps[:2]:
            contact = interaction_of(key, actor=mara)
            result = Result.SENT if contact.kind is Kind.LETTER else Result.REACHED
            contacts.record_outcome(
                contact, contacts.Outcome(result=result), actor=mara, version=contact.version
            )
    test_c2_a_contact_of_a_schedule_is_moved_from_its_page_and_the_rest_follows(
        app, planned(app), browser_of, 2
    )
