"""Every select over notices: everybody sees their own and no other."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import gettext as _

from ..core.db import db
from ..core.errors import NotFound
from ..core.pagination import Order, Page, keyset
from ..policy.enforce import Actor
from .models import Notice

MOST = 99  # counted no further


def _own(actor: Actor) -> sa.Select[Notice]:
    return sa.select(Notice).where(Notice.employee_id == actor.employee_id)


def notice_of(public_id: str, *, actor: Actor) -> Notice:
    """One notice of the person. Refuses with :class:`NotFound`."""
    found = db.session.execute(
        _own(actor).where(Notice.public_id == public_id)
    ).scalar_one_or_none()
    if found is None:
        raise NotFound(_("There is no such notice."))
    return found


def notices(actor: Actor, *, unread: bool = False, cursor: str | None = None) -> Page[Notice]:
    """The person's notices, newest first."""
    statement = _own(actor)
    if unread:
        statement = statement.where(Notice.read_at.is_(None))
    return keyset(statement, [Order(Notice.id, descending=True)], cursor=cursor)


def unread_count(employee_id: int) -> sa.ScalarSelect[int]:
    """How many the person has not read, up to 99: a part of somebody's statement."""
    few = (
        sa.select(sa.literal(1))
        .where(Notice.employee_id == employee_id, Notice.read_at.is_(None))
        .limit(MOST)
        .subquery()
    )
    return sa.select(sa.func.count()).select_from(few).scalar_subquery()
