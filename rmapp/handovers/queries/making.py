"""Whose business a handover is: its author's and the leaver's supervisors', not every signer's."""

from __future__ import annotations

import sqlalchemy as sa

from ...core.db import db
from ...policy.enforce import Actor, reach
from ...policy.models import Reach
from ...staff.models import Employee
from ...staff.queries import those_who
from ..models import Handover


def may_make(handover: Handover, actor: Actor) -> bool:
    """Whether ``actor`` may change, give up, carry on or undo this handover.

    A second person from another team sees it whole and signs it or sends it back; the rest is not
    theirs to do.
    """
    how_far = reach(actor, "handovers:make")
    if how_far in (Reach.NONE, Reach.OWN):
        return False
    if how_far is Reach.ALL or handover.created_by_id == actor.employee_id:
        return True
    leaver = db.session.get_one(Employee, handover.leaver_id)
    return leaver.team_id in actor.team_ids


def reach_further(handover: Handover, actor: Actor) -> list[Employee]:
    """Who may hand these clients over and supervises other teams than ``actor``: they can give them
    to more colleagues. Nobody where ``actor`` reaches everybody."""
    if reach(actor, "handovers:make") is Reach.ALL:
        return []
    keys = those_who("handovers:make", over=handover.leaver_id, but=actor.employee_id)
    return list(
        db.session.scalars(
            sa.select(Employee)
            .where(
                Employee.id.in_(keys),
                Employee.id != handover.leaver_id,
                Employee.team_id.not_in(actor.team_ids),
                Employee.access_closed_at.is_(None),
            )
            .order_by(Employee.name_key)
        )
    )
