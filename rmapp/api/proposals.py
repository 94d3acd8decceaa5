"""Proposals at ``/api/v1/proposals``."""

from __future__ import annotations

from typing import Any, cast

from flask import Blueprint, Response

from ..core.errors import Invalid
from ..opportunities.queries import opportunity_of
from ..policy.enforce import current_actor, requires
from ..products.queries import products_by_public_id
from ..proposals import operations
from ..proposals.defaults import SUBJECT, TEXT
from ..proposals.models import Proposal
from ..proposals.operations import Content, LineInput
from ..proposals.paper import file_name
from ..proposals.queries import current_version, proposal_of, version_no
from ..proposals.words import Language
from . import queries
from .doors import ONE, WORDS, Created, operation
from .shapes.base import OnlyVersion, PageOf, page_of
from .shapes.proposals import (
    AnswerGiven,
    ApprovalAsked,
    ApprovalDecision,
    PdfQuery,
    ProposalChange,
    ProposalGiven,
    ProposalQuery,
    ProposalShown,
    SendGiven,
    SentShown,
    WithdrawalGiven,
)
from .showing import proposal_line, proposal_shown
from .values import minor_of

proposals = Blueprint("api_proposals", __name__, url_prefix="/api/v1/proposals")


@proposals.get("")
@requires("proposals:read")
@operation("List proposals", query=ProposalQuery, answer=PageOf[ProposalShown])
def listing(query: ProposalQuery) -> PageOf[ProposalShown]:
    """Proposals within reach, newest first."""
    actor = current_actor()
    page = queries.proposals(
        actor,
        client_id=queries.client_key(query.client, actor=actor, permission="proposals:read"),
        opportunity=query.opportunity,
        state=query.state,
        cursor=query.cursor,
        limit=query.limit,
    )
    return page_of(page, proposal_line, shape=PageOf[ProposalShown])


@proposals.post("")
@requires("proposals:edit")
@operation("Begin a proposal", body=ProposalGiven, answer=ProposalShown, status=201)
def create(body: ProposalGiven) -> Created:
    """A draft for an open opportunity."""
    actor = current_actor()
    opportunity = opportunity_of(body.opportunity, actor=actor, permission="proposals:edit")
    made = operations.create_proposal(opportunity, actor=actor, language=body.language)
    return Created(_after(made), "api_proposals.show", made.public_id)


@proposals.get(ONE)
@requires("proposals:read")
@operation("Read a proposal", answer=ProposalShown)
def show(public_id: str) -> ProposalShown:
    """One proposal with its content."""
    return proposal_shown(proposal_of(public_id, actor=current_actor()))


@proposals.patch(ONE)
@requires("proposals:edit")
@operation("Change the draft of a proposal", body=ProposalChange, answer=ProposalShown)
def edit(public_id: str, body: ProposalChange) -> ProposalShown:
    """Changed parts of the draft; it is priced anew."""
    proposal = _edited(public_id)
    operations.save_draft(
        proposal, actor=current_actor(), version=body.version, content=_content(proposal, body)
    )
    return _after(proposal)


@proposals.get(f"{ONE}/pdf")
@requires("proposals:read")
@operation("Read the paper of a proposal", query=PdfQuery, media="application/pdf")
def pdf(public_id: str, query: PdfQuery) -> Response:
    """The frozen file of what was sent, else the draft as it is now."""
    proposal = proposal_of(public_id, actor=current_actor())
    version = version_no(proposal, query.no) if query.no else current_version(proposal)
    language = cast("Language", query.language or proposal.language)
    content = operations.draw_pdf(proposal, version, language)
    name = file_name(proposal, version, language)
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return Response(content, content_type="application/pdf", headers=headers)


@proposals.post(f"{ONE}/send")
@requires("proposals:edit")
@operation("Send a proposal", body=SendGiven, answer=SentShown)
def send(public_id: str, body: SendGiven) -> SentShown:
    """Frozen, and its letter in the outbox."""
    proposal = _edited(public_id)
    sent = operations.send(
        proposal,
        actor=current_actor(),
        version=body.version,
        recipient=body.recipient,
        subject=body.subject or SUBJECT[proposal.language],
        text=body.text or TEXT[proposal.language],
        remind=body.remind,
        consent=body.consent,
    )
    both = [one.warning for one in (sent.letter, sent.reminder) if one is not None]
    return SentShown(
        proposal=_after(proposal),
        letter=sent.letter.public_id,
        reminder=sent.reminder.public_id if sent.reminder else None,
        warnings=[one for one in (*both, sent.withheld) if one],
    )


