"""The work of bulk deeds."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..core.db import db
from ..core.errors import Forbidden
from ..policy.enforce import Actor
from ..staff import sessions
from ..work.kinds import Progress, Task, work_kind
from .models import BulkDeed
from .operations.running import WORK, step


@work_kind(WORK, label=_l("Bulk change"), page="bulk.show")
def run(task: Task) -> Iterator[Progress]:
    """A bulk deed, from where it stands: an item that is done says so."""
    done = task.done
    while True:
        bulk = db.session.get_one(BulkDeed, task.params["bulk"])
        count = step(bulk, actor=_author(bulk))
        if not count:
            break
        done += count
        yield Progress(done, task.total)
    yield Progress(done, done)


def _author(bulk: BulkDeed) -> Actor:
    actor = sessions.actor_of_employee(bulk.author_id)
    if actor is None:
        raise Forbidden(_("The person who began this no longer has access."))
    return actor
