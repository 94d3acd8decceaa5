"""Every change of a segment."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..audit import operations as audit
from ..clients.catalogue.conditions import Condition
from ..clients.models import Sharing
from ..core import clock
from ..core.db import db
from ..core.errors import Forbidden, Invalid
from ..policy.enforce import Actor, demand, reach
from ..policy.models import Reach
from .models import Segment


def create_segment(
    *,
    actor: Actor,
    name: str,
    condition: Condition | None,
    text: str = "",
    note: str = "",
    sharing: Sharing = Sharing.MINE,
) -> Segment:
    """Keep ``condition`` under ``name``; None: an empty list kept by hand.

    Refuses with Forbidden (sharing without a reach of a team), Invalid (no name, a name in use, a
    condition that holds for everybody or no longer works).
    """
    demand(actor, "clients:read")
    name = name.strip()[:200]
    errors = {}
    if not name:
        errors["name"] = [_l("Write the name.")]
    elif db.session.scalar(
        sa.select(Segment.id).where(Segment.owner_id == actor.employee_id, Segment.name == name)
    ):
        errors["name"] = [_l("You have a segment of this name.")]
    if condition is not None and not (condition or text):
        errors["name"] = [_l("Filter the list first: a segment needs a condition.")]
    if condition is not None and condition.is_broken:
        errors["name"] = [_l("A condition of the list no longer works. Remove it first.")]
    if errors:
        raise Invalid(_("Some fields do not fit."), fields=errors)
    if sharing is not Sharing.MINE and reach(actor, "clients:read") not in (Reach.TEAM, Reach.ALL):
        raise Forbidden(_("Only a supervisor shares a segment with others."))
    segment = Segment(
        name=name,
        note=note[:500],
        owner_id=actor.employee_id,
        sharing=sharing,
        team_id=actor.team_id if sharing is Sharing.TEAM else None,
        condition=None if condition is None else condition.plain(),
        text=text[:200],
        created_at=clock.now(),
    )
    db.session.add(segment)
    db.session.flush()
    audit.record("segment:made", actor=actor, obj=segment)
    return segment


def retire_segment(segment: Segment, *, actor: Actor) -> None:
    """Take a segment of one's own out of use; who was in it stays known. Refuses with Forbidden."""
    if segment.owner_id != actor.employee_id:
        raise Forbidden(_("Only its owner ends a segment."))
    segment.retired_at = clock.now()
    segment.name = f"{segment.name[:180]} ({segment.public_id})"
    db.session.flush()
    audit.record("segment:retired", actor=actor, obj=segment)
