"""Fill my week: by worth into free capacity, seen before it is done, undone after (C9)."""

import datetime as dt
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from rmapp.bulk.models import BulkDeed
from rmapp.clients.models import Lifecycle
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.core.working_days import WorkingCalendar
from rmapp.home.filling import AHEAD, LEAD, fill, since, soonest
from rmapp.home.queries import Waiting
from rmapp.home.rules import Need, Task
from rmapp.interactions.models import Interaction
from rmapp.schedules.rules.steps import Diary
from tests.bulk.test_bulk import undone
from tests.dossiers.test_creating import hidden
from tests.factories import a_client

NOW = dt.datetime(2026, 11, 25, 6, 0, tzinfo=dt.UTC)
ZONES = st.sampled_from(["Europe/Moscow", "Asia/Vladivostok", "America/New_York"])


def one(number, zone):
    task = Task(need=Need.SILENT, client_public_id=str(number), client_name="x", days=200)
    return Waiting(task, number, zone, None, None)


@given(st.lists(ZONES, max_size=40), st.integers(1, 6), st.integers(0, 6))
def test_c9_a_filled_week_never_exceeds_the_day_nor_leaves_the_week(zones, capacity, taken):
    day = dt.date(2026, 11, 25)
    diary = Diary(WorkingCalendar(), "Europe/Moscow", capacity, {day: taken})
    slots = fill([one(n, z) for n, z in enumerate(zones)], diary=diary, today=day, now=NOW)
    by_day: dict[dt.date, int] = {day: taken}
    for slot in slots:
        local = slot.at.astimezone(dt.timezone(dt.timedelta(hours=3)))
        assert NOW <= slot.at < NOW + AHEAD
        assert local.weekday() < 5
        by_day[local.date()] = by_day.get(local.date(), 0) + 1
    assert all(count <= max(capacity, taken) for count in by_day.values())
    assert len({slot.waiting.client_id for slot in slots}) == len(slots)


@given(st.integers(0, 200_000_000), st.integers(-90, 90))
def test_c9_a_proposal_leaves_time_to_look_at_it_and_stands_as_long_as_it_can_be_met(
    seconds, minutes
):
    now = NOW + dt.timedelta(seconds=seconds)
    first = soonest(now)
    assert LEAD <= first - now <= LEAD + dt.timedelta(minutes=15)
    assert (first.minute % 15, first.second, first.microsecond) == (0, 0, 0)
    later = now + dt.timedelta(minutes=minutes)
    stands = later <= first <= soonest(later)
    assert since(first.isoformat(), later) == (first if stands else soonest(later))
    for nonsense in ("", "x", first.replace(tzinfo=None).isoformat()):
        assert since(nonsense, now) == first


def test_c9_the_proposal_is_carried_out_though_the_clock_has_passed_a_quarter(
    app, cast, browser_of, monkeypatch
):
    with app.app_context(), transaction():
        a_client(cast, name="ООО «Молчит»", lifecycle=Lifecycle.CLIENT, days_ago=300)
    mara = browser_of("mara")
    page = mara.get("/day/fill").text
    ids = [part.split('"')[0] for part in page.split('name="ids" value="')[1:]]
    with app.app_context():
        later = clock.now() + dt.timedelta(minutes=20)
    there = SimpleNamespace(now=lambda: later, today=clock.today)
    monkeypatch.setattr("rmapp.home.views.filling.clock", there)
    answer = mara.post("/day/fill", data={**kept(page), "ids": ids})
    assert answer.status_code == 302, answer.text


def kept(page):
    given = {name: page.split(f'name="{name}" value="')[1] for name in ("seen", "since")}
    return {**hidden(page), **{name: rest.split('"')[0] for name, rest in given.items()}}


def test_c9_a_week_is_filled_from_the_page_and_undone(app, cast, browser_of, statements):
    with app.app_context(), transaction():
        for number in range(3):
            a_client(cast, name=f"ООО «Молчит {number}»", lifecycle=Lifecycle.CLIENT, days_ago=300)
        a_client(cast, name="ООО «Проспект»")
        a_client(cast, name="ООО «Недавно»", lifecycle=Lifecycle.CLIENT, days_ago=3)
    mara = browser_of("mara")
    statements.clear()
    page = mara.get("/day/fill")
    assert len(statements) <= 12, "\n".join(statements)
    assert page.text.count('name="ids"') == 4
    assert "Недавно" not in page.text
    form = hidden(page.text)
    assert "not those you saw" in mara.post("/day/fill", data={**form, "seen": "x"}).text
    assert "at least one" in mara.post("/day/fill", data=kept(mara.get("/day/fill").text)).text
    again = mara.get("/day/fill").text
    ids = [part.split('"')[0] for part in again.split('name="ids" value="')[1:]]
    done = mara.post("/day/fill", data={**kept(again), "ids": ids[:3]})
    assert done.status_code == 302
    assert mara.get("/day/fill").text.count('name="ids"') == 1
    with app.app_context(), transaction():
        contacts = db.session.query(Interaction).all()
        assert len({row.planned_at for row in contacts}) == 3
        assert all(row.planned_at > clock.now() for row in contacts)
        undone(db.session.query(BulkDeed).one(), cast.actor("mara"))
        assert db.session.query(Interaction).count() == 0
    assert mara.get("/day/fill").text.count('name="ids"') == 4
