"""Proposing, confirming and ending VIP status; writing and approving the policy."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from ..audit.operations import record
from ..clients.events import note
from ..clients.models import AssignmentRole, Client, Lifecycle
from ..clients.queries import open_assignment
from ..core import clock
from ..core.db import db
from ..core.errors import Conflict, Forbidden, Invalid
from ..policy.enforce import Actor, demand
from ..portfolios.operations import assign
from ..settings import settings
from ..staff.models import Employee
from . import queries
from .models import (
    Measure,
    PolicyState,
    StatusState,
    VipCriterion,
    VipPolicyVersion,
    VipStatus,
)


def propose(client: Client, *, actor: Actor, decision_reason: str = "") -> VipStatus:
    """Propose ``client`` as VIP under the policy in force, with its evidence.

    By criteria, or by a decision with a reason where the criteria are not met. Refuses with
    :class:`Conflict` a prospect and one who is proposed or VIP already, with :class:`Invalid` at
    ``decision_reason`` when neither criteria nor reason are there.
    """
    demand(actor, "vip:propose")
    if client.lifecycle is not Lifecycle.CLIENT:
        raise Conflict(_("Only a client of the bank can be VIP."))
    if queries.open_status(client.id) is not None:
        raise Conflict(_("This client is VIP or proposed already."))
    version = queries.policy_in_force()
    verdict = queries.judge_client(client, version)
    if not verdict.meets and not decision_reason.strip():
        raise Invalid(
            fields={
                "decision_reason": [_("The criteria are not met: a decision needs its reason.")]
            }
        )
    status = VipStatus(
        client_id=client.id,
        policy_version_id=version.id,
        tier=version.tier,
        evidence=[one.plain() for one in verdict.evidence],
        decision_reason="" if verdict.meets else decision_reason,
        proposed_by_id=actor.employee_id,
        proposed_at=clock.now(),
    )
    db.session.add(status)
    db.session.flush()
    note(client.id, "vip-proposed", actor=actor, obj=status)
    record(
        "vip:proposed",
        actor=actor,
        obj=status,
        name=client.display_name,
        client_id=client.id,
        reason=decision_reason,
        detail={"evidence": status.evidence, "version": version.number},
    )
    return status


def confirm(status: VipStatus, manager: Employee, *, version: int, actor: Actor) -> VipStatus:
    """Confirm a proposal and give the client a personal manager.

    The acquisition assignment ends; its history stays (ruling 15). Refuses with
    :class:`Forbidden` the one who proposed it, with :class:`Conflict` a stale ``version``, with
    :class:`Invalid` at ``employee`` a manager who may not serve VIPs.
    """
    demand(actor, "vip:confirm")
    if status.proposed_by_id == actor.employee_id:
        raise Forbidden(_("A second person has to confirm this."))
    if status.state is not StatusState.PROPOSED or status.version != version:
        raise Conflict(_("Somebody changed this meanwhile. Open it anew and compare."))
    client = db.session.get_one(Client, status.client_id)
    status.state = StatusState.CONFIRMED
    status.decided_by_id, status.decided_at = actor.employee_id, clock.now()
    client.vip_tier = status.tier
    db.session.flush()
    _serve(client, manager, actor)
    note(client.id, "vip-confirmed", actor=actor, obj=status)
    record(
        "vip:confirmed",
        actor=actor,
        obj=status,
        name=client.display_name,
        client_id=client.id,
        detail={"manager": manager.public_id, "tier": status.tier},
    )
    return status


def refuse(status: VipStatus, *, version: int, reason: str, actor: Actor) -> VipStatus:
    """Refuse a proposal, with a reason."""
    demand(actor, "vip:confirm")
    if status.state is not StatusState.PROPOSED or status.version != version:
        raise Conflict(_("Somebody changed this meanwhile. Open it anew and compare."))
    if not reason.strip():
        raise Invalid(fields={"reason": [_("Say why.")]})
    status.state, status.end_reason = StatusState.REFUSED, reason
    status.decided_by_id, status.decided_at = actor.employee_id, clock.now()
    note(status.client_id, "vip-refused", actor=actor, obj=status)
    record("vip:refused", actor=actor, obj=status, client_id=status.client_id, reason=reason)
    return status


def end(status: VipStatus, *, version: int, reason: str, actor: Actor) -> VipStatus:
    """End a VIP status; the personal manager stays until somebody assigns another."""
    demand(actor, "vip:confirm")
    if status.state is not StatusState.CONFIRMED or status.version != version:
        raise Conflict(_("Somebody changed this meanwhile. Open it anew and compare."))
    if not reason.strip():
        raise Invalid(fields={"reason": [_("Say why.")]})
    client = db.session.get_one(Client, status.client_id)
    status.state, status.end_reason, status.ended_at = StatusState.ENDED, reason, clock.now()
    client.vip_tier = ""
    note(client.id, "vip-ended", actor=actor, obj=status)
    record(
        "vip:ended",
        actor=actor,
        obj=status,
        name=client.display_name,
        client_id=client.id,
        reason=reason,
    )
    return status


def write_version(
    *, fields: dict[str, Any], criteria: dict[Measure, int | None], actor: Actor
) -> VipPolicyVersion:
    """Write the next version of the policy as a draft. Refuses one without any criterion."""
    demand(actor, "vip:policy")
    wanted = {measure: least for measure, least in criteria.items() if least}
    if not wanted:
        raise Invalid(_("A policy needs at least one criterion."))
    last = db.session.scalar(sa.select(sa.func.max(VipPolicyVersion.number))) or 0
    version = VipPolicyVersion(number=last + 1, made_by_id=actor.employee_id, **fields)
    version.least_criteria = min(max(1, version.least_criteria), len(wanted))
    version.criteria = [
        VipCriterion(measure=measure, least=least, position=position)
        for position, (measure, least) in enumerate(wanted.items())
    ]
    db.session.add(version)
    db.session.flush()
    record("vip-policy:written", actor=actor, obj=version, name=version.title_en)
    return version


def approve_version(version: VipPolicyVersion, *, actor: Actor) -> VipPolicyVersion:
    """Put a draft in force; the version before it is replaced. A second person approves."""
    demand(actor, "vip:policy")
    if version.made_by_id == actor.employee_id:
        raise Forbidden(_("A second person has to approve this."))
    if version.state is not PolicyState.DRAFT:
        raise Conflict(_("This version is no draft any more."))
    today = clock.today(settings().bank_zone)
    db.session.execute(
        sa.update(VipPolicyVersion)
        .where(VipPolicyVersion.state == PolicyState.IN_FORCE)
        .values(
            state=PolicyState.REPLACED,
            valid_until=today,
            version=VipPolicyVersion.version + 1,
        )
    )
    version.state, version.valid_from = PolicyState.IN_FORCE, today
    version.approved_by_id, version.approved_at = actor.employee_id, clock.now()
    db.session.flush()
    record("vip-policy:approved", actor=actor, obj=version, name=version.title_en)
    return version


def _serve(client: Client, manager: Employee, actor: Actor) -> None:
    now = open_assignment(client.id, AssignmentRole.PERSONAL)
    if now is not None and now.employee_id == manager.id:
        if not manager.is_vip_certified:
            raise Invalid(
                fields={"employee": [_("A VIP client needs a manager who may serve VIP clients.")]}
            )
        return
    assign(client, manager, AssignmentRole.PERSONAL, actor=actor, reason=_("VIP confirmed"))
