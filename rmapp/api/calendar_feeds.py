"""The secret address of one's own diary at ``/api/v1/calendar-feeds`` (C8)."""

from __future__ import annotations

from flask import Blueprint

from ..calendars import operations, queries
from ..calendars.addresses import feed_address
from ..core import idempotency
from ..policy.enforce import current_actor, requires
from .doors import operation
from .shapes.base import PageOf
from .shapes.calendar_feeds import FeedGiven, FeedMade, FeedShown

calendar_feeds = Blueprint("api_calendar_feeds", __name__, url_prefix="/api/v1/calendar-feeds")


@calendar_feeds.get("")
@requires("interactions:read")
@operation("Say whether one's diary has an address", answer=PageOf[FeedShown])
def listing() -> PageOf[FeedShown]:
    """One at most; the address itself is not known any more."""
    feed = queries.feed_of(current_actor().employee_id)
    found = [FeedShown.model_validate(feed)] if feed is not None else []
    return PageOf[FeedShown](items=found, next=None, previous=None)


@calendar_feeds.post("")
@requires("interactions:read")
@operation("Make the address of one's diary anew", body=FeedGiven, answer=FeedMade, status=201)
def make(body: FeedGiven) -> FeedMade:
    """It is shown this once and no answer of it is kept; the one before ends at once."""
    actor = current_actor()
    idempotency.keep_no_answer()
    secret = operations.make_feed(actor=actor, with_names=body.with_names)
    feed = queries.feed_of(actor.employee_id)
    assert feed is not None
    return FeedMade(address=feed_address(secret), with_names=feed.with_names, made_at=feed.made_at)


@calendar_feeds.delete("")
@requires("interactions:read")
@operation("End the address of one's diary", status=204)
def end() -> None:
    """The phone gets no more changes; where there was none, there is none."""
    operations.end_feed(actor=current_actor())
