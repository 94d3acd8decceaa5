"""Learning takes one core: the others are for those who work at the desk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from threadpoolctl import threadpool_limits


@contextmanager
def one_thread() -> Iterator[None]:
    """Within it the libraries of linear algebra use one thread, so that sums come out the same."""
    with threadpool_limits(limits=1):
        yield
