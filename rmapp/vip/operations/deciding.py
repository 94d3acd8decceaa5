"""Confirming what an evaluation says, one client or many, with a way back."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from ...audit.operations import record
from ...clients.models import Client
from ...core import clock, journal
from ...core.db import any_of, db, new_public_id
from ...core.errors import Conflict, Invalid
from ...core.journal import Operation, UndoPreview
from ...policy.enforce import Actor, demand
from ...staff.models import Employee
from .. import queries
from ..models import (
    Basis,
    PolicyState,
    StatusState,
    VerdictKind,
    VerdictState,
    VipEvaluation,
    VipStatus,
    VipVerdict,
)
from ..rules import judge, rule_of
from .happened import verdict_decided
from .serving import note_all, serve, without_vip_manager

#: What the journal calls it.
KIND = "vip-confirmation"
UNDO_FOR = dt.timedelta(days=30)
MOST = 500
_CLIENTS: Any = Client.__table__
_STATUSES: Any = VipStatus.__table__
_VERDICTS: Any = VipVerdict.__table__
#: Nobody confirms that somebody is near or in grace.
DEEDS = (VerdictKind.ENTER, VerdictKind.UP, VerdictKind.DOWN, VerdictKind.LEAVE)


def confirm_verdicts(
    evaluation: VipEvaluation,
    public_ids: Sequence[str],
    *,
    manager: Employee | None,
    actor: Actor,
) -> Operation:
    """Do what the chosen verdicts say: statuses with version and evidence, tiers, managers.

    A client who enters keeps a personal manager who may serve VIPs, else gets ``manager``. One
    operation of the journal, set-based, which can be undone for 30 days. Refuses with
    :class:`Conflict` an evaluation that is not the last one or whose version is no more in force,
    with :class:`Invalid` nothing chosen, more than :data:`MOST`, and at ``employee`` where a
    manager is needed and none who may serve VIPs is named.
    """
    demand(actor, "vip:confirm")
    _demand_current(evaluation)
    chosen = _chosen(evaluation, public_ids, actor)
    entering = [one.client_id for one in chosen if one.kind is VerdictKind.ENTER]
    needing = without_vip_manager(entering)
    if needing and (manager is None or not manager.is_active or not manager.is_vip_certified):
        words = _("A VIP client needs a manager who may serve VIP clients.")
        raise Invalid(fields={"employee": [words]})
    operation = journal.begin(
        KIND,
        _("VIP statuses confirmed"),
        author_id=actor.employee_id,
        undo_for=UNDO_FOR,
    )
    made = _statuses(operation, evaluation, chosen, actor)
    _set_tiers(operation, chosen)
    if needing and manager is not None:
        serve(operation, needing, manager, actor)
    _mark_confirmed(operation, chosen, actor)
    _tell(chosen, made, actor)
    journal.finish(operation, {kind.value: _many(chosen, kind) for kind in DEEDS})
    _record(operation, evaluation, chosen, actor)
    db.session.flush()
    db.session.expire_all()
    return operation


def _demand_current(evaluation: VipEvaluation) -> None:
    last = queries.latest()
    if last is None or last.id != evaluation.id:
        raise Conflict(_("There is a newer evaluation: look at that one."))
    if evaluation.policy_version.state is not PolicyState.IN_FORCE:
        raise Conflict(_("The policy has changed since: evaluate anew."))


def _chosen(evaluation: VipEvaluation, public_ids: Sequence[str], actor: Actor) -> list[VipVerdict]:
    """Those of the named that are open and say that something is to change, locked."""
    if len(public_ids) > MOST:
        raise Invalid(_("At most 500 clients at once."))
    found = queries.chosen(evaluation, public_ids, actor=actor)
    chosen = [one for one in found if one.kind in DEEDS]
    if chosen:
        return chosen
    decided = queries.decided_among(evaluation, public_ids, actor=actor)
    if decided is not None:
        raise verdict_decided(decided)
    raise Invalid(_("Choose clients whose status is to change."))


def _set_tiers(operation: Operation, chosen: Sequence[VipVerdict]) -> None:
    tiers: dict[str, list[int]] = defaultdict(list)
    for one in chosen:
        tiers[one.tier_due].append(one.client_id)
    for tier, ids in tiers.items():
        journal.change(operation, _CLIENTS, {"vip_tier": tier}, _CLIENTS.c.id == any_of(ids))


def _mark_confirmed(operation: Operation, chosen: Sequence[VipVerdict], actor: Actor) -> None:
    values = {
        "state": VerdictState.CONFIRMED.value,
        "decided_by_id": actor.employee_id,
        "decided_at": clock.now(),
    }
    those = _VERDICTS.c.id == any_of(one.id for one in chosen)
    journal.change(operation, _VERDICTS, values, those)


def _record(
    operation: Operation, evaluation: VipEvaluation, chosen: Sequence[VipVerdict], actor: Actor
) -> None:
    record(
        "vip:confirmed-by-evaluation",
        actor=actor,
        obj=operation,
        name=_("VIP statuses confirmed"),
        detail={
            "version": evaluation.policy_version.number,
            "evaluation": evaluation.public_id,
            "clients": [
                {"client": one.client.public_id, "kind": one.kind.value, "tier": one.tier_due}
                for one in chosen
            ],
        },
    )


def _many(chosen: Sequence[VipVerdict], kind: VerdictKind) -> int:
    return sum(one.kind is kind for one in chosen)


def _statuses(
    operation: Operation, evaluation: VipEvaluation, chosen: Sequence[VipVerdict], actor: Actor
) -> dict[int, str]:
    """End the statuses that end, a proposal by hand among them, write the new ones; client →
    public id of the new one."""
    now = clock.now()
    version = evaluation.policy_version
    journal.change(
        operation,
        _STATUSES,
        {
            "state": StatusState.ENDED.value,
            "ended_at": now,
            "end_reason": _("by the evaluation of the policy, version %(n)s", n=version.number),
        },
        sa.and_(
            _STATUSES.c.client_id == any_of(one.client_id for one in chosen),
            _STATUSES.c.state.in_([StatusState.PROPOSED.value, StatusState.CONFIRMED.value]),
        ),
    )
    rules = {one.code: rule_of(one.rule) for one in version.tiers}
    rows: list[dict[str, Any]] = [
        {
            "public_id": new_public_id(),
            "client_id": one.client_id,
            "policy_version_id": version.id,
            "tier": one.tier_due,
            "evidence": [
                item.plain()
                for item in judge(
                    rules[one.tier_due],
                    one.figures,
                    source=queries.source_of(bool(one.figures.get("by_months"))),
                    as_of=queries.as_of(evaluation.as_of).isoformat(),
                ).evidence
            ],
            "basis": Basis.CRITERIA,
            "decision_reason": "",
            "state": StatusState.CONFIRMED,
            "proposed_at": evaluation.started_at,
            "decided_by_id": actor.employee_id,
            "decided_at": now,
            "end_reason": "",
        }
        for one in chosen
        if one.tier_due
    ]
    if not rows:
        return {}
    ids = db.session.execute(sa.insert(VipStatus).returning(VipStatus.id), rows).scalars().all()
    journal.made(operation, _STATUSES, list(ids), ["state", "client_id"])
    return {row["client_id"]: row["public_id"] for row in rows}


def _tell(chosen: Sequence[VipVerdict], made: dict[int, str], actor: Actor) -> None:
    note_all(made, "vip-confirmed", actor, of=made)
    note_all([one.client_id for one in chosen if not one.tier_due], "vip-ended", actor)


def decline_verdict(verdict: VipVerdict, *, reason: str, actor: Actor) -> VipVerdict:
    """Let all be as it is, with a reason: the client is not offered anew for 90 days.

    Refuses with :class:`Invalid` no reason, with :class:`Conflict` what was decided already.
    """
    demand(actor, "vip:confirm")
    if not reason.strip():
        raise Invalid(fields={"reason": [_("Say why.")]})
    db.session.refresh(verdict, ["state", "version"], with_for_update=True)
    if verdict.state is not VerdictState.OPEN:
        raise verdict_decided(verdict)
    verdict.state, verdict.reason = VerdictState.DECLINED, reason.strip()
    verdict.decided_by_id, verdict.decided_at = actor.employee_id, clock.now()
    record(
        "vip:declined",
        actor=actor,
        obj=verdict,
        name=verdict.client.display_name,
        client_id=verdict.client_id,
        reason=reason,
        detail={"kind": verdict.kind.value, "tier": verdict.tier_due},
    )
    return verdict


def undo_confirmation(operation: Operation, *, actor: Actor) -> list[UndoPreview]:
    """Take a confirmation back: statuses, tiers and managers as they were, where nobody changed
    them since. Refuses with :class:`Conflict` when it was undone before or its time is over."""
    demand(actor, "vip:confirm")
    keys = db.session.scalars(
        sa.select(journal.OperationItem.row_id).where(
            journal.OperationItem.operation_id == operation.id,
            journal.OperationItem.table_name == "client",
        )
    ).all()
    done = journal.undo(operation, author_id=actor.employee_id)
    note_all(keys, "vip-undone", actor)
    record("vip:confirmation-undone", actor=actor, obj=operation, name=operation.title)
    return done
