"""Ruling 4: everything long is a row, with progress, stop, resume, result."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from rmapp.core import clock, processes
from rmapp.core.db import db
from rmapp.core.errors import Conflict, Invalid
from rmapp.core.transaction import transaction
from rmapp.outbox import operations as outbox
from rmapp.outbox.models import RecipientAddress
from rmapp.work import dispatch, kinds, operations, queries, runner, transitions
from rmapp.work.kinds import Progress, Task, work_kind
from rmapp.work.models import WorkItem, WorkState
from tests.outbox.conftest import Post


class Trouble(Exception):
    """What goes wrong in a step."""


PLAN: dict[str, object] = {}


def _write_addresses(task: Task) -> Iterator[Progress]:
    """Enters ``count`` addresses, one a step; PLAN says where it stumbles."""
    for number in range(int(task.resume.get("next", 0)), task.params["count"]):
        outbox.address_for(f"w{number}@client.example", actor=None)
        if PLAN.get("stumbles_at") == number:
            if PLAN.get("once"):
                PLAN.pop("stumbles_at")
            raise PLAN["error"]  # type: ignore[misc]
        deed = PLAN.get("during")
        if deed is not None and PLAN.get("at") == number:
            deed()  # type: ignore[operator]
        yield Progress(done=number + 1, total=task.params["count"], resume={"next": number + 1})
    return {"written": task.params["count"]}


if kinds.kind_of("test-addresses") is None:
    work_kind("test-addresses", lease=60.0)(_write_addresses)


@pytest.fixture(autouse=True)
def _plain() -> Iterator[None]:
    PLAN.clear()
    yield
    PLAN.clear()


def submit(count: int = 5, **values: object) -> WorkItem:
    with transaction():
        return operations.submit(
            "test-addresses",
            actor=None,
            params={"count": count},
            **values,  # type: ignore[arg-type]
        )


def read(item: WorkItem) -> WorkItem:
    with transaction():
        return queries.item(item.public_id)


def written() -> int:
    with transaction() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(RecipientAddress)) or 0


def turn(seconds: float) -> None:
    with transaction():
        clock.turn(timedelta(seconds=seconds))


def test_work_runs_to_its_end_and_leaves_a_result(post: Post) -> None:
    item = submit()
    assert runner.run(item.id) == "done"
    after = read(item)
    assert (after.state, after.done, after.total) == (WorkState.DONE, 5, 5)
    assert after.result == {"written": 5}
    assert after.share == 1.0
    assert runner.run(item.id) == "noop"


def test_submitting_the_same_work_twice_gives_the_first(post: Post) -> None:
    assert submit(dedup_key="nightly:1").id == submit(dedup_key="nightly:1").id


def test_a_failed_step_is_undone_and_tried_again_at_its_resume_point(post: Post) -> None:
    PLAN.update(stumbles_at=3, once=True, error=Trouble())
    item = submit()
    assert runner.run(item.id) == "tripped"
    assert written() == 3, "the step that failed has left nothing"
    assert (read(item).state, read(item).resume) == (WorkState.QUEUED, {"next": 3})
    assert runner.run(item.id) == "noop", "it waits a little first"
    turn(11)
    assert runner.run(item.id) == "done"
    assert written() == 5


def test_a_step_that_always_fails_ends_the_work(post: Post) -> None:
    PLAN.update(stumbles_at=1, error=Trouble())
    item = submit()
    for _ in range(3):
        runner.run(item.id)
        turn(11)
    after = read(item)
    assert (after.state, after.error, after.done) == (WorkState.FAILED, "Trouble", 1)


def test_a_refusal_ends_the_work_at_once_with_its_words(post: Post) -> None:
    PLAN.update(stumbles_at=2, error=Invalid("The file has no such column."))
    item = submit()
    assert runner.run(item.id) == "failed"
    assert read(item).error == "The file has no such column."


def test_a_stop_is_heard_after_the_present_step_and_the_rest_is_resumed(post: Post) -> None:
    item = submit()

    def stop() -> None:  # another process, while the third step runs
        with db.engine.begin() as other:
            other.execute(
                sa.text("UPDATE work_item SET wish = 'stop' WHERE id = :i"), {"i": item.id}
            )

    PLAN.update(during=stop, at=2)
    assert runner.run(item.id) == "stopped"
    assert (written(), read(item).done) == (3, 3)
    PLAN.clear()
    with transaction():
        operations.resume(item.public_id, actor=None)
    assert runner.run(item.id) == "done"
    assert written() == 5


def test_waiting_work_is_paused_at_once(post: Post) -> None:
    item = submit()
    with transaction():
        assert operations.pause(item.public_id, actor=None) is WorkState.PAUSED
    assert runner.run(item.id) == "noop"


def test_what_is_over_cannot_be_stopped_nor_resumed(post: Post) -> None:
    item = submit(1)
    runner.run(item.id)
    with pytest.raises(Conflict), transaction():
        operations.stop(item.public_id, actor=None)
    with pytest.raises(Conflict), transaction():
        operations.resume(item.public_id, actor=None)


def test_what_a_dead_process_had_goes_on_where_it_was(post: Post) -> None:
    class Death(BaseException):
        pass

    PLAN.update(stumbles_at=3, error=Death(), once=True)
    item = submit()
    with pytest.raises(Death):
        runner.run(item.id)
    assert read(item).state is WorkState.RUNNING
    assert runner.run(item.id) == "noop", "its lease is alive"
    turn(61)
    with transaction():
        transitions.sweep(10)
    assert runner.run(item.id) == "done"
    assert written() == 5


def test_d13_what_a_killed_process_of_this_machine_had_waits_for_no_lease(post: Post) -> None:
    item, alive = submit(), submit()
    killed = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    name = f"{processes._place()}:{killed.pid}"
    with transaction():
        assert transitions.claim(item.id, owner=name, lease=300) is not None
        assert transitions.claim(alive.id, owner=processes.name_here(), lease=300) is not None
    look = dispatch.Dispatcher()
    assert look.tick().swept == 0, "it lives"
    killed.kill()
    killed.wait()
    assert look.tick().swept == 1
    assert read(alive).state is WorkState.CLAIMED
    assert runner.run(item.id) == "done"
    assert written() == 5


def test_a_process_elsewhere_or_not_to_be_told_is_not_taken_for_dead() -> None:
    for name in ("", "dead", "host:1", f"other{processes._place()}:999999", "x:y", ":7"):
        assert not processes.is_gone(name), name
    assert not processes.is_gone(processes.name_here())


def test_work_whose_processes_always_die_fails_in_the_end(post: Post) -> None:
    item = submit()
    for _ in range(transitions.LOSSES):
        with transaction():
            assert transitions.claim(item.id, owner="dead", lease=1) is not None
        turn(2)
        with transaction():
            transitions.sweep(10)
    assert read(item).state is WorkState.FAILED


def test_a_process_that_was_overtaken_changes_nothing(post: Post) -> None:
    item = submit()

    def be_overtaken() -> None:
        with db.engine.begin() as other:
            other.execute(
                sa.text("UPDATE work_item SET lease_token = lease_token + 1 WHERE id = :i"),
                {"i": item.id},
            )

    PLAN.update(during=be_overtaken, at=2)
    assert runner.run(item.id) == "overtaken"
    assert written() == 2, "its third step is rolled back"


def test_long_work_lets_others_have_their_turn(post: Post) -> None:
    item = submit()
    assert runner.run(item.id, turn=0.0) == "turn"
    assert (read(item).state, read(item).done) == (WorkState.QUEUED, 1)


def test_work_of_an_unknown_kind_fails_and_says_so(post: Post) -> None:
    item = submit()
    with transaction() as session:
        session.execute(sa.text("UPDATE work_item SET kind = 'gone' WHERE id = :i"), {"i": item.id})
    runner.run(item.id)
    assert "gone" in (read(item).error or "")


def test_without_redis_the_dispatcher_starts_a_process_that_does_the_work(post: Post) -> None:
    first, second = submit(), submit()
    looker = dispatch.Dispatcher()
    assert looker.tick().started == 1
    looker.wait()
    assert read(first).state is WorkState.DONE
    assert read(second).state is WorkState.DONE


def test_with_redis_the_work_is_woken_on_the_queue_of_its_kind(
    post: Post, own_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[tuple[str, list[int], int]] = []
    own_app.config["REDIS_URL"] = "redis://nobody"
    monkeypatch.setattr(dispatch.jobs, "waiting", lambda _queue: 0)
    monkeypatch.setattr(
        dispatch.jobs,
        "enqueue",
        lambda queue, _name, ids, timeout: woken.append((queue, list(ids), timeout)),
    )
    item = submit()
    dispatch.Dispatcher().tick()
    dispatch.Dispatcher().tick()
    assert woken == [("bulk", [item.id], 50)], "woken once, with a timeout below the lease"
