"""A full week stays light: at most 60 KB of HTML and 1,500 elements (quality.md)."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.interactions import operations
from rmapp.interactions.models import Interaction
from rmapp.interactions.words import Kind, Purpose
from rmapp.staff.models import CalendarDay, WorkingHours
from tests.cast import Cast
from tests.factories import a_client

FULL = 140  # contacts, more than anybody holds in a week


@pytest.fixture
def full_week(app: Flask, cast: Cast) -> dt.date:
    """A week of Mara's with twenty-eight contacts a day. Its Monday."""
    with app.app_context(), transaction():
        client = a_client(cast, name="ООО «Северо-Западная строительная компания»")
        today = clock.today("Europe/Moscow")
        monday = today + dt.timedelta(days=7 - today.weekday())
        now, mara = clock.now(), cast.ids["mara"]
        for number in range(FULL):
            day, place = divmod(number, 28)
            starts = dt.datetime.combine(
                monday + dt.timedelta(days=day), dt.time(5), dt.UTC
            ) + dt.timedelta(minutes=30 * (place // 2))
            db.session.add(
                Interaction(
                    client_id=client.id, manager_id=mara, diary_id=mara, created_at=now,
                    kind=Kind.CALL, purpose=Purpose.FIND_NEED, planned_at=starts, minutes=30,
                    ends_at=starts + dt.timedelta(minutes=30),
                    purpose_text="Обсудить потребность в расчётном обслуживании и кредите",
                )
            )  # fmt: skip
    return monday


@pytest.mark.parametrize("view", ["", "&view=list", "&view=agenda"])
def test_a_full_week_is_at_most_60_kb_and_1500_elements(
    full_week: dt.date, browser_of: Any, view: str
) -> None:
    page = browser_of("mara").get(f"/interactions/week?week={full_week.isoformat()}{view}").text
    elements = len(re.findall(r"<[a-z]", page))
    assert page.count("Северо-Западная") >= 25
    assert len(page.encode()) <= 60 * 1024, f"{len(page.encode())} bytes"
    assert elements <= 1_500, f"{elements} elements"


def test_a_full_week_is_listed_day_by_day(full_week: dt.date, browser_of: Any) -> None:
    mara, seen = browser_of("mara"), 0
    for offset in range(5):
        day = full_week + dt.timedelta(days=offset)
        address = f"/interactions/week?week={full_week.isoformat()}&view=list"
        page = mara.get(f"{address}&day={day.isoformat()}").text
        seen += page.count("data-item")
    assert seen == FULL
    nonsense = mara.get(f"{address}&day=2020-01-01x")
    assert nonsense.status_code == 200


def test_c2_c8_the_week_knows_the_days_of_the_person_alone(
    app: Flask, cast: Cast, browser_of: Any
) -> None:
    """Free on Fridays and at work on Saturdays: the planner, its list and the team say so."""
    with app.app_context(), transaction():
        today = clock.today("Europe/Moscow")
        monday = today + dt.timedelta(days=14 - today.weekday())
        db.session.execute(sa.delete(CalendarDay))  # the bank's own days are another matter
        db.session.add_all(
            WorkingHours(
                employee_id=cast.ids["mara"], weekday=one, starts=dt.time(9), ends=dt.time(18)
            )
            for one in (0, 1, 2, 3, 5)
        )
    mara, sofia, max_ = (browser_of(one) for one in ("mara", "sofia", "max"))
    address = f"/interactions/week?week={monday.isoformat()}"
    own = mara.get(address).text
    saturday = f"Sat {(monday + dt.timedelta(days=5)).day}"
    assert own.count("day off") == 1
    assert saturday in own
    assert saturday not in max_.get(address).text
    team = sofia.get(f"/calendar/team?week={monday.isoformat()}").text
    assert saturday in team
    assert "Sun " not in team
    sunday = monday + dt.timedelta(days=6)
    with app.app_context(), transaction():
        operations.plan(
            actor=cast.actor("max"), client=a_client(cast, manager="max"), kind=Kind.CALL,
            at=dt.datetime.combine(sunday, dt.time(9), dt.UTC),
        )  # fmt: skip
    assert f"Sun {sunday.day}" in sofia.get(f"/calendar/team?week={monday.isoformat()}").text


def test_c8_a_contact_outside_the_hours_drawn_says_its_own(
    app: Flask, cast: Cast, browser_of: Any
) -> None:
    """It stands at the edge of the grid: half past one at night is not eight."""
    with app.app_context(), transaction():
        today = clock.today("Europe/Moscow")
        monday = today + dt.timedelta(days=7 - today.weekday())
        for name, at in (("Ночь", dt.time(22, 30)), ("День", dt.time(9)), ("Вечер", dt.time(18))):
            operations.plan(
                actor=cast.actor("mara"),
                client=a_client(cast, name=f"ООО «{name}»"),
                kind=Kind.CALL,
                at=dt.datetime.combine(monday + dt.timedelta(days=1), at, dt.UTC),
                minutes=30,
                matter=operations.Matter(),
            )
    page = browser_of("mara").get(f"/interactions/week?week={monday}").text
    titles = re.findall(r"<b>([^<]*ООО[^<]*)</b>", page)
    assert sorted(titles) == ["01:30 ООО «Ночь»", "21:00 ООО «Вечер»", "ООО «День»"]
