"""When the whole base is searched: every night by the timetable, or when an administrator asks."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import gettext as _

from ...core.db import db
from ...core.errors import Conflict
from ...policy.enforce import Actor, demand
from ...work import operations as work
from ...work.models import OPEN, WorkItem
from .searching import WORK


def search_tonight() -> WorkItem | None:
    """Submit tonight's search, once a day; None while another is under way."""
    return work.submit_tonight(WORK)


def search_now(*, actor: Actor) -> WorkItem:
    """Search now. Refuses with Forbidden; with Conflict while a search is under way."""
    demand(actor, "settings:edit")
    if running_search() is not None:
        raise Conflict(_("The base is being searched just now."))
    return work.submit(WORK, actor=actor)


def running_search() -> WorkItem | None:
    """The search that is under way or waits, if there is one."""
    return db.session.execute(
        sa.select(WorkItem)
        .where(WorkItem.kind == WORK, WorkItem.state.in_(OPEN))
        .order_by(WorkItem.id.desc())
        .limit(1)
    ).scalar_one_or_none()


def last_search() -> WorkItem | None:
    """The newest search, whatever became of it."""
    return db.session.execute(
        sa.select(WorkItem).where(WorkItem.kind == WORK).order_by(WorkItem.id.desc()).limit(1)
    ).scalar_one_or_none()
