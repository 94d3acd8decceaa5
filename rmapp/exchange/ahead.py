"""One thing done ahead: the next rows are understood while the base takes the ones before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

_Made = TypeVar("_Made")


@contextmanager
def ahead(make: Callable[[], list[_Made]]) -> Iterator[Iterator[list[_Made]]]:
    """What ``make`` gives, again and again until it gives an empty list, each made in a thread
    while the one before is used. ``make`` must not touch the base; what it raises comes up here.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="ahead") as pool:
        try:
            yield _made(pool, make)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _made(pool: ThreadPoolExecutor, make: Callable[[], list[_Made]]) -> Iterator[list[_Made]]:
    coming: Future[list[_Made]] = pool.submit(make)
    while made := coming.result():
        coming = pool.submit(make)
        yield made
