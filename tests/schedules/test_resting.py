"""C2, C6: a client whose schedule rests until a day named has a next step, the same everywhere."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_babel import force_locale

from rmapp.clients.models import Client
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.interactions.models import Interaction, InteractionState
from rmapp.schedules import operations
from rmapp.schedules.models import Schedule
from tests.cast import Cast
from tests.factories import a_client
from tests.schedules.conftest import monday, shipped

WHY = "Ждём отчётность"


@pytest.fixture
def rest(app: Flask, cast: Cast) -> Any:
    """``rest(days)``: the public id of a firm of Mara's whose schedule rests so long; None: until
    somebody lets it go on."""

    def make(days: int | None) -> str:
        with app.app_context(), transaction():
            mara, client = cast.actor("mara"), a_client(cast, name="ООО «Кедр»")
            schedule = operations.start(
                client, shipped(), actor=mara, starts_on=monday(), owner=None
            )
            until = clock.today(None) + dt.timedelta(days=days) if days else None
            operations.pause(
                schedule, actor=mara, version=schedule.version, reason=WHY, until=until
            )
            return client.public_id

    return make


def _resumes(app: Flask) -> dt.date | None:
    with app.app_context(), transaction():
        return db.session.execute(sa.select(Client.resumes_on)).scalar_one()


def test_c2_a_schedule_that_rests_until_a_day_is_a_next_step_on_every_page(
    app: Flask, browser_of: Any, rest: Any
) -> None:
    client, mara = rest(10), browser_of("mara")
    card = mara.get(f"/clients/{client}").text
    step = card.split("Next step</h2>")[1].split("</section>")[0]
    assert "The schedule goes on by itself on" in step
    assert WHY in step
    assert "No next step" not in step
    assert "Plan a contact" in step, "a contact of its own can be planned all the same"
    assert "paused until" in mara.get("/clients").text
    assert client not in mara.get("/clients?no_step=1").text
    assert client not in mara.get("/day/no_step").text
    assert _figure(mara.get("/").text) == 0


def test_c6_a_schedule_paused_without_a_day_leaves_the_client_without_a_next_step(
    app: Flask, browser_of: Any, rest: Any
) -> None:
    client, mara = rest(None), browser_of("mara")
    step = mara.get(f"/clients/{client}").text.split("Next step</h2>")[1].split("</section>")[0]
    for words in ("No next step", "The schedule is paused without a day.", WHY):
        assert words in step
    assert client in mara.get("/clients?no_step=1").text
    assert client in mara.get("/day/no_step").text
    assert _figure(mara.get("/").text) == 1


def test_c2_what_goes_on_stops_or_cannot_go_on_is_no_rest_any_more(
    app: Flask, cast: Cast, rest: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    rest(10)
    assert _resumes(app) is not None
    with app.app_context(), transaction():
        schedule = db.session.execute(sa.select(Schedule)).scalar_one()
        operations.resume(schedule, actor=cast.actor("mara"), version=schedule.version)
    assert _resumes(app) is None
    with app.app_context(), transaction():
        schedule = db.session.execute(sa.select(Schedule)).scalar_one()
        mara = cast.actor("mara")
        until = clock.today(mara.zone) + dt.timedelta(days=1)
        operations.pause(schedule, actor=mara, version=schedule.version, until=until)
    assert _resumes(app) == until
    with app.app_context(), transaction():
        schedule = db.session.execute(sa.select(Schedule)).scalar_one()
        operations.stop(
            schedule, actor=cast.actor("mara"), version=schedule.version, reason="Не нужно"
        )
    assert _resumes(app) is None


def test_c2_a_schedule_deleted_with_its_rest_leaves_none(app: Flask, rest: Any) -> None:
    rest(10)
    with app.app_context(), transaction():
        db.session.execute(sa.text("DELETE FROM schedule_step"))
        db.session.execute(sa.text("DELETE FROM schedule"))
    assert _resumes(app) is None


def _figure(page: str) -> int:
    """The figure "No next step" of My day."""
    found = re.search(r"No next step</\w+>\s*<\w+[^>]*>\s*(\d+)", page)
    assert found, page[:2000]
    return int(found[1])


def test_c2_a_schedule_let_go_on_by_a_colleague_speaks_the_language_of_its_manager(
    scene: Any, cast: Cast
) -> None:
    """Its goals are read by who works it, whoever lets it go on and whatever the client speaks."""
    with_english, russian = cast.employee("sofia"), cast.employee("mara")
    with_english.language, russian.language = "en", "ru"
    client, mara = a_client(cast, name="Cedar Ltd", language="en"), cast.actor("mara")
    schedule = operations.start(client, shipped(), actor=mara, starts_on=monday())
    operations.pause(schedule, actor=mara, version=schedule.version, reason=WHY)
    with force_locale("en"):
        operations.resume(schedule, actor=cast.actor("sofia"), version=schedule.version)
    goals = db.session.execute(
        sa.select(Interaction.purpose_text).where(
            Interaction.client_id == client.id, Interaction.state == InteractionState.PLANNED
        )
    ).scalars()
    wanted = {one.template_step.goal_ru for one in schedule.steps}
    assert wanted
    assert set(goals) == wanted
