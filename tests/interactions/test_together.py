"""C3, C5: colleagues who take part, points ticked, needs that become opportunities, promises."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.errors import Conflict, Invalid
from rmapp.core.transaction import transaction
from rmapp.interactions import operations, queries
from rmapp.interactions.models import Interaction, Promise
from rmapp.interactions.rules.times import day_bounds
from rmapp.interactions.words import Kind, NoNextReason, Rank, Result
from rmapp.notices.models import Notice
from rmapp.opportunities.models import Opportunity
from rmapp.oversight.promises import escalate_promises
from rmapp.staff.models import Absence, AbsenceKind
from tests.cast import Cast
from tests.factories import a_client
from tests.interactions.conftest import in_days


def visit(cast: Cast, who: str = "mara", *, days: int = 1, hour: int = 12, **values: Any) -> Any:
    client = values.pop("client", None) or a_client(cast, name=f"ООО «{who}»", manager=who)
    return operations.plan(
        actor=cast.actor(who),
        client=client,
        kind=Kind.VISIT,
        at=in_days(days, hour),
        matter=operations.Matter(**values),
    )


def test_c3_a_colleague_with_another_meeting_cannot_be_taken_along(cast: Cast, scene: Any) -> None:
    sofia = [(cast.ids["sofia"], Rank.HEAD)]
    visit(cast, "max", seniors=sofia)
    with pytest.raises(Invalid) as refusal, db.session.begin_nested():
        visit(cast, seniors=sofia)
    assert "Berg" in str(refusal.value.fields["seniors"][0])
    assert "max" not in str(refusal.value.fields["seniors"][0])
    later = visit(cast, hour=15, seniors=sofia)
    with pytest.raises(Invalid) as moved, db.session.begin_nested():
        operations.reschedule(
            later, actor=cast.actor("mara"), version=later.version, at=in_days(1, 12)
        )
    assert "Berg" in str(moved.value.fields["at"][0])


def test_c3_a_colleague_who_is_away_cannot_be_taken_along(cast: Cast, scene: Any) -> None:
    day = in_days(1).date()
    db.session.add(
        Absence(employee_id=cast.ids["sofia"], kind=AbsenceKind.LEAVE, starts_on=day, ends_on=day)
    )
    db.session.flush()
    with pytest.raises(Invalid) as refusal:
        visit(cast, seniors=[(cast.ids["sofia"], Rank.HEAD)])
    assert "Berg" in str(refusal.value.fields["seniors"][0])


def test_c3_who_takes_part_sees_the_contact_without_reach_of_the_client(
    app: Flask, browser_of: Any, cast: Cast
) -> None:
    with app.app_context(), transaction():
        meeting = visit(cast, seniors=[(cast.ids["stefan"], Rank.BOARD)])
        pid, monday = meeting.public_id, meeting.planned_at.date()
    stefan = browser_of("stefan")
    week = stefan.get(f"/interactions/week?week={monday.isoformat()}")
    assert f"/interactions/joining/{pid}" in week.text
    joining = stefan.get(f"/interactions/joining/{pid}")
    assert joining.status_code == 200
    assert "ООО «mara»" in joining.text
    assert stefan.get(f"/interactions/{pid}").status_code == 404
    assert browser_of("otto").get(f"/interactions/joining/{pid}").status_code == 404
    assert browser_of("mara").get(f"/interactions/joining/{pid}").status_code == 302


def test_c8_who_takes_part_sees_it_in_their_day_and_month_and_who_watches_them_only_within_reach(
    app: Flask, browser_of: Any, cast: Cast
) -> None:
    with app.app_context(), transaction():
        today = clock.today("Europe/Moscow")
        meeting = visit(cast, seniors=[(cast.ids["otto"], Rank.EXPERT)])
        meeting.planned_at = day_bounds(today, "Europe/Moscow")[1] - dt.timedelta(hours=1)
        meeting.ends_at = meeting.planned_at + dt.timedelta(minutes=45)
        pid, month = meeting.public_id, meeting.planned_at.strftime("%Y-%m")
    otto, stefan = browser_of("otto"), browser_of("stefan")
    for path in ("/", f"/calendar/month?month={month}"):
        page = otto.get(path)
        assert f"/interactions/joining/{pid}" in page.text, path
        assert "ООО «mara»" in page.text
        assert f"/interactions/{pid}/outcome" not in page.text, "it is a colleague's to record"
    for path in (f"/team/{cast.public_ids['otto']}", f"/calendar/month?month={month}&of="):
        address = path + (cast.public_ids["otto"] if path.endswith("=") else "")
        page = stefan.get(address)
        assert page.status_code == 200
        assert "ООО «mara»" not in page.text, address
    team = stefan.get(f"/calendar/team?week={today.isoformat()}")
    assert team.status_code == 200


def test_c3_points_are_ticked_during_the_talk_and_stay(
    app: Flask, browser_of: Any, cast: Cast
) -> None:
    with app.app_context(), transaction():
        meeting = visit(cast, structure=["Who we are", "Their banks", "Next step"])
        pid, version = meeting.public_id, meeting.version
    mara = browser_of("mara")
    token = re.search(r'name="csrf-token" content="([^"]+)"', mara.get("/").text)
    assert token
    done = mara.post(
        f"/interactions/{pid}/ticks", data={"point": ["0", "2", "77"], "csrf_token": token[1]}
    )
    assert done.status_code == 302
    with app.app_context(), transaction():
        found = db.session.scalars(sa.select(Interaction).where(Interaction.public_id == pid)).one()
        assert found.ticked == [0, 2]
        assert found.version == version, "a form that is open stays good"
        operations.cancel(found, actor=cast.actor("mara"), version=version, reason="ill")
        with pytest.raises(Conflict):
            operations.tick(found, [1], actor=cast.actor("mara"))


def test_c5_a_need_becomes_an_opportunity_with_one_tick(cast: Cast, scene: Any) -> None:
    meeting, mara = visit(cast), cast.actor("mara")
    outcome: dict[str, Any] = {
        "result": Result.HELD,
        "no_next_reason": NoNextReason.WAITS,
        "wants_opportunity": True,
    }
    with pytest.raises(Invalid) as refusal, db.session.begin_nested():
        operations.record_outcome(
            meeting, operations.Outcome(**outcome), actor=mara, version=meeting.version
        )
    assert "need" in refusal.value.fields
    db.session.refresh(meeting)
    outcome["need"] = "Salary project for 40 people"
    operations.record_outcome(
        meeting, operations.Outcome(**outcome), actor=mara, version=meeting.version
    )
    made = db.session.scalars(
        sa.select(Opportunity).where(Opportunity.client_id == meeting.client_id)
    ).one()
    assert made.title == made.need == "Salary project for 40 people"


def test_c5_an_overdue_promise_reaches_the_supervisor_once(cast: Cast, scene: Any) -> None:
    client = a_client(cast)
    promise = operations.make_promise(
        client,
        actor=cast.actor("mara"),
        text="Send the tariffs",
        due_on=clock.today("Europe/Moscow"),
    )
    assert escalate_promises() == 0
    promise.due_on = clock.today(None) - dt.timedelta(days=14)
    db.session.flush()
    assert escalate_promises() == 1
    assert escalate_promises() == 0
    told = db.session.scalars(sa.select(Notice).where(Notice.kind == "promise:overdue")).one()
    assert told.employee_id == cast.ids["sofia"]
    assert queries.promises_of(client.id) == [db.session.get_one(Promise, promise.id)]
