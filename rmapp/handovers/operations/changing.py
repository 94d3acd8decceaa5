"""A draft is changed in why and when; what was proposed or signed becomes a draft again."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ...audit.operations import record
from ...core import clock
from ...core.db import db
from ...core.errors import Invalid
from ...notices.kinds import notice_kind
from ...notices.operations import tell
from ...policy.enforce import Actor, demand
from ...settings import settings
from ...work.models import OPEN as AT_WORK
from .. import queries
from ..models import Handover, HandoverReason, HandoverState
from ..texts import shipped
from .happened import demand_maker, too_late
from .noticing import begin_notice, take_notice_back

SENT_BACK = notice_kind(
    "handover:sent-back", icon="handover", tone="warn",
    words=_l("Sent back without a signature, see why: the handover of %(subject)s"),
)  # fmt: skip
NOBODY_LEAVES_BEFORE = dt.timedelta(days=366)


def check_days(reason: HandoverReason, effective_on: dt.date, returns_on: dt.date | None) -> None:
    """Refuse (:class:`Invalid`) a day in the past or beyond a year, a return before it, a leave
    without one, and somebody who leaves the bank and comes back."""
    today = clock.today(settings().bank_zone)
    if not today <= effective_on <= today + NOBODY_LEAVES_BEFORE:
        raise Invalid(fields={"effective_on": [_("Choose a day from today on, within a year.")]})
    if returns_on is not None and returns_on <= effective_on:
        raise Invalid(fields={"returns_on": [_("The return is after the handover.")]})
    if reason is HandoverReason.LEAVE and returns_on is None:
        raise Invalid(fields={"returns_on": [_("Say when the clients come back.")]})
    if reason is HandoverReason.LEAVING and returns_on is not None:
        raise Invalid(fields={"returns_on": [_("Whoever leaves the bank does not come back.")]})


def change(
    handover: Handover,
    *,
    reason: HandoverReason,
    effective_on: dt.date,
    returns_on: dt.date | None,
    closes_access: bool,
    note: str,
    version: int,
    actor: Actor,
) -> Handover:
    """Change why and when; who goes to whom stays as it was chosen.

    A notice that this handover gave moves along, or ends where nobody leaves any more; the letters
    are those of a substitution or of a handover for good. Refuses as ``check_days`` does, and with
    :class:`Conflict` what is no draft or was changed meanwhile.
    """
    demand_maker(handover, actor)
    if handover.state is not HandoverState.DRAFT or handover.version != version:
        too_late(handover, version=version)
    check_days(reason, effective_on, returns_on)
    before = (handover.reason.value, handover.effective_on.isoformat())
    gave_notice = handover.gave_notice
    take_notice_back(handover, actor=actor)
    if (returns_on is None) != (handover.returns_on is None):
        handover.letters = shipped(until=returns_on is not None)
    handover.reason, handover.effective_on, handover.returns_on = reason, effective_on, returns_on
    handover.closes_access, handover.note, handover.failure = closes_access, note, ""
    db.session.flush()
    if gave_notice:
        begin_notice(handover, actor=actor)
    record(
        "handover:changed",
        actor=actor,
        obj=handover,
        reason=note,
        detail={"before": list(before), "after": [reason.value, effective_on.isoformat()]},
    )
    return handover


def recall(handover: Handover, *, version: int, actor: Actor, reason: str = "") -> Handover:
    """Make a draft again of what waits for its signature or its day; the signature falls.

    Nothing has moved, and who goes to whom stays chosen. Sent back by somebody else, its maker is
    told, and the ``reason`` stands on the draft. Refuses with :class:`Conflict` what moves just now
    or has moved, with :class:`Invalid` to send back what another has made without a reason.
    """
    demand(actor, "handovers:make")
    ahead = (HandoverState.WAITING, HandoverState.SIGNED)
    item = queries.execution(handover)
    moves = item is not None and item.state in AT_WORK
    if handover.state not in ahead or handover.version != version or moves:
        too_late(handover, version=version)
    is_mine = actor.employee_id == handover.created_by_id
    if not is_mine and not reason.strip():
        raise Invalid(fields={"reason": [_("Say why.")]})
    handover.state, handover.asked_at = HandoverState.DRAFT, None
    handover.signed_by_id, handover.signed_at = None, None
    handover.counts = {k: v for k, v in handover.counts.items() if k != "execution"}
    if not is_mine:
        sent_back = _("%(name)s has sent this handover back: %(reason)s",
                      name=actor.name, reason=reason.strip())  # fmt: skip
        handover.failure = sent_back[:2_000]
        tell(
            [handover.created_by_id], SENT_BACK.code, subject=handover.leaver.name,
            leads_to="handovers.show", values={"public_id": handover.public_id},
        )  # fmt: skip
    record("handover:recalled", actor=actor, obj=handover, reason=reason.strip())
    db.session.flush()
    return handover
