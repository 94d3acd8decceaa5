"""Work of personal data law."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l

from ..core.db import db
from ..work.kinds import Progress, Task, work_kind
from . import operations
from .models import RetentionRun


@work_kind(operations.ARCHIVE, label=_l("Archive for a client"))
def make_archive(task: Task) -> Iterator[Progress]:
    """What we hold on a person."""
    operations.make_archive(int(task.params["request"]))
    yield Progress(1, 1)


@work_kind(operations.ERASURE, label=_l("Erasure of a client"))
def erase(task: Task) -> Iterator[Progress]:
    """One client, all or nothing."""
    operations.carry_out_erasure(int(task.params["request"]))
    yield Progress(1, 1)


@work_kind(operations.RETENTION, label=_l("Erasure after the time of keeping"))
def carry_out(task: Task) -> Iterator[Progress]:
    """One client a step."""
    run_id = int(task.params["run"])
    total = len(db.session.get_one(RetentionRun, run_id).client_ids)
    for number in range(task.done, total):
        operations.erase_of_run(run_id, number)
        yield Progress(number + 1, total)
