"""The kinds of work of the exchange."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from flask_babel import lazy_gettext as _l

from ..work.kinds import Progress, Task, work_kind
from .operations import checking, running


@contextmanager
def _few_collections() -> Iterator[None]:
    """Rows by the thousand are no garbage: looking for it among them takes a fifth of the time."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


@work_kind(checking.WORK, label=_l("Check of an import"), page="imports.show")
def check_import(task: Task) -> Iterator[Progress]:
    """The dry run of an import, from its resume point."""
    with _few_collections():
        yield from checking.check(
            task.params["import"], after=int(task.resume.get("after", 0)), done=task.done
        )


@work_kind(running.WORK, label=_l("Import"), page="imports.show")
def run_import(task: Task) -> Iterator[Progress]:
    """An import, from its resume point."""
    with _few_collections():
        yield from running.run(
            task.params["import"], after=int(task.resume.get("after", 0)), done=task.done
        )
