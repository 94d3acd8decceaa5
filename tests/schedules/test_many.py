"""A series with many clients, the introduction after a handover, versions held for good (C2)."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import ProgrammingError

from rmapp.bulk.models import BulkDeed, Deed, Fate
from rmapp.bulk.queries import counts, left_out
from rmapp.clients.models import Client, ClientKind
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.interactions.models import Interaction
from rmapp.schedules import operations, queries
from rmapp.schedules.models import Schedule, TemplateStep
from rmapp.schedules.words import ScheduleState
from rmapp.settings import settings
from tests.bulk.test_bulk import do, undone
from tests.dossiers.test_creating import hidden
from tests.factories import a_client, a_person
from tests.schedules.conftest import monday, shipped


def params(code="approach-firm", kinds=(ClientKind.ORGANISATION,)):
    version = shipped(code)
    return {
        "template": version.template.public_id,
        "template_id": version.template_id,
        "version_id": version.id,
        "kinds": [kind.value for kind in kinds],
        "starts_on": monday().isoformat(),
    }


def test_c2_the_diaries_are_shown_before_a_series_starts_with_many(scene, cast):
    mara = cast.employee("mara")
    clients = [a_client(cast, name=f"ООО «Дом {number}»") for number in range(20)]
    served = [(client, mara) for client in clients]
    (shown,) = operations.preview_many(shipped(), served, starts_on=monday())
    steps = len(shipped().steps)
    assert (shown.clients, shown.contacts + shown.unplaced) == (20, 20 * steps)
    assert shown.fullest <= shown.capacity == settings().contacts_a_day
    assert shown.first >= monday()
    assert db.session.scalars(sa.select(Schedule)).all() == []


def test_c2_a_series_starts_for_many_some_are_left_out_with_the_reason_and_all_is_undone(app, cast):
    with app.app_context(), transaction():
        mara = cast.actor("mara")
        firms = [a_client(cast, name=f"ООО «Дом {number}»") for number in range(3)]
        person, resting = a_person(cast), a_client(cast, name="ООО «Отдых»", is_active=False)
        bulk = do(mara, Deed.START, params(), *firms, person, resting)
        assert counts(bulk) == {Fate.DONE: 3, Fate.UNFIT: 2}
        assert {row[2] for row in left_out(bulk, mara)} == {person.display_name, "ООО «Отдых»"}
        running = db.session.scalars(sa.select(Schedule)).all()
        assert {one.client_id for one in running} == {one.id for one in firms}
        place = ZoneInfo("Europe/Moscow")
        planned = db.session.scalars(sa.select(Interaction.planned_at)).all()
        days = [at.astimezone(place).date() for at in planned]
        assert max(map(days.count, days)) <= settings().contacts_a_day
    with app.app_context(), transaction():
        moved = queries.schedule_held(running[0].id)
        operations.shift_rest(moved, actor=mara, version=moved.version, days=3)
        moved_id, client_id = moved.id, moved.client_id
    with app.app_context(), transaction():
        undone(db.session.get_one(BulkDeed, bulk.id), mara)
    with app.app_context(), transaction():
        # what somebody went on with stays whole
        assert db.session.scalars(sa.select(Schedule.id)).all() == [moved_id]
        assert set(db.session.scalars(sa.select(Interaction.client_id))) == {client_id}
        left = sa.select(Client.id).where(Client.next_contact_at.is_not(None))
        assert db.session.scalars(left).all() == [client_id]


def test_c2_the_list_starts_a_series_in_the_browser(app, cast, browser_of):
    with app.app_context(), transaction():
        ids = [a_client(cast, name=f"ООО «Дом {n}»").public_id for n in range(2)]
        template = shipped().template.public_id
    mara = browser_of("mara")
    address = f"/bulk/new?deed=schedule-start&ids={ids[0]}&ids={ids[1]}"
    assert template in mara.get(address).text
    page = mara.get(f"{address}&field={template}").text
    assert "What it does to the diaries" in page
    given = {"deed": "schedule-start", "field": template, "ids": ids}
    day = monday().isoformat()
    done = mara.post("/bulk/new", data={**hidden(page), **given, "starts_on": day})
    assert done.status_code == 302, done.text
    with app.app_context(), transaction():
        assert len(db.session.scalars(sa.select(Schedule)).all()) == 2


def test_c2_the_introduction_begins_at_an_acceptance_and_never_stands_in_its_way(scene, cast):
    lena = cast.actor("lena")
    client = a_client(cast, manager="lena", lifecycle="client")
    resting = a_client(cast, name="ООО «Отдых»", manager="lena", is_active=False)
    (begun,) = operations.introduce([client.id, resting.id], actor=lena)
    assert (begun.client_id, begun.owner_id) == (client.id, cast.ids["lena"])
    assert begun.state is ScheduleState.RUNNING
    assert operations.introduce([client.id], actor=lena) == []  # it runs already
    assert operations.introduce([], actor=lena) == []


@pytest.mark.parametrize(
    "change",
    [
        sa.update(TemplateStep).values(goal_en="other"),
        sa.delete(TemplateStep),
        sa.text("UPDATE schedule_template_version SET title_en = 'other'"),
        sa.text("DELETE FROM schedule_template_version"),
        sa.text(
            "INSERT INTO schedule_template_step (public_id, version_id, position, kind, purpose,"
            " goal_en, goal_ru, offset_days, anchor, minutes, whom, subject_en, subject_ru,"
            " message_en, message_ru) SELECT '0123456789abcdef', version_id, 30, kind, purpose,"
            " '', '', 0, anchor, minutes, whom, '', '', '', '' FROM schedule_template_step LIMIT 1"
        ),
    ],
    ids=["change a step", "take a step out", "rename", "delete", "add a step"],
)
def test_c2_the_database_itself_refuses_to_change_a_published_version(scene, cast, change):
    shipped()
    with pytest.raises(ProgrammingError, match="never changes"), db.session.begin_nested():
        db.session.execute(change, execution_options={"synchronize_session": False})


def test_c2_a_shift_is_seen_before_and_changes_nothing(scene, cast, started):
    client = a_client(cast)
    schedule = started(client)
    before = [one.interaction.planned_at for one in schedule.steps if one.interaction]
    shown = operations.preview_shift(schedule, client, 5)
    db.session.flush()
    assert [one.interaction.planned_at for one in schedule.steps if one.interaction] == before
    assert all(one.delay_days == 0 for one in schedule.steps)
    operations.shift_rest(schedule, actor=cast.actor("mara"), version=schedule.version, days=5)
    after = {one.position: one.interaction.planned_at for one in schedule.steps if one.interaction}
    assert after == {place: shown[place].at for place in after}
    assert clock.now() < min(after.values())
    assert dt.timedelta(days=5) <= min(after.values()) - min(before)
