"""Proposing, confirming and ending the VIP status of one client."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _

from ...audit.operations import record
from ...clients.events import note
from ...clients.models import AssignmentRole, Client, Lifecycle
from ...clients.queries import open_assignment
from ...core import clock
from ...core.db import db
from ...core.errors import Conflict, Forbidden, Invalid
from ...policy.enforce import Actor, demand
from ...portfolios.operations import assign
from ...settings import settings
from ...staff.models import Employee
from .. import queries
from ..models import Basis, StatusState, VipPolicyVersion, VipStatus, VipTier
from ..rules import Verdict, judge, rule_of
from .happened import status_changed

#: A decision instead of criteria holds so long; then the criteria decide again.
DECISION_HOLDS = dt.timedelta(days=365)


def judged(client: Client, version: VipPolicyVersion) -> tuple[VipTier | None, list[Verdict]]:
    """The highest tier whose rule ``client`` meets now, and the verdict of each tier with a rule,
    the highest first."""
    found = queries.figures_of(client.id)
    by_rule = [one for one in version.tiers if one.rule]
    verdicts = [
        judge(rule_of(one.rule), found.values, source=found.source, as_of=found.as_of.isoformat())
        for one in by_rule
    ]
    met = next((one for one, verdict in zip(by_rule, verdicts, strict=True) if verdict.meets), None)
    return met, verdicts


def propose(
    client: Client, *, actor: Actor, decision_reason: str = "", tier: str = ""
) -> VipStatus:
    """Propose ``client`` as VIP under the policy in force, with its evidence.

    By criteria: the highest tier whose rule is met. ``tier``: by a decision with a reason, or one
    that is paid for, where the reason names the agreement. Refuses with :class:`Conflict` a
    prospect and one who is proposed or VIP already, with :class:`Invalid` at ``decision_reason``
    when neither criteria nor reason are there, at ``tier`` for one the policy does not have.
    """
    demand(actor, "vip:propose")
    if client.lifecycle is not Lifecycle.CLIENT:
        raise Conflict(_("Only a client of the bank can be VIP."))
    if queries.open_status(client.id) is not None:
        raise Conflict(_("This client is VIP or proposed already."))
    version = queries.policy_in_force()
    wanted = next((one for one in version.tiers if one.code == tier), None)
    if tier and wanted is None:
        raise Invalid(fields={"tier": [_("The policy in force has no such tier.")]})
    met, verdicts = judged(client, version)
    by_criteria = met is not None and (wanted is None or wanted.code == met.code)
    reason = "" if by_criteria else decision_reason.strip()
    if not by_criteria and not reason:
        words = (
            _("Name the agreement by which the client pays for the service.")
            if wanted is not None and wanted.is_paid
            else _("The criteria are not met: a decision needs its reason.")
        )
        raise Invalid(fields={"decision_reason": [words]})
    chosen = met if by_criteria else wanted or next(o for o in reversed(version.tiers) if o.rule)
    assert chosen is not None
    by_rule = [one for one in version.tiers if one.rule]
    shown = verdicts[by_rule.index(chosen)] if chosen in by_rule else verdicts[-1]
    basis = Basis.CRITERIA if by_criteria else Basis.PAID if chosen.is_paid else Basis.DECISION
    today = clock.today(settings().bank_zone)
    status = VipStatus(
        client_id=client.id,
        policy_version_id=version.id,
        tier=chosen.code,
        evidence=[one.plain() for one in shown.evidence],
        basis=basis,
        decision_reason=reason,
        holds_until=today + DECISION_HOLDS if basis is Basis.DECISION else None,
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
        reason=reason,
        detail={"evidence": status.evidence, "version": version.number, "tier": status.tier},
    )
    return status


def confirm(status: VipStatus, manager: Employee, *, version: int, actor: Actor) -> VipStatus:
    """Confirm a proposal and give the client ``manager`` as personal manager (ruling 15).

    A second person: the one who proposed is refused with :class:`Forbidden`; a status that moved
    on meanwhile with :class:`Conflict`; a manager who may not serve VIPs with :class:`Invalid`.
    """
    demand(actor, "vip:confirm")
    if status.proposed_by_id == actor.employee_id:
        raise Forbidden(_("A second person has to confirm this."))
    _still(status, StatusState.PROPOSED, version)
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
    _still(status, StatusState.PROPOSED, version)
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
    _still(status, StatusState.CONFIRMED, version)
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


def _still(status: VipStatus, state: StatusState, version: int) -> None:
    if status.state is not state or status.version != version:
        raise status_changed(status, wanted=state)


def _serve(client: Client, manager: Employee, actor: Actor) -> None:
    now = open_assignment(client.id, AssignmentRole.PERSONAL)
    if now is not None and now.employee_id == manager.id:
        if not manager.is_vip_certified:
            raise Invalid(
                fields={"employee": [_("A VIP client needs a manager who may serve VIP clients.")]}
            )
        return
    assign(client, manager, AssignmentRole.PERSONAL, actor=actor, reason=_("VIP confirmed"))
