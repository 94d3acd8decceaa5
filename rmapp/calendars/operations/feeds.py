"""The secret address of a diary: made, used, ended."""

from __future__ import annotations

import datetime as dt
import secrets

import sqlalchemy as sa

from ...audit.operations import record
from ...core import clock
from ...core.db import db
from ...policy.enforce import Actor, demand
from ...staff.sessions import digest
from ..models import CalendarFeed
from ..queries import feed_of

USE_NOTED = dt.timedelta(minutes=10)


def make_feed(*, actor: Actor, with_names: bool) -> str:
    """Make the address of ``actor``'s diary anew and return its secret: it is shown once.

    The address made before ends at once. ``with_names``: whether clients and places are named.
    """
    demand(actor, "interactions:read")
    secret = secrets.token_urlsafe(24)
    feed = feed_of(actor.employee_id) or CalendarFeed(employee_id=actor.employee_id)
    feed.secret_hash, feed.with_names = digest(secret), with_names
    feed.made_at, feed.last_used_at = clock.now(), None
    db.session.add(feed)
    db.session.flush()
    record("calendar-feed:made", actor=actor, detail={"with_names": with_names})
    return secret


def end_feed(*, actor: Actor) -> bool:
    """End the address of ``actor``'s diary; False when there was none."""
    feed = feed_of(actor.employee_id)
    if feed is None:
        return False
    db.session.delete(feed)
    record("calendar-feed:ended", actor=actor)
    return True


def note_use(feed: CalendarFeed) -> None:
    """Note that the feed was fetched, every ten minutes at most."""
    now = clock.now()
    if feed.last_used_at is not None and now - feed.last_used_at < USE_NOTED:
        return
    db.session.execute(
        sa.update(CalendarFeed)
        .where(CalendarFeed.employee_id == feed.employee_id)
        .values(last_used_at=now)
    )
