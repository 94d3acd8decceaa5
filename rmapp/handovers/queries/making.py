"""Whose business a handover is: its author's and the leaver's supervisors', not every signer's."""

from __future__ import annotations

from ...core.db import db
from ...policy.enforce import Actor, reach
from ...policy.models import Reach
from ...staff.models import Employee
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
