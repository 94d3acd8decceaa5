"""RQ carries wakings and nothing else: forged jobs, lost queues, no Redis (reliability 1.1–1.2)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import redis
from rq import Queue
from rq.serializers import JSONSerializer

from rmapp.core import jobs
from rmapp.core.jobs import BankJob, RedisDown
from rmapp.outbox import dispatch
from rmapp.outbox.states import State
from tests.outbox.conftest import Post


@pytest.fixture
def waked(post: Post) -> redis.Redis:
    """A real Redis, emptied of RQ's keys, as this application's."""
    url = os.environ["RMTEST_REDIS_URL"]
    connection = redis.Redis.from_url(url)
    for key in list(connection.scan_iter(count=1000)):
        connection.delete(key)
    post.app.config["REDIS_URL"] = url
    jobs._connection.cache_clear()
    return connection


def work_off(post: Post, queue: str = "mail") -> None:
    """A worker in a process of its own serves ``queue`` until it is empty."""
    pid = os.fork()
    if pid == 0:
        try:
            from rmapp.core.db import db

            db.engine.dispose(close=False)
            jobs.run_worker(queue, post.app, burst=True)
        finally:
            os._exit(0)
    os.waitpid(pid, 0)


def forge(connection: redis.Redis, function: str, *args: object, **hash: str) -> str:
    """What an attacker with access to Redis would write."""
    queue = Queue("mail", connection=connection, serializer=JSONSerializer)
    job = queue.enqueue(function, *args)
    if hash:
        connection.hset(job.key, mapping=hash)
    return str(job.id)


def test_a_letter_is_woken_by_the_dispatcher_and_sent_by_a_worker(
    post: Post, waked: redis.Redis
) -> None:
    ids = [post.letter() for _ in range(45)]
    assert dispatch.Dispatcher().tick().woken == 45
    assert jobs.waiting("mail") == 3
    assert dispatch.Dispatcher().tick().woken == 0, "woken once a while, not at each look"
    work_off(post)
    assert {post.state(id) for id in ids} == {State.SENT}
    assert len(post.sink.accepted) == 45


def test_a_queue_that_is_flushed_costs_a_while_not_a_letter(post: Post, waked: redis.Redis) -> None:
    id = post.letter()
    dispatch.Dispatcher().tick()
    for key in list(waked.scan_iter(count=1000)):
        waked.delete(key)
    work_off(post)
    assert post.state(id) is State.PENDING
    post.turn(seconds=11)
    dispatch.Dispatcher().tick()
    work_off(post)
    assert post.state(id) is State.SENT


def test_every_job_pushed_twice_sends_every_letter_once(post: Post, waked: redis.Redis) -> None:
    ids = [post.letter() for _ in range(5)]
    jobs.enqueue("mail", dispatch.JOB, ids)
    jobs.enqueue("mail", dispatch.JOB, ids)
    work_off(post)
    assert len(post.sink.accepted) == 5


def test_a_forged_job_does_not_run(post: Post, waked: redis.Redis, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    forge(waked, "os.system", f"touch {mark}")
    forge(waked, "rmapp.core.jobs.connection", "redis://evil.example")
    forge(waked, "subprocess.run", ["touch", str(mark)])
    work_off(post)
    assert not mark.exists()


def test_a_known_job_runs_with_keys_only_and_calls_nobody_back(
    post: Post, waked: redis.Redis, tmp_path: Path
) -> None:
    id = post.letter()
    mark = tmp_path / "ran"
    forge(
        waked,
        dispatch.JOB,
        [id],
        success_callback_name="os.system",
        failure_callback_name="os.system",
        webhooks=f'[{{"url": "http://127.0.0.1:1/", "job_status": "finished", "x": "{mark}"}}]',
    )
    work_off(post)
    assert post.state(id) is State.SENT
    assert not mark.exists()


@pytest.mark.parametrize(
    "args", [(), ([1], [2]), (["1"],), ([0],), ([True],), ([-1],), ([2**63],), ([1.5],), ("12",)]
)
def test_a_job_takes_nothing_but_keys_of_rows(args: tuple[object, ...]) -> None:
    with pytest.raises(PermissionError):
        jobs.checked_ids(args)


def test_a_job_hides_what_was_planted_in_it() -> None:
    job = BankJob("x", connection=redis.Redis(), serializer=JSONSerializer)
    job._success_callback_name = job._failure_callback_name = "os.system"
    assert job.success_callback is None
    assert job.failure_callback is None
    assert job.stopped_callback is None
    job.func_name, job.instance, job.args, job.kwargs = "os.system", None, [[1]], {}
    with pytest.raises(PermissionError):
        job.func  # noqa: B018


def test_the_queue_is_not_flooded(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    post.app.config["REDIS_URL"] = "redis://nobody"
    monkeypatch.setattr(dispatch.jobs, "waiting", lambda _queue: 20)
    id = post.letter()
    assert dispatch.Dispatcher().tick().woken == 0
    assert post.row(id).dispatched_at is None


def test_without_any_redis_letters_leave_at_once(post: Post) -> None:
    id = post.letter()
    assert dispatch.Dispatcher().tick().sent_inline == 1
    assert post.state(id) is State.SENT


def test_a_lost_redis_is_waited_for_and_then_done_without(post: Post) -> None:
    """Ruling 4 and reliability 1.2 rule 9."""
    from rmapp.settings import settings

    post.app.config["REDIS_URL"] = "redis://127.0.0.1:1/0"
    jobs._connection.cache_clear()
    seconds = [0.0]
    looker = dispatch.Dispatcher(steady=lambda: seconds[0])
    id = post.letter()
    looker.tick()
    assert post.state(id) is State.PENDING
    # the two clocks go on together: else the look is paused for a step of the clock
    for _ in range(int(settings().redis_grace_seconds // 20) + 1):
        seconds[0] += 20
        post.turn(seconds=20)
        looker.tick()
    assert post.state(id) is State.SENT


def test_a_step_of_the_clock_pauses_one_look(post: Post) -> None:
    looker = dispatch.Dispatcher()
    looker.tick()
    id = post.letter()
    post.turn(minutes=10)
    assert looker.tick().paused
    assert post.state(id) is State.PENDING
    assert looker.tick().sent_inline == 1


def test_waking_without_redis_says_so(post: Post) -> None:
    with pytest.raises(RedisDown):
        jobs.enqueue("mail", dispatch.JOB, [1])
    with pytest.raises(ValueError):
        jobs.enqueue("no-such-queue", dispatch.JOB, [1])
