"""Finishing the draft, and the second signature where VIPs or many clients move (ruling 16)."""

from __future__ import annotations

from flask_babel import gettext as _

from ...audit.operations import record
from ...core import clock
from ...core.db import db
from ...core.errors import Forbidden
from ...policy.enforce import Actor, demand
from ...settings import settings
from .. import queries
from ..models import Handover, HandoverState
from .carrying import carry_out
from .execution import check_or_refuse
from .happened import too_late
from .noticing import begin_notice


def needs_second(check: queries.Check) -> bool:
    """Whether a second person has to sign."""
    return bool(check.vips) or check.out > settings().handover_second_signature_over


def finish_draft(handover: Handover, *, version: int, actor: Actor) -> Handover:
    """Ask for the second signature, or go on without one where none is needed.

    From now on it is known: whoever leaves the bank makes no more exports. Refuses with
    :class:`Conflict` while clients are unplaced or the leaver's clients have changed
    (``extra["appeared"]``, ``extra["gone"]``).
    """
    demand(actor, "handovers:make")
    if handover.state is not HandoverState.DRAFT or handover.version != version:
        too_late(handover, version=version)
    found = check_or_refuse(handover)
    begin_notice(handover, actor=actor)
    if needs_second(found):
        handover.state, handover.asked_at = HandoverState.WAITING, clock.now()
        record("handover:signature-asked", actor=actor, obj=handover, detail={"clients": found.out})
        return handover
    return _go_on(handover, actor)


def sign(handover: Handover, *, version: int, actor: Actor) -> Handover:
    """Sign as the second person. The one who made it cannot, nor the leaver (Forbidden); what is
    signed, given up or changed already says so, with who and when (Conflict)."""
    demand(actor, "handovers:sign")
    if actor.employee_id in (handover.created_by_id, handover.leaver_id):
        raise Forbidden(_("A second person has to sign this."))
    if handover.state is not HandoverState.WAITING or handover.version != version:
        too_late(handover, version=version)
    handover.signed_by_id, handover.signed_at = actor.employee_id, clock.now()
    record("handover:signed", actor=actor, obj=handover)
    return _go_on(handover, actor)


def _go_on(handover: Handover, actor: Actor) -> Handover:
    handover.state = HandoverState.SIGNED
    db.session.flush()
    if handover.effective_on <= clock.today(settings().bank_zone):
        carry_out(handover, actor=actor)  # checks under the lock
    else:
        check_or_refuse(handover)
    return handover
