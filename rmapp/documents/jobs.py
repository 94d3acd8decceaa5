"""Work on documents: their pictures."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l

from ..work.kinds import Progress, Task, work_kind
from .operations import PREVIEW, draw_preview


@work_kind(PREVIEW, label=_l("Pictures of documents"))
def draw(task: Task) -> Iterator[Progress]:
    """The first page of each version named, one a step."""
    versions = [int(key) for key in task.params["versions"]]
    for number in range(task.done, len(versions)):
        draw_preview(versions[number])
        yield Progress(number + 1, len(versions))
