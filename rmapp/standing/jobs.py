"""The work of a night: the temperature of every client of whom something is known."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l

from ..core import clock
from ..work.kinds import Progress, Task, work_kind
from . import queries
from .operations import WORK, take

PAGE = 500


@work_kind(WORK, label=_l("Taking the temperature of clients"))
def run(task: Task) -> Iterator[Progress]:
    """A page a step; begun again it goes on from the last page."""
    after, done = int(task.resume.get("after", 0)), task.done
    while page := queries.to_be_taken(after, PAGE, clock.now()):
        take(page)
        after, done = page[-1], done + len(page)
        yield Progress(done, resume={"after": after})
    yield Progress(done, done)
