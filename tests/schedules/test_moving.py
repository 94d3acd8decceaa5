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
from rmapp.schedules import operations
from rmapp.schedules.models import ScheduleStep
from rmapp.settings import settings
from rmapp.staff.models import CalendarDay, WorkingHours
from tests.factories import a_client, a_contact_person
from tests.opportunities.stories import submit
from tests.schedules.conftest import fresh, monday, shipped

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


def test_c2_what_full_days_have_put_off_is_shifted_from_where_it_stands(
    app: Flask, cast: Any
) -> None:
    """A first step that found no room for a week goes three working days on from there."""
    with app.app_context(), transaction() as session:
        session.execute(sa.delete(CalendarDay))
        session.execute(sa.delete(WorkingHours))
        mara = cast.actor("mara")
        first = monday()
        for number in range(5):
            day = first + dt.timedelta(days=number)
            for place in range(settings().contacts_a_day):
                contacts.plan(
                    actor=mara,
                    client=a_client(cast, name=f"ООО «Полный {number}-{place}»"),
                    kind=Kind.LETTER,
                    at=dt.datetime.combine(day, dt.time(7), dt.UTC),
                    minutes=15,
                    matter=contacts.Matter(),
                )
        kedr = a_client(cast, name="ООО «Кедр»")
        schedule = operations.start(kedr, shipped(), actor=mara, starts_on=first)
        before = [one.interaction.planned_at.date() for one in fresh(schedule).steps]
        assert before[0] == first + dt.timedelta(days=7), "the week of the start is full"
        preview = operations.preview_shift(fresh(schedule), kedr, 3)
        shifted = operations.shift_rest(
            schedule, actor=mara, version=fresh(schedule).version, days=3
        )
        after = [one.interaction.planned_at.date() for one in fresh(shifted).steps]
        assert after[0] == first + dt.timedelta(days=10)
        assert all(later > sooner for sooner, later in zip(before, after, strict=True))
        assert [placed.at.date() for placed in preview.values()] == after
        again = operations.shift_rest(shifted, actor=mara, version=fresh(shifted).version, days=1)
        assert fresh(again).steps[0].interaction.planned_at.date() == after[0] + dt.timedelta(1)
