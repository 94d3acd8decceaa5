"""The nightly search as work, and the merges an administrator lets it make."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l

from ..duplicates.operations.searching import WORK, search
from ..work.kinds import Progress, Task, work_kind
from .operations.alone import merge_certain

TURN = 3_000.0  # seconds: the keys of the base are kept in memory between the steps


@work_kind(WORK, queue="maint", lease=300.0, turn=TURN, label=_l("Search for look-alikes"))
def search_base(task: Task) -> Iterator[Progress]:
    """The search from its resume point, then the certain cases that may be merged alone."""
    last = Progress(task.done)
    for last in search(task):
        yield last
    for merged in merge_certain(task.id):
        yield Progress(last.done, last.total, {**last.resume, "merged": merged})
