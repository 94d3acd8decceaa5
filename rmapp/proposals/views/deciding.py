"""Decisions on proposals: approval, answer, next version, withdrawal."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...core.forms import DeedForm
from ...policy.enforce import current_actor, requires
from .. import operations, queries
from ..forms import AnswerForm, AskForm, DecisionForm, ReasonForm, words_of
from .base import ID, edited, proposals


@proposals.route(f"/{ID}/ask", methods=["GET", "POST"])
@requires("proposals:edit")
def ask(public_id: str) -> ResponseReturnValue:
    """Ask for the approval of a discount over the limit."""
    proposal = edited(public_id)
    form = AskForm(data={"version": proposal.version})
    if form.validate_on_submit():
        operations.ask_approval(
            proposal, actor=current_actor(), version=form.version_number, reason=words_of(form)
        )
        flash(_("The approval is asked for."))
        return redirect(url_for("proposals.show", public_id=public_id))
    return render_template(
        "proposals/deed.html",
        form=form,
        proposal=proposal,
        title=_("Ask for approval"),
        hint=_("Your supervisor sees the discount, the price and these words."),
    )


@proposals.route(f"/{ID}/decide", methods=["GET", "POST"])
@requires("proposals:approve")
def decide(public_id: str) -> ResponseReturnValue:
    """Approve a discount over the limit, or not."""
    actor = current_actor()
    proposal = queries.proposal_of(public_id, actor=actor, permission="proposals:approve")
    form = DecisionForm(data={"version": proposal.version})
    if form.validate_on_submit():
        given = form.decision.data == "given"
        operations.decide_approval(
            proposal,
            actor=actor,
            version=form.version_number,
            given=given,
            words=words_of(form),
        )
        flash(_("The discount is approved.") if given else _("The discount is not approved."))
        return redirect(url_for("proposals.show", public_id=public_id))
    version = queries.current_version(proposal)
    return render_template(
        "proposals/deed.html",
        form=form,
        proposal=proposal,
        title=_("Decide on the discount"),
        reason=version.approval_reason,
        lines=version.lines,
    )


@proposals.route(f"/{ID}/answer", methods=["GET", "POST"])
@requires("proposals:edit")
def answer(public_id: str) -> ResponseReturnValue:
    """Record what the client answered."""
    proposal = edited(public_id)
    form = AnswerForm(data={"version": proposal.version})
    if form.validate_on_submit():
        operations.record_answer(
            proposal,
            actor=current_actor(),
            version=form.version_number,
            accepted=form.answer.data == "accepted",
            words=words_of(form),
        )
        flash(_("The answer is recorded; the reminder will not leave."))
        return redirect(url_for("proposals.show", public_id=public_id))
    return render_template(
        "proposals/deed.html",
        form=form,
        proposal=proposal,
        title=_("Record the answer"),
        hint="",
    )


@proposals.post(f"/{ID}/take-over")
@requires("opportunities:edit")
def take_over(public_id: str) -> ResponseReturnValue:
    """Put what was offered into the opportunity."""
    proposal = queries.proposal_of(
        public_id, actor=current_actor(), permission="opportunities:edit"
    )
    version = DeedForm().version_number
    operations.hand_over_by(proposal, actor=current_actor(), version=version)
    flash(_("The opportunity says what the proposal says."))
    return redirect(url_for("opportunities.show", public_id=proposal.opportunity.public_id))


@proposals.post(f"/{ID}/revise")
@requires("proposals:edit")
def revise(public_id: str) -> ResponseReturnValue:
    """Begin the next version."""
    proposal = edited(public_id)
    version = DeedForm().version_number
    operations.revise(proposal, actor=current_actor(), version=version)
    flash(_("A new version is begun; the one that was sent stays as it is."))
    return redirect(url_for("proposals.edit", public_id=public_id))


@proposals.route(f"/{ID}/withdraw", methods=["GET", "POST"])
@requires("proposals:edit")
def withdraw(public_id: str) -> ResponseReturnValue:
    """Take a proposal back."""
    proposal = edited(public_id)
    form = ReasonForm(data={"version": proposal.version})
    if form.validate_on_submit():
        operations.withdraw(
            proposal, actor=current_actor(), version=form.version_number, words=words_of(form)
        )
        flash(_("The proposal is withdrawn."))
        return redirect(url_for("proposals.show", public_id=public_id))
    return render_template(
        "proposals/deed.html",
        form=form,
        proposal=proposal,
        title=_("Withdraw the proposal"),
        hint=_("What waits of its letters is cancelled; what has left cannot be called back."),
    )
