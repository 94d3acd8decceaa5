"""Segments and lists kept by hand at ``/api/v1/segments``."""

from __future__ import annotations

from flask import Blueprint

from ..policy.enforce import current_actor, requires
from ..segments import operations, queries
from ..segments.models import Segment
from .doors import ONE, Created, operation
from .saved_views import condition_given, where_of
from .shapes.arrangements import SegmentGiven, SegmentShown
from .shapes.base import PageOf

segments = Blueprint("api_segments", __name__, url_prefix="/api/v1/segments")


@segments.get("")
@requires("clients:read")
@operation("List the segments one finds", answer=PageOf[SegmentShown])
def listing() -> PageOf[SegmentShown]:
    """By name, two hundred at most: there is no second page."""
    items = [_shown(one, None) for one in queries.segments_of(current_actor())]
    return PageOf[SegmentShown](items=items, next=None, previous=None)


@segments.post("")
@requires("clients:read")
@operation("Make a segment", body=SegmentGiven, answer=SegmentShown, status=201, refusals=(403,))
def create(body: SegmentGiven) -> Created:
    """A condition under a name, or an empty list by hand."""
    actor = current_actor()
    made = operations.create_segment(
        actor=actor,
        name=body.name,
        condition=None if body.by_hand else condition_given(body.where, actor),
        text=body.q,
        note=body.note,
        sharing=body.sharing,
    )
    count = queries.count(made, actor=actor)
    return Created(_shown(made, count), "api_segments.show", made.public_id)


@segments.get(ONE)
@requires("clients:read")
@operation("Read a segment with its count", answer=SegmentShown)
def show(public_id: str) -> SegmentShown:
    """One segment, and how many of its clients are within reach now."""
    actor = current_actor()
    segment = queries.segment_of(public_id, actor=actor)
    return _shown(segment, queries.count(segment, actor=actor))


@segments.delete(ONE)
@requires("clients:read")
@operation("Take a segment of one's own out of use", status=204)
def retire(public_id: str) -> None:
    """Who was in it stays known."""
    actor = current_actor()
    operations.retire_segment(queries.segment_of(public_id, actor=actor, mine=True), actor=actor)


def _shown(segment: Segment, clients: int | None) -> SegmentShown:
    return SegmentShown(
        id=segment.public_id,
        name=segment.name,
        note=segment.note,
        where=where_of(segment.condition),
        q=segment.text,
        sharing=segment.sharing,
        by_hand=segment.is_static,
        clients=clients,
        created_at=segment.created_at,
    )
