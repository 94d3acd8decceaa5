"""The kinds of work of the exchange."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l

from ..work.kinds import Progress, Task, work_kind
from .operations import checking, running


@work_kind(checking.WORK, label=_l("Check of an import"), page="imports.show")
def check_import(task: Task) -> Iterator[Progress]:
    """The dry run of an import, from its resume point."""
    yield from checking.check(
        task.params["import"], after=int(task.resume.get("after", 0)), done=task.done
    )


@work_kind(running.WORK, label=_l("Import"), page="imports.show")
def run_import(task: Task) -> Iterator[Progress]:
    """An import, from its resume point."""
    yield from running.run(
        task.params["import"], after=int(task.resume.get("after", 0)), done=task.done
    )
