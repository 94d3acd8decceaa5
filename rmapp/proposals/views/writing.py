"""Making a proposal: begin, build with preview, send."""

from __future__ import annotations

import base64

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...clients import custom
from ...clients.queries import chosen_reader, client_of, readers_of
from ...core.complaints import complaints
from ...core.forms import DeedForm, attempt
from ...core.i18n import reader_language
from ...core.papers import page_count, preview
from ...followups import queries as followups
from ...followups.rules import PLACEHOLDERS
from ...followups.words import not_sent_words
from ...opportunities import queries as opportunities
from ...outbox import queries as outbox
from ...outbox.states import Purpose
from ...policy.enforce import current_actor, requires
from ...products import queries as products
from ...products.models import Product
from .. import operations, queries
from ..defaults import SUBJECT, TEXT
from ..forms import ProposalForm, SendForm
from ..models import ApprovalState, Proposal
from .base import ID, SCALE, asked_language, edited, proposals, words

SILENCE = "proposal-silence"


def _catalogue(proposal: Proposal) -> list[Product]:
    """What a row may choose: the catalogue, and what the draft holds already."""
    found = products.catalogue()
    held = [line.product for line in queries.current_version(proposal).lines]
    return found + [one for one in held if one.id not in {p.id for p in found}]


@proposals.route("/new", methods=["GET", "POST"])
@requires("proposals:edit")
def create() -> ResponseReturnValue:
    """Begin a proposal for an opportunity: GET asks in which language, POST makes the draft. With
    ``?client=`` alone: for its one that is open, else ask for which."""
    actor = current_actor()
    if request.method == "GET" and request.args.get("client"):
        asked = request.args["client"]
        client = client_of(asked, actor=actor, permission="proposals:edit")
        among = opportunities.open_of_client(client.id)
        if len(among) != 1:
            return render_template("proposals/for_which.html", client=client, among=among)
        return redirect(url_for("proposals.create", opportunity=among[0].public_id))
    opportunity = opportunities.opportunity_of(
        request.args.get("opportunity", ""), actor=actor, permission="proposals:edit"
    )
    form = DeedForm()
    if form.validate_on_submit():
        made = operations.create_proposal(
            opportunity, actor=actor, language=request.form.get("language")
        )
        flash(_("The draft %(number)s is made.", number=made.number))
        return redirect(url_for("proposals.edit", public_id=made.public_id))
    return render_template("proposals/new.html", form=form, opportunity=opportunity)


@proposals.route(f"/{ID}/edit", methods=["GET", "POST"])
@requires("proposals:edit")
def edit(public_id: str) -> ResponseReturnValue:
    """The builder: form left, preview right."""
    proposal = edited(public_id)
    version = queries.current_version(proposal)
    if version.frozen_at is not None:
        return redirect(url_for("proposals.show", public_id=public_id))
    form = ProposalForm(data=ProposalForm.of(proposal, version))
    catalogue, more = _catalogue(proposal), "more" in request.form
    form.offer(catalogue, reader_language(), more=more)
    if not more and form.validate_on_submit():
        done = attempt(
            form,
            lambda: operations.save_draft(
                proposal,
                actor=current_actor(),
                version=form.version_number,
                content=form.content(catalogue),
            ),
        )
        if done:
            flash(_("The draft is saved."))
            there = "proposals.send" if "send" in request.form else "proposals.edit"
            if done.approval is ApprovalState.NEEDED:
                there = "proposals.show"
            return redirect(url_for(there, public_id=public_id))
    drawn = operations.draw_pdf(proposal, version, asked_language(proposal))
    return render_template(
        "proposals/edit.html",
        form=form,
        proposal=proposal,
        version=version,
        pages=page_count(drawn),
        **words(),
    )


@proposals.post(f"/{ID}/preview")
@requires("proposals:edit")
def look(public_id: str) -> ResponseReturnValue:
    """The paper as the form says now; nothing is kept."""
    proposal = edited(public_id)
    version = queries.current_version(proposal)
    form, catalogue = ProposalForm(), _catalogue(proposal)
    form.offer(catalogue, reader_language())
    if version.frozen_at is not None or not form.validate():
        return render_template("proposals/_preview.html", wrong=complaints(form) or True)
    drawn = operations.preview_draft(proposal, version, form.content(catalogue))
    wanted = request.form.get("page", "1")
    page = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 4 else 1
    pages = page_count(drawn.content)
    image = preview(drawn.content, max(1, min(page, pages)), SCALE)
    return render_template(
        "proposals/_preview.html",
        wrong=None,
        image=base64.b64encode(image).decode(),
        drawn=drawn,
        proposal=proposal,
        page=max(1, min(page, pages)),
        pages=pages,
    )


@proposals.route(f"/{ID}/send", methods=["GET", "POST"])
@requires("proposals:edit")
def send(public_id: str) -> ResponseReturnValue:
    """To whom, with what words; then it is frozen and leaves."""
    actor, proposal = current_actor(), edited(public_id)
    version = queries.current_version(proposal)
    if version.frozen_at is not None:
        return redirect(url_for("proposals.show", public_id=public_id))
    readers = readers_of(proposal.client_id, addressee=version.addressee)
    form = SendForm(
        data={
            "recipient": chosen_reader(readers, is_to_somebody=bool(version.addressee)),
            "subject": SUBJECT[proposal.language],
            "text": TEXT[proposal.language],
            "remind": True,
            "version": proposal.version,
        }
    )
    form.offer(readers)
    looked = "look" in request.form
    if not looked and form.validate_on_submit():
        sent = attempt(
            form,
            lambda: operations.send(
                proposal,
                actor=actor,
                version=form.version_number,
                recipient=form.recipient.data,
                subject=form.subject.data,
                text=form.text.data,
                remind=form.remind.data,
                consent=form.consent.data,
            ),
        )
        if sent:
            _tell(sent)
            return redirect(url_for("proposals.show", public_id=public_id))
    return render_template(
        "proposals/send.html",
        form=form,
        proposal=proposal,
        version=version,
        rule=followups.rule_by_code(SILENCE),
        placeholders={**PLACEHOLDERS, **custom.placeholders()},
        shown_subject=operations.send_text(proposal, form.subject.data or ""),
        shown_text=operations.send_text(proposal, form.text.data or ""),
        without_consent=[one.address for one in readers if _no_consent(one.address)],
        **words(),
    )


def _no_consent(address: str) -> bool:
    row = outbox.address_of(address)
    return row is None or outbox.why_not(row, Purpose.MARKETING) is not None


def _tell(sent: operations.Sent) -> None:
    flash(_("The proposal is on its way: the letter leaves within a minute."))
    if sent.letter.warning:
        flash(_("The letter will not leave: this address cannot be written to."), "warn")
    if sent.withheld:
        flash(f"{_('No reminder is planned.')} {not_sent_words(sent.withheld)}", "warn")
