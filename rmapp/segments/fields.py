"""Membership of a list kept by hand, as a field of the catalogue."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from ..clients.catalogue import Field, FieldType, register
from ..clients.catalogue.conditions import Condition, leaf_of
from ..clients.models import Client
from ..policy.enforce import Actor
from .models import Segment, SegmentMember
from .queries import segments_of

KEY = "list"
_mine = (SegmentMember.client_id == Client.id, SegmentMember.segment_id == Segment.id)
_LIST = Field(
    KEY,
    _l("List"),
    FieldType.CHOICE,
    "standing",
    sa.select(sa.func.string_agg(Segment.name, ", "))
    .where(*_mine, Segment.retired_at.is_(None))
    .scalar_subquery()
    .correlate(Client),
    tested=Segment.public_id,
    related=lambda test: sa.exists().where(*_mine, test).correlate(Client),
)


def _choices(actor: Actor) -> dict[str, str]:
    return {one.public_id: one.name for one in segments_of(actor, static=True)}


@register(KEY)
def lists(actor: Actor) -> Field:
    """The field ``list``; its choices cost a statement."""
    return replace(_LIST, choices=_choices(actor))


def inside(segment: Segment, actor: Actor) -> Condition:
    """The condition of being in the static list ``segment``."""
    field = replace(_LIST, choices=_choices(actor))
    return Condition(((leaf_of(field, "is", [segment.public_id]),),))
