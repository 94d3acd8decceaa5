"""Holidays entered later, absences and hours of work: what stands on days off is moved (C2)."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import Flask

from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.interactions.models import Interaction
from rmapp.notices.models import Notice
from rmapp.schedules import operations, queries
from rmapp.schedules.models import Schedule
from rmapp.schedules.words import StepState
from rmapp.staff import administration
from rmapp.staff.models import AbsenceKind, CalendarDay, Employee, WorkingHours
from rmapp.staff.seeds import seed
from tests.factories import a_client
from tests.schedules.conftest import fresh, monday, shipped
from tests.schedules.test_pages import hidden, page

MOSCOW = ZoneInfo("Europe/Moscow")


def days_of(schedule: Schedule) -> list[dt.date]:
    """The local days of what is planned, in the order of the steps."""
    return [
        one.interaction.planned_at.astimezone(MOSCOW).date()
        for one in schedule.steps
        if one.state is StepState.PLANNED and one.interaction is not None
    ]


def closed(cast: Any, day: dt.date) -> int:
    """``day`` becomes a holiday of the bank."""
    return administration.set_day(
        day, is_working=False, title="День банка", actor=cast.actor("adam")
    )


def mara_of(cast: Any) -> Employee:
    return db.session.get_one(Employee, cast.ids["mara"])


def test_c2_a_holiday_entered_while_schedules_run_tells_their_managers_and_moves_after_a_look(
    cast, scene, started
):
    schedule = started(a_client(cast, name="ООО «Праздник»"))
    was = days_of(schedule)
    assert closed(cast, was[1]) == 1
    told = db.session.scalars(sa.select(Notice).where(Notice.kind == "schedule:day-off")).all()
    assert [(one.employee_id, one.params["day"]) for one in told] == [
        (cast.ids["mara"], was[1].isoformat())
    ]
    mara = cast.actor("mara")
    shown = operations.preview_days_off(mara_of(cast), actor=mara)
    hit = [one for one in shown if one.is_hit]
    assert [one.interaction.planned_at.astimezone(MOSCOW).date() for one in hit] == [was[1]]
    assert days_of(fresh(schedule)) == was, "a look changes nothing"
    assert queries.on_days_off([mara_of(cast)], actor=mara) == {cast.ids["mara"]: 1}
    wanted = sum(one.moves for one in shown)
    moved = operations.clear_days_off(
        mara_of(cast), [one.interaction.public_id for one in hit], actor=mara
    )
    assert moved == wanted
    now = days_of(fresh(schedule))
    assert was[1] not in now
    assert now == sorted(now), "the order of the steps is kept"
    assert operations.preview_days_off(mara_of(cast), actor=mara) == []


def test_c2_holidays_of_a_new_year_filled_in_at_a_start_tell_whoever_has_planned_on_them(
    cast, scene, planned_loose
):
    """As a holiday that is entered by hand: once, and nobody of a day that has passed."""
    this = clock.today("Europe/Moscow").year
    db.session.execute(sa.delete(CalendarDay).where(CalendarDay.day >= dt.date(this + 1, 1, 1)))
    eve = dt.date(this + 1, 1, 5)
    while eve.weekday() > 4:
        eve += dt.timedelta(days=1)
    planned_loose(eve)
    seed()
    told = db.session.scalars(sa.select(Notice).where(Notice.kind == "schedule:day-off")).all()
    assert [(one.employee_id, one.params) for one in told] == [
        (cast.ids["mara"], {"day": eve.isoformat(), "count": 1})
    ]
    seed()
    assert administration.seed_years("RU", [this, this + 1]) == 0
    assert len(db.session.scalars(sa.select(Notice.id)).all()) == 1


def test_c2_a_holiday_and_an_absence_that_overlap_are_both_passed_over(
    cast, scene, started, planned_loose
):
    loose = planned_loose(monday() + dt.timedelta(days=1))
    schedule = started(a_client(cast, name="ООО «Внахлёст»"))
    first, mara = monday(), cast.actor("mara")
    operations.enter_absence(
        mara_of(cast), actor=mara, kind=AbsenceKind.LEAVE,
        first=first, last=first + dt.timedelta(days=2), replans=False,
    )  # fmt: skip
    for ahead in (2, 3):
        closed(cast, first + dt.timedelta(days=ahead))
    shown = operations.preview_days_off(mara_of(cast), actor=mara)
    assert loose.id in {one.interaction.id for one in shown if one.is_hit}
    ids = [one.interaction.public_id for one in shown if one.is_hit]
    assert operations.clear_days_off(mara_of(cast), ids, actor=mara)
    off = {first + dt.timedelta(days=ahead) for ahead in range(4)}
    db.session.refresh(loose)
    assert loose.planned_at.astimezone(MOSCOW).date() not in off
    assert not off & set(days_of(fresh(schedule)))


def test_c2_what_is_planned_on_a_plain_weekend_was_meant_and_stays(cast, scene, planned_loose):
    planned_loose(monday() + dt.timedelta(days=5))
    mara = cast.actor("mara")
    assert operations.preview_days_off(mara_of(cast), actor=mara) == []
    assert queries.on_days_off([mara_of(cast)], actor=mara) == {}


def test_c2_a_worked_saturday_taken_back_tells_whoever_planned_on_it(cast, scene, planned_loose):
    saturday, adam = monday() + dt.timedelta(days=5), cast.actor("adam")
    administration.set_day(saturday, is_working=True, title="", actor=adam)
    planned_loose(saturday)
    assert administration.forget_day(saturday, actor=adam) == 1
    assert administration.set_day(saturday, is_working=True, title="", actor=adam) == 0


def test_c2_new_hours_of_an_employee_show_what_stands_on_days_they_do_not_work(
    cast, scene, planned_loose
):
    loose, mara = planned_loose(monday() + dt.timedelta(days=4)), cast.actor("mara")
    standing = operations.set_hours(mara_of(cast), range(4), dt.time(10), dt.time(16), actor=mara)
    assert standing == 1
    assert queries.on_days_off([mara_of(cast)], actor=mara) == {cast.ids["mara"]: 1}
    operations.clear_days_off(mara_of(cast), [loose.public_id], actor=mara)
    db.session.refresh(loose)
    local = loose.planned_at.astimezone(MOSCOW)
    assert local.weekday() < 4
    assert dt.time(10) <= local.time() < dt.time(16)
    operations.forget_hours(mara_of(cast), actor=mara)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(WorkingHours)) == 0


def test_c2_days_off_are_looked_at_and_cleared_in_the_browser(
    app: Flask, cast: Any, browser_of: Any, statements: Any
) -> None:
    with app.app_context(), transaction():
        schedule = operations.start(
            a_client(cast, name="ООО «Каникулы»"),
            shipped(),
            actor=cast.actor("mara"),
            starts_on=monday(),
        )
        day = days_of(schedule)[2]
    adam, mara, sofia = browser_of("adam"), browser_of("mara"), browser_of("sofia")
    form = hidden(page(adam, "/calendar-days/"), "")
    adam.post(
        "/calendar-days/", data={**form, "day": day.isoformat(), "is_working": "no", "title": "Х"}
    )
    assert "planned contact stands on this day" in page(adam, "/calendar-days/")
    assert "/schedules/days-off" in page(mara, "/schedules/absences")
    week = f"/interactions/week?week={day.isoformat()}"
    assert "1 contact of this week stands on a day off." in page(mara, week)
    team = page(sofia, f"/calendar/team?week={day.isoformat()}")
    assert f"/schedules/days-off?employee={cast.public_ids['mara']}" in team
    shown = page(mara, "/schedules/days-off")
    ids = [one.split('"')[0] for one in shown.split('name="ids" value="')[1:]]
    assert len(ids) == 1
    form = hidden(shown, "schedules/days-off")
    stale = mara.post("/schedules/days-off", data={**form, "ids": ids, "seen": "another"})
    assert "not those you saw" in stale.get_data(as_text=True)
    assert mara.post("/schedules/days-off", data={**form, "ids": ids}).status_code == 302
    with app.app_context():
        at = db.session.scalar(
            sa.select(Interaction.planned_at).where(Interaction.public_id == ids[0])
        )
        assert at.astimezone(MOSCOW).date() > day
    assert "No contact stands on a holiday" in page(mara, "/schedules/days-off")
    key = cast.public_ids["mara"]
    assert page(sofia, f"/schedules/days-off?employee={key}")
    assert "days-off" not in page(sofia, f"/calendar/team?week={day.isoformat()}")
    assert "of this week stand" not in page(mara, week)
    assert mara.get(f"/schedules/days-off?employee={cast.public_ids['max']}").status_code == 404


def test_c2_hours_of_work_are_set_on_their_page_and_taken_back(
    app: Flask, cast: Any, browser_of: Any
) -> None:
    mara = browser_of("mara")
    form = hidden(page(mara, "/schedules/hours"))
    facts = {"opens": "10:00", "closes": "16:30"}
    none = mara.post("/schedules/hours", data={**form, **facts})
    assert "Choose at least one day." in none.get_data(as_text=True)
    turned = mara.post(
        "/schedules/hours", data={**form, "weekdays": ["0"], "opens": "18:00", "closes": "09:00"}
    )
    assert "The end lies before the beginning." in turned.get_data(as_text=True)
    form = hidden(page(mara, "/schedules/hours"))
    kept = mara.post("/schedules/hours", data={**form, **facts, "weekdays": ["1", "3"]})
    assert kept.status_code == 302
    after = page(mara, "/schedules/hours")
    assert 'value="16:30"' in after
    assert (
        mara.post("/schedules/hours/forget", data=hidden(after, "hours/forget")).status_code == 302
    )
    assert "Work as the bank does" not in page(mara, "/schedules/hours")
    assert mara.get(f"/schedules/hours?employee={cast.public_ids['max']}").status_code == 404