@proposals.post(f"{ONE}/approval")
@requires("proposals:edit")
@operation("Ask for the approval of a discount", body=ApprovalAsked, answer=ProposalShown)
def ask(public_id: str, body: ApprovalAsked) -> ProposalShown:
    """Asked for, with the reason."""
    proposal = _edited(public_id)
    operations.ask_approval(
        proposal, actor=current_actor(), version=body.version, reason=body.reason
    )
    return _after(proposal)


@proposals.post(f"{ONE}/decision")
@requires("proposals:approve")
@operation("Decide on a discount", body=ApprovalDecision, answer=ProposalShown)
def decide(public_id: str, body: ApprovalDecision) -> ProposalShown:
    """Given or refused by a second person."""
    actor = current_actor()
    proposal = proposal_of(public_id, actor=actor, permission="proposals:approve")
    operations.decide_approval(
        proposal,
        actor=actor,
        version=body.version,
        given=body.decision == "given",
        words=body.words,
    )
    return _after(proposal)


@proposals.post(f"{ONE}/answer")
@requires("proposals:edit")
@operation("Record the answer to a proposal", body=AnswerGiven, answer=ProposalShown)
def answer(public_id: str, body: AnswerGiven) -> ProposalShown:
    """Accepted or declined; the reminder does not leave."""
    proposal = _edited(public_id)
    operations.record_answer(
        proposal,
        actor=current_actor(),
        version=body.version,
        accepted=body.answer == "accepted",
        words=body.words,
    )
    return _after(proposal)


@proposals.post(f"{ONE}/revision")
@requires("proposals:edit")
@operation("Begin the next version of a proposal", body=OnlyVersion, answer=ProposalShown)
def revise(public_id: str, body: OnlyVersion) -> ProposalShown:
    """A new draft; what was sent stays as it is."""
    proposal = _edited(public_id)
    operations.revise(proposal, actor=current_actor(), version=body.version)
    return _after(proposal)


@proposals.post(f"{ONE}/withdrawal")
@requires("proposals:edit")
@operation("Withdraw a proposal", body=WithdrawalGiven, answer=ProposalShown)
def withdraw(public_id: str, body: WithdrawalGiven) -> ProposalShown:
    """Taken back; what waits of its letters is cancelled."""
    proposal = _edited(public_id)
    operations.withdraw(proposal, actor=current_actor(), version=body.version, words=body.words)
    return _after(proposal)


def _edited(public_id: str) -> Proposal:
    return proposal_of(public_id, actor=current_actor(), permission="proposals:edit")


def _after(proposal: Proposal) -> ProposalShown:
    return proposal_shown(queries.proposal_after(proposal.id))


def _content(proposal: Proposal, body: ProposalChange) -> Content:
    """The draft as it was, with what was handed in put over it."""
    draft, given = current_version(proposal), body.model_fields_set
    kept: dict[str, Any] = {
        "language": proposal.language,
        "valid_until": proposal.valid_until,
        "addressee": draft.addressee,
        "summary": draft.summary,
        "terms": draft.terms,
        "cost_now": draft.cost_now,
        "needs": tuple(draft.needs),
        "steps": tuple(draft.steps),
        "lines": tuple(
            LineInput(one.product, one.quantity, one.discount_percent) for one in draft.lines
        ),
    }
    for name in ("language", "valid_until", "addressee", "summary", "terms"):
        if name in given:
            kept[name] = getattr(body, name)
    for name in ("needs", "steps"):
        if name in given:
            kept[name] = tuple(one.model_dump() for one in getattr(body, name))
    if "cost_now" in given:
        kept["cost_now"] = minor_of(body.cost_now, proposal.currency, "cost_now")
    if "lines" in given:
        kept["lines"] = _lines(body)
    return Content(**kept)


def _lines(body: ProposalChange) -> tuple[LineInput, ...]:
    known = products_by_public_id([one.product for one in body.lines])
    for number, one in enumerate(body.lines):
        if one.product not in known:
            raise Invalid(fields={f"lines.{number}.product": [WORDS["enum"]]})
    return tuple(LineInput(known[one.product], one.quantity, one.discount) for one in body.lines)
