"""RQ, named here only: it carries "look at rows N now" and nothing else.

The truth is a row in the database (outbox, work). A job lost, doubled or forged must be harmless:
its name is looked up in a frozen table of known jobs, its arguments are integer keys, its
callbacks and webhooks do nothing. One queue per worker process, the JSON serializer, no scheduler,
no ``enqueue_at``. The connection is our own: RQ changes the timeouts of the one it is given.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import redis
from flask import Flask, current_app
from rq import Queue, Worker
from rq.job import Job
from rq.serializers import JSONSerializer

from .db import db
from .forking import settle

Ids = Sequence[int]

#: Every queue there is; a worker process serves exactly one.
QUEUES = ("mail", "pdf", "bulk", "maint")
WORKER_TTL = 30
MAINTENANCE_SECONDS = 30
MONITORING_SECONDS = 10
FAILURE_SECONDS = 86_400
WAITING_SECONDS = 600  # a job nobody took for so long is dropped: its rows are woken again
MAX_ID = 2**63 - 1


class RedisDown(Exception):
    """Redis cannot be reached, or there is none. Whoever wakes goes on without it."""


@dataclass(frozen=True)
class Known:
    """A job that may run: its function, and after how many seconds it is ended."""

    function: Callable[[list[int]], object]
    timeout: int


_known: dict[str, Known] = {}


def job(name: str, *, timeout: int) -> Callable[[Callable[[list[int]], object]], Any]:
    """Enter a function of a list of row keys under ``name``; ``timeout`` in seconds.

    The timeout must be shorter than the lease of the rows the job claims.
    """

    def enter(function: Callable[[list[int]], object]) -> Callable[[list[int]], object]:
        if name in _known:
            raise RuntimeError(f"the job {name} is entered twice")
        _known[name] = Known(function, timeout)
        return function

    return enter


def known() -> Mapping[str, Known]:
    """The table of jobs that may run, as it is now."""
    return MappingProxyType(_known)


class BankJob(Job):
    """A job that runs nothing but what is entered here, whatever its hash in Redis says."""

    @property
    def func(self) -> Callable[..., object]:
        entry = _known.get(str(self.func_name))
        if entry is None or self.instance is not None:
            raise PermissionError(f"not a job of ours: {self.func_name!r}")
        ids, rest = checked_ids(self.args), self.kwargs
        if rest:
            raise PermissionError("a job takes nothing but keys of rows")
        return functools.partial(_run, entry, ids)

    def _execute(self) -> object:
        return self.func()

    @property
    def success_callback(self) -> None:
        return None

    @property
    def failure_callback(self) -> None:
        return None

    @property
    def stopped_callback(self) -> None:
        return None

    def send_webhooks(self, *args: object, **kwargs: object) -> None:
        return None


def checked_ids(args: Any) -> list[int]:
    """The keys in a job's arguments ``[[1, 2, …]]``; PermissionError for anything else."""
    if not isinstance(args, list | tuple) or len(args) != 1 or not isinstance(args[0], list):
        raise PermissionError("a job takes one list of keys")
    for value in args[0]:
        if type(value) is not int or not 0 < value <= MAX_ID:
            raise PermissionError("a job takes nothing but keys of rows")
    return list(args[0])


def _run(entry: Known, ids: list[int]) -> None:
    entry.function(ids)


def connection(url: str, *, wait: float = 2.0) -> redis.Redis:
    """A connection for waking (not for a worker); ``wait``: seconds before giving up."""
    return redis.Redis.from_url(url, socket_timeout=wait, socket_connect_timeout=wait)


@functools.cache
def _connection(url: str) -> redis.Redis:
    return connection(url)


@contextmanager
def _reached() -> Iterator[redis.Redis]:
    url = redis_url()
    if url is None:
        raise RedisDown("no Redis is configured")
    try:
        yield _connection(url)
    except redis.RedisError as error:
        raise RedisDown(str(error)) from error


def redis_url() -> str | None:
    """The address of Redis for this application (its ``REDIS_URL``), or None: there is none."""
    url = current_app.config.get("REDIS_URL")
    return str(url) if url else None


def enqueue(queue: str, name: str, ids: Ids, *, chunk: int = 20, timeout: int | None = None) -> int:
    """Ask the workers of ``queue`` to look at ``ids``, ``chunk`` to a job; return how many jobs.

    ``timeout``: seconds, the job's own by default. Raises :class:`RedisDown`. Never call it inside
    a transaction: rows first, waking after.
    """
    if queue not in QUEUES:
        raise ValueError(f"no such queue: {queue}")
    entry = _known[name]
    parts = [list(ids[start : start + chunk]) for start in range(0, len(ids), chunk)]
    with _reached() as redis_:
        Queue(queue, connection=redis_, serializer=JSONSerializer, job_class=BankJob).enqueue_many(
            [
                Queue.prepare_data(
                    name,
                    (checked_ids([part]),),
                    timeout=timeout or entry.timeout,
                    result_ttl=0,
                    failure_ttl=FAILURE_SECONDS,
                    ttl=WAITING_SECONDS,
                    description=f"{name} {part[0]}",
                )
                for part in parts
            ]
        )
    return len(parts)


def waiting(queue: str) -> int:
    """How many jobs wait in ``queue``. Raises :class:`RedisDown`.

    Reads the list's length only: RQ's registries clean up, and so change things, when read.
    """
    with _reached() as redis_:
        return int(redis_.llen(f"rq:queue:{queue}"))


def run_worker(queue: str, app: Flask, *, burst: bool = False) -> None:
    """Serve ``queue`` until told to stop (SIGTERM: after the job in hand). The door of all jobs.

    ``app`` is loaded before the fork, so a job starts in milliseconds. Ends with an error when
    Redis goes away in the middle of a job: whoever supervises starts it again.
    """
    if queue not in QUEUES:
        raise ValueError(f"no such queue: {queue}")
    url = app.config.get("REDIS_URL")
    if not url:
        raise RedisDown("no Redis is configured")
    frozen = dict(_known)
    for name, entry in frozen.items():
        _known[name] = Known(functools.partial(_in_app, app, entry.function), entry.timeout)
    with app.app_context():
        db.engine.dispose()  # the parent holds no connection its children could share
    redis_ = redis.Redis.from_url(str(url))
    worker = Worker(
        [Queue(queue, connection=redis_, serializer=JSONSerializer, job_class=BankJob)],
        connection=redis_,
        serializer="json",
        job_class=BankJob,
        worker_ttl=WORKER_TTL,
        maintenance_interval=MAINTENANCE_SECONDS,
        job_monitoring_interval=MONITORING_SECONDS,
        log_job_description=False,
    )
    settle()
    worker.work(burst=burst, logging_level="WARNING", with_scheduler=False)


def _in_app(app: Flask, function: Callable[[list[int]], object], ids: list[int]) -> None:
    with app.app_context():
        db.engine.dispose(close=False)  # what was opened before the fork belongs to the parent
        function(ids)
