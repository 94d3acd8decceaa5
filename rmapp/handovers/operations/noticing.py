"""Leaver mode of a handover: it begins with an open word and goes when that word is taken back."""

from __future__ import annotations

import sqlalchemy as sa

from ...audit.operations import record
from ...core.db import db
from ...policy.enforce import Actor
from ...staff.models import Employee
from ..models import Handover, HandoverReason, HandoverState

PROPOSED = (HandoverState.WAITING, HandoverState.SIGNED)


def begin_notice(handover: Handover, *, actor: Actor) -> None:
    """The leaver's last day is known from now on, which begins leaver mode.

    Nothing happens where nobody leaves and where the last day is known already: then it is not
    this handover's to take back.
    """
    leaver = db.session.get_one(Employee, handover.leaver_id)
    if handover.reason is not HandoverReason.LEAVING or leaver.leaves_on is not None:
        return
    leaver.leaves_on, handover.gave_notice = handover.effective_on, True
    db.session.flush()
    _write_down("employee:notice-given", leaver, actor)


def take_notice_back(handover: Handover, *, actor: Actor) -> None:
    """End the leaver mode that this handover began.

    A day that was entered by hand stays, and so does the one another open handover of the person
    stands for: that handover answers for it from now on.
    """
    if not handover.gave_notice:
        return
    leaver = db.session.get_one(Employee, handover.leaver_id)
    handover.gave_notice = False
    keeps = db.session.scalar(
        sa.select(Handover)
        .where(
            Handover.id != handover.id,
            Handover.leaver_id == leaver.id,
            Handover.reason == HandoverReason.LEAVING,
            Handover.state.in_(PROPOSED),
        )
        .limit(1)
    )
    if keeps is not None:
        keeps.gave_notice = True
    elif leaver.leaves_on == handover.effective_on:
        leaver.leaves_on = None
        _write_down("employee:notice-withdrawn", leaver, actor)
    db.session.flush()


def _write_down(tag: str, leaver: Employee, actor: Actor) -> None:
    day = leaver.leaves_on.isoformat() if leaver.leaves_on else ""
    record(tag, actor=actor, obj=leaver, name=leaver.name, detail={"leaves_on": day})
