"""The kinds of work of the client base."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l

from ..core.db import db
from ..work.kinds import Progress, Task, work_kind
from .custom import defining, queries
from .models import CustomField

STEP = 1_000


@work_kind(defining.REFRESH, label=_l("A field of the bank's own"))
def refresh_field(task: Task) -> Iterator[Progress]:
    """Filterable and searchable over all values of one field."""
    after, done = int(task.resume.get("after", 0)), task.done
    while True:
        row = db.session.get_one(CustomField, task.params["field"])
        clients = queries.next_values(row, after=after, limit=STEP)
        if not clients:
            break
        defining.index_some(row, clients)
        after, done = clients[-1], done + len(clients)
        yield Progress(done, None, {"after": after})
    defining.finish_refresh(row)
    yield Progress(done, done, {"after": after})
