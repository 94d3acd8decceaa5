"""The timetable: periodic jobs without a leader."""

from __future__ import annotations

import datetime as dt

from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.timetable import Periodic, run_due
from rmapp.work.models import TimetableRun
from tests.outbox.conftest import Post


def row(name: str) -> TimetableRun:
    with transaction() as session:
        return session.get_one(TimetableRun, name)


def test_a_job_runs_when_due_and_once(post: Post) -> None:
    ran: list[int] = []
    table = [Periodic("count", lambda: ran.append(1), every=dt.timedelta(hours=1))]
    assert run_due(table) == 0, "the first time is an hour from now"
    post.turn(hours=1, seconds=1)
    assert run_due(table) == 1
    assert run_due(table) == 0
    assert ran == [1]


def test_missed_runs_are_made_up_for_once(post: Post) -> None:
    ran: list[int] = []
    table = [Periodic("count", lambda: ran.append(1), every=dt.timedelta(hours=1))]
    run_due(table)
    post.turn(hours=30)
    run_due(table)
    run_due(table)
    assert ran == [1]


def test_what_another_dispatcher_runs_is_left_to_it(post: Post) -> None:
    ran: list[int] = []
    table = [Periodic("count", lambda: ran.append(1), every=dt.timedelta(hours=1))]
    run_due(table)
    post.turn(hours=2)
    import sqlalchemy as sa

    with db.engine.begin() as other:
        other.execute(sa.text("SELECT 1 FROM timetable_run WHERE name = 'count' FOR UPDATE"))
        assert run_due(table) == 0
    assert run_due(table) == 1


def test_a_job_that_fails_leaves_nothing_and_is_tried_again_soon(post: Post) -> None:
    from rmapp.outbox import operations

    def stumble() -> None:
        operations.address_for("half@client.example", actor=None)
        db.session.flush()
        raise ValueError

    table = [Periodic("stumble", stumble, every=dt.timedelta(hours=1))]
    run_due(table)
    post.turn(hours=1, seconds=1)
    assert run_due(table) == 0
    after = row("stumble")
    assert (after.last_error, after.failures) == ("ValueError", 1)
    with transaction():
        assert after.next_at - clock.now() <= dt.timedelta(minutes=5)
        from rmapp.outbox import queries

        assert queries.address_of("half@client.example") is None


def test_a_daily_job_keeps_the_bank_s_hour_over_a_change_of_the_clocks() -> None:
    daily = Periodic("nightly", lambda: None, at=dt.time(2, 30))
    before = dt.datetime(2026, 3, 28, 12, tzinfo=dt.UTC)
    first = daily.following(before, "Europe/Berlin")
    second = daily.following(first, "Europe/Berlin")
    assert first == dt.datetime(2026, 3, 29, 1, 30, tzinfo=dt.UTC) or first.hour == 0
    assert second == dt.datetime(2026, 3, 30, 0, 30, tzinfo=dt.UTC)


def test_a_clock_set_back_leaves_no_job_waiting_for_days(post: Post) -> None:
    ran: list[int] = []
    table = [Periodic("count", lambda: ran.append(1), every=dt.timedelta(minutes=10))]
    run_due(table)
    post.turn(days=5)
    assert run_due(table) == 1
    post.turn(days=-5)
    assert run_due(table) == 0
    post.turn(minutes=11)
    assert run_due(table) == 1
    assert ran == [1, 1]
