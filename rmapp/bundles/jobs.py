"""Work on bundles."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l

from ..work.kinds import Progress, Task, work_kind
from . import operations


@work_kind(
    operations.WORK, label=_l("Bundle of briefs"), page="bundles.file",
    opens=_l("Open the bundle"), turn=1_800.0, lease=900.0,
)  # fmt: skip
def make(task: Task) -> Iterator[Progress]:
    """Ten briefs a step, then the file."""
    yield from operations.made(int(task.params["bundle"]), author_id=task.created_by_id)
