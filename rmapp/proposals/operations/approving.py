"""Discounts over the limit: asking and deciding."""

from __future__ import annotations

from collections.abc import Collection

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm.attributes import flag_modified

from ...audit.operations import record
from ...core import clock
from ...core.db import db
from ...core.errors import Conflict, Forbidden
from ...notices.kinds import notice_kind
from ...notices.operations import tell
from ...policy.enforce import Actor
from ...staff.queries import those_who
from ..models import ApprovalState, Proposal, ProposalVersion
from .asking import draft_of, fresh, may

TO_DECIDE = notice_kind(
    "proposal:approval-asked",
    icon="percent",
    tone="warn",
    words=_l("%(who)s asks to approve a discount: %(subject)s"),
)
GIVEN = notice_kind(
    "proposal:approved", icon="check", tone="ok", words=_l("The discount is approved: %(subject)s")
)
REFUSED = notice_kind(
    "proposal:approval-refused",
    icon="x",
    tone="bad",
    words=_l("The discount is not approved: %(subject)s"),
)


def ask_approval(proposal: Proposal, *, actor: Actor, version: int, reason: str) -> ProposalVersion:
    """Ask for the approval a discount over the limit needs; whoever may give it is told.

    Refuses (Conflict) where none is needed or it was asked for already.
    """
    may("proposals:edit", proposal.client_id, actor)
    fresh(proposal, version)
    draft = draft_of(proposal)
    if draft.approval not in (ApprovalState.NEEDED, ApprovalState.REFUSED):
        raise Conflict(_("This version needs no approval, or it was asked for already."))
    draft.approval, draft.approval_reason = ApprovalState.ASKED, reason[:500]
    _written(proposal, draft, "proposal:approval-asked", actor, reason)
    own = {actor.employee_id, draft.created_by_id, proposal.manager_id}
    may_decide = set(those_who("proposals:approve", over=proposal.manager_id)) - own
    _tell(proposal, TO_DECIDE.code, may_decide, who=actor.name)
    return draft


def decide_approval(
    proposal: Proposal, *, actor: Actor, version: int, given: bool, words: str = ""
) -> ProposalVersion:
    """Give or refuse the approval; who wrote the version and the client's manager are told.

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
    kind = GIVEN if given else REFUSED
    _tell(proposal, kind.code, {draft.created_by_id, proposal.manager_id} - {actor.employee_id})
    return draft


def _tell(proposal: Proposal, kind: str, people: Collection[int | None], **params: str) -> None:
    tell(
        people,
        kind,
        subject=f"{proposal.number}, {proposal.client.display_name}",
        params=params,
        leads_to="proposals.show",
        values={"public_id": proposal.public_id},
        client_id=proposal.client_id,
    )


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
