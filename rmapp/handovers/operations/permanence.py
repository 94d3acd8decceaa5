"""A substitution whose person has gone becomes permanent (V9).

It is a handover by another name: where VIPs or many clients stay a second person signs (ruling 16).
"""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ...audit.operations import record
from ...core import clock
from ...core.db import db
from ...core.errors import Conflict, Forbidden, InTheWay, Invalid
from ...notices.kinds import notice_kind
from ...notices.operations import tell
from ...policy.enforce import Actor, demand
from ...settings import settings
from ...staff.models import Employee
from .. import queries
from ..models import PERMANENT, Handover
from .happened import demand_maker, too_late
from .returning import demand_going_on, has_left, receivers_of

FOR_GOOD = notice_kind(
    "handover:permanent", icon="handover",
    words=_l("The clients stay for good with those who stand in: %(subject)s"),
)  # fmt: skip
NOT_FOR_GOOD = notice_kind(
    "handover:not-permanent", icon="handover", tone="warn",
    words=_l("Not signed, see why: the clients of %(subject)s that were to stay for good"),
)  # fmt: skip


def make_permanent(handover: Handover, *, version: int, actor: Actor) -> Handover:
    """Let the clients of a substitution stay for good with those who stand in: the person has gone.

    Nothing moves: who serves whom stays, only the day of the return falls, and with it the way
    back. Where VIPs or many clients stay it waits for a second person. Refuses with
    :class:`Conflict` what is no substitution, is over, is asked already or was changed meanwhile,
    and while the person may still come back.
    """
    demand_maker(handover, actor)
    demand_going_on(handover)
    if handover.version != version or handover.permanence_asked_by_id is not None:
        too_late(handover, version=version)
    _demand_gone(handover)
    staying = queries.staying(handover)
    if not staying.needs_second(settings().handover_second_signature_over):
        return _stay(handover, actor)
    handover.permanence_asked_by_id, handover.permanence_asked_at = actor.employee_id, clock.now()
    handover.failure = ""
    record(
        "handover:permanence-asked", actor=actor, obj=handover,
        detail={"clients": staying.clients, "vip": staying.vips},
    )  # fmt: skip
    db.session.flush()
    return handover


def sign_permanence(handover: Handover, *, version: int, actor: Actor) -> Handover:
    """Sign as the second person that the clients stay for good. Who asked cannot, nor the person
    who has gone (Forbidden); what is signed or taken back already says so (Conflict)."""
    _demand_asked(handover, version, actor)
    if actor.employee_id in (handover.permanence_asked_by_id, handover.leaver_id):
        raise Forbidden(_("A second person has to sign this."))
    _demand_gone(handover)
    handover.permanence_signed_by_id = actor.employee_id
    return _stay(handover, actor)


def leave_temporary(
    handover: Handover, *, version: int, actor: Actor, reason: str = ""
) -> Handover:
    """Take back what was asked for, or do not sign it: the substitution goes on as it was.

    Refuses with :class:`Conflict` what is not asked for any more, with :class:`Invalid` not to
    sign without a ``reason``.
    """
    _demand_asked(handover, version, actor)
    asked_by = handover.permanence_asked_by_id
    assert asked_by is not None
    is_mine = actor.employee_id == asked_by
    if not is_mine and not reason.strip():
        raise Invalid(fields={"reason": [_("Say why.")]})
    handover.permanence_asked_by_id = handover.permanence_asked_at = None
    if not is_mine:
        words = _("%(name)s has not signed that the clients stay for good: %(reason)s",
                  name=actor.name, reason=reason.strip())  # fmt: skip
        handover.failure = words[:2_000]
        tell(
            [asked_by], NOT_FOR_GOOD.code, subject=handover.leaver.name,
            leads_to="handovers.show", values={"public_id": handover.public_id},
        )  # fmt: skip
    record("handover:permanence-recalled", actor=actor, obj=handover, reason=reason.strip())
    db.session.flush()
    return handover


def _demand_asked(handover: Handover, version: int, actor: Actor) -> None:
    demand(actor, "handovers:sign")
    demand_going_on(handover)
    if handover.permanence_asked_by_id is None or handover.version != version:
        too_late(handover, version=version)


def _demand_gone(handover: Handover) -> None:
    leaver = db.session.get_one(Employee, handover.leaver_id)
    if not has_left(handover, leaver):
        raise InTheWay(
            _("%(name)s may still come back: the substitution ends on its day.", name=leaver.name)
        )


def _stay(handover: Handover, actor: Actor) -> Handover:
    leaver = db.session.get_one(Employee, handover.leaver_id)
    before, handover.returns_on, handover.failure = handover.returns_on, None, ""
    if before is None:
        raise Conflict(_("Only a substitution that goes on can be ended."))
    handover.counts = {**handover.counts, PERMANENT: clock.today(settings().bank_zone).isoformat()}
    record(
        "handover:made-permanent", actor=actor, obj=handover, name=leaver.name,
        detail={"before": before.isoformat()},
    )  # fmt: skip
    tell(
        [*receivers_of(handover), handover.created_by_id], FOR_GOOD.code, subject=leaver.name,
        leads_to="handovers.show", values={"public_id": handover.public_id},
    )  # fmt: skip
    db.session.flush()
    return handover
