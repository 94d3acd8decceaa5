"""VIP policies, evaluations and statuses at ``/api/v1/vip-…``."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import gettext as _

from ..clients.queries import client_of
from ..core.errors import NotFound
from ..policy.enforce import current_actor, requires
from ..portfolios.operations import receiver_of
from ..vip import operations, queries
from ..vip.models import VerdictKind, VipEvaluation, VipPolicyVersion, VipStatus, VipVerdict
from ..vip.rules import Rule, nearest, rule_of
from .doors import ONE, Created, operation
from .shapes.base import PageOf, PageQuery, named, page_of
from .shapes.vip import (
    ApprovalGiven,
    AskedShown,
    ConfirmedShown,
    ConfirmGiven,
    EvaluationShown,
    PoliciesShown,
    PolicyShown,
    ProposalGiven,
    RefusalGiven,
    RefusedShown,
    StatusConfirmGiven,
    StatusEndGiven,
    StatusQuery,
    StatusShown,
    TierShown,
    VerdictQuery,
    VerdictShown,
)

policies = Blueprint("api_vip_policies", __name__, url_prefix="/api/v1/vip-policies")
evaluations = Blueprint("api_vip_evaluations", __name__, url_prefix="/api/v1/vip-evaluations")
statuses = Blueprint("api_vip_statuses", __name__, url_prefix="/api/v1/vip-statuses")


@policies.get("")
@requires("vip:read")
@operation("List the versions of the VIP policy", answer=PoliciesShown)
def list_policies() -> PoliciesShown:
    """Newest first, a hundred at most."""
    return PoliciesShown(items=[policy_shown(one) for one in queries.versions()])


@policies.get(ONE)
@requires("vip:read")
@operation("Read a version of the VIP policy", answer=PolicyShown)
def show_policy(public_id: str) -> PolicyShown:
    """One version with its tiers."""
    return policy_shown(queries.version_of(public_id))


@policies.post(f"{ONE}/approval")
@requires("vip:policy", step_up=True)
@operation(
    "Approve a draft of the VIP policy", body=ApprovalGiven, answer=PolicyShown, refusals=(409,)
)
def approve(public_id: str, body: ApprovalGiven) -> PolicyShown:
    """A second person's deed: of what was read and nothing else."""
    operations.approve_version(
        queries.version_of(public_id), read=body.version, actor=current_actor()
    )
    return policy_shown(queries.version_of(public_id))


@evaluations.get("")
@requires("vip:read")
@operation("List evaluations", query=PageQuery, answer=PageOf[EvaluationShown])
def list_evaluations(query: PageQuery) -> PageOf[EvaluationShown]:
    """Newest first."""
    page = queries.evaluations(cursor=query.cursor, limit=query.limit)
    return page_of(page, _evaluation, shape=PageOf[EvaluationShown])


@evaluations.post("")
@requires("vip:confirm")
@operation("Evaluate the base", answer=AskedShown, status=202)
def evaluate() -> AskedShown:
    """Submit an evaluation; nothing of a client changes by it."""
    return AskedShown(work=operations.evaluate_now(actor=current_actor()).public_id)


@evaluations.get(ONE)
@requires("vip:read")
@operation("Read an evaluation", answer=EvaluationShown)
def show_evaluation(public_id: str) -> EvaluationShown:
    """One evaluation."""
    return _evaluation(queries.evaluation_of(public_id))


@evaluations.get(f"{ONE}/verdicts")
@requires("vip:read")
@operation("List the verdicts of an evaluation", query=VerdictQuery, answer=PageOf[VerdictShown])
def list_verdicts(public_id: str, query: VerdictQuery) -> PageOf[VerdictShown]:
    """Of clients within reach, the greatest profit first; the open ones unless all are asked."""
    evaluation = queries.evaluation_of(public_id)
    page = queries.verdicts(
        current_actor(),
        evaluation,
        query.kind,
        cursor=query.cursor,
        limit=query.limit,
        only_open=not query.all,
    )
    rules = {one.code: rule_of(one.rule) for one in evaluation.policy_version.tiers}
    return page_of(page, lambda one: _verdict(one, rules), shape=PageOf[VerdictShown])


@evaluations.post(f"{ONE}/confirmations")
@requires("vip:confirm")
@operation("Confirm verdicts", body=ConfirmGiven, answer=ConfirmedShown)
def confirm_verdicts(public_id: str, body: ConfirmGiven) -> ConfirmedShown:
    """Statuses, tiers and managers change; it can be undone in the journal for 30 days."""
    actor = current_actor()
    done = operations.confirm_verdicts(
        queries.evaluation_of(public_id),
        body.verdicts,
        manager=receiver_of(body.manager, actor=actor) if body.manager else None,
        actor=actor,
    )
    return ConfirmedShown(operation=done.public_id, counts=done.counts)


