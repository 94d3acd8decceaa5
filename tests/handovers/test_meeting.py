"""The receiver meets whom they took in time, however full the diary; breaches are told (V9)."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from rmapp.clients.models import Client
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.handovers import operations, queries
from rmapp.handovers.models import HandoverItem, HandoverReason
from rmapp.handovers.queries import Sieve
from rmapp.interactions.models import Interaction, InteractionState
from rmapp.interactions.words import Kind
from rmapp.notices.models import Notice
from rmapp.schedules.jobs import run
from rmapp.settings import settings
from rmapp.staff.calendar import calendar_for
from rmapp.work.kinds import Task
from rmapp.work.models import WorkItem
from tests.factories import a_client
from tests.handovers.test_handover import begin, carry_out, portfolio

__all__ = ["portfolio"]

ZONE = ZoneInfo("Europe/Moscow")


def fill(cast, who, days=80):
    """Plan as many calls on each of the next working days as a schedule may."""
    client, calendar = (
        a_client(cast, name="ООО «Полный день»", manager=who),
        calendar_for(cast.ids[who]),
    )
    day = clock.today("Europe/Moscow")
    rows = []
    for _ in range(days):
        day = calendar.next_working_day(day)
        for number in range(settings().contacts_a_day):
            at = dt.datetime.combine(day, dt.time(9), ZONE) + dt.timedelta(minutes=45 * number)
            rows.append(
                {
                    "client_id": client.id,
                    "manager_id": cast.ids[who],
                    "diary_id": cast.ids[who],
                    "kind": Kind.CALL,
                    "purpose": "other",
                    "planned_at": at,
                    "ends_at": at + dt.timedelta(minutes=15),
                    "minutes": 15,
                    "structure": [],
                    "ticked": [],
                    "spoken": {},
                    "contact_number": 1,
                    "created_at": clock.now(),
                    "created_by_id": cast.ids[who],
                }
            )
        day += dt.timedelta(days=1)
    for row in rows:
        db.session.add(Interaction(**row))
    db.session.flush()


def planned(client_ids, who, cast):
    return db.session.scalars(
        sa.select(Interaction)
        .where(
            Interaction.client_id.in_(client_ids),
            Interaction.manager_id == cast.ids[who],
            Interaction.purpose == "acquaintance",
            Interaction.state == InteractionState.PLANNED,
        )
        .order_by(Interaction.planned_at)
    ).all()


def day_of(contact):
    return contact.planned_at.astimezone(ZONE).date()


def with_vips(cast, portfolio, many=3):
    """A handover to Lena, in whose full diary nothing has room; the first ``many`` are VIPs."""
    db.session.execute(
        sa.update(Client).where(Client.id.in_(portfolio[:many])).values(vip_tier="vip")
    )
    db.session.execute(sa.delete(Interaction).where(Interaction.client_id.in_(portfolio)))
    done = carry_out(cast, begin(cast, share=("lena",)))
    fill(cast, "lena")
    return done


def test_v9_the_introduction_of_a_vip_waits_for_no_room_in_a_full_diary(app, cast, portfolio):
    """A call within three working days and a visit within thirty days stand as soon as a VIP is
    accepted, each at a moment of its own."""
    with app.app_context(), transaction():
        done = with_vips(cast, portfolio)
        lena = cast.actor("lena")
        for key in portfolio[:3]:
            operations.accept(done, db.session.get_one(Client, key).public_id, actor=lena)
        db.session.flush()
        items = {
            one.client_id: one
            for one in db.session.scalars(
                sa.select(HandoverItem).where(HandoverItem.handover_id == done.id)
            )
        }
        for key in portfolio[:3]:
            found = planned([key], "lena", cast)
            assert day_of(found[0]) <= items[key].meet_by
            visits = [one for one in found if one.kind == Kind.VISIT]
            assert [one for one in visits if day_of(one) <= items[key].visit_by]
            assert len(visits) == 1, "a visit of the series that comes too late is left out"
        mine = planned(portfolio[:3], "lena", cast)
        taken = Counter(one.planned_at for one in mine)
        assert max(taken.values()) == 1, "not all at nine o'clock"


def test_v9_a_vip_that_is_accepted_too_late_is_called_on_the_next_working_day(app, cast, portfolio):
    """At a round moment, once: the call of the series stands for it."""
    with app.app_context(), transaction():
        done = with_vips(cast, portfolio, many=2)
        over = clock.today("Europe/Moscow") - dt.timedelta(days=2)
        db.session.execute(
            sa.update(HandoverItem)
            .where(HandoverItem.client_id.in_(portfolio[:2]))
            .values(meet_by=over, visit_by=over)
        )
        db.session.expire_all()
        soonest = calendar_for(cast.ids["lena"]).add_working_days(clock.today("Europe/Moscow"), 1)
        for key in portfolio[:2]:
            public_id = db.session.get_one(Client, key).public_id
            operations.accept(done, public_id, actor=cast.actor("lena"))
        db.session.flush()
        for key in portfolio[:2]:
            soon = [one for one in planned([key], "lena", cast) if day_of(one) <= soonest]
            assert sorted(one.kind for one in soon) == [Kind.CALL, Kind.VISIT]
            assert all(one.planned_at.minute % 15 == one.planned_at.second == 0 for one in soon)


def test_v9_the_receiver_is_told_for_whom_the_diary_has_no_room(app, cast, portfolio, browser_of):
    with app.app_context(), transaction():
        done = with_vips(cast, portfolio, many=1)
        assert operations.accept_all(done, actor=cast.actor("lena")) == 4
        db.session.flush()
        [item] = db.session.scalars(sa.select(WorkItem).where(WorkItem.kind == "introduce-clients"))
        task = Task(item.id, item.public_id, item.params, {}, 0, item.total, item.created_by_id)
        for _progress in run(task):
            pass
        [told] = db.session.scalars(
            sa.select(Notice).where(Notice.kind == "introduction:unplanned")
        ).all()
        assert (told.employee_id, told.params) == (cast.ids["lena"], {"count": 4})
        assert told.values == {"public_id": done.public_id, "only": "unplanned"}
        bare = queries.items(done, sieve=Sieve(only="unplanned"))
        assert {one.client_id for one in bare.rows} == set(portfolio), "the VIP is not accepted yet"
        key = done.public_id
    page = browser_of("lena").get(f"/handovers/{key}?only=unplanned").text
    assert "ООО «Сосна 4»" in page
    assert "nothing planned" in page


def test_v9_nobody_is_told_where_there_is_room_for_all(app, cast, portfolio):
    with app.app_context(), transaction():
        done = carry_out(cast, begin(cast, share=("lena",)))
        operations.accept_all(done, actor=cast.actor("lena"))
        db.session.flush()
        [item] = db.session.scalars(sa.select(WorkItem).where(WorkItem.kind == "introduce-clients"))
        for _progress in run(
            Task(item.id, item.public_id, item.params, {}, 0, item.total, item.created_by_id)
        ):
            pass
        told = sa.select(Notice).where(Notice.kind == "introduction:unplanned")
        assert not db.session.scalars(told).all()


def test_v9_a_contact_far_ahead_is_no_answer_to_an_overdue_introduction(
    app, cast, portfolio, browser_of
):
    """What stands within a week is opened from the row, with its moment; else a call is offered."""
    with app.app_context(), transaction():
        done = carry_out(cast, begin(cast, share=("lena",), reason=HandoverReason.ROTATION))
        db.session.execute(
            sa.update(HandoverItem)
            .where(HandoverItem.handover_id == done.id)
            .values(meet_by=clock.today("Europe/Moscow") - dt.timedelta(days=1), visit_by=None)
        )
        far = clock.now() + dt.timedelta(days=60)
        db.session.execute(
            sa.update(Interaction)
            .where(Interaction.client_id == portfolio[1])
            .values(planned_at=far, ends_at=far + dt.timedelta(minutes=15))
        )
        rows = {row[0].client_id: row for row in queries.late(cast.actor("sofia")).rows}
        assert rows[portfolio[1]][3] is None
        assert rows[portfolio[2]][3] is not None
        assert rows[portfolio[2]][4] < clock.now() + dt.timedelta(days=7)
        key = db.session.get_one(Client, portfolio[1]).public_id
        near = rows[portfolio[2]][3]
    sofia = browser_of("sofia")
    page = sofia.get("/handovers/late").text
    assert re.search(rf'href="/[^"]*plan\?client={key}', page)
    assert f'href="/interactions/{near}"' in page
    assert re.search(r'Overdue introductions <span class="count">5<', sofia.get("/handovers/").text)


def test_v9_many_breaches_of_one_receiver_are_one_notice_with_their_number(app, cast, portfolio):
    """A supervisor is not told a hundred times; up to three are named."""
    with app.app_context(), transaction():
        done = carry_out(cast, begin(cast, share=("lena",)))
        late = clock.today("Europe/Moscow") - dt.timedelta(days=1)
        db.session.execute(
            sa.update(HandoverItem)
            .where(HandoverItem.handover_id == done.id)
            .values(meet_by=late, visit_by=None)
        )
        assert operations.tell_late() == 5
        told = db.session.scalars(
            sa.select(Notice).where(
                Notice.kind.like("handover:%late"), Notice.employee_id == cast.ids["sofia"]
            )
        ).all()
        [one] = told
        assert one.kind == "handover:many-late"
        assert one.params == {"count": 5, "vips": 1}
        assert one.subject == cast.employee("lena").name
        db.session.execute(
            sa.update(HandoverItem)
            .where(HandoverItem.client_id.in_(portfolio[:2]))
            .values(told_late_at=None)
        )
        assert operations.tell_late() == 2
        named = sa.select(Notice.subject).where(
            Notice.kind == "handover:late", Notice.employee_id == cast.ids["sofia"]
        )
        assert sorted(db.session.scalars(named)) == ["ООО «Сосна 0»", "ООО «Сосна 1»"]


def test_v8_the_check_counts_to_whose_receivers_something_speaks_against(
    app, cast, portfolio, browser_of
):
    """A licence, a language or an absence is no hindrance, but nobody signs without knowing."""
    with app.app_context(), transaction():
        draft = begin(cast)
        db.session.execute(
            sa.update(HandoverItem)
            .where(HandoverItem.handover_id == draft.id, HandoverItem.client_id.in_(portfolio[1:3]))
            .values(why=["no-language"])
        )
        before = queries.check(draft).against
        assert before >= 2
        key = draft.public_id
    sofia = browser_of("sofia")
    page = sofia.get(f"/handovers/{key}?step=4").text
    said = 'id="against">Something speaks against the receiver'
    told = rf'{said}: <a href="[^"]*only=against[^"]*">{before}<'
    assert re.search(told, page)
    with app.app_context(), transaction():
        draft = queries.handover_of(key, actor=cast.actor("sofia"))
        operations.finish_draft(draft, version=draft.version, actor=cast.actor("sofia"))
    assert re.search(told, browser_of("stefan").get(f"/handovers/{key}").text)


def test_v8_whoever_has_no_clients_reads_that_there_is_nothing_to_hand_over(app, cast, browser_of):
    """A button that cannot be pressed says why, and sharing out anew is not offered."""
    with app.app_context(), transaction():
        key = begin(cast, leaver="max", share=("lena",)).public_id
    check = browser_of("sofia").get(f"/handovers/{key}?step=4").text
    assert "There is nothing to hand over." in check
    assert 'id="anew"' not in check
