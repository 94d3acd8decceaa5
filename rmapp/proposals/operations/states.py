"""What becomes of a proposal after it was sent."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import gettext as _

from ...audit.operations import record
from ...clients.events import note
from ...core import clock
from ...core.db import db
from ...core.errors import Conflict
from ...outbox import operations as outbox
from ...policy.enforce import Actor
from ...settings import settings
from ..mails import letter_occasion, reminder_occasion
from ..models import (
    ApprovalState,
    Proposal,
    ProposalLine,
    ProposalState,
    ProposalVersion,
)
from ..queries import current_version
from .asking import fresh, may
from .handing_over import hand_over

ANSWERED = (ProposalState.ACCEPTED, ProposalState.DECLINED)


def record_answer(
    proposal: Proposal, *, actor: Actor, version: int, accepted: bool, words: str = ""
) -> Proposal:
    """The client has answered: the reminder that waits is cancelled, and the opportunity follows
    what was accepted. The answer is to what was sent: a version in work is put aside until the next
    one is begun.

    Refuses (Conflict) what was not sent, (Forbidden) beyond reach.
    """
    may("proposals:edit", proposal.client_id, actor)
    fresh(proposal, version)
    if proposal.state not in (ProposalState.SENT, ProposalState.EXPIRED):
        raise Conflict(_("Only a proposal that was sent can be answered."))
    state = ProposalState.ACCEPTED if accepted else ProposalState.DECLINED
    proposal.answered_at, proposal.answer_note = clock.now(), words[:500]
    if proposal.is_in_work and proposal.sent_no:
        proposal.current_no = proposal.sent_no
        held = current_version(proposal)
        proposal.total = held.total
        proposal.valid_until = held.valid_until or proposal.valid_until
    _become(proposal, state, actor=actor, reason=words)
    if accepted:
        hand_over(proposal, actor=actor)
    return proposal


def withdraw(proposal: Proposal, *, actor: Actor, version: int, words: str = "") -> Proposal:
    """Take a proposal back: what waits of its letters is cancelled, what has left is not.

    Refuses (Conflict) when it was answered.
    """
    may("proposals:edit", proposal.client_id, actor)
    fresh(proposal, version)
    if proposal.state in (*ANSWERED, ProposalState.WITHDRAWN):
        raise Conflict(_("This proposal was answered or withdrawn already."))
    outbox.cancel_for(letter_occasion(proposal.id), actor=actor)
    _become(proposal, ProposalState.WITHDRAWN, actor=actor, reason=words)
    return proposal


def revise(proposal: Proposal, *, actor: Actor, version: int) -> ProposalVersion:
    """Begin the next version as a copy of the last, or take up the one that was put aside.

    What was sent stays as it is: until the new version leaves, the client holds the one before,
    and its reminder waits on. Refuses (Conflict) while a draft is being written.
    """
    may("proposals:edit", proposal.client_id, actor)
    fresh(proposal, version)
    if proposal.is_in_work:
        raise Conflict(_("This proposal is a draft already."))
    last = current_version(proposal)
    aside = next((one for one in proposal.versions if one.no > last.no), None)
    made = aside or _next(proposal, last, actor)
    proposal.current_no, proposal.total = made.no, made.total
    today = clock.today(settings().bank_zone)
    proposal.valid_until = max(proposal.valid_until, today)
    if proposal.state is ProposalState.SENT:
        db.session.flush()
        _written(proposal, "draft", actor=actor, reason="")
        return made
    proposal.answered_at, proposal.answer_note = None, ""
    _become(proposal, ProposalState.DRAFT, actor=actor, reason="")
    return made


def _next(proposal: Proposal, last: ProposalVersion, actor: Actor) -> ProposalVersion:
    over = last.approval is not ApprovalState.NOT_NEEDED
    made = ProposalVersion(
        no=last.no + 1,
        addressee=last.addressee,
        summary=last.summary,
        needs=list(last.needs),
        steps=list(last.steps),
        terms=last.terms,
        cost_now=last.cost_now,
        total=last.total,
        discount=last.discount,
        approval=ApprovalState.NEEDED if over else ApprovalState.NOT_NEEDED,
        created_at=clock.now(),
        created_by_id=actor.employee_id,
        files=[],
        lines=[
            ProposalLine(
                position=line.position,
                product=line.product,
                quantity=line.quantity,
                tariff_price=line.tariff_price,
                discount_percent=line.discount_percent,
                price=line.price,
                amount=line.amount,
            )
            for line in last.lines
        ],
    )
    proposal.versions.append(made)
    return made


def expire_overdue() -> int:
    """Proposals expire when the last day of what the client holds is past, whatever the version in
    work says; what waits of their reminders is cancelled.

    A periodic job: one statement for the rows, return how many.
    """
    today = clock.today(settings().bank_zone)
    rows = db.session.execute(
        sa.update(Proposal)
        .where(
            Proposal.state == ProposalState.SENT,
            ProposalVersion.proposal_id == Proposal.id,
            ProposalVersion.no == sa.func.coalesce(Proposal.sent_no, Proposal.current_no),
            sa.func.coalesce(ProposalVersion.valid_until, Proposal.valid_until) < today,
        )
        .values(state=ProposalState.EXPIRED, version=Proposal.version + 1)
        .returning(Proposal.id, Proposal.client_id, Proposal.number)
        .execution_options(synchronize_session=False)
    ).all()
    for row in rows:
        outbox.cancel_for(reminder_occasion(row.id), actor=None)
        note(row.client_id, "proposal-expired", actor=None, title=row.number)
    if rows:
        record("proposal:expired", actor=None, detail={"proposals": [row.id for row in rows]})
    return len(rows)


def _become(proposal: Proposal, state: ProposalState, *, actor: Actor, reason: str) -> None:
    proposal.state = state
    outbox.cancel_for(reminder_occasion(proposal.id), actor=actor)
    db.session.flush()
    _written(proposal, state.value, actor=actor, reason=reason)


def _written(proposal: Proposal, what: str, *, actor: Actor, reason: str) -> None:
    note(
        proposal.client_id,
        f"proposal-{what}",
        actor=actor,
        title=proposal.number,
        obj=proposal,
    )
    record(
        f"proposal:{what}",
        actor=actor,
        obj=proposal,
        name=proposal.number,
        client_id=proposal.client_id,
        reason=reason,
    )