@evaluations.post(f"{ONE}/refusals")
@requires("vip:confirm")
@operation("Let verdicts be", body=RefusalGiven, answer=RefusedShown, refusals=(409,))
def refuse_verdicts(public_id: str, body: RefusalGiven) -> RefusedShown:
    """All stays as it is, with a reason; the clients are not offered anew for 90 days."""
    actor, evaluation = current_actor(), queries.evaluation_of(public_id)
    for one in dict.fromkeys(body.verdicts):
        verdict = queries.verdict_of(one, actor=actor, permission="vip:confirm")
        if verdict.evaluation_id != evaluation.id:
            raise NotFound(_("There is no such verdict in this evaluation."))
        operations.decline_verdict(verdict, reason=body.reason, actor=actor)
    return RefusedShown(refused=len(set(body.verdicts)))


@statuses.get("")
@requires("vip:read")
@operation("List VIP statuses", query=StatusQuery, answer=PageOf[StatusShown])
def list_statuses(query: StatusQuery) -> PageOf[StatusShown]:
    """Of clients within reach, newest first."""
    page = queries.statuses(
        current_actor(), state=query.state, cursor=query.cursor, limit=query.limit
    )
    return page_of(page, _status, shape=PageOf[StatusShown])


@statuses.post("")
@requires("vip:propose")
@operation("Propose a client as VIP", body=ProposalGiven, answer=StatusShown, status=201)
def propose(body: ProposalGiven) -> Created:
    """By the criteria, or by a decision with its reason."""
    actor = current_actor()
    client = client_of(body.client, actor=actor, permission="vip:propose")
    made = operations.propose(
        client, actor=actor, tier=body.tier, decision_reason=body.decision_reason
    )
    return Created(_after(made), "api_vip_statuses.show_status", made.public_id)


@statuses.get(ONE)
@requires("vip:read")
@operation("Read a VIP status", answer=StatusShown)
def show_status(public_id: str) -> StatusShown:
    """One status with its evidence."""
    return _status(queries.status_of(public_id, actor=current_actor()))


@statuses.post(f"{ONE}/confirmation")
@requires("vip:confirm")
@operation("Confirm a proposed VIP status", body=StatusConfirmGiven, answer=StatusShown)
def confirm(public_id: str, body: StatusConfirmGiven) -> StatusShown:
    """A second person's deed; the client gets the personal manager."""
    actor = current_actor()
    status = queries.status_of(public_id, actor=actor, permission="vip:confirm")
    manager = receiver_of(body.manager, actor=actor)
    return _after(operations.confirm(status, manager, version=body.version, actor=actor))


@statuses.post(f"{ONE}/refusal")
@requires("vip:confirm")
@operation("Refuse a proposed VIP status", body=StatusEndGiven, answer=StatusShown)
def refuse(public_id: str, body: StatusEndGiven) -> StatusShown:
    """With a reason."""
    actor = current_actor()
    status = queries.status_of(public_id, actor=actor, permission="vip:confirm")
    done = operations.refuse(status, version=body.version, reason=body.reason, actor=actor)
    return _after(done)


@statuses.post(f"{ONE}/end")
@requires("vip:confirm")
@operation("End a VIP status", body=StatusEndGiven, answer=StatusShown)
def end(public_id: str, body: StatusEndGiven) -> StatusShown:
    """With a reason; the manager stays."""
    actor = current_actor()
    status = queries.status_of(public_id, actor=actor, permission="vip:confirm")
    return _after(operations.end(status, version=body.version, reason=body.reason, actor=actor))


def policy_shown(one: VipPolicyVersion) -> PolicyShown:
    """A version with its tiers."""
    names = ("version", "number", "title_en", "title_ru", "grace_days", "state", "valid_from",
             "valid_until", "approved_at")  # fmt: skip
    return PolicyShown(
        id=one.public_id,
        **{name: getattr(one, name) for name in names},
        tiers=[
            TierShown(**{name: getattr(tier, name) for name in TierShown.model_fields})
            for tier in one.tiers
        ],
    )


def _evaluation(one: VipEvaluation) -> EvaluationShown:
    names = ("started_at", "finished_at", "as_of", "clients", "counts", "quality")
    return EvaluationShown(
        id=one.public_id,
        policy=one.policy_version.public_id,
        **{name: getattr(one, name) for name in names},
    )


def _verdict(one: VipVerdict, rules: dict[str, Rule]) -> VerdictShown:
    names = ("kind", "tier_now", "tier_due", "worth", "figures", "grace_until", "state")
    return VerdictShown(
        id=one.public_id,
        client=named(one.client, one.client.display_name),
        tier_near=nearest(rules, one.figures) if one.kind is VerdictKind.NEAR else "",
        **{name: getattr(one, name) for name in names},
    )


def _after(status: VipStatus) -> StatusShown:
    return _status(queries.status_after(status.id))


def _status(one: VipStatus) -> StatusShown:
    names = ("version", "tier", "basis", "decision_reason", "evidence", "state", "holds_until",
             "short_since", "proposed_at", "decided_at", "ended_at", "end_reason")  # fmt: skip
    return StatusShown(
        id=one.public_id,
        client=named(one.client, one.client.display_name),
        policy=one.policy_version.public_id,
        policy_number=one.policy_version.number,
        **{name: getattr(one, name) for name in names},
    )
