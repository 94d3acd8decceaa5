"""Discounts over the limit: asking and deciding."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy.orm.attributes import flag_modified

from ...audit.operations import record
from ...core import clock
from ...core.db import db
from ...core.errors import Conflict, Forbidden
from ...policy.enforce import Actor
from ..models import ApprovalState, Proposal, ProposalVersion
from .asking import draft_of, fresh, may


def ask_approval(proposal: Proposal, *, actor: Actor, version: int, reason: str) -> ProposalVersion:
    """Ask for the approval a discount over the limit needs.

    Refuses (Conflict) where none is needed or it was asked for already.
    """
    may("proposals:edit", proposal.client_id, actor)
    fresh(proposal, version)
    draft = draft_of(proposal)
    if draft.approval not in (ApprovalState.NEEDED, ApprovalState.REFUSED):
        raise Conflict(_("This version needs no approval, or it was asked for already."))
    draft.approval, draft.approval_reason = ApprovalState.ASKED, reason[:500]
    _written(proposal, draft, "proposal:approval-asked", actor, reason)
    return draft


def decide_approval(
    proposal: Proposal, *, actor: Actor, version: int, given: bool, words: str = ""
) -> ProposalVersion:
    """Give or refuse the approval.

    Refuses (Forbidden) beyond ``proposals:approve`` and the one who wrote the version (four eyes),
    (Conflict) when nobody has asked.
    """
    may("proposals:approve", proposal.client_id, actor)
    fresh(proposal, version)
    draft = draft_of(proposal)
    if draft.approval is not ApprovalState.ASKED:
        raise Conflict(_("Nobody has asked to approve this version."))
    if actor.employee_id in (draft.created_by_id, proposal.manager_id):
        raise Forbidden(
            _("Who wrote the proposal cannot approve it: a colleague must."),
            permission="proposals:approve",
        )
    draft.approval = ApprovalState.GIVEN if given else ApprovalState.REFUSED
    draft.approved_by_id, draft.approved_at = actor.employee_id, clock.now()
    draft.approval_note = words[:500]
    tag = "proposal:approved" if given else "proposal:approval-refused"
    _written(proposal, draft, tag, actor, words)
    return draft


def _written(
    proposal: Proposal, draft: ProposalVersion, tag: str, actor: Actor, reason: str
) -> None:
    flag_modified(proposal, "current_no")  # a decision on its version changes the proposal too
    db.session.flush()
    record(
        tag,
        actor=actor,
        obj=proposal,
        name=proposal.number,
        client_id=proposal.client_id,
        reason=reason,
        detail={"version": draft.no, "discount": draft.discount, "total": draft.total},
    )
