"""Which segments somebody finds, and who is in them."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from ..clients.catalogue import offered
from ..clients.catalogue.conditions import read
from ..clients.custom.uses import Use, in_condition, tells_uses
from ..clients.models import Client, CustomField, Sharing
from ..clients.queries import Filter, matched
from ..core import pagination
from ..core.db import PUBLIC_ID_LENGTH, db
from ..core.errors import NotFound
from ..policy.enforce import Actor
from .models import Segment, SegmentMember

MOST = 200


def _visible(actor: Actor) -> sa.ColumnElement[bool]:
    return sa.or_(
        Segment.owner_id == actor.employee_id,
        Segment.sharing == Sharing.BANK,
        sa.and_(
            Segment.sharing == Sharing.TEAM,
            sa.or_(Segment.team_id == actor.team_id, Segment.team_id.in_(actor.team_ids)),
        ),
    )


def segments_of(actor: Actor, *, static: bool | None = None) -> list[Segment]:
    """The segments ``actor`` finds, by name; ``static``: lists kept by hand, or only the others."""
    statement = (
        sa.select(Segment)
        .where(_visible(actor), Segment.retired_at.is_(None))
        .order_by(Segment.name, Segment.id)
        .limit(MOST)
    )
    if static is not None:
        empty = Segment.condition.is_(None)
        statement = statement.where(empty if static else sa.not_(empty))
    return list(db.session.scalars(statement))


def segment_of(public_id: str, *, actor: Actor, mine: bool = False) -> Segment:
    """The segment ``public_id``; NotFound for one that ``actor`` does not find (or own)."""
    found = None
    if len(public_id) == PUBLIC_ID_LENGTH:
        condition = Segment.owner_id == actor.employee_id if mine else _visible(actor)
        found = db.session.scalars(
            sa.select(Segment).where(
                Segment.public_id == public_id, condition, Segment.retired_at.is_(None)
            )
        ).one_or_none()
    if found is None:
        raise NotFound(_("There is no such segment."))
    return found


def members(segment: Segment, *, actor: Actor) -> sa.Select[Client]:
    """The clients in ``segment`` that ``actor`` reaches, as a statement without order."""
    if segment.is_static:
        inside = sa.select(SegmentMember.client_id).where(SegmentMember.segment_id == segment.id)
        return matched(actor, Filter()).where(Client.id.in_(inside))
    known = offered(actor, mentioned=json.dumps(segment.condition))
    where = read(segment.condition, actor, known)
    return matched(actor, Filter(text=segment.text, where=where or None))


def count(segment: Segment, *, actor: Actor) -> int:
    """How many clients of ``actor`` are in ``segment`` now, up to the cap and one."""
    return pagination.count(members(segment, actor=actor))


def own_lists(actor: Actor) -> list[tuple[str, Any]]:
    """(public id, name) of the lists by hand that ``actor`` may change: one's own."""
    rows = db.session.execute(
        sa.select(Segment.public_id, Segment.name)
        .where(
            Segment.owner_id == actor.employee_id,
            Segment.condition.is_(None),
            Segment.retired_at.is_(None),
        )
        .order_by(Segment.name)
        .limit(MOST)
    )
    return [(row.public_id, row.name) for row in rows]


@tells_uses
def _segments_naming(row: CustomField) -> Use:
    """The segments whose condition compares a field of the bank's own (D9)."""
    found = db.session.execute(
        sa.select(Segment.name, Segment.sharing).where(
            Segment.retired_at.is_(None), in_condition(Segment.condition, row)
        )
    ).all()
    return Use(
        _("Segments"),
        len(found),
        tuple(name for name, sharing in found if sharing is not Sharing.MINE),
        breaks=_("The condition finds nobody any more."),
    )
