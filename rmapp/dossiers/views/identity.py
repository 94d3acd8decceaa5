"""Identity documents (D3): kept closed, shown masked, revealed for a reason to a fresh proof."""

from __future__ import annotations

from flask import flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...clients.models import Client, DocumentKind
from ...clients.queries import client_of
from ...core.forms import DeedForm, attempt
from ...policy.enforce import Actor, current_actor, demand, requires
from .. import operations, queries
from ..forms import DocumentForm, ReasonForm
from .blueprint import ONE, dossiers

PAPER = f"{ONE}/identity/<string(length=16):document_id>"


def _client(public_id: str, actor: Actor) -> Client:
    return client_of(public_id, actor=actor, permission="clients:read-sensitive")


@dossiers.route(f"{ONE}/identity/new", methods=["GET", "POST"])
@requires("clients:read-sensitive")
def add_document(public_id: str) -> ResponseReturnValue:
    """Keep an identity document."""
    actor, form = current_actor(), DocumentForm()
    client = _client(public_id, actor)
    demand(actor, "clients:edit")
    if form.validate_on_submit() and attempt(
        form,
        lambda: operations.keep_document(
            client,
            actor=actor,
            kind=DocumentKind(form.kind.data),
            number=form.number.data or "",
            issued_by=form.issued_by.data or "",
            country=form.country.data or "",
            issued_on=form.issued_on.data,
            expires_on=form.expires_on.data,
            note=form.note.data or "",
        ),
    ):
        flash(_("The document is kept; its number lies encrypted."), "ok")
        return redirect(url_for("card.show", public_id=public_id, _anchor="identity"))
    return render_template("dossiers/document.html", form=form, client=client)


@dossiers.route(f"{PAPER}/reveal", methods=["GET", "POST"])
@requires("clients:read-sensitive", step_up=True)
def reveal(public_id: str, document_id: str) -> ResponseReturnValue:
    """Show what lies in a document, once, for a reason that the trail keeps."""
    actor, form = current_actor(), ReasonForm()
    client = _client(public_id, actor)
    document = queries.document_of(document_id, client=client)
    shown = None
    if form.validate_on_submit():
        shown = attempt(
            form,
            lambda: operations.reveal_document(
                document, client=client, actor=actor, reason=form.reason.data or ""
            ),
        )
    answer = make_response(
        render_template(
            "dossiers/reveal.html",
            form=form,
            client=client,
            document=document,
            shown=shown or None,
            deed=DeedForm(),
        )
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@dossiers.post(f"{PAPER}/remove")
@requires("clients:read-sensitive")
def drop_document(public_id: str, document_id: str) -> ResponseReturnValue:
    """Off the dossier; what lay in it is forgotten."""
    actor = current_actor()
    client = _client(public_id, actor)
    document = queries.document_of(document_id, client=client)
    operations.drop_document(document, client=client, actor=actor)
    flash(_("The document is taken off the dossier."), "ok")
    return redirect(url_for("card.show", public_id=public_id, _anchor="identity"))
