"""Looking at proposals: list, one proposal, its paper."""

from __future__ import annotations

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from ...core.forms import DeedForm
from ...core.papers import page_count, preview
from ...followups import queries as followups
from ...followups.seeds import SILENCE
from ...followups.words import not_sent_words
from ...opportunities.models import PERIODS, Opportunity
from ...opportunities.panels import Panel, panel
from ...outbox import queries as outbox
from ...outbox.models import Message
from ...outbox.states import STATE_LABELS as MESSAGE_LABELS
from ...outbox.states import Purpose, State
from ...policy.enforce import Actor, can, current_actor, requires
from .. import operations, queries
from ..mails import LETTER, REMINDER, letter_occasion, reminder_occasion
from ..models import STATE_LABELS, STATE_TONES, Proposal, ProposalState
from ..paper import file_name
from .base import ID, SCALE, asked_language, proposals, words


@panel
def _on_opportunity(actor: Actor, opportunity: Opportunity) -> Panel | None:
    if not can(actor, "proposals:read"):
        return None
    made = queries.of_opportunity(opportunity)
    holds = queries.binding(made)
    return Panel(
        "proposals/_panel.html",
        {
            "proposals": made,
            "other": holds if holds is not None and queries.differs(opportunity, holds) else None,
            "periods": PERIODS,
            "state_labels": STATE_LABELS,
            "state_tones": STATE_TONES,
        },
    )


@proposals.get("")
@requires("proposals:read")
def listing() -> ResponseReturnValue:
    """Every proposal within reach."""
    actor = current_actor()
    asked = request.args.get("state", "")
    state = ProposalState(asked) if asked in set(ProposalState) else None
    to_approve = request.args.get("approve") == "1"
    return render_template(
        "proposals/listing.html",
        page=queries.listing(
            actor,
            state=state,
            to_approve=to_approve,
            mine=request.args.get("whose") == "mine",
            cursor=request.args.get("cursor"),
        ),
        state=state,
        to_approve=to_approve,
        waiting=queries.to_approve(actor) if can(actor, "proposals:approve") else 0,
        state_labels=STATE_LABELS,
        state_tones=STATE_TONES,
    )


@proposals.get(f"/{ID}")
@requires("proposals:read")
def show(public_id: str) -> ResponseReturnValue:
    """One proposal: its paper, versions, letters, answer."""
    proposal = queries.proposal_of(public_id, actor=current_actor())
    version = queries.current_version(proposal)
    language = asked_language(proposal)
    kept = queries.file_of(version, language)
    pages = kept.pages if kept else page_count(operations.draw_pdf(proposal, version, language))
    letters = outbox.messages_for(letter_occasion(proposal.id)) + outbox.messages_for(
        reminder_occasion(proposal.id)
    )
    return render_template(
        "proposals/show.html",
        proposal=proposal,
        version=version,
        shown_language=language,
        pages=pages,
        letters=letters,
        why=followups.reasons(letters),
        unplanned=_unplanned(proposal, letters),
        not_sent_words=not_sent_words,
        message_words=MESSAGE_LABELS,
        deed=DeedForm(),
        **words(),
    )


def _unplanned(proposal: Proposal, letters: list[Message]) -> str | None:
    """Why nobody reminds the client of a proposal that waits for an answer, or None."""
    sent = [one for one in letters if one.kind == LETTER]
    if proposal.state is not ProposalState.SENT or not sent:
        return None
    if any(one.kind == REMINDER and one.state is not State.CANCELLED for one in letters):
        return None
    rule = followups.rule_by_code(SILENCE)
    if rule is None or not rule.is_on:
        return None
    return outbox.why_not(sent[-1].recipient, Purpose.MARKETING)


@proposals.get(f"/{ID}/pdf")
@requires("proposals:read")
def pdf(public_id: str) -> ResponseReturnValue:
    """The paper: the frozen file of what was sent, else the draft as it is now."""
    proposal = queries.proposal_of(public_id, actor=current_actor())
    no = request.args.get("version", "")
    version = (
        queries.version_no(proposal, int(no))
        if no.isascii() and no.isdigit() and len(no) < 6
        else queries.current_version(proposal)
    )
    spoken = asked_language(proposal)
    content = operations.draw_pdf(proposal, version, spoken)
    name = file_name(proposal, version, spoken)
    how = "attachment" if request.args.get("download") == "1" else "inline"
    return Response(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'{how}; filename="{name}"'},
    )


@proposals.get(f"/{ID}/pages/<int(max=60):number>")
@requires("proposals:read")
def page_image(public_id: str, number: int) -> ResponseReturnValue:
    """One page of the paper as an image."""
    proposal = queries.proposal_of(public_id, actor=current_actor())
    version = queries.current_version(proposal)
    content = operations.draw_pdf(proposal, version, asked_language(proposal))
    return Response(preview(content, number, SCALE), content_type="image/png")
