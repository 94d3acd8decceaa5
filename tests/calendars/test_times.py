"""One table of times: zone × hour × date over nights in which clocks change, 29 February, the ends
of years and midnight; planning, reminders, feed and invitations are held to it (C2, C3, C8).

The moments were computed by the C library's own tables and written down; "" is a time that the
clocks skip. Of a time that comes twice the first is meant.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from rmapp.calendars import ics
from rmapp.calendars.mails import when
from rmapp.calendars.operations import remind
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.interactions import operations
from rmapp.interactions.rules.reminders import DAY, reminder_at
from rmapp.interactions.rules.times import NoSuchTime, day_bounds, moment_of, nearest_moment
from rmapp.interactions.words import Kind, Rank
from rmapp.notices.models import Notice
from tests.calendars.conftest import strictly
from tests.factories import a_client

NOW = dt.datetime(2026, 11, 29, 12, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
TABLE = """
Europe/Moscow|2027-12-31 23:45|2027-12-31 20:45
Europe/Moscow|2028-01-01 00:00|2027-12-31 21:00
Europe/Moscow|2028-02-29 10:00|2028-02-29 07:00
Europe/Moscow|2027-03-28 02:30|2027-03-27 23:30
Europe/Berlin|2027-03-27 10:00|2027-03-27 09:00
Europe/Berlin|2027-03-28 01:59|2027-03-28 00:59
Europe/Berlin|2027-03-28 02:30|
Europe/Berlin|2027-03-28 03:00|2027-03-28 01:00
Europe/Berlin|2027-10-30 10:00|2027-10-30 08:00
Europe/Berlin|2027-10-31 02:30|2027-10-31 00:30
Europe/Berlin|2027-10-31 10:00|2027-10-31 09:00
Europe/Berlin|2027-12-31 23:59|2027-12-31 22:59
America/New_York|2027-03-14 02:30|
America/New_York|2027-03-14 10:00|2027-03-14 14:00
America/New_York|2027-11-07 00:30|2027-11-07 04:30
America/New_York|2027-11-07 10:00|2027-11-07 15:00
America/New_York|2028-02-29 23:45|2028-03-01 04:45
America/New_York|2027-12-31 23:45|2028-01-01 04:45
America/Santiago|2027-04-03 10:00|2027-04-03 13:00
America/Santiago|2027-04-04 00:00|2027-04-04 04:00
America/Santiago|2027-09-05 00:00|
America/Santiago|2027-09-05 00:30|
America/Santiago|2027-09-05 10:00|2027-09-05 13:00
Australia/Sydney|2027-04-03 10:00|2027-04-02 23:00
Australia/Sydney|2027-04-04 10:00|2027-04-04 00:00
Australia/Sydney|2027-10-03 02:30|
Australia/Sydney|2027-10-03 10:00|2027-10-02 23:00
Australia/Sydney|2028-02-29 00:15|2028-02-28 13:15
Australia/Lord_Howe|2027-04-04 10:00|2027-04-03 23:30
Australia/Lord_Howe|2027-10-03 02:15|
Australia/Lord_Howe|2027-10-03 10:00|2027-10-02 23:00
Pacific/Auckland|2027-04-04 10:00|2027-04-03 22:00
Pacific/Auckland|2027-09-26 02:30|
Pacific/Auckland|2027-09-26 10:00|2027-09-25 21:00
Pacific/Auckland|2028-01-01 00:00|2027-12-31 11:00
Asia/Kathmandu|2028-02-29 23:45|2028-02-29 18:00
Asia/Kathmandu|2027-12-31 10:00|2027-12-31 04:15
Pacific/Kiritimati|2028-01-01 00:30|2027-12-31 10:30
Pacific/Pago_Pago|2027-12-31 23:45|2028-01-01 10:45
Asia/Almaty|2028-02-29 00:00|2028-02-28 19:00
Asia/Almaty|2027-12-31 23:45|2027-12-31 18:45
"""
WRITING = "%Y-%m-%d %H:%M"
ROWS = [
    (zone, dt.datetime.fromisoformat(local), dt.datetime.fromisoformat(utc).replace(tzinfo=dt.UTC))
    for zone, local, utc in (row.split("|") for row in TABLE.split("\n") if row)
    if utc
]
SKIPPED = [
    (zone, dt.datetime.fromisoformat(local))
    for zone, local, utc in (row.split("|") for row in TABLE.split("\n") if row)
    if not utc
]


@pytest.mark.parametrize(("zone", "local", "moment"), ROWS)
def test_c8_planning_reminder_feed_and_invitation_mean_the_same_moment(
    app: Any, zone: str, local: dt.datetime, moment: dt.datetime
) -> None:
    place = ZoneInfo(zone)
    at = moment_of(local.date(), local.time(), zone)  # planning
    assert at == moment
    assert at.astimezone(place).strftime(WRITING) == local.strftime(WRITING)
    starts, ends = day_bounds(local.date(), zone)
    assert starts <= at < ends, "the day of My day, the week and the month"

    assert reminder_at(at, 15, zone) == at - 15 * MINUTE
    assert reminder_at(at, 60, zone) == at - 60 * MINUTE
    eve = reminder_at(at, DAY, zone).astimezone(place)
    wanted = nearest_moment(local.date() - dt.timedelta(days=1), local.time(), zone)
    assert eve == wanted.astimezone(place), "a day before is the same hour on the clock"
    assert reminder_at(at, DAY + 60, zone) == eve - 60 * MINUTE

    entry = ics.Entry(
        "a@b", 0, at.astimezone(place), at + 45 * MINUTE, NOW, "Visit", reminds_at=eve
    )
    person = ics.Person("Ann", "a@b.example")
    sent = ics.invitation(entry, organizer=person, reader=person, is_taken_back=False)
    for raw in (ics.feed([entry], name="Diary"), sent):
        [event] = strictly(raw).walk("VEVENT")
        assert (event["dtstart"].dt, event["dtend"].dt) == (moment, moment + 45 * MINUTE)
        [alarm] = event.walk("VALARM")
        assert alarm["trigger"].dt == eve
        assert b"TZID" not in raw, "no table of zones is trusted"
    with app.test_request_context("/"):
        words = when(at, at + 45 * MINUTE, zone, "en")
    assert local.strftime("%H:%M") in words
    assert f"{local.day} {local:%B} {local.year}" in words


@pytest.mark.parametrize(("zone", "local"), SKIPPED)
def test_c8_a_time_that_the_clocks_skip_is_refused_by_people_and_moved_by_the_desk(
    zone: str, local: dt.datetime
) -> None:
    with pytest.raises(NoSuchTime):
        moment_of(local.date(), local.time(), zone)
    later = nearest_moment(local.date(), local.time(), zone).astimezone(ZoneInfo(zone))
    assert later.replace(tzinfo=None) > local
    assert later.replace(tzinfo=None) - local <= dt.timedelta(hours=1)


def told(employee_id: int) -> list[Notice]:
    return list(
        db.session.scalars(
            sa.select(Notice)
            .where(Notice.kind == "contact:soon", Notice.employee_id == employee_id)
            .order_by(Notice.id)
        )
    )


def test_c3_whoever_has_a_contact_soon_is_reminded_once_and_anew_when_it_moves(
    scene: Any, cast: Any
) -> None:
    mara, now = cast.actor("mara"), clock.now()
    facts: dict[str, Any] = {"actor": mara, "client": a_client(cast), "kind": Kind.MEETING}
    soon = operations.plan(
        at=now + 10 * MINUTE,
        matter=operations.Matter(remind_minutes=15, seniors=[(cast.ids["stefan"], Rank.HEAD)]),
        **facts,
    )
    operations.plan(at=now + 120 * MINUTE, matter=operations.Matter(remind_minutes=60), **facts)
    operations.plan(at=now + 300 * MINUTE, **facts)
    assert remind() == 2, "the manager and the colleague who takes part"
    assert remind() == 0
    [notice] = told(cast.ids["mara"])
    assert (notice.endpoint, notice.values) == (
        "interactions.joining",
        {"public_id": soon.public_id},
    )
    assert " · Meeting, " in notice.params["when"], "C3: what it is, not only when and with whom"
    assert len(told(cast.ids["stefan"])) == 1
    operations.reschedule(soon, actor=mara, version=soon.version, at=now + 12 * MINUTE)
    assert remind() == 2
    operations.cancel(soon, actor=mara, version=soon.version, reason="ill")
    assert remind() == 0
